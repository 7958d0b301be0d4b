"""Measures every request at the outermost place, kept pages included: how many of which kind and status, how long.

Of a request its kind is told, never its address: an address may hold a name or a token.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import get_script_prefix

from cicc_site.metrics.values import Values

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

REQUESTS, BUCKETS, SECONDS = (
    "cicc_http_requests_total",
    "cicc_http_request_seconds_bucket",
    "cicc_http_request_seconds_sum",
)
LIMITS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
# What each of them is called, and what is beyond the last.
_NAMED = (*map(str, LIMITS), "+Inf")
NAME = "cicc.kind"  # in the environment of a request: what Django found it to be
KEPT, STATIC, MEDIA, ADMIN, NOTHING, PROBE = "kept page", "static", "media", "admin", "nothing", "probe"
# The addresses of pages, whatever their type.
PAGES = frozenset({"wagtail_serve", "calendar", "register_file"})


@cache
def values() -> Values:
    """The counters of this process."""
    return Values(settings.METRICS_ROOT)


class Measured:
    """A WSGI application that measures the one behind it."""

    def __init__(self, behind: Application, counted: Values | None = None) -> None:
        self.behind, self.counted = behind, counted or values()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        began, told = time.perf_counter(), "500"

        def start(status: str, *rest: Any) -> Any:
            nonlocal told
            told = status[:3]
            return start_response(status, *rest)

        try:
            return self.behind(environ, start)
        finally:
            # Until the answer begins: how long it takes to send depends on who reads it.
            self._note(environ.get(NAME, KEPT), told, time.perf_counter() - began)

    def _note(self, kind: str, status: str, seconds: float) -> None:
        limit = _NAMED[bisect_left(LIMITS, seconds)]
        self.counted.add(
            {(REQUESTS, kind, status): 1.0, (SECONDS, kind): seconds, (BUCKETS, kind, limit): 1.0}
        )


class NamingMiddleware:
    """Says of what kind a request is, once that is known. The first of all, so that it sees each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META[NAME] = NOTHING
        response = self.get_response(request)
        request.META[NAME] = kind_of(request, response)
        return response


def kind_of(request: HttpRequest, response: HttpResponseBase) -> str:
    """A word of a list that does not grow with what is asked for."""
    path = request.path_info
    if path.startswith(f"{get_script_prefix()}{settings.ADMIN_PATH}/"):
        return ADMIN
    if path.startswith(settings.STATIC_URL):
        return STATIC
    if path.startswith(settings.MEDIA_URL):
        return MEDIA
    if path in {"/healthz", "/readyz", "/metrics"}:
        return PROBE
    match = request.resolver_match
    if match is None:
        return NOTHING
    if match.url_name not in PAGES:
        return match.view_name or NOTHING
    route = getattr(request, "_wagtail_route_for_request", None)
    page = getattr(route, "page", None)
    if page is not None:
        return f"page {type(page).__name__}"
    return NOTHING if response.status_code == 404 else "page"
