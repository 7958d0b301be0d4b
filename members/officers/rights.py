"""Who may do what at the officers' desk, as questions about one person. All of it rests on Django's permissions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from wagtail.permissions import policy_registry

from members.models import Organization, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def _may(user: Any, *actions: str) -> bool:
    return bool(policy_registry.get_by_type(Organization).user_has_any_permission(user, set(actions)))


def may_see(user: Any) -> bool:
    """The register, hidden members included, their history and who is in charge of them."""
    return _may(user, "view", "change", "add")


def may_hide(user: Any) -> bool:
    """An emergency: whoever sees a member on the list may take it out of the public's sight, at once."""
    return may_see(user)


def may_edit(user: Any) -> bool:
    return _may(user, "change")


def may_add(user: Any) -> bool:
    return _may(user, "add")


def may_see_contacts(user: Any) -> bool:
    """Personal data: contacts, registration, postal address."""
    return may_see(user) and bool(user.has_perm("members.view_contact"))


def may_edit_contacts(user: Any) -> bool:
    return may_see_contacts(user) and bool(user.has_perm("members.change_contact"))


def may_export_contacts(user: Any) -> bool:
    return may_see_contacts(user) and bool(user.has_perm("members.export_contact"))


def may_see_notes(user: Any) -> bool:
    return may_see(user) and bool(user.has_perm("members.view_note"))


def may_write_notes(user: Any) -> bool:
    return may_see_notes(user) and bool(user.has_perm("members.add_note"))


def signed_in(request: HttpRequest) -> User:
    """Return who asks, as a record of their own: Wagtail's log does not know the lazy one of the request."""
    return User.objects.get(username=request.user.get_username())


def only_for(question: Callable[[Any], bool]) -> Callable[[View], View]:
    """Let a view answer those alone for whom `question` is true. Asked before anything is read or looked for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not question(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate
