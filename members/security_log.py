"""Writes what happens to accounts into the list that administrators read, and one line into the log of the server.

A network address is kept as a keyed hash: enough to see that five refusals came from one place, and no way back to it.
What was typed is never kept: a wrong name may be a password.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cicc_site.visitors import client_address
from members.models import SecurityEvent, SecurityEventKind, User
from members.rate_limits import Limit, take

logger = logging.getLogger("members.security")

# A flood of wrong passwords must not fill the database: of the rest, the log of the server tells.
FLOOD = Limit("security-events-of-strangers", 300, timedelta(minutes=10))
OF_STRANGERS = frozenset({SecurityEventKind.REFUSED, SecurityEventKind.CLOSED})

# What is being answered, for what Django tells without saying who asked for it (members/sessions.py).
_asked: ContextVar[HttpRequest | None] = ContextVar("asked", default=None)


@contextmanager
def while_answering(request: HttpRequest) -> Iterator[None]:
    """Within, events are those of this request."""
    token = _asked.set(request)
    try:
        yield
    finally:
        _asked.reset(token)


def record(
    kind: SecurityEventKind,
    user: User | None = None,
    *,
    by: User | None = None,
    request: HttpRequest | None = None,
    **detail: Any,
) -> None:
    """Note an event. user: whose account; by: who did it, where somebody else did, and whoever is signed in where it is
    not said; detail: codes and numbers only."""
    request = request or _asked.get()
    by = by or _somebody_else(request, user)
    number = user.pk if user else "-"
    if kind in OF_STRANGERS and not take(FLOOD, "").allowed:
        logger.warning("%s account=%s (not kept: too many)", kind, number)
        return
    place = place_of(request) if request else ""
    SecurityEvent.objects.create(kind=kind, user=user, by=by, place=place, detail=detail)
    logger.warning("%s account=%s by=%s place=%s", kind, number, by.pk if by else "-", place or "-")


def _somebody_else(request: HttpRequest | None, user: User | None) -> User | None:
    """Who is signed in, if it is not the one whose account it is about."""
    person = getattr(request, "user", None)
    return (
        person
        if isinstance(person, User) and person != user and User.objects.filter(pk=person.pk).exists()
        else None
    )


def place_of(request: HttpRequest) -> str:
    address = client_address(request) or ""
    return salted_hmac("members.security_log.place", address, algorithm="sha256").hexdigest()[:12]


def forget_the_old() -> None:
    """A job of the worker."""
    before = timezone.now() - timedelta(days=settings.SECURITY_EVENTS_KEPT_DAYS)
    SecurityEvent.objects.filter(at__lt=before).delete()


def sign_out_everyone(by: User | None = None, request: HttpRequest | None = None) -> int:
    """End every session there is; give the number of accounts. `by`: None from the command line."""
    count = User.objects.update(session_epoch=F("session_epoch") + 1)
    record(SecurityEventKind.EVERYONE_OUT, by=by, request=request, accounts=count)
    return count
