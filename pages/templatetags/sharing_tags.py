"""What a page tells networks, search engines and feed readers in its head. Asks the database for nothing new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from cicc_site import languages
from cicc_site.multilingual.values import localized
from pages import feeds, structured_data
from pages.entries import Entry
from pages.feeds import FeedLink
from pages.frame import frame, request_of
from pages.models import SitePage
from pages.moments import dated, published_at, updated_at
from pages.sharing import cards, drawing
from pages.templatetags.navigation import OPEN_GRAPH_LOCALES, breadcrumbs

register = template.Library()


@dataclass(frozen=True)
class Preview:
    """A page as networks show it: its picture, its other languages, and for articles its dates."""

    image: str
    alternative_text: str
    locales: list[str]
    published: str = ""
    modified: str = ""
    width: int = drawing.WIDTH
    height: int = drawing.HEIGHT
    kind: str = "image/png"


def shown_page(context: Context) -> SitePage | None:
    """The stored page that is shown; none for a search, an error or a page that was never saved."""
    page = context.get("page")
    return page if isinstance(page, SitePage) and page.pk and page.path else None


@register.simple_tag(takes_context=True)
def share_preview(context: Context) -> Preview | None:
    page = shown_page(context)
    if page is None:
        return None
    language = languages.active()
    entry = context.get("entry")
    if isinstance(entry, Entry) and entry.register:
        card = cards.entry_card(entry, localized(frame(context).settings, "tagline"), language)
        return Preview(
            image=cards.full_entry_address(entry, card),
            alternative_text=card.alternative_text,
            locales=other_locales(entry.languages),
        )
    card = cards.card_of(page, localized(frame(context).settings, "tagline"), language)
    preview = {
        "image": cards.full_address(page, card),
        "alternative_text": card.alternative_text,
        "locales": other_locales(page.languages_available),
    }
    if dated(page) is None:
        return Preview(**preview)  # type: ignore[arg-type]
    text = localized(page, "title").language or language
    published = published_at(page)
    return Preview(
        **preview,  # type: ignore[arg-type]
        published=published.isoformat(timespec="seconds"),
        modified=max(published, updated_at(page, text)).isoformat(timespec="seconds"),
    )


def other_locales(codes: Iterable[str]) -> list[str]:
    return [OPEN_GRAPH_LOCALES.get(code, code) for code in codes if code != languages.active()]


@register.simple_tag(takes_context=True)
def json_ld(context: Context, image: str = "") -> SafeString:
    """The page as schema.org data. image: the address of its picture."""
    page = shown_page(context)
    if page is None:
        return SafeString("")
    here = frame(context)
    return structured_data.script(structured_data.data(page, here, breadcrumbs(context), image))


@register.simple_tag(takes_context=True)
def feed_links(context: Context) -> list[FeedLink]:
    """The feed of this page, if it has one, and that of the whole site."""
    return feeds.links(shown_page(context), request_of(context))


@register.simple_tag
def site_feed_url() -> str:
    return feeds.site_address(languages.active())
