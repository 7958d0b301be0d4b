"""Who may look at an application of the desk: asked by every screen before anything else is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from members import permissions
from members.models import Application

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

# The whole of what a row or a page shows of an application itself.
RELATED = ("answers", "country", "cycle", "officer", "organization", "duplicate_of")


def may_see(user: Any) -> bool:
    """Whether there is a desk for this person at all."""
    return bool(user.is_active and user.has_perm("members.view_application"))


def may_work(user: Any) -> bool:
    """Whether this person works on applications: an officer, not a coordinator who reads and comments."""
    return may_see(user) and bool(user.has_perm("members.change_application"))


def may_export(user: Any) -> bool:
    """Personal data may be taken away: of those who work on applications, who have this right besides."""
    return may_work(user) and bool(user.has_perm("members.export_application"))


def may_see_personal(user: Any) -> bool:
    """Names, addresses, e-mail: officers only (product.md marks them P). A coordinator does without."""
    return may_work(user)


def only_for(question: Callable[[Any], bool]) -> Callable[[View], View]:
    """Let a view answer those alone for whom `question` is true, and let no browser keep what it answers."""

    def decorate(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not question(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def readable(request: HttpRequest, pk: int) -> Application:
    """Return the application. One that this person may not see is not there: 404."""
    found = permissions.visible_applications(request.user).select_related(*RELATED)
    application: Application = get_object_or_404(found, pk=pk)
    return application
