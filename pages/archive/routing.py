"""Which addresses there are below the page of the archive, and who answers them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from pages import feeds
from pages.archive import by_language, feed, listing, reading, work_page

if TYPE_CHECKING:
    from pages.models.base import SitePage

# No archive has so many works, and the database has no number for more digits.
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
Answer = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Below:
    """What is asked for below the page. view: called with the request, the page, its context, and `values`."""

    view: Answer
    values: dict[str, Any]

    def answer(self, request: HttpRequest, page: SitePage, context: dict[str, Any]) -> HttpResponseBase:
        return self.view(request, page, context, **self.values)


def below(parts: list[str]) -> Below:
    """Return who answers a path below the archive, given as its parts: `["12", "a-title"]`. Raises Http404."""
    match parts:
        case [listing.LANGUAGES]:
            return Below(by_language.response, {})
        case [feeds.ADDRESS]:
            return Below(feed.response, {})
        case [listing.CSV]:
            # By name: the sets of open data know the page types, and these know this module.
            return Below(import_string("pages.archive.spreadsheet.response"), {})
        case [number, slug] if NUMBER.fullmatch(number):
            return Below(work_page.response, {"number": int(number), "slug": slug})
        case [number] if NUMBER.fullmatch(number):
            return Below(work_page.response, {"number": int(number), "slug": ""})
        case [number, *slug, "text", language] if NUMBER.fullmatch(number) and len(slug) < 2:
            values = {"number": int(number), "slug": "".join(slug), "file_language": language}
            return Below(reading.response, values)
    raise Http404
