"""Accounts that stand in the history of applications stay: who decided has to be known years later.

The database refuses to delete them; here it is said beforehand, with what to do instead.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from wagtail.admin import messages

from members.models import Application, ApplicationEvent, User


def with_a_trail(users: Collection[User]) -> list[User]:
    """Return those who did something with an application. Two queries."""
    numbers = [user.pk for user in users]
    kept = set(ApplicationEvent.objects.filter(actor__in=numbers).values_list("actor", flat=True))
    kept |= set(Application.objects.filter(decided_by__in=numbers).values_list("decided_by", flat=True))
    return [user for user in users if user.pk in kept]


def keep_who_has_a_trail(request: HttpRequest, user: User) -> HttpResponse | None:
    """Wagtail's hook before an account is deleted."""
    if not with_a_trail([user]):
        return None
    messages.error(request, _sentence([user]))
    return redirect("wagtailusers_users:edit", user.pk)


def keep_those_with_a_trail(
    request: HttpRequest, action_type: str, objects: Collection[Any], action: Any
) -> HttpResponse | None:
    """Wagtail's hook before many are deleted: all of them or none."""
    if action_type != "delete" or action.model is not User:
        return None
    kept = with_a_trail(objects)
    if not kept:
        return None
    messages.error(request, _sentence(kept))
    return redirect("wagtailusers_users:index")


def _sentence(users: Collection[User]) -> str:
    said = gettext(
        "Nothing was deleted. These people stand in the history of applications, which has to be readable years later: "
        "%(names)s. Untick “Active” in the account instead: then nobody can sign in with it."
    )
    return said % {"names": ", ".join(str(user) for user in users)}
