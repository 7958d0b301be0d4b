"""The background tasks of the archive, for the queue named "worker". A task is a nudge and may be lost
(members/tasks.py).
"""

from __future__ import annotations

from django_tasks import task

from members import read_only
from members.tasks import BACKEND


@task(backend=BACKEND)
def read_texts() -> None:
    """Find the words of the files that wait for it, for a short while; the clock does the rest."""
    from documents.extraction import working

    if read_only.since():
        return
    working.read_waiting(seconds=working.TASK_SECONDS)
