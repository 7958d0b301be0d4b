"""How often signing in, codes of the second step and forgotten passwords may be tried, in one count for all processes.

Beside the throttle of wrong passwords by name and place (members/throttle.py), which no change of names escapes here: a
network address has a number of tries of its own, whatever is typed.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cicc_site.visitors import client_address
from members.rate_limits import Limit, take

HOUR = timedelta(hours=1)
# An office behind one address signs in on a Monday morning; a program that guesses needs thousands.
SIGN_IN = Limit("sign-in-from", 100, timedelta(minutes=10))
# Of one person, wherever the guesses come from: a code has a million values and lives for a minute.
CODE = Limit("second-step-code", 8, timedelta(minutes=10))
# Two hundred mails in five seconds are possible elsewhere. Of one inbox, and of one place.
RESET_TO = Limit("password-reset-to", 5, HOUR)
RESET_FROM = Limit("password-reset-from", 20, HOUR)


def refusal(request: HttpRequest, limit: Limit) -> HttpResponse | None:
    """Count one more try from where the request comes; the answer if that is one too many."""
    verdict = take(limit, client_address(request) or "")
    if verdict.allowed:
        return None
    return too_often(request, verdict.wait)


def too_often(request: HttpRequest, wait: int) -> HttpResponse:
    context = {"minutes": max(-(-wait // 60), 1)}
    response = render(request, "wagtailadmin/too_often.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
