"""Reads the files whose text is waited for, one after the other, and keeps what was found.

The row is the truth: `text_state` WAITING is the queue. Several workers share it; one that is killed leaves the row
waiting, and a file that kills three of them is given up.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from django.db import transaction
from django.db.models import F, QuerySet
from django_tasks_db.models import DBTaskResult

from cicc_site import indexing, periodic
from documents.enums import TextState
from documents.extraction import calling, findings
from documents.extraction.calling import Extracted
from documents.extraction.findings import Unreadable
from documents.models import FileText, WorkFile
from documents.storage import Unreachable

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
MOST_TRIES = 3
AT_ONCE = 200  # rows asked for in one question
TASK_SECONDS = 20.0  # of the queue, which has mail to send
JOB_SECONDS = 600.0


def after_commit() -> None:
    """Called in the transaction in which a file begins to wait: have it read as soon as that is committed."""
    transaction.on_commit(nudge, robust=True)


def nudge() -> None:
    """Have the queue look at once, unless it is asked already. A nudge that is lost loses nothing."""
    from documents import tasks  # which reads by this module

    if not DBTaskResult.objects.ready().filter(task_path=tasks.read_texts.module_path).exists():
        tasks.read_texts.enqueue()


def sweep() -> int:
    """What the clock does: read whatever waits, for a while."""
    return read_waiting(seconds=JOB_SECONDS)


def waiting() -> QuerySet[WorkFile]:
    return WorkFile.objects.filter(text_state=TextState.WAITING)


def read_waiting(*, seconds: float | None = None, told: Callable[[WorkFile], None] | None = None) -> int:
    """Read what waits until nothing does, or for so long; return how many files were read.

    told: called with each file after it was read. Files another worker is at are left to it.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    count = last = 0
    while keys := list(waiting().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        for last in keys:
            if deadline is not None and time.monotonic() > deadline:
                return count
            try:
                file = read(last)
            except Unreachable as error:
                logger.warning(
                    "The storage of the archive does not answer (%s): texts are read later.", error
                )
                return count
            count += file is not None
            if file is not None and told:
                told(file)
    return count


def again(files: QuerySet[WorkFile]) -> int:
    """Have the text of files found anew; until then the present one stays. Returns how many there are."""
    count = files.update(text_state=TextState.WAITING, text_problem="", text_tries=0)
    if count:
        after_commit()
    return count


def read(key: int) -> WorkFile | None:
    """Read one file if it waits and nobody else is at it; return it as it is then. Raises Unreachable."""
    with periodic.alone(f"text of file {key}") as ours:
        if not ours or not waiting().filter(pk=key).update(text_tries=F("text_tries") + 1):
            return None
        file = WorkFile.objects.get(pk=key)
        too_often = file.text_tries > MOST_TRIES
        try:
            return keep(file, Unreadable(findings.CRASHED) if too_often else _found(file))
        except Unreachable:
            # Not the file's fault: it waits on, and this was no try.
            waiting().filter(pk=key).update(text_tries=F("text_tries") - 1)
            raise


def _found(file: WorkFile) -> Extracted | Unreadable | None:
    """What is in a file, why it cannot be read, or None for a format nobody reads."""
    kind = calling.kind_of(file.media_type, file.name)
    if kind is None:
        return None
    try:
        with on_disk(file) as copy:
            return calling.extract(kind, copy, right_to_left=file.direction == "rtl")
    except Unreadable as unreadable:
        return unreadable
    except FileNotFoundError:
        return Unreadable(findings.MISSING)


@contextmanager
def on_disk(file: WorkFile) -> Iterator[IO[bytes]]:
    """The bytes of a file as a file of this machine, wherever the storage has them."""
    with tempfile.TemporaryFile(prefix="archive-") as copy:
        with file.file.storage.open(file.stored_as, "rb") as stored:
            for chunk in stored.chunks(CHUNK):
                copy.write(chunk)
        copy.flush()
        yield copy


def keep(file: WorkFile, found: Extracted | Unreadable | None) -> WorkFile | None:
    """Write what was found; None where somebody has written the row meanwhile, or it is gone."""
    with indexing.together():
        row = waiting().select_for_update().filter(pk=file.pk).first()
        if row is None:
            return None
        row.text_problem = ""
        if isinstance(found, Extracted):
            _keep_text(row, found)
        else:
            row.text_state = TextState.UNSUPPORTED if found is None else TextState.FAILED
            row.text_problem = found.code if found else ""
            FileText.objects.filter(file=row).delete()
        row.save(
            update_fields=[
                "text_state",
                "text_problem",
                "pages",
                "has_title",
                "has_language",
                "is_tagged",
            ]
        )
        indexing.changed(row)
    if row.text_state == TextState.FAILED:
        logger.warning("The text of file %d cannot be read: %s.", row.pk, row.text_problem)
    return row


def _keep_text(row: WorkFile, found: Extracted) -> None:
    row.pages = row.pages or found.pages
    row.has_title, row.has_language, row.is_tagged = found.has_title, found.has_language, found.is_tagged
    row.text_problem = found.partial
    if found.is_empty:
        row.text_state = TextState.EMPTY
        FileText.objects.filter(file=row).delete()
        return
    row.text_state = TextState.DONE
    FileText.objects.update_or_create(
        file=row, defaults={"text": found.text, "is_readable": found.is_readable}
    )
