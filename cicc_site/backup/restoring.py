"""Restores a backup onto an empty place: read through first, then files beside, the database in one transaction, and
the files put in place. What fails on the way leaves the place as empty as it was. A differential backup needs the full
one that it names, beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cicc_site.backup import BackupError, container, database, keeping
from cicc_site.backup.container import Contents
from cicc_site.backup.making import Progress
from cicc_site.backup.places import Place, is_plain


@dataclass(frozen=True)
class Deed:
    """What becomes true with the restored database, not a moment later: statements, and the tables they change."""

    tables: frozenset[str]
    statement: str


@dataclass(frozen=True)
class Restored:
    contents: Contents
    files: int
    tables: int


def restore(
    backup: Path,
    identity: str,
    parameters: database.Parameters,
    places: Sequence[Place],
    *,
    and_then: Deed | None = None,
    progress: Progress = lambda _line: None,
) -> Restored:
    """Restore and compare; raises BackupError, and has then restored nothing."""
    _must_be_empty(parameters, places)
    progress("Reading the backup through ...")
    with backup.open("rb") as source:
        contents = container.verified(source, identity)
    full = _full(backup, contents, identity, progress)
    unknown = {name.split("/")[1] for name in contents.files} - {place.name for place in places}
    if unknown:
        raise BackupError(
            f"The backup holds files of {', '.join(sorted(unknown))}, which this site does not know."
        )
    is_filled = False
    try:
        progress("Laying the files out ...")
        count = _files(backup, identity, places)
        if full is not None:
            count += _files(full, identity, places, contents.since)
        progress("Writing the database ...")
        _database(backup, identity, parameters, contents, and_then)
        is_filled = True
        progress("Comparing ...")
        for place in places:
            place.settle()
        _compare_files(contents, places)
    except BaseException:
        for place in places:
            place.forget()
        if is_filled:
            database.empty_again(parameters)
        raise
    return Restored(contents, count, len(contents.end["tally"]))


def _must_be_empty(parameters: database.Parameters, places: Sequence[Place]) -> None:
    if not database.is_empty(parameters):
        raise BackupError(
            "The database is not empty: a backup is restored into a new one, so that nothing is written over."
        )
    for place in places:
        if not place.is_empty():
            raise BackupError(
                f"There are files already where those of {place.name} belong ({place.folder or 'the bucket'}):"
                " restore into an empty place, so that nothing is written over."
            )


def _full(backup: Path, contents: Contents, identity: str, progress: Progress) -> Path | None:
    """The full backup that a differential one needs, read through, with every file that is to come from it; None for
    one that needs none."""
    if not contents.full:
        return None
    if not keeping.NAME.fullmatch(contents.full) or keeping.full_of(contents.full):
        raise BackupError(container.CUT_OFF)
    full = backup.with_name(contents.full)
    if not full.exists():
        raise BackupError(
            f"This backup holds what changed since {contents.full}: lay that one into the same folder."
        )
    progress("Reading the full backup through ...")
    with full.open("rb") as source:
        holds = container.verified(source, identity).files
    if any(holds.get(name) != told for name, told in contents.since.items()):
        raise BackupError(f"{contents.full} does not hold the files this backup needs: it is another one.")
    return full


def _files(backup: Path, identity: str, places: Sequence[Place], only: Collection[str] | None = None) -> int:
    by_name = {place.name: place for place in places}
    count = 0
    with backup.open("rb") as source:
        for entry in container.entries(source, identity):
            if not entry.name.startswith(container.FILES) or (only is not None and entry.name not in only):
                continue
            _, place, name = entry.name.split("/", 2)
            if not is_plain(name):
                raise BackupError(
                    "The backup names a file that leads out of its folder: nothing was restored."
                )
            by_name[place].add(name, entry.content)
            count += 1
    return count


def _database(
    backup: Path, identity: str, parameters: database.Parameters, contents: Contents, and_then: Deed | None
) -> None:
    major = database.major_of(parameters)
    if contents.begin["postgresql"] > major:
        raise BackupError(
            f"The backup is of PostgreSQL {contents.begin['postgresql']}, here is {major}: take a newer one."
        )
    with backup.open("rb") as source:
        wanted = database.contents(parameters, container.dump_of(source, identity), major)
    with backup.open("rb") as source:
        dump = container.dump_of(source, identity)
        database.fill(parameters, dump, wanted, major, and_then=and_then.statement if and_then else "")
    changed = and_then.tables if and_then else frozenset()
    others = list(_differences(contents.end["tally"], database.tally(parameters), changed))
    if others:
        database.empty_again(parameters)
        raise BackupError(
            f"What was restored differs from what was backed up ({', '.join(others[:5])}): nothing was kept."
        )


def _differences(expected: database.Tally, found: database.Tally, but: frozenset[str]) -> Iterator[str]:
    for name in sorted({*expected, *found} - but):
        if expected.get(name) != found.get(name):
            yield name


def _compare_files(contents: Contents, places: Sequence[Place]) -> None:
    """Every file as it lies there now, and no other one."""
    found: dict[str, list[object]] = {}
    for place in places:
        for name in place.names():
            with place.open(name) as file:
                digest = hashlib.file_digest(file, "sha256")
                found[f"{container.FILES}{place.name}/{name}"] = [file.size, digest.hexdigest()]
    if found != contents.files:
        raise BackupError("The files that were restored differ from those that were backed up.")
