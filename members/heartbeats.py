"""Signs of life of the worker (`manage.py work`): of its clock, which calls the periodic jobs, and of its queue.

Silence of either is told to the staff, and by `manage.py worker_status` to whatever watches the machine.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils import timezone

from members.models import Heartbeat

CLOCK, QUEUE = "clock", "queue"
EVERY = dt.timedelta(seconds=30)
SILENCE = dt.timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Silent:
    """A part of the worker that is not heard of. since: when it was last seen; None: never."""

    name: str
    since: dt.datetime | None


def beat(name: str) -> None:
    """Say that a part of the worker is alive."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=Now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def silent() -> list[Silent]:
    """The parts that have not been seen for a while; empty when all is well. One query."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    latest = timezone.now() - SILENCE
    return [
        Silent(name, seen.get(name)) for name in (CLOCK, QUEUE) if name not in seen or seen[name] < latest
    ]
