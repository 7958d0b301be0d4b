"""Counts failed attempts without keeping what was typed.

django-axes writes down the whole form of a failed attempt and knows only some names of fields for passwords.
Where the password is asked for inside another form (confirmation.py), that would keep a new password in clear.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from members.models import SecurityEventKind, User
from members.security_log import record


def locked_out(request: HttpRequest, _response: Any = None, _credentials: Any = None) -> HttpResponse:
    """What is answered while a name is closed from a place, with the longest that may last (AXES_LOCKOUT_CALLABLE)."""
    response = render(request, "wagtailadmin/locked_out.html", status=429)
    response.headers["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


class ThrottleHandler(AxesDatabaseHandler):
    """Sees who tried and from where, never the fields of the form or the address."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None:
            super().user_login_failed(sender, credentials, request, **kwargs)
            return
        self.count(credentials, request, **kwargs)
        self.note(credentials, request)

    def note(self, credentials: dict[str, Any], request: HttpRequest) -> None:
        """Into the list of security events: whose account, if it is one, and whether it is closed now."""
        user = User.objects.filter(username=credentials.get("username") or "").first()
        kind = (
            SecurityEventKind.REFUSED if self.is_allowed(request, credentials) else SecurityEventKind.CLOSED
        )
        record(kind, user, request=request)

    def count(self, credentials: dict[str, Any], request: HttpRequest, **kwargs: Any) -> None:
        typed, asked = request.POST, request.GET
        request.POST = request.GET = QueryDict()
        try:
            super().user_login_failed(None, credentials, request, **kwargs)
        finally:
            request.POST, request.GET = typed, asked
