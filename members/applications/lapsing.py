"""Applications nobody goes on with: reminded once, then ended. The site itself does both, by the clock.

A reminder is an event and its letter; by it the job knows that it was sent. Whoever does anything after it begins the
time anew. Where the worker was away, the reminder comes late, and the end comes later by as much.
"""

from __future__ import annotations

import contextlib
import datetime as dt

from django.db import transaction
from django.utils import timezone

from members.applications import deadlines
from members.applications.chain import Actor
from members.applications.states import EventKind
from members.models import Application
from members.workflow import applications as verbs


def keep_up() -> tuple[int, int]:
    """Remind and end what is due; returns of how many."""
    reminded = ended = 0
    now = timezone.now()
    for state, rule in deadlines.rules().items():
        since = now - dt.timedelta(days=rule.reminded_after)
        # A draft moves its `saved_at`; the state of the others began before the applicant's last sign, never after.
        waiting = Application.objects.filter(state=state, state_since__lte=since, saved_at__lte=since)
        for pk in waiting.values_list("pk", flat=True).order_by("pk"):
            with contextlib.suppress(verbs.Refused, Application.DoesNotExist):
                done = see_to(pk, now)
                reminded += done == EventKind.REMINDED
                ended += done == EventKind.LAPSED
    return reminded, ended


@transaction.atomic
def see_to(application_id: int, now: dt.datetime) -> EventKind | None:
    """Look at a locked application, so that a step saved this moment counts; returns what was done."""
    application = verbs.lock(application_id)
    rule = deadlines.rule_of(application)
    if rule is None:
        return None
    sign = deadlines.last_sign(application)
    if now < sign + dt.timedelta(days=rule.reminded_after):
        return None
    reminded = deadlines.reminded_at(application, sign)
    if reminded is None:
        verbs.record(application_id, EventKind.REMINDED, Actor.system(), subject=application.state, tell=True)
        return EventKind.REMINDED
    if now < deadlines.end(rule, sign, reminded):
        return None
    verbs.lapse(application_id, Actor.system())
    return EventKind.LAPSED
