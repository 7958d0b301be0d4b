"""The nightly verification of the trail of applications: done, kept, and compared with the one before.

`members.applications.chain` says what is wrong; here it is remembered, so that an end that was cut off since the last
verification shows as well. Who can change that memory too is found out by a head noted elsewhere (docs/operators).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from members.applications import chain
from members.applications.chain import Head
from members.models import TrailVerification

logger = logging.getLogger(__name__)

PROBLEMS_KEPT = 50


def last() -> TrailVerification | None:
    return TrailVerification.objects.first()


def verify(noted: Head | None = None) -> TrailVerification:
    """Verify against a head of an earlier day and against the last verification; keep and return what was found."""
    with _one_moment():
        before = last()
        head = chain.head()
        found = list(chain.verify(noted))
        if before is not None:
            found += _cut_off_since(before, noted)
    return _keep(head, list(dict.fromkeys(found)))


@contextmanager
def _one_moment() -> Iterator[None]:
    """Look at one moment, whatever is added meanwhile: events are read first, the applications they are of later."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _cut_off_since(before: TrailVerification, noted: Head | None) -> list[str]:
    remembered = Head(before.events, before.head)
    if remembered == noted or chain.stands(remembered):
        return []
    return [
        f"Event {before.events} is not the one that the last verification met: the end was cut off or replaced."
    ]


def _keep(head: Head, problems: list[str]) -> TrailVerification:
    kept = TrailVerification(
        at=timezone.now(), events=head.sequence, head=head.hash, problems=problems[:PROBLEMS_KEPT]
    )
    if problems:
        logger.error("The trail of applications is not whole: %d problem(s).", len(problems))
        # The head of the last whole trail stays what the next verification expects.
        before = last()
        if before is not None:
            kept.events, kept.head = before.events, before.head
    TrailVerification.objects.bulk_create(
        [kept],
        update_conflicts=True,
        unique_fields=["only"],
        update_fields=["at", "events", "head", "problems"],
    )
    return kept
