"""What stands around every page: menu, breadcrumbs, section, footer, in the reader's language.

One query fetches what every page needs, one what a page needs besides; both are kept as long as no page and no setting
changes (pages/generations.py). No link costs a query of its own.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.template import Context
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from wagtail.models import Site

from cicc_site.multilingual.values import localized
from pages.entries import Entry
from pages.generations import kept
from pages.models import SiteNotice, SitePage, SiteSettings
from pages.models.settings import FooterLink, Office, SocialLink
from pages.readable import is_private

# English addresses below the home page are a contract: the strip above the name offers the first two, and the
# home page links to the others. All of them come with the menu in its one query.
UTILITY_PATHS = ("press/", "membership/apply/")
NAMED_PATHS = (
    *UTILITY_PATHS,
    "membership/directory/",
    "about-the-court/updates/",
    "about-the-coalition/contact/",
    "accessibility/",
)


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

    def __init__(
        self, request: HttpRequest | None, page: SitePage | None, entry: Entry | None = None
    ) -> None:
        self.request = request
        self.page = page if isinstance(page, SitePage) and page.path else None
        self.entry = entry  # what is shown below the page, if it is not the page itself

    @cached_property
    def root(self) -> SitePage | None:
        site = site_at_hand(self.request) if self.request is not None else None
        return site.root_page if site else None

    @cached_property
    def section_path(self) -> str:
        """The tree path of this page's parent; of the page itself at the top of a section; none on the home page."""
        if self.page is None or self.root is None or self.page.depth <= self.root.depth:
            return ""
        at_top = self.page.depth == self.root.depth + 1
        return str(self.page.path if at_top else self.page.path[: -self.page.steplen])

    @property
    def section_depth(self) -> int:
        return len(self.section_path) // int(SitePage.steplen)

    @cached_property
    def pages(self) -> list[SitePage]:
        """Menu, footer, named pages, the ancestors of this page and its section, in tree order."""
        if self.root is None:
            return []
        key = ("around", self.root.pk, self.section_path if self.page is not None else None)
        return kept(key, self._pages)

    def _pages(self) -> list[SitePage]:
        """The same for all pages of a section."""
        assert self.root is not None  # noqa: S101 - asked for its pages only where there is one
        common = kept(("around every page", self.root.pk), self._common)
        beside = self._beside() if self.page is not None else []
        every = {page.pk: page for page in [*beside, *common]}
        return sorted(every.values(), key=lambda page: str(page.path))

    def _common(self) -> list[SitePage]:
        """What is around every page: one query."""
        root = self.root
        assert root is not None  # noqa: S101 - asked for its pages only where there is one
        menu = Q(path__startswith=root.path, depth=root.depth + 1, show_in_menus=True)
        named = Q(url_path__in=[root.url_path + path for path in NAMED_PATHS])
        return list(_live_pages().filter(menu | named | Q(footer_place__isnull=False)))

    def _beside(self) -> list[SitePage]:
        """What is around this page: one query."""
        page, root = self.page, self.root
        assert page is not None and root is not None  # noqa: S101, PT018 - as above
        wanted = Q(path__in=ancestor_paths(page), depth__gt=root.depth)
        if self.section_path:
            wanted |= Q(path__startswith=self.section_path, depth=self.section_depth + 1, show_in_menus=True)
        return list(_live_pages().filter(wanted))

    @cached_property
    def offices(self) -> list[Office]:
        """The offices bring the settings they belong to, these the notice and the accounts: one query for all."""
        return kept("offices", _offices)

    @cached_property
    def accounts(self) -> list[str]:
        """The addresses of the Coalition on social networks."""
        if self.offices:
            return list(self.offices[0].accounts)
        return [link.url for link in self.settings.social_links.all()]

    @cached_property
    def settings(self) -> SiteSettings:
        if self.offices:
            with_offices: SiteSettings = self.offices[0].settings
            return with_offices
        stored: SiteSettings = kept("settings", _settings)
        return stored

    @cached_property
    def notice(self) -> SiteNotice | None:
        """The notice above the page while it is due; in a preview the one that is being written."""
        in_preview: SiteNotice | None = getattr(self.request, "notice_in_preview", None)
        if in_preview is not None:
            return in_preview
        kept = self.kept_notice
        return kept if kept is not None and kept.is_due() else None

    @cached_property
    def kept_notice(self) -> SiteNotice | None:
        """The notice, due or not; it comes with the settings, which nearly every page shows."""
        kept: SiteNotice | None = getattr(self.settings, "notice", None)
        return kept

    def read_notice_alone(self) -> None:
        """For a page that shows nothing else of the settings: one short row in place of all that is theirs."""
        self.kept_notice = SiteNotice.objects.first()

    @cached_property
    def for_menus(self) -> list[SitePage]:
        """Those of these pages that a menu may name: not behind a password or a sign-in."""
        return [page for page in self.pages if page.show_in_menus and not page.is_private]

    @cached_property
    def menu(self) -> list[Link]:
        if self.root is None:
            return []
        depth = self.root.depth + 1
        return [self.link(page) for page in self.for_menus if page.depth == depth]

    @cached_property
    def ancestors(self) -> list[SitePage]:
        """From the section down to the parent; without the home page."""
        if self.page is None:
            return []
        paths = set(ancestor_paths(self.page))
        depth = self.root.depth if self.root else 0
        return [page for page in self.pages if page.path in paths and page.depth > depth]

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

    @cached_property
    def marks(self) -> tuple[str, ...]:
        """Which links around the page are marked as leading to it or to its section."""
        tools = [page for page in map(self.named, UTILITY_PATHS) if page is not None]
        depth = self.root.depth + 1 if self.root else 0
        return tuple(
            self.current(page) for page in [*self.pages, *tools] if page.depth == depth or page in tools
        )

    def current(self, page: SitePage) -> str:
        if self.page is None:
            return ""
        if page.path == self.page.path:
            return "true" if self.entry else "page"
        return "true" if self.page.path.startswith(page.path) else ""


def site_at_hand(request: HttpRequest) -> Site | None:
    """The site a request is for, with its home page; Wagtail finds it at the request from now on."""
    if not hasattr(request, "_wagtail_site"):
        host = (request._get_raw_host(), request.get_port())  # type: ignore[attr-defined]  # as Wagtail looks for it
        known = kept(("site", *host), lambda: Site.find_for_request(request))
        request._wagtail_site = _of_its_own(known)  # type: ignore[attr-defined]
    found: Site | None = Site.find_for_request(request)
    return found


def _of_its_own(known: Site | None) -> Site | None:
    """A copy for one request: pages remember what they are in full, and the next request must not see that."""
    if known is None:
        return None
    site = copy(known)
    site.root_page = copy(known.root_page)
    return site


def _live_pages() -> QuerySet[SitePage]:
    place = FooterLink.objects.filter(page=OuterRef("pk")).order_by("sort_order").values("sort_order")[:1]
    pages: QuerySet[SitePage] = SitePage.objects.live().annotate(
        footer_place=Subquery(place), is_private=is_private()
    )
    return pages


def _settings() -> SiteSettings:
    """The settings of the site; on a site where nobody has saved any, none are written for a reader."""
    stored: SiteSettings | None = SiteSettings.objects.select_related("notice__page").first()
    return stored or SiteSettings()


def _offices() -> list[Office]:
    accounts = SocialLink.objects.filter(settings=OuterRef("settings")).order_by("sort_order")
    offices = Office.objects.select_related("settings__notice__page").order_by("sort_order")
    return list(offices.annotate(accounts=ArraySubquery(accounts.values("url"))))


def ancestor_paths(page: SitePage) -> list[str]:
    return [page.path[:end] for end in range(page.steplen, len(page.path), page.steplen)]


def request_of(context: Context) -> HttpRequest | None:
    """The request, also inside `{% include ... only %}`, which hands on no variable but keeps it as an attribute."""
    request: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return request


def frame(context: Context) -> Frame:
    request = request_of(context)
    page = context.get("page")
    known: Frame | None = getattr(request, "page_frame", None)
    if known is None or (known.page is None and isinstance(page, SitePage)):
        known = Frame(request, page if isinstance(page, SitePage) else None, context.get("entry"))
        if request is not None:
            request.page_frame = known  # type: ignore[attr-defined]
    return known
