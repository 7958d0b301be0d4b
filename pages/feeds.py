"""The Atom feeds: which page has one, what its entries say, and the one of the whole site, at `/<language>/feed/`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cicc_site import conditional, languages
from cicc_site.multilingual.values import localized
from pages import atom
from pages.kinds import kind_of
from pages.models.base import SitePage
from pages.moments import published_at, updated_at

ADDRESS = "feed"
NEWEST = 30
BLANKS = re.compile(r"[ \t\r\n]+")  # not the blanks that keep words together


@dataclass(frozen=True)
class FeedLink:
    title: str
    url: str


def links(page: SitePage | None, request: HttpRequest | None) -> list[FeedLink]:
    """The feeds a reader of a page may want, its own first; addresses on this host."""
    own = []
    if page is not None and getattr(page, "has_feed", False):
        own.append(FeedLink(str(localized(page, "title")), address_below(page, request)))
    return [*own, FeedLink(publisher(), site_address(languages.active()))]


def address_below(page: SitePage, request: HttpRequest | None = None) -> str:
    return f"{page.get_url(request)}{ADDRESS}/"


def site_address(language: str) -> str:
    with translation.override(language):
        return reverse("site_feed")


def publisher() -> str:
    return gettext("Coalition for the International Criminal Court")


def response(
    request: HttpRequest, page: SitePage, items: Iterable[SitePage], whole: bool = False
) -> HttpResponse:
    """The feed of a page in the active language, or word that it is still the one the reader has.

    whole: the feed of the whole site, which has an address of its own.
    """
    feed = feed_of(request, page, list(items), whole)
    body = atom.document(feed, languages.active())
    return conditional.answer(request, body, atom.CONTENT_TYPE, feed.updated)


def feed_of(request: HttpRequest, page: SitePage, items: list[SitePage], whole: bool) -> atom.Feed:
    base, language = settings.SITE_URL.rstrip("/"), languages.active()
    entries = [entry_of(request, item, language) for item in items]
    title = localized(page, "title")
    name = publisher() if whole else f"{title} | {publisher()}"
    return atom.Feed(
        id=lasting_id(page, f"feed/{language}"),
        title=atom.Text(name, language),
        subtitle=text_of(page, "summary", language),
        author=publisher(),
        home=f"{base}/{language}/",
        updated=max([entry.updated for entry in entries], default=updated_at(page, language)),
        links=[
            atom.Link(base + feed_address(request, page, language, whole), language, "self", atom.FEED_TYPE),
            atom.Link(base + page.address_in(language, request), language),
            *(
                atom.Link(base + feed_address(request, page, code, whole), code, kind=atom.FEED_TYPE)
                for code in languages.codes()
                if code != language
            ),
        ],
        entries=entries,
    )


def feed_address(request: HttpRequest, page: SitePage, language: str, whole: bool) -> str:
    if whole:
        return site_address(language)
    return f"{page.address_in(language, request)}{ADDRESS}/"


def entry_of(request: HttpRequest, item: SitePage, language: str) -> atom.Entry:
    """One entry. What the page lacks in this language comes in its fallback, and says so."""
    base = settings.SITE_URL.rstrip("/")
    title = text_of(item, "title", language)
    with translation.override(title.language):
        kind, author = kind_of(item), publisher()
        if getattr(item, "is_demo", False):
            title = atom.Text(f"[{gettext('Demonstration')}] {title.value}", title.language)
    summary = text_of(item, "summary", language)
    published = published_at(item)
    others = [code for code in item.languages_available if code != language]
    return atom.Entry(
        id=lasting_id(item, language),
        title=title,
        summary=summary if summary.value else atom.Text(kind or title.value, title.language),
        author=author,
        published=published,
        updated=max(published, updated_at(item, title.language)),
        links=[atom.Link(base + item.address_in(code, request), code) for code in [language, *others]],
        label=kind,
    )


def text_of(page: SitePage, field: str, language: str) -> atom.Text:
    found = localized(page, field, language)
    return atom.Text(BLANKS.sub(" ", str(found)).strip(), found.language or language)


def lasting_id(page: SitePage, name: str) -> str:
    """The identity of a page in a language, or of a feed: the same wherever the page moves and however it is called."""
    return uuid.uuid5(page.translation_key, name).urn
