"""The service clock: working days since something happened, and which applications have waited too long.

A working day is Monday to Friday, in UTC; holidays differ between our offices and are not taken off.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from members.applications.states import WITH_OFFICERS, State
from members.models import Application

# How many working days an application may stand in a state before it is overdue. Our proposal: the client has not
# confirmed these (docs/editors/applications.md). Deferred ones wait for their cycle and are not timed.
TARGETS: dict[State, int] = {
    State.RECEIVED: 5,
    State.SCREENING: 20,
    State.INFO_REQUESTED: 20,
    State.CONSULTATION: 15,
    State.READY: 10,
}
WEEK = 5


def working_days(begin: dt.date, end: dt.date) -> int:
    """Return how many working days have passed since `begin`: from a Friday to the Monday after it, one."""
    if end <= begin:
        return 0
    weeks, rest = divmod((end - begin).days, 7)
    return weeks * WEEK + sum((begin + dt.timedelta(days=day)).weekday() < WEEK for day in range(1, rest + 1))


def first_day_within(count: int, today: dt.date) -> dt.date:
    """Return the first day since which no more than `count` working days have passed."""
    found = today
    while working_days(found - dt.timedelta(days=1), today) <= count:
        found -= dt.timedelta(days=1)
    return found


@dataclass(frozen=True)
class Clock:
    """total: working days since it was received, until it was closed; here: in this state; over: past its target by."""

    total: int
    here: int
    target: int | None
    running: bool

    @property
    def over(self) -> int:
        return max(0, self.here - self.target) if self.running and self.target is not None else 0


def of(application: Application, now: dt.datetime | None = None) -> Clock:
    now = now or timezone.now()
    running = application.state in WITH_OFFICERS
    end = day(now) if running else day(application.state_since)
    return Clock(
        total=working_days(day(application.received_at or now), end),
        here=working_days(day(application.state_since), day(now)),
        target=TARGETS.get(State(application.state)),
        running=running,
    )


def overdue(now: dt.datetime | None = None) -> Q:
    """Applications that have stood in their state for more than its target, or that should be decided already."""
    today = day(now or timezone.now())
    found = Q(state=State.READY, cycle__decision_by__lt=today)
    for state, target in TARGETS.items():
        begin = dt.datetime.combine(first_day_within(target, today), dt.time.min, dt.UTC)
        found |= Q(state=state, state_since__lt=begin)
    return found


def is_overdue(application: Application, now: dt.datetime | None = None) -> bool:
    """As `overdue` says, for one application whose cycle is at hand."""
    now = now or timezone.now()
    cycle = application.cycle
    late = application.state == State.READY and cycle is not None and cycle.decision_by < day(now)
    return late or of(application, now).over > 0


def day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()
