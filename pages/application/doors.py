"""The door to everything below a personal link: who has the token is the applicant, others get one same answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

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
            raise Http404
        return view(request, application, token, **kwargs)

    return at_the_door
