"""The tags for menus, breadcrumbs, addresses and what search engines read; pages/frame.py fetches their pages."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from wagtail.blocks import StreamValue

from cicc_site import languages
from cicc_site.multilingual.passage import text_in
from cicc_site.multilingual.values import Localized, localized
from cicc_site.tracking_parameters import is_tracking
from pages.entries import Entry
from pages.figures.known import counted_once
from pages.frame import UTILITY_PATHS, Link, Section, frame, request_of
from pages.kept import kept
from pages.kinds import kind_of
from pages.models import SiteNotice, SitePage, SiteSettings
from pages.models.settings import Office
from pages.old_addresses.asked import asked_by
from pages.readable import for_everybody
from pages.rich_text import links_at_hand

register = template.Library()

OPEN_GRAPH_LOCALES = {"en": "en_GB", "es": "es_ES", "fr": "fr_FR", "ar": "ar_AR"}


@register.simple_tag(takes_context=True)
def body_blocks(context: Context, body: Localized) -> SafeString:
    """The blocks of a body, each drawn by its own template; figures in the language the body is really in."""
    blocks: StreamValue = body.value
    with links_at_hand(blocks), counted_once(), text_in(body.language):
        return format_html_join("", "{}", ((block.render(context.flatten()),) for block in blocks))


# --- Header and footer -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[Link]:
    return frame(context).menu


@register.simple_tag(takes_context=True)
def utility_links(context: Context) -> list[Link]:
    """Press and the application, in that order; the last one is drawn as a button."""
    here = frame(context)
    return [here.link(page) for page in map(here.named, UTILITY_PATHS) if page is not None]


@register.simple_tag(takes_context=True)
def frame_marks(context: Context) -> tuple[str, ...]:
    """What of the header depends on the page."""
    return frame(context).marks


@register.simple_tag
def home_url() -> str:
    return f"/{languages.active()}/"


@register.simple_tag
def search_url() -> str:
    return reverse("search")


@register.simple_tag
def suggestions_url() -> str:
    return reverse("search_suggestions")


@register.simple_tag(takes_context=True)
def site_settings(context: Context) -> SiteSettings:
    return frame(context).settings


@register.simple_tag(takes_context=True)
def site_notice(context: Context, alone: bool = False) -> SiteNotice | None:
    """alone: on a page that shows nothing else of the settings."""
    here = frame(context)
    if alone:
        here.read_notice_alone()
    return here.notice


@register.simple_tag(takes_context=True)
def notice_link(context: Context) -> str:
    here = frame(context)
    return here.notice.address(here.request) if here.notice is not None else ""


@register.simple_tag(takes_context=True)
def offices(context: Context) -> list[Office]:
    return frame(context).offices


@register.simple_tag(takes_context=True)
def tagline(context: Context) -> Localized:
    return localized(frame(context).settings, "tagline")


@register.simple_tag(takes_context=True)
def footer_links(context: Context) -> list[Link]:
    here = frame(context)
    chosen = [page for page in here.pages if page.footer_place is not None and not page.is_private]
    return [here.link(page) for page in sorted(chosen, key=lambda page: int(page.footer_place))]


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
    above = [home, *(here.link(page) for page in here.ancestors)]
    if here.entry is not None:
        title = here.entry.title
        between = [Link(str(name), path, name.attrs) for name, path in here.entry.above]
        return [*above, own, *between, Link(str(title), "", title.attrs)]
    return [*above, Link(own.label, "", own.attrs)]


@register.simple_tag(takes_context=True)
def parent_link(context: Context) -> Link | None:
    """The page above this one, without a query; none at the top level."""
    here = frame(context)
    return here.link(here.ancestors[-1]) if here.ancestors else None


@register.simple_tag(takes_context=True)
def section_menu(context: Context) -> Section:
    """The pages beside this one under the same parent; for the front page of a section, those below it."""
    here = frame(context)
    parent = next(
        (page for page in [*here.pages, here.page] if page and page.path == here.section_path), None
    )
    if parent is None:
        return Section()
    below = [page for page in here.for_menus if page.depth == parent.depth + 1]
    head = here.link(parent)
    items = [here.link(page) for page in below if page.path.startswith(parent.path)]
    return Section(head.label, head.url, head.attrs, items)


@register.simple_tag(takes_context=True)
def child_pages(context: Context) -> list[Link]:
    here = frame(context)
    if here.page is None:
        return []
    page = here.page
    children = kept(("below", page.path), lambda: _below(page))
    return [here.link(child, with_summary=True) for child in children]


def _below(page: SitePage) -> list[SitePage]:
    return list(for_everybody(SitePage.objects.live().child_of(page)).order_by("path"))


@register.simple_tag(takes_context=True)
def link_to(context: Context, path: str) -> Link | None:
    """The live page at an English path below the home page, None if there is none."""
    here = frame(context)
    page = here.named(path)
    return here.link(page) if page is not None else None


@register.simple_tag(takes_context=True)
def link_of(context: Context, page: SitePage) -> Link:
    """A page that is at hand, as a link under its own title."""
    return frame(context).link(page)


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
    entry, page = context.get("entry"), context.get("page")
    if isinstance(entry, Entry):
        return entry.address_in(language)
    if isinstance(page, SitePage) and page.path:
        return str(page.address_in(language, request_of(context)))
    request = request_of(context)
    # Whatever was asked for: a path may hold what no address may, NUL or marks that turn the text around.
    first, _, rest = escape_uri_path(request.path if request else "/").lstrip("/").partition("/")
    known = first in languages.codes()
    return f"/{language}/{rest}" if known else f"/{language}/"


def _query_of(request: HttpRequest | None) -> QueryDict:
    """What was asked for, to be changed; how somebody came to this page is no part of where they go from it."""
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name in filter(is_tracking, list(query)):
        del query[name]
    return query


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in every language; what the reader searched or filtered comes along."""
    request = request_of(context)
    query = f"?{found.urlencode()}" if (found := _query_of(request)) else ""
    here = languages.active()
    asked = asked_by(request) if request else None
    return [
        LanguageLink(
            code=language.code,
            name=language.name,
            direction=language.direction,
            # An address of the former website names its language in its own way.
            url=asked.address_in(language.code) if asked else address_in(context, language.code) + query,
            current=language.code == here,
        )
        for language in languages.LANGUAGES
    ]


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """The present query string with some of its values changed; None takes one away."""
    query = _query_of(request_of(context))
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
    entry, page = context.get("entry"), context.get("page")
    if isinstance(entry, Entry):
        return str(entry.title)
    if not isinstance(page, SitePage):
        return str(context.get("title", ""))
    return str(localized(page, "seo_title") or localized(page, "title"))


@register.simple_tag(takes_context=True)
def page_meta(context: Context) -> Meta:
    entry, page = context.get("entry"), context.get("page")
    description = ""
    if isinstance(entry, Entry):
        description = entry.description
    elif isinstance(page, SitePage):
        written = localized(page, "search_description") or localized(page, "summary")
        description = str(written) or place_in_words(context, page)
    base = settings.SITE_URL.rstrip("/")
    addresses = [
        (language.code, base + address_in(context, language.code)) for language in languages.LANGUAGES
    ]
    default = dict(addresses)[languages.DEFAULT_LANGUAGE]
    is_home = default == f"{base}/{languages.DEFAULT_LANGUAGE}/"
    items = context.get("items")
    later_page = f"?page={items.number}" if isinstance(items, Page) and items.number > 1 else ""
    return Meta(
        title=page_title(context),
        description=description,
        canonical=dict(addresses)[languages.active()] + later_page,
        locale=OPEN_GRAPH_LOCALES.get(languages.active(), languages.active()),
        alternates=[*addresses, ("x-default", f"{base}/" if is_home else default)],
    )


def place_in_words(context: Context, page: SitePage) -> str:
    """For a page without a summary: its title and the sections above it, the nearest first."""
    above = [str(localized(ancestor, "title")) for ancestor in reversed(frame(context).ancestors)]
    return " · ".join([str(localized(page, "title")), *above])


register.filter("page_kind", kind_of)
