"""Makes a backup: one encrypted file in a folder of its own, complete or not there at all; old ones go, N stay."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cicc_site.backup import BackupError, age, container, database, inventory
from cicc_site.backup.places import Place

NAME = re.compile(r"cicc-\d{8}T\d{6}Z\.tar\.age")
UNFINISHED = ".unfinished"
UNFINISHED_FOR = 24 * 3600  # seconds; whoever writes for longer has been killed
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    path: Path
    size: int
    files: int
    rows: int
    seconds: float


def make(
    folder: Path,
    parameters: database.Parameters,
    places: Sequence[Place],
    recipients: Sequence[str],
    progress: Progress = lambda _line: None,
) -> Made:
    """Write a backup of a database and some places; raises BackupError, and then leaves nothing behind."""
    began = time.monotonic()
    for recipient in recipients:
        _check(recipient)
    if not recipients:
        raise BackupError(
            "BACKUP_RECIPIENTS is not set: `manage.py backup_key` makes a key (docs/operators/backup.md)."
        )
    own_folder(folder)
    now = dt.datetime.now(dt.UTC)
    final = folder / f"cicc-{now:%Y%m%dT%H%M%SZ}.tar.age"
    with (
        _appearing(final) as target,
        container.writing(target, recipients) as backup,
        database.snapshot(parameters) as moment,
    ):
        progress("Reading the database ...")
        about = {"format": container.FORMAT, "made": now.isoformat(), "postgresql": moment.major}
        backup.note(container.BEGIN, {**about, **inventory.of_this_site()})
        backup.database(moment.dump())
        for place in places:
            _copy(backup, place, progress)
        told = {"files": backup.told.files, "database": backup.told.database, "tally": moment.tally}
        backup.note(container.END, told)
    # A sequence has no third value; its first is no count of rows.
    rows = sum(int(found[0]) for found in moment.tally.values() if found[1] not in {"True", "False"})
    return Made(final, final.stat().st_size, len(backup.told.files), rows, time.monotonic() - began)


def _copy(backup: container.Writing, place: Place, progress: Progress) -> None:
    progress(f"Reading the files of {place.name} ...")
    for name in place.names():
        try:
            with place.open(name) as file:
                backup.file(place.name, name, file.size, file)
        except FileNotFoundError:
            continue  # deleted since the folder was read, and so was its row, or is in a moment


def _check(recipient: str) -> None:
    try:
        age.check_recipient(recipient)
    except ValueError:
        raise BackupError("BACKUP_RECIPIENTS holds something that is no public key (age1...).") from None


# --- The file --------------------------------------------------------------------------------------------------


def own_folder(folder: Path) -> None:
    """Make it, for us alone, and clear away what was never finished."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o007:
            raise BackupError(f"Anybody on this machine can look into {folder}: chmod 750 {folder}")
        for left in folder.glob(f"*{UNFINISHED}"):
            if time.time() - left.stat().st_mtime > UNFINISHED_FOR:
                left.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"The folder {folder} cannot be used: {error.strerror}.") from None


@contextlib.contextmanager
def _appearing(final: Path) -> Iterator[Any]:
    """A file that is there under its name only when all of it is on the disk."""
    unfinished = final.with_name(f"{final.name}.{os.getpid()}{UNFINISHED}")
    try:
        descriptor = os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        os.link(unfinished, final)  # refuses a name that is taken
        unfinished.unlink()
        _flush(final.parent)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror or error}.") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- Those that are kept ---------------------------------------------------------------------------------------


def made(folder: Path) -> list[Path]:
    """The backups of a folder, the newest first."""
    names = [path for path in folder.glob("cicc-*.tar.age") if NAME.fullmatch(path.name)]
    return sorted(names, key=lambda path: path.name, reverse=True)


def forget_old(folder: Path, kept: int) -> int:
    """Delete all but so many, the newest; give how many went. Foreign names are left alone."""
    old = made(folder)[max(kept, 1) :]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
