"""Makes a backup, full or differential: one encrypted file in a folder of its own, complete or not there at all."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cicc_site.backup import BackupError, age, container, database, inventory, keeping, listing
from cicc_site.backup.keeping import UNFINISHED, Rule
from cicc_site.backup.listing import Listing
from cicc_site.backup.places import Place

LOCK = ".making"
UNFINISHED_FOR = 24 * 3600  # seconds; whoever writes for longer has been killed
Progress = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """files: all that a restore brings back, whichever of the two backups holds them. full: the one that is needed."""

    path: Path
    full: str
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
    *,
    since: Listing | None = None,
) -> Made:
    """Write a backup of a database and some places; raises BackupError, and then leaves nothing behind.

    since: the full backup of the same folder whose files are not repeated; without it this is a full one.
    """
    began = time.monotonic()
    for recipient in recipients:
        _check(recipient)
    if not recipients:
        raise BackupError(
            "BACKUP_RECIPIENTS is not set: `manage.py backup_key` makes a key (docs/operators/backup.md)."
        )
    own_folder(folder)
    moment = now()
    full = since.full if since else ""
    final = folder / keeping.name_of(moment, full)
    marks: dict[str, str] = {}
    with (
        _appearing(final) as target,
        container.writing(target, recipients) as backup,
        database.snapshot(parameters) as snapshot,
    ):
        progress("Reading the database ...")
        about = {"made": moment.isoformat(), "postgresql": snapshot.major, **inventory.of_this_site()}
        backup.begin(about, full)
        backup.database(snapshot.dump())
        for place in places:
            _copy(backup, place, since.files if since else {}, marks, progress)
        backup.end(snapshot.tally)
        if since and not (folder / full).exists():
            raise BackupError(f"The full backup {full} went meanwhile: begin again.")
    # A sequence has no third value; its first is no count of rows.
    rows = sum(int(found[0]) for found in snapshot.tally.values() if found[1] not in {"True", "False"})
    held = len(backup.told.files) + len(backup.told.since)
    made = Made(final, full, final.stat().st_size, held, rows, time.monotonic() - began)
    if since is None:
        files = {name: (size, digest, marks[name]) for name, (size, digest) in backup.told.files.items()}
        listing.write(folder, Listing(final.name, [*recipients], files))
    return made


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def is_full_due(since: Listing | None) -> bool:
    """Whether the next backup has to hold everything: the first of each day (UTC) does."""
    return since is None or keeping.moment_of(since.full).date() != now().date()


def _copy(
    backup: container.Writing,
    place: Place,
    known: Mapping[str, tuple[int, str, str]],
    marks: dict[str, str],
    progress: Progress,
) -> None:
    """The files of a place, but those that are known under the same mark; notes the mark of each."""
    progress(f"Reading the files of {place.name} ...")
    for name in place.names():
        inside = container.inside(place.name, name)
        try:
            # Before it is read: what changes while we read bears another one next time.
            mark = place.mark(name)
            if inside in known and known[inside][2] == mark:
                backup.known(inside, *known[inside][:2])
                continue
            with place.open(name) as file:
                backup.file(inside, file.size, file)
            marks[inside] = mark
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
def alone(folder: Path) -> Iterator[None]:
    """Nobody else makes or deletes backups of this folder during the block; BackupError when somebody does."""
    own_folder(folder)
    with (folder / LOCK).open("a") as lock:  # open to write, as a folder of the network wants it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError("Another backup is being made: this one was left out.") from None
        yield


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
    return [folder / name for name in keeping.newest_first(path.name for path in folder.glob("cicc-*"))]


def forget_old(folder: Path, rule: Rule) -> int:
    """Delete what the rule does not keep; give how many went. Foreign names are left alone."""
    old = rule.gone([path.name for path in made(folder)])
    for name in old:
        (folder / name).unlink(missing_ok=True)
        listing.path_of(folder / name).unlink(missing_ok=True)
    return len(old)
