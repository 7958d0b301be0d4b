"""Backups in a bucket: copied there, listed, fetched from there. Streams: a backup is larger than the memory."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File
from django.core.files.storage import Storage

from cicc_site.backup import BackupError, keeping, making

LATEST = "latest"
FETCHED = ".fetched-"
AT_ONCE = 1024 * 1024


def carry(path: Path, bucket: Storage, rule: keeping.Rule) -> None:
    """Copy a backup there, compare its size, and delete what the rule does not keep there.

    The full one that it needs goes first, should it not lie there: its own copy had failed.
    """
    with _one_sentence("The backup was made and not copied to the bucket"):
        full = keeping.full_of(path.name)
        if full and full not in _names(bucket):
            _carry_one(path.with_name(full), bucket)
        _carry_one(path, bucket)
        for old in rule.gone(_names(bucket)):
            bucket.delete(old)


def _carry_one(path: Path, bucket: Storage) -> None:
    with path.open("rb") as file:
        name = bucket.save(path.name, File(file))
    if name != path.name or bucket.size(name) != path.stat().st_size:
        raise BackupError("The copy of the backup in the bucket is not whole.")


def names(bucket: Storage) -> list[str]:
    """The backups there, the newest first; foreign names are left out."""
    with _one_sentence("The bucket of the backups cannot be read"):
        return _names(bucket)


def _names(bucket: Storage) -> list[str]:
    return keeping.newest_first(bucket.listdir("")[1])


@contextmanager
def fetched(name: str, bucket: Storage, folder: Path) -> Iterator[Path]:
    """A backup of the bucket as a file, for the length of a block, beside it the full one it needs. name: or LATEST.
    folder: with room for both."""
    there = names(bucket)
    wanted = there[0] if name == LATEST and there else name
    if wanted not in there:
        raise BackupError("There is no such backup in the bucket: `manage.py backups` lists them.")
    full = keeping.full_of(wanted)
    if full and full not in there:
        raise BackupError(f"The bucket does not hold {full}, which this backup needs.")
    making.own_folder(folder)
    for left in folder.glob(f"{FETCHED}*"):
        if time.time() - left.stat().st_mtime > making.UNFINISHED_FOR:
            shutil.rmtree(left, ignore_errors=True)
    # Under its own name: what is remembered of a restore is the backup, not where it lay meanwhile.
    with tempfile.TemporaryDirectory(prefix=FETCHED, dir=folder) as place:
        for each in filter(None, (full, wanted)):
            with (
                _one_sentence("The backup cannot be fetched from the bucket"),
                (Path(place) / each).open("xb") as target,
                bucket.open(each, "rb") as source,
            ):
                shutil.copyfileobj(source, target, AT_ONCE)
        yield Path(place) / wanted


@contextmanager
def _one_sentence(what: str) -> Iterator[None]:
    try:
        yield
    except BackupError:
        raise
    except Exception as error:  # each storage has faults of its own
        raise BackupError(f"{what}: {type(error).__name__}.") from error
