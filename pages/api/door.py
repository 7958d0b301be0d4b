"""What every address of open data does around its answer: methods, language, limit, conditional requests, headers.

No cookie is read or set, no session is touched. Any website may ask (CORS), without credentials.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from cicc_site import conditional, languages
from cicc_site.visitors import client_address
from members.rate_limits import Limit, Verdict, take
from pages.api import problems

View = Callable[..., HttpResponseBase]
METHODS = "GET, HEAD, OPTIONS"
PERIOD = dt.timedelta(minutes=10)
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
}
# Asked anew each time: whoever left the list is gone with the next request, from every cache on the way.
CACHE_CONTROL = "public, max-age=0, s-maxage=0, must-revalidate"


def limit() -> Limit:
    return Limit("open-data", settings.OPEN_DATA_LIMIT, PERIOD)


def open_door(view: View, *, cost: int = 1) -> View:
    """A view of open data as an address serves it. cost: for how many requests one counts."""

    @csrf_exempt  # nothing can be written here
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = asked_language(request)
        with translation.override(language):
            response = respond(request, view, cost, *args, **kwargs)
        for name, value in CORS.items():
            response.headers[name] = value
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        response.headers.setdefault("Content-Language", language)
        # Copies that search engines keep would outlive a delisting.
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return answer


def respond(request: HttpRequest, view: View, cost: int, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return options()
    if request.method not in ("GET", "HEAD"):
        return problems.wrong_method(request)
    allowance = limit()
    verdict = take(allowance, client_address(request) or "", cost=cost)
    if verdict.allowed:
        response = fresh_or_unchanged(request, call(request, view, *args, **kwargs))
    else:
        response = problems.too_often(request, verdict.wait)
    tell_limit(response, allowance, verdict)
    return response


def call(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """HEAD is answered as GET is; the server leaves the body out."""
    method, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = method


def fresh_or_unchanged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """304 for who has this body already. The digest alone decides: what is withdrawn changes no date."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return response
    checked = conditional.answer(request, response.content, response.headers["Content-Type"])
    for name, value in response.headers.items():
        checked.headers.setdefault(name, value)
    if checked.status_code == 304:
        del checked.headers["Content-Length"]
    return checked


def options() -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Allow": METHODS,
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": "If-None-Match",
            "Access-Control-Max-Age": "86400",
        },
    )


def tell_limit(response: HttpResponseBase, allowance: Limit, verdict: Verdict) -> None:
    """As the draft standard for such headers has it; nothing where there is no limit."""
    if allowance.count:
        seconds = int(allowance.period.total_seconds())
        response.headers["RateLimit-Policy"] = f'"{allowance.name}";q={allowance.count};w={seconds}'
        response.headers["RateLimit"] = f'"{allowance.name}";r={verdict.remaining}'


def asked_language(request: HttpRequest) -> str:
    """From the address alone; a wrong one is told by the view, in the default language."""
    code = request.GET.get("lang", "")
    return code if code in languages.codes() else languages.DEFAULT_LANGUAGE
