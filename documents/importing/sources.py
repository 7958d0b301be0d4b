"""The files of the folder that is imported: found by the path a manifest says, never outside; opened and looked at."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from documents import keeping
from documents.content_types import Unfit, fitting_name, recognize
from members.applications.file_types import clean_name
from members.importing.problems import BadValue

MEGABYTE = 1024 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Source:
    """An open file of the folder, fit for the archive. name: under which it will be downloaded."""

    file: IO[bytes]
    name: str
    media_type: str
    sha256: str


def located(folder: Path, said: str) -> Path:
    """Return the file a manifest means. folder: resolved. Raises BadValue: outside, no-file."""
    plain = said.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or _DRIVE.match(plain) or ".." in parts or not plain.isprintable():
        raise BadValue("outside", said)
    # Names from a Mac may be decomposed where the manifest is not, or the other way round.
    for form in (plain, unicodedata.normalize("NFC", plain), unicodedata.normalize("NFD", plain)):
        try:
            found = (folder / form).resolve(strict=True)
        except (OSError, RuntimeError):  # a name too long, a loop of links
            continue
        if not found.is_relative_to(folder):
            raise BadValue("outside", said)
        return found
    raise BadValue("no-file", said)


@contextmanager
def opened(folder: Path, said: str, largest: int) -> Iterator[Source]:
    """Open a file of the folder and see what it is. largest: bytes. Raises BadValue."""
    path = located(folder, said)
    try:
        # What is no file (a pipe) must not make us wait; a link put there meanwhile is not followed.
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise BadValue("unreadable", said) from error
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode):
        os.close(number)
        raise BadValue("no-regular-file", said)
    with os.fdopen(number, "rb") as file:
        if not found.st_size:
            raise BadValue("empty-file", said)
        if found.st_size > largest:
            raise BadValue("large-file", said, limit=largest // MEGABYTE)
        try:
            media_type = recognize(file, path.name)
            sha256, _size = keeping.checksum(file)
        except Unfit as error:
            raise BadValue(error.code, said) from error
        except OSError as error:
            raise BadValue("unreadable", said) from error
        yield Source(file, fitting_name(clean_name(path.name) or "file", media_type), media_type, sha256)
