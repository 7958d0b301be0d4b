"""Answers programs that come again and again (feed readers, calendars) with "not modified" while nothing changed."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag


def answer(
    request: HttpRequest, body: bytes, content_type: str, changed: dt.datetime | None = None
) -> HttpResponse:
    """The body, or 304 for who has it already. changed: None where no date is to be believed.

    The digest of the body decides: something withdrawn changes it, and no date of a change says so.
    """
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    seconds = int(changed.timestamp()) if changed else None
    unchanged = get_conditional_response(request, etag=etag, last_modified=seconds)
    response = unchanged or HttpResponse(body, content_type=content_type)
    response.headers["ETag"] = etag
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    return response
