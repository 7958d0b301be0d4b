"""How long an application is kept whole, and what the worker does about it every night.

The periods are settings (docs/operators/retention.md), part of what applicants agree to. The Coalition has not
confirmed them yet; the staff is told so where they are shown. A run goes from one application to the next, each in a
transaction of its own: it can be killed at any time, is gone on with by the next one, and does nothing to what it has
done already.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
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
# An application that was never received lapses so long before its data go, so that the letter about it can leave.
NOTICE = dt.timedelta(days=1)
MONTH = dt.timedelta(days=365.25 / 12)


@dataclass(frozen=True)
class Period:
    label: Promise
    days: int


def periods() -> list[Period]:
    """What is kept how long, for the staff."""
    return [
        Period(_("Never sent, or never confirmed; from the last change on"), _unsent_for().days),
        Period(_("Declined, withdrawn, lapsed, joined to another"), _closed_for().days),
        Period(_("Approved, after the member has left"), _former_for().days),
    ]


def _unsent_for() -> dt.timedelta:
    return dt.timedelta(days=settings.APPLICATION_DRAFTS_KEPT_DAYS)


def _closed_for() -> dt.timedelta:
    return settings.APPLICATION_CLOSED_KEPT_MONTHS * MONTH


def _former_for() -> dt.timedelta:
    return settings.APPLICATION_FORMER_KEPT_MONTHS * MONTH


def run() -> int:
    """Let lapse what was never sent, and reduce what is due; returns how many were reduced."""
    for pk in _each(unsent()):
        _one(pk, _lapse)
    return sum(_one(pk, _reduce) for pk in _each(due()))


def _lapse(pk: int) -> bool:
    verbs.lapse(pk, Actor.system())
    return True


def _reduce(pk: int) -> bool:
    with transaction.atomic():
        verbs.lock(pk)
        # Looked at again: meanwhile a decision may have been taken back, or a member come back.
        return due().filter(pk=pk).exists() and reducing.reduce(pk)


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


def unsent() -> ApplicationQuerySet:
    """Drafts nobody has touched for so long, and those whose e-mail was never confirmed."""
    return Application.objects.filter(
        _untouched_since(timezone.now() - _unsent_for() + NOTICE), state__in=NOT_SENT
    )


def due() -> ApplicationQuerySet:
    """Closed applications whose time is over and that are still whole."""
    now = timezone.now()
    never_received = Q(received_at=None)
    unsent = Q(_untouched_since(now - _unsent_for()), state__in=WITHOUT_DECISION) & never_received
    # The letter that it has lapsed had a day to leave.
    unsent &= Q(state_since__lt=now - NOTICE / 2)
    closed = Q(state__in=(*WITHOUT_DECISION, State.DECLINED), state_since__lt=now - _closed_for())
    wanted = unsent | (closed & ~never_received) | _of_former_members(now - _former_for())
    return Application.objects.filter(wanted, reduced_at=None)


def _untouched_since(moment: dt.datetime) -> Q:
    return Q(saved_at__lt=moment) & (Q(sent_at=None) | Q(sent_at__lt=moment))


def _of_former_members(before: dt.datetime) -> Q:
    """Approved ones whose member has left, and whose status has not changed since that moment. An entry that was merged
    away has left when the one it was merged into has."""
    itself, kept = OuterRef("organization"), OuterRef("organization__merged_into")
    lately = RegisterChange.objects.filter(
        Q(organization=itself) | Q(organization=kept), at__gte=before, changes__has_key="status"
    )
    gone = Q(organization__status__in=NO_MEMBER_ANY_MORE) | Q(
        organization__status=MemberStatus.MERGED, organization__merged_into__status__in=NO_MEMBER_ANY_MORE
    )
    return Q(state=State.APPROVED, state_since__lt=before) & gone & ~Q(Exists(lately))
