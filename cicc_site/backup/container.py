"""What a backup looks like inside: a stream of tar in the encryption of age, so that `age -d | tar -x` opens it too.

    begin.json            when, by which versions, which settings
    database/00000000 ... the dump, in parts: its length is not known before its end
    files/<place>/<name>  each file
    end.json              the length and SHA-256 of everything above, and what the database counted

A differential one names a full one in begin.json and, in end.json, each file of that one that belongs to it as well,
with its length and SHA-256. Its format has another number, so that no older version takes it for all there is.

Nothing is complete without its end: a copy that was cut off never looks like a smaller backup.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

from cicc_site.backup import BackupError, age

FORMAT, DIFFERENTIAL = 1, 2
BEGIN, END, DATABASE, FILES = "begin.json", "end.json", "database/", "files/"
PART = 8 * 1024 * 1024
LARGEST_NOTE = 256 * 1024 * 1024  # of begin.json and end.json: two million files

CUT_OFF = (
    "The backup is damaged or was cut off: nothing of it was used. Take another copy of it, or an older one."
)
NOT_OURS = "This is no backup of this site, or it was made for another key: nothing was done."


@dataclass
class Told:
    """What is known of the parts that went through: {name: [length, SHA-256]}. since: those of the full one."""

    files: dict[str, list[Any]] = field(default_factory=dict)
    since: dict[str, list[Any]] = field(default_factory=dict)
    database: list[Any] = field(default_factory=list)


class _Measured:
    """Reads on while it counts and hashes."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._hash = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        part = self._source.read(size)
        self._hash.update(part)
        self.size += len(part)
        return part

    def told(self) -> list[Any]:
        return [self.size, self._hash.hexdigest()]


# --- Writing ---------------------------------------------------------------------------------------------------


class Writing:
    """A backup that is being written. Parts come in the order above."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.told = Told()
        self._full = ""

    def begin(self, about: dict[str, Any], full: str = "") -> None:
        """full: the name of the backup that a differential one needs."""
        self._full = full
        kind = {"format": DIFFERENTIAL, "since": full} if full else {"format": FORMAT}
        self._note(BEGIN, {**about, **kind})

    def end(self, tally: dict[str, Any]) -> None:
        told = {"files": self.told.files, "database": self.told.database, "tally": tally}
        self._note(END, {**told, "since": self.told.since} if self._full else told)

    def _note(self, name: str, values: dict[str, Any]) -> None:
        data = json.dumps(values, ensure_ascii=False, sort_keys=True).encode()
        self._add(name, len(data), io.BytesIO(data))

    def database(self, dump: Iterator[bytes]) -> None:
        digest, size = hashlib.sha256(), 0
        for number, part in enumerate(_regrouped(dump)):
            digest.update(part)
            size += len(part)
            self._add(f"{DATABASE}{number:08}", len(part), io.BytesIO(part))
        self.told.database = [size, digest.hexdigest()]

    def known(self, inside: str, size: int, digest: str) -> None:
        """A file that the full one holds."""
        self.told.since[inside] = [size, digest]

    def file(self, inside: str, size: int, content: IO[bytes]) -> None:
        measured = _Measured(content)
        try:
            self._add(inside, size, measured)
        except OSError as error:
            raise BackupError(
                f"A file of {inside.split('/')[1]} changed while it was read"
                f" ({error.strerror or 'too short'}): begin again."
            ) from None
        self.told.files[inside] = measured.told()

    def _add(self, name: str, size: int, content: Any) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, int(time.time())
        self._archive.addfile(entry, content)


def inside(place: str, name: str) -> str:
    """What a file of a place is called in a backup."""
    return f"{FILES}{place}/{name}"


@contextmanager
def writing(target: BinaryIO, recipients: Sequence[str]) -> Iterator[Writing]:
    """Write a backup into an open file; when the block fails, what is there is no backup."""
    sealed = age.Writer(target, recipients)
    with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="w|", format=tarfile.PAX_FORMAT) as archive:
        yield Writing(archive)
    sealed.close()


def _regrouped(parts: Iterator[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


# --- Reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One part while it passes by: `content` is to be read before the next one is asked for."""

    name: str
    size: int
    content: IO[bytes]


def entries(source: BinaryIO, identity: str) -> Iterator[Entry]:
    """Give the parts in their order. Raises BackupError for what is no backup, for another key, or damaged.

    Every byte that is given has been proven to be as it was written; whether it is all of it shows at the end only.
    """
    with _one_sentence():
        sealed = age.Reader(source, identity)
        with tarfile.open(fileobj=cast(BinaryIO, sealed), mode="r|") as archive:
            for member in archive:
                content = archive.extractfile(member)
                if not member.isreg() or content is None:
                    raise age.Broken
                yield Entry(member.name, member.size, cast(IO[bytes], _Careful(content)))
        while sealed.read(PART):
            pass


class _Careful:
    """A part whose damage is told in the same sentence, whoever reads it."""

    def __init__(self, content: IO[bytes]) -> None:
        self._content = content
        self.name = ""  # Django looks for one

    def read(self, size: int = -1) -> bytes:
        with _one_sentence():
            return self._content.read(size)

    def __iter__(self) -> Iterator[bytes]:
        while part := self.read(PART):
            yield part


@contextmanager
def _one_sentence() -> Iterator[None]:
    try:
        yield
    except age.NotOurs:
        raise BackupError(NOT_OURS) from None
    except (age.Broken, tarfile.TarError, EOFError):
        raise BackupError(CUT_OFF) from None


def note_of(entry: Entry) -> dict[str, Any]:
    """The values of begin.json or end.json."""
    if entry.size > LARGEST_NOTE:
        raise BackupError(CUT_OFF)
    try:
        values = json.loads(entry.content.read())
    except ValueError:
        raise BackupError(CUT_OFF) from None
    if not isinstance(values, dict):
        raise BackupError(CUT_OFF)
    return values


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself at its beginning and its end."""

    begin: dict[str, Any]
    end: dict[str, Any]

    @property
    def full(self) -> str:
        """The name of the full backup that this one needs; "" for one that needs none."""
        return str(self.begin.get("since", ""))

    @property
    def since(self) -> dict[str, list[Any]]:
        """The files that are to be taken from that one."""
        return cast(dict[str, list[Any]], self.end.get("since", {}))

    @property
    def files(self) -> dict[str, list[Any]]:
        """All that a restore brings back."""
        return {**self.since, **self.end["files"]}


def verified(source: BinaryIO, identity: str) -> Contents:
    """Read a backup through, compare everything with what it says of itself, and write nothing anywhere."""
    found, digest, size = Told(), hashlib.sha256(), 0
    begin: dict[str, Any] | None = None
    end: dict[str, Any] | None = None
    for entry in entries(source, identity):
        if begin is None and entry.name != BEGIN:
            raise BackupError(NOT_OURS)
        if entry.name == BEGIN:
            begin = _of_this_format(note_of(entry))
        elif entry.name == END:
            end = note_of(entry)
        elif entry.name.startswith(DATABASE):
            for part in parts_of(entry):
                digest.update(part)
                size += len(part)
        else:
            measured = _Measured(entry.content)
            while measured.read(PART):
                pass
            found.files[entry.name] = measured.told()
    found.database = [size, digest.hexdigest()]
    if (
        begin is None
        or end is None
        or (end.get("files"), end.get("database")) != (found.files, found.database)
    ):
        raise BackupError(CUT_OFF)
    return Contents(begin, end)


def _of_this_format(begin: dict[str, Any]) -> dict[str, Any]:
    if begin.get("format") not in {FORMAT, DIFFERENTIAL}:
        raise BackupError(
            f"The backup has the format {begin.get('format')}; this version of the site reads {FORMAT} and"
            f" {DIFFERENTIAL}."
            " Restore it with the version that made it."
        )
    return begin


def parts_of(entry: Entry) -> Iterator[bytes]:
    while part := entry.content.read(PART):
        yield part


def dump_of(source: BinaryIO, identity: str) -> Iterator[bytes]:
    """The dump of the database; reads no further than its end."""
    for entry in entries(source, identity):
        if entry.name.startswith(FILES) or entry.name == END:
            return
        if entry.name.startswith(DATABASE):
            yield from parts_of(entry)
