"""The door to everything below a personal link: who has the token is the applicant, anybody else gets one same answer.

Every view of this package below a token stands behind `opened`; so does none that forgets the headers, takes another
site's form or tells an unknown link from a revoked one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from cicc_site.public_forms import private, public_form
from members.applications import links

OpenedView = Callable[..., HttpResponseBase]


def opened(view: OpenedView) -> OpenedView:
    """Make `view(request, application, token, ...)` of it answer at an address with a token."""

    @private
    @public_form
    @wraps(view)
    def at_the_door(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        application = links.find(token)
        if application is None:
            return closed(request)
        return view(request, application, token, **kwargs)

    return at_the_door


def closed(request: HttpRequest) -> HttpResponse:
    """The answer to a link that is unknown, revoked, or no link at all: it does not say which."""
    context = {"title": gettext("This link does not open anything"), "robots": "noindex"}
    return render(request, "application/own/closed.html", context, status=404)


@private
def nothing(request: HttpRequest, token: str, rest: str) -> HttpResponse:
    """An address below a link that leads nowhere, whether the link opens anything or not."""
    return closed(request)
