"""A number for each request, in every line of the log that it causes and in the answer: what a visitor reads out to us.

That of the proxy in front is taken over, if the operator vouches for one (TRUSTED_PROXY_COUNT), so that both logs have
the same. It says nothing about who asks and is made anew each time.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
NONE = "-"
# What a proxy may hand on. A number of any other form could write into the log.
FORM = re.compile(r"[A-Za-z0-9-]{8,64}")

_present: ContextVar[str] = ContextVar("request_id", default=NONE)


def present() -> str:
    """The number of the request that is being answered; "-" outside of one."""
    return _present.get()


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        own = number_of(request)
        before = _present.set(own)
        try:
            response = self.get_response(request)
        finally:
            _present.reset(before)
        response.headers[HEADER] = own
        return response


def number_of(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    if settings.TRUSTED_PROXY_COUNT and FORM.fullmatch(given):
        return given
    return secrets.token_hex(8)
