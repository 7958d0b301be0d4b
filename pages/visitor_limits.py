"""How often one address may ask for what programs fetch over and over (feeds, calendars, tables, maps, sitemaps), and
try passwords of pages and files. People never come near it; what is refused costs one query, not the making of a file.

Open data and the search count for themselves (pages/api/door.py, pages/search_page/views.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext

from cicc_site.visitors import client_address
from members.rate_limits import Limit, take

PERIOD = timedelta(minutes=10)
PASSWORDS = Limit("passwords-of-pages", 30, PERIOD)
PASSWORD_FORMS = frozenset(
    {"wagtailcore_authenticate_with_password", "wagtaildocs_authenticate_with_password"}
)
FILES = frozenset(
    {
        "calendar",
        "register_file",
        "share_entry_image",
        "share_image",
        "site_feed",
        "sitemap",
        "sitemap_part",
        "work_citation",
    }
)


class VisitorLimitMiddleware:
    """Looks at the address only: whatever is no such file costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        limit = limit_for(request)
        if limit is None:
            return None
        try:
            verdict = take(limit, client_address(request) or "")
        except DatabaseError:
            return None  # the view meets the same trouble and answers for it
        if verdict.allowed:
            return None
        words = gettext("Too much was asked for from your address. Try again later.")
        response = HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
        response.headers["Retry-After"] = str(verdict.wait)
        response.headers["Cache-Control"] = "no-store"
        return response


def limit_for(request: HttpRequest) -> Limit | None:
    """Return what a request counts for, None for all that is no such file and no try of a password."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in PASSWORD_FORMS and request.method == "POST":
        return PASSWORDS
    of_a_page = name == "wagtail_serve" and request.path_info.endswith("/feed/")
    return Limit("files", settings.FILES_LIMIT, PERIOD) if of_a_page or name in FILES else None
