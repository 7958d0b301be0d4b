"""When a session of the staff ends: after a time without a deed, after a time at all, and when the account changes.

An account carries a number that each of its sessions has signed (User.session_epoch). Whoever raises it ends them all,
in every process at once, without looking for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, update_session_auth_hash
from django.contrib.auth.models import Group
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from members.models import SecurityEventKind, User
from members.security_log import record, while_answering

BEGAN, SEEN = "began", "seen"
# How exact "without a deed" is: a session is written no more often than this, in seconds.
GRAIN = 300
# Sent by an open page on its own: nobody need be there.
UNATTENDED = frozenset(
    {"wagtailadmin_editing_sessions:ping", "wagtailadmin_pages:preview_on_edit", "wagtailadmin_sprite"}
)


# What Django says of a table between people, groups and permissions, once something is different.
CLEARED = "pre_clear"
CHANGES = frozenset({"post_add", "post_remove", CLEARED})


class SessionLimitsMiddleware:
    """Directly after the sign-in is known, before anybody asks who it is.

    Stays lazy: a session that nobody asks for (open data, most public pages) is neither read, nor written, nor ended,
    and the answer is the one every visitor gets.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        signed_in = request.user
        request.user = SimpleLazyObject(lambda: within_limits(request, signed_in))  # type: ignore[assignment]
        with while_answering(request):
            response = self.get_response(request)
        if request.session.accessed and SESSION_KEY in request.session:
            name = request.resolver_match.view_name if request.resolver_match else ""
            now = time.time()
            if name not in UNATTENDED and now - request.session.get(SEEN, 0) >= GRAIN:
                request.session[SEEN] = now
        return response


def within_limits(request: HttpRequest, signed_in: Any) -> Any:
    """The person, or nobody where the session is over; it is ended then."""
    if not is_over(request, time.time()):
        return signed_in
    request.user = signed_in  # whom Django says goodbye to
    logout(request)
    return request.user


def is_over(request: HttpRequest, now: float) -> bool:
    """Whether somebody is signed in for too long, or did nothing for too long."""
    session = request.session
    if SESSION_KEY not in session:
        return False
    idle = now - session.get(SEEN, 0)
    whole = now - session.get(BEGAN, 0)
    return bool(idle > settings.SESSION_IDLE_MINUTES * 60 or whole > settings.SESSION_HOURS * 3600)


def begin(request: HttpRequest, **_rest: Any) -> None:
    """Django says that somebody has signed in (its signal: there is no other place that every way in passes)."""
    if hasattr(request, "session"):
        request.session[BEGAN] = request.session[SEEN] = time.time()


def end(users: QuerySet[User]) -> None:
    """Sign people out everywhere."""
    users.update(session_epoch=F("session_epoch") + 1)


def end_others(request: HttpRequest, user: User) -> None:
    """Sign a person out everywhere but here."""
    end(User.objects.filter(pk=user.pk))
    update_session_auth_hash(request, User.objects.get(pk=user.pk))


# ---- changes of rights, by whatever form, bulk action or command


def groups_changed(action: str, instance: Any, reverse: bool, pk_set: set[int] | None, **_rest: Any) -> None:
    """Django's signal of the table between people and groups."""
    if action not in CHANGES or not (pk_set or action == CLEARED):
        return
    if not reverse:
        _rights_changed([instance], groups=sorted(pk_set or ()), how=action)
        return
    found = instance.user_set.all() if pk_set is None else User.objects.filter(pk__in=pk_set)
    _rights_changed(list(found), groups=[instance.pk], how=action)


def permissions_changed(
    action: str, instance: Any, reverse: bool, pk_set: set[int] | None, **_rest: Any
) -> None:
    """Django's signal of the tables between people, or groups, and permissions."""
    if action not in CHANGES or reverse or not (pk_set or action == CLEARED):
        return
    if isinstance(instance, Group):
        # Rights are asked for with each request; nobody loses what is being written for a change of the group.
        record(SecurityEventKind.RIGHTS_OF_GROUP, group=instance.pk, count=len(pk_set or ()), how=action)
    else:
        _rights_changed([instance], permissions=sorted(pk_set or ()), how=action)


def account_saved(instance: User, created: bool, **_rest: Any) -> None:
    """Django's signal after an account was saved: a new password, more or fewer powers, closed or opened again."""
    before = instance.as_loaded
    instance.remember()
    if created:
        record(SecurityEventKind.ACCOUNT_MADE, instance, all=instance.is_superuser)
    if created or before is None:
        return
    password, powers = before
    if password != instance.password:
        record(SecurityEventKind.PASSWORD, instance)  # its hash ends the sessions
    if powers != instance.powers:
        _rights_changed([instance], active=instance.is_active, all=instance.is_superuser)


def account_deleted(instance: User, **_rest: Any) -> None:
    """Django's signal before an account is deleted, by whatever means. What is kept of it is its number."""
    record(SecurityEventKind.ACCOUNT_DELETED, account=instance.pk, all=instance.is_superuser)


def group_deleted(instance: Group, **_rest: Any) -> None:
    """Django's signal before a group is deleted: whoever is in it may do less from now on."""
    _rights_changed(list(User.objects.filter(groups=instance)), groups=[instance.pk], how="group deleted")
    record(SecurityEventKind.RIGHTS_OF_GROUP, group=instance.pk, how="deleted")


def _rights_changed(users: list[User], **detail: Any) -> None:
    for user in users:
        record(SecurityEventKind.RIGHTS, user, **detail)
        end(User.objects.filter(pk=user.pk))
        # Whoever goes on with this account in hand signs in with the number as it is now.
        user.refresh_from_db(fields=["session_epoch"])
