"""Before a page is served: what is due is done. After: old and mixed-up addresses lead to the right one."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, unquote

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.translation import get_language_from_path

from pages import due
from pages.former_paths import current_address

logger = logging.getLogger(__name__)

# Long enough to spare a reader the second trip, short enough that an editor's mistake does not stay for ever.
MAX_AGE = 3600


class DuePagesMiddleware:
    """No answer is older than the clock: what was set for a moment that has passed happens before this request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            if due.is_due():
                due.act()
        except DatabaseError:
            # The view will meet the same trouble and answer for it.
            logger.exception("It could not be seen whether anything is due")
        return self.get_response(request)


class FormerPathMiddleware:
    """Turn a page's 404 into a permanent redirect when the path is a former one or one of another language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        composed = unicodedata.normalize("NFC", request.path)
        if (
            composed != request.path
            and request.method in ("GET", "HEAD")
            and get_language_from_path(request.path)
        ):
            # Some systems write a letter and its accent apart; no address of ours does, and none would match.
            return _redirect(request, quote(composed))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Called before the error page is made: most wrong addresses never cost a template."""
        match = request.resolver_match
        if not isinstance(exception, Http404) or match is None or match.url_name != "wagtail_serve":
            return None
        if request.method not in ("GET", "HEAD"):
            return None
        address = current_address(request, str(match.args[0]))
        # The page itself may have raised the 404: never send anybody in circles.
        if not address or unquote(address) == request.path:
            return None
        return _redirect(request, address)


def _redirect(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response["Cache-Control"] = f"max-age={MAX_AGE}"
    return response
