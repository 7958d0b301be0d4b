"""What lies in the storage of the archive and what the rows say, compared: strays are swept away, losses told.

The bytes of a file are stored before its row is committed. One whose row was never committed is nobody's after a day.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField, Model, Sum
from django.utils import timezone

from documents import keeping
from documents.models import WaitingFile, WorkFile
from documents.storage import archive

logger = logging.getLogger(__name__)

STRAY_AFTER = dt.timedelta(days=1)  # longer than any transaction
FOLDER = re.compile(r"[0-9a-f]{2}")
NAME = re.compile(r"[0-9a-f]{32}")  # as documents.storage.stored_name gives them
AT_ONCE = 500


@dataclass(frozen=True)
class Loss:
    """A file whose bytes are gone, or others than were stored (is_changed)."""

    file: WorkFile
    is_changed: bool


def sweep() -> int:
    """Delete what no row knows and is older than a day; return how many. Foreign names are left alone."""
    storage = archive()
    last = timezone.now() - STRAY_AFTER
    count = 0
    for names in _batches(_stored(storage)):
        known = {name for model, field in users() for name in _named(model, field, names)}
        for name in names:
            if name not in known and _is_old(storage, name, last):
                storage.delete(name)
                count += 1
    if count:
        logger.warning("%d file(s) of the archive without a row were deleted.", count)
    return count


def _stored(storage: Storage) -> Iterator[str]:
    """Every name that may be ours. Its age is asked for later, and of few: a bucket is asked for each by itself."""
    try:
        folders, _files = storage.listdir("")
    except FileNotFoundError:
        return
    for folder in folders:
        if not FOLDER.fullmatch(folder):
            continue
        for name in storage.listdir(folder)[1]:
            if NAME.fullmatch(name):
                yield f"{folder}/{name}"


def _is_old(storage: Storage, path: str, last: dt.datetime) -> bool:
    try:
        return storage.get_modified_time(path) < last
    except FileNotFoundError:  # deleted since the folder was read
        return False


def users() -> list[tuple[type[Model], str]]:
    """Every field of the site whose files lie in this storage: (model, name of the field)."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
        and field.model is model
        and field.deconstruct()[3].get("storage") is archive
    ]


def _named(model: type[Model], field: str, names: list[str]) -> set[str]:
    return set(model._base_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True))


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for name in names:
        batch.append(name)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def losses(*, by_checksum: bool = False) -> Iterator[Loss]:
    """Yield the files whose bytes are missing or have another size, or, read through, another checksum."""
    storage = archive()
    for file in WorkFile.objects.order_by("pk").iterator(AT_ONCE):
        if not storage.exists(file.stored_as):
            yield Loss(file, is_changed=False)
        elif storage.size(file.stored_as) != file.size:
            yield Loss(file, is_changed=True)
        elif by_checksum:
            with storage.open(file.stored_as, "rb") as stored:
                if keeping.checksum(stored)[0] != file.sha256:
                    yield Loss(file, is_changed=True)


def bytes_kept() -> int:
    """How much room the files of the archive take, as their rows say: a bucket has no folder to be measured."""
    kinds = (WorkFile, WaitingFile)
    return sum(kind._default_manager.aggregate(total=Sum("size"))["total"] or 0 for kind in kinds)
