"""How long an application is kept whole, and what the worker does about it every night.

The periods are settings (docs/operators/retention.md) that the Coalition has not confirmed yet; the staff is told so
wherever they are shown. A run goes from one application to the next, each in a transaction of its own: it can be killed
at any time, is gone on with by the next one, and does nothing to what it has done already.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cicc_site import faults
from members.applications import reducing
from members.applications.chain import Actor
from members.applications.states import State
from members.enums import MemberStatus
from members.models import Application, RegisterChange
from members.models.applications import ApplicationQuerySet
from members.workflow import applications as verbs

logger = logging.getLogger(__name__)

BATCH = 100
NOT_SENT = (State.DRAFT, State.UNCONFIRMED)
WITHOUT_DECISION = (State.WITHDRAWN, State.LAPSED, State.DUPLICATE)
NO_MEMBER_ANY_MORE = (MemberStatus.LEFT, MemberStatus.DISSOLVED, MemberStatus.REMOVED)


@dataclass(frozen=True)
class Period:
    """days: 0 for ever."""

    label: Promise
    days: int


def periods() -> list[Period]:
    """What is kept how long, for the staff."""
    return [
        Period(_("Begun and not sent, or never confirmed: lapses after"), settings.RETENTION_UNSENT_DAYS),
        Period(_("Lapsed or withdrawn before it was received"), settings.RETENTION_UNSENT_DAYS),
        Period(_("Withdrawn, lapsed, joined to another"), settings.RETENTION_CLOSED_DAYS),
        Period(_("Declined"), settings.RETENTION_REFUSED_DAYS),
        Period(_("Approved, after the member has left"), settings.RETENTION_FORMER_MEMBER_DAYS),
    ]


def run() -> int:
    """Let lapse what was never sent, and reduce what is due; returns how many were reduced."""
    for pk in _each(unsent()):
        _one(pk, _lapse)
    return sum(_one(pk, reducing.reduce) for pk in _each(due()))


def _lapse(pk: int) -> bool:
    verbs.lapse(pk, Actor.system())
    return True


def _each(wanted: ApplicationQuerySet) -> Iterator[int]:
    """The numbers of these, a batch at a time: what fails is passed by, until the next run."""
    last = 0
    while batch := list(wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from batch
        last = batch[-1]


def _one(pk: int, act: Callable[[int], bool]) -> bool:
    try:
        return act(pk)
    except verbs.Refused:
        return False  # somebody was quicker
    except Exception as error:
        logger.error("Application %d could not be tidied: %s", pk, faults.told(error))
        return False


def unsent(now: dt.datetime | None = None) -> ApplicationQuerySet:
    """Drafts nobody has touched for so long, and those whose e-mail was never confirmed."""
    before = _before(settings.RETENTION_UNSENT_DAYS, now)
    if before is None:
        return Application.objects.none()
    return Application.objects.filter(state__in=NOT_SENT, saved_at__lt=before, state_since__lt=before)


def due(now: dt.datetime | None = None) -> ApplicationQuerySet:
    """Closed applications whose time is over and that are still whole."""
    wanted = Q(pk__in=[])
    never_received = Q(received_at=None)
    if before := _before(settings.RETENTION_UNSENT_DAYS, now):
        wanted |= Q(state__in=WITHOUT_DECISION, state_since__lt=before) & never_received
    if before := _before(settings.RETENTION_CLOSED_DAYS, now):
        wanted |= Q(state__in=WITHOUT_DECISION, state_since__lt=before) & ~never_received
    if before := _before(settings.RETENTION_REFUSED_DAYS, now):
        wanted |= Q(state=State.DECLINED, state_since__lt=before)
    if before := _before(settings.RETENTION_FORMER_MEMBER_DAYS, now):
        wanted |= _of_former_members(before)
    return Application.objects.filter(wanted, reduced_at=None)


def _of_former_members(before: dt.datetime) -> Q:
    """Approved ones whose member has left, and whose status has not changed since that moment."""
    lately = RegisterChange.objects.filter(
        organization=OuterRef("organization"), at__gte=before, changes__has_key="status"
    )
    gone = Q(state=State.APPROVED, state_since__lt=before, organization__status__in=NO_MEMBER_ANY_MORE)
    return gone & ~Q(Exists(lately))


def _before(days: int, now: dt.datetime | None) -> dt.datetime | None:
    return (now or timezone.now()) - dt.timedelta(days=days) if days else None
