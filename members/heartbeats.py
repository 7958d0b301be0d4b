"""Signs of life of each worker (`manage.py work`): of its clock, which calls the periodic jobs, and of its queue.

Silence of either is told to the staff, and by `manage.py worker_status` to whatever watches the machine. A worker that
was asked to stop says so, and is missed only where no other one works.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models.functions import Now
from django.utils import timezone

from cicc_site import workers
from members.models import Heartbeat

CLOCK, QUEUE = workers.PARTS
EVERY = dt.timedelta(seconds=30)
SILENCE = dt.timedelta(minutes=3)
# Of a worker that was killed and never came back: told for so long while another one works.
FORGOTTEN = dt.timedelta(days=2)
# Server and worker are started together: so long after its start a server blames nobody.
SETTLING = 120.0
STARTED = time.monotonic()


@dataclass(frozen=True, slots=True)
class Silent:
    """A part of a worker that is not heard of. since: when it was last seen; None: never. worker: which one, where
    another one does the work; "" where none does."""

    name: str
    since: dt.datetime | None
    worker: str = ""


def beat(part: str) -> None:
    """Say that a part of this worker is alive."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part=part, worker=workers.name(), at=Now(), ended=False)],
        update_conflicts=True,
        unique_fields=["part", "worker"],
        update_fields=["at", "ended"],
    )


def sign_off() -> None:
    """Say that this worker ends because it was asked to."""
    Heartbeat.objects.filter(worker=workers.name()).update(ended=True)


def silent() -> list[Silent]:
    """The parts that have not been seen for a while; empty when all is well. One query."""
    rows = list(Heartbeat.objects.order_by("worker"))
    latest = timezone.now() - SILENCE
    return [
        found
        for part in (CLOCK, QUEUE)
        for found in _silent(part, [row for row in rows if row.part == part], latest)
    ]


def _silent(part: str, rows: Sequence[Heartbeat], latest: dt.datetime) -> list[Silent]:
    if all(row.at < latest for row in rows):
        return [Silent(part, max((row.at for row in rows), default=None))]
    return [Silent(part, row.at, row.worker) for row in rows if row.at < latest and not row.ended]


def has_settled() -> bool:
    """Whether this process has run long enough for a worker that was started with it to be heard of."""
    return time.monotonic() - STARTED >= SETTLING


def forget_the_gone() -> int:
    """Forget workers that have not been seen for days, or that ended, where another one works."""
    now = timezone.now()
    rows = Heartbeat.objects.all()
    working = set(rows.filter(at__gte=now - SILENCE).values_list("part", flat=True))
    gone = rows.filter(part__in=working, at__lt=now - FORGOTTEN)
    ended = rows.filter(part__in=working, at__lt=now - SILENCE, ended=True)
    return gone.delete()[0] + ended.delete()[0]
