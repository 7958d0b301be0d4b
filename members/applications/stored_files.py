"""Where the files of applicants lie: settings.APPLICATION_ROOT, under names that say nothing, readable by us alone.

A file is on the disk before its row is committed. One whose row was never committed, or that could not be deleted with
its row, is swept away after a day.
"""

from __future__ import annotations

import logging
import os
import re
import time
from pathlib import Path

from django.conf import settings

from members.models import Attachment, DecisionPaper

logger = logging.getLogger(__name__)

STRAY_FOR = 24 * 3600  # seconds; longer than any transaction
NAME = re.compile(r"[0-9a-f]{32}")


def path(stored_as: str) -> Path:
    """Raises ValueError for anything but a name of ours: no row, however it came, leads elsewhere."""
    if not NAME.fullmatch(stored_as):
        raise ValueError("This is no name of a stored file.")
    return Path(settings.APPLICATION_ROOT) / stored_as


def write(stored_as: str, data: bytes) -> None:
    """Write a new file and wait until the disk has it, and the folder knows of it. Leaves nothing when it fails."""
    target = path(stored_as)
    if not target.parent.is_dir():
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _flush(target.parent.parent)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _flush(target.parent)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def delete(stored_as: str) -> None:
    """Delete a file; one that is not there is no mistake. What the disk refuses is logged, and left to the sweep."""
    try:
        path(stored_as).unlink(missing_ok=True)
    except OSError as error:
        logger.error("A file of an application cannot be deleted: %s", error.strerror)


def sweep() -> int:
    """Delete what no row knows and is older than a day; return how many. Foreign names are left alone."""
    try:
        names = [name for name in os.listdir(settings.APPLICATION_ROOT) if NAME.fullmatch(name)]
    except FileNotFoundError:
        return 0
    last = time.time() - STRAY_FOR
    old = [name for name in names if _written(name) < last]
    known = set(Attachment.objects.kept().filter(stored_as__in=old).values_list("stored_as", flat=True))
    known |= set(DecisionPaper.objects.filter(stored_as__in=old).values_list("stored_as", flat=True))
    stray = [name for name in old if name not in known]
    for name in stray:
        delete(name)
    if stray:
        logger.warning("%d file(s) of applications without a row were deleted.", len(stray))
    return len(stray)


def _written(name: str) -> float:
    try:
        return path(name).stat().st_mtime
    except FileNotFoundError:  # deleted since the folder was read
        return time.time()


def missing() -> list[str]:
    """What of the attachments and the papers of decisions is not on the disk, each by its number and the reference of
    its application: for whoever restores a backup."""
    kept = {"attachment": Attachment.objects.kept(), "paper": DecisionPaper.objects.all()}
    return [
        f"{what} {pk} of application {reference}"
        for what, rows in kept.items()
        for pk, stored_as, reference in rows.order_by("pk")
        .values_list("pk", "stored_as", "application__reference")
        .iterator(1000)
        if not path(stored_as).is_file()
    ]
