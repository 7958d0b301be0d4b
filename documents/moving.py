"""The archive moves from a folder of this machine to the storage of the settings, under the same names, file by file.

What is there already with the right bytes is left, so that an interrupted move goes on where it was. The folder is only
read: it is deleted by hand, after `check_archive --checksums`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.core.files.base import File

from documents import stored_files
from documents.keeping import checksum
from documents.models import WaitingFile, WorkFile
from documents.storage import archive


class Fate(StrEnum):
    """What became of a file. OTHER: another file, or half of one, lies under its name at the new place, or lay in the
    folder: not what the database says."""

    MOVED = "moved"
    THERE = "there already"
    MISSING = "missing"
    OTHER = "other bytes"


@dataclass(frozen=True)
class Moved:
    name: str
    fate: Fate


def names() -> list[str]:
    """Every name that a row of the site knows, in order: files, waiting ones, reports of imports."""
    found: set[str] = set()
    for model, field in stored_files.users():
        found |= set(model._base_manager.exclude(**{field: ""}).values_list(field, flat=True))
    return sorted(found)


def move(source: Path) -> Iterator[Moved]:
    """Copy each file from a folder to the storage, compare what arrived, and yield what became of it.

    Raises Unreachable: what was moved by then stays moved.
    """
    sums = _checksums()
    for name in names():
        yield Moved(name, _one(source / name, name, sums.get(name)))


def _checksums() -> dict[str, str]:
    return {
        name: sha256
        for model in (WorkFile, WaitingFile)
        for name, sha256 in model._base_manager.values_list("file", "sha256")
    }


def _one(path: Path, name: str, expected: str | None) -> Fate:
    """expected: the checksum of the row; of a report there is none, and what lies in the folder is right."""
    storage = archive()
    try:
        with path.open("rb") as local:
            wanted = expected or checksum(local)[0]
            if (there := _stored_checksum(name)) is not None:
                return Fate.THERE if there == wanted else Fate.OTHER
            if expected and checksum(local)[0] != expected:
                return Fate.OTHER
            local.seek(0)
            if storage.save(name, File(local)) != name:
                return Fate.OTHER
    except FileNotFoundError:
        there = _stored_checksum(name)
        if there is None:
            return Fate.MISSING
        return Fate.THERE if expected in (None, there) else Fate.OTHER
    return Fate.MOVED if _stored_checksum(name) == wanted else Fate.OTHER


def _stored_checksum(name: str) -> str | None:
    """The SHA-256 of what lies under a name in the storage, read through; None where nothing does."""
    try:
        with archive().open(name, "rb") as stored:
            return checksum(stored)[0]
    except FileNotFoundError:
        return None
