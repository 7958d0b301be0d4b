"""Links to pages inside rich text: the address in the reader's language, one query for all links of a body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.rich_text.pages import PageLinkHandler

from pages.kept import kept
from pages.models import SitePage

_LINK = re.compile(r"<a [^<>]*>")
_PAGE_ID = re.compile(r'\bid="(\d+)"')
_at_hand: ContextVar[Mapping[str, SitePage]] = ContextVar("pages_at_hand", default={})  # noqa: B039


class SitePageLinkHandler(PageLinkHandler):
    """Wagtail's own reads each page with its type's table: one more query per type. An address needs only ours."""

    @classmethod
    def get_many(cls, attrs_list: list[dict[str, Any]]) -> list[SitePage | None]:
        ids = [str(attrs.get("id")) for attrs in attrs_list]
        known = _at_hand.get()
        if not known.keys() >= set(ids):
            known = by_id(ids)
        return [known.get(pk) for pk in ids]


@contextmanager
def links_at_hand(body: StreamValue) -> Iterator[None]:
    """Within, the links of all texts of a body are written without asking for them text by text."""
    ids = tuple(dict.fromkeys(pk for text in texts(list(body.raw_data)) for pk in page_ids(text)))
    token = _at_hand.set(kept(("links", ids), lambda: by_id(ids)) if ids else {})
    try:
        yield
    finally:
        _at_hand.reset(token)


def texts(stored: Any) -> Iterator[str]:
    """The texts in a body as it is stored that link to a page."""
    if isinstance(stored, str):
        if 'linktype="page"' in stored:
            yield stored
    elif isinstance(stored, Mapping):
        for part in stored.values():
            yield from texts(part)
    elif isinstance(stored, list):
        for part in stored:
            yield from texts(part)


def by_id(ids: Iterable[str]) -> dict[str, SitePage]:
    return {str(page.pk): page for page in SitePage.objects.filter(pk__in=list(ids))}


def page_ids(stored: str) -> list[str]:
    """The numbers of the pages that a stored rich text links to."""
    links = _LINK.findall(stored)
    return [pk for link in links if 'linktype="page"' in link for pk in _PAGE_ID.findall(link)]
