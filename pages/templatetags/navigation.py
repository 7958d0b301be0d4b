"""Menus, breadcrumbs and addresses of the page tree, in the reader's language.

One query per request fetches every page the frame needs; no link costs a query of its own.
"""

from dataclasses import dataclass, field
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.values import Localized, localized
from pages.models import AboutPage, SitePage, SiteSettings

register = template.Library()

# English addresses below the home page are a contract: the strip above the name offers the first two, and the
# home page links to the others. All of them come with the menu in its one query.
UTILITY_PATHS = ("press/", "membership/apply/")
NAMED_PATHS = (
    *UTILITY_PATHS,
    "membership/directory/",
    "about-the-court/updates/",
    "get-involved/employment/",
)
OPEN_GRAPH_LOCALES = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR", "ar": "ar_AR"}


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    attrs: SafeString | str = ""
    current: str = ""
    summary: str = ""
    summary_attrs: SafeString | str = ""


@dataclass(frozen=True)
class Section:
    label: str = ""
    url: str = ""
    attrs: SafeString | str = ""
    items: list[Link] = field(default_factory=list)


class Frame:
    """What header, breadcrumbs and footer show around one page; lives as long as the request."""

    def __init__(self, request: HttpRequest | None, page: SitePage | None) -> None:
        self.request = request
        self.page = page if isinstance(page, SitePage) and page.path else None

    @cached_property
    def root(self) -> SitePage | None:
        site = Site.find_for_request(self.request)
        return site.root_page if site else None

    @cached_property
    def pages(self) -> list[SitePage]:
        """The menu, the pages with a name here and the ancestors of this page, in tree order: one query."""
        if self.root is None:
            return []
        root = self.root
        menu = Q(path__startswith=root.path, depth=root.depth + 1, show_in_menus=True)
        named = Q(url_path__in=[root.url_path + path for path in NAMED_PATHS])
        wanted = menu | named
        if self.page is not None:
            wanted |= Q(path__in=ancestor_paths(self.page), depth__gt=root.depth)
        return list(SitePage.objects.live().filter(wanted).order_by("path"))

    @cached_property
    def menu(self) -> list[Link]:
        if self.root is None:
            return []
        depth = self.root.depth + 1
        return [self.link(page) for page in self.pages if page.depth == depth and page.show_in_menus]

    @cached_property
    def ancestors(self) -> list[SitePage]:
        """From the section down to the parent; without the home page."""
        if self.page is None:
            return []
        paths = set(ancestor_paths(self.page))
        return [page for page in self.pages if page.path in paths]

    def named(self, path: str) -> SitePage | None:
        """The page at an English path below the home page; a query only if the frame does not hold it."""
        if self.root is None:
            return None
        address = self.root.url_path + path
        known = next((page for page in self.pages if page.url_path == address), None)
        return known or SitePage.objects.live().filter(url_path=address).first()

    def link(self, page: SitePage, with_summary: bool = False) -> Link:
        title = localized(page, "title")
        summary = localized(page, "summary") if with_summary else None
        return Link(
            label=str(title),
            url=page.get_url(self.request) or "",
            attrs=title.attrs,
            current=self.current(page),
            summary=str(summary) if summary else "",
            summary_attrs=summary.attrs if summary else "",
        )

    def current(self, page: SitePage) -> str:
        if self.page is None:
            return ""
        if page.path == self.page.path:
            return "page"
        return "true" if self.page.path.startswith(page.path) else ""


def ancestor_paths(page: SitePage) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]


def frame(context: Context) -> Frame:
    request = context.get("request")
    page = context.get("page")
    known: Frame | None = getattr(request, "page_frame", None)
    if known is None or (known.page is None and isinstance(page, SitePage)):
        known = Frame(request, page if isinstance(page, SitePage) else None)
        if request is not None:
            request.page_frame = known
    return known


# --- Header and footer -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[Link]:
    return frame(context).menu


@register.simple_tag(takes_context=True)
def utility_links(context: Context) -> list[Link]:
    """Press and the application, in that order; the last one is drawn as a button."""
    here = frame(context)
    return [here.link(page) for page in map(here.named, UTILITY_PATHS) if page is not None]


@register.simple_tag
def home_url() -> str:
    return f"/{languages.active()}/"


@register.simple_tag
def search_url() -> str:
    return reverse("search")


@register.simple_tag(takes_context=True)
def site_settings(context: Context) -> SiteSettings:
    """The one row of settings, read once per request."""
    loaded: SiteSettings = SiteSettings.load(request_or_site=context.get("request"))
    return loaded


@register.simple_tag(takes_context=True)
def tagline(context: Context) -> Localized:
    return localized(site_settings(context), "tagline")


@register.simple_tag(takes_context=True)
def footer_links(context: Context) -> list[Link]:
    here = frame(context)
    chosen = site_settings(context).footer_links.all().select_related("page")
    return [here.link(item.page) for item in chosen if item.page.live]


# --- Where this page stands ------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def breadcrumbs(context: Context) -> list[Link]:
    here = frame(context)
    home = Link(label=gettext("Home"), url=home_url())
    if here.page is None:
        title = context.get("title")
        return [home, Link(label=str(title), url="")] if title else []
    if here.root is not None and here.page.path == here.root.path:
        return []
    own = here.link(here.page)
    return [home, *(here.link(page) for page in here.ancestors), Link(own.label, "", own.attrs)]


@register.simple_tag(takes_context=True)
def section_menu(context: Context) -> Section:
    """The page's neighbours under the same parent, with the parent as heading; nothing at the top level."""
    here = frame(context)
    if here.page is None or not here.ancestors:
        return Section()
    parent = here.ancestors[-1]
    head = here.link(parent)
    neighbours = SitePage.objects.live().filter(show_in_menus=True).child_of(parent).order_by("path")
    return Section(head.label, head.url, head.attrs, [here.link(page) for page in neighbours])


@register.simple_tag(takes_context=True)
def child_pages(context: Context) -> list[Link]:
    here = frame(context)
    if here.page is None:
        return []
    children = SitePage.objects.live().child_of(here.page).order_by("path")
    return [here.link(child, with_summary=True) for child in children]


@register.simple_tag(takes_context=True)
def link_to(context: Context, path: str) -> Link | None:
    """The live page at an English path below the home page, None if there is none."""
    here = frame(context)
    page = here.named(path)
    return here.link(page) if page is not None else None


@register.simple_tag(takes_context=True)
def page_link(context: Context, path: str) -> SafeString | str:
    """A link to such a page under its own title; nothing if there is none."""
    link = link_to(context, path)
    return format_html('<a href="{}"{}>{}</a>', link.url, link.attrs, link.label) if link else ""


# --- Addresses -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    direction: str
    url: str
    current: bool


def address_in(context: Context, language: str) -> str:
    """The path of what is shown now, in another language."""
    page = context.get("page")
    if isinstance(page, SitePage) and page.path:
        return str(page.address_in(language, context.get("request")))
    request = context.get("request")
    first, _, rest = (request.path if request else "/").lstrip("/").partition("/")
    known = first in languages.codes()
    return f"/{language}/{rest}" if known else f"/{language}/"


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in every language; what the reader searched or filtered comes along."""
    request = context.get("request")
    query = f"?{request.GET.urlencode()}" if request and request.GET else ""
    here = languages.active()
    return [
        LanguageLink(
            code=language.code,
            name=language.name,
            direction=language.direction,
            url=address_in(context, language.code) + query,
            current=language.code == here,
        )
        for language in languages.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The present query string with some of its values changed; None takes one away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "."


# --- For search engines ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Meta:
    title: str
    description: str
    canonical: str
    locale: str
    alternates: list[tuple[str, str]]


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    page = context.get("page")
    if not isinstance(page, SitePage):
        return str(context.get("title", ""))
    return str(localized(page, "seo_title") or localized(page, "title"))


@register.simple_tag(takes_context=True)
def page_meta(context: Context) -> Meta:
    page = context.get("page")
    description = ""
    if isinstance(page, SitePage):
        description = str(localized(page, "search_description") or localized(page, "summary"))
    base = settings.SITE_URL.rstrip("/")
    addresses = [
        (language.code, base + address_in(context, language.code)) for language in languages.LANGUAGES
    ]
    default = dict(addresses)[languages.DEFAULT_LANGUAGE]
    is_home = default == f"{base}/{languages.DEFAULT_LANGUAGE}/"
    request = context.get("request")
    number = request.GET.get("page", "") if request else ""
    later_page = f"?page={number}" if number.isdecimal() and int(number) > 1 else ""
    return Meta(
        title=page_title(context),
        description=description,
        canonical=dict(addresses)[languages.active()] + later_page,
        locale=OPEN_GRAPH_LOCALES[languages.active()],
        alternates=[*addresses, ("x-default", f"{base}/" if is_home else default)],
    )


@register.filter
def page_kind(page_type: type[SitePage] | None) -> str:
    """What sort of page this is, in the reader's language, as its type calls itself."""
    if page_type is None or issubclass(page_type, AboutPage):
        return ""  # "text page" tells a reader nothing
    return str(capfirst(page_type._meta.verbose_name))
