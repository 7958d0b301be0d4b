"""Parts of a file: which bytes a request asks for (RFC 9110, section 14), and reading just these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.http import HttpRequest
from django.utils.http import parse_http_date_safe

CHUNK = 64 * 1024
# One range. Several in one answer help nobody who reads documents, and cost more than the whole: they get the whole.
_ONE = re.compile(r"bytes\s*+=\s*+(\d{0,18})\s*+-\s*+(\d{0,18})\s*+", re.IGNORECASE)


@dataclass(frozen=True)
class Range:
    """The bytes from `start` up to and with `end`."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start + 1

    def header(self, size: int) -> str:
        return f"bytes {self.start}-{self.end}/{size}"


class OutOfRange(ValueError):
    """Nothing of what is asked for is in the file: answered with 416."""


def asked(request: HttpRequest, size: int, etag: str, changed: int) -> Range | None:
    """Return the part a request wants, None for the whole file. size: in bytes. etag: of the file, with its quotes.
    changed: when it was entered, in seconds. Raises OutOfRange."""
    if request.method != "GET":  # the only method for which a range means something
        return None
    header = request.headers.get("Range", "")
    match = _ONE.fullmatch(header.strip())
    if match is None or not _still_the_same(request, etag, changed):
        return None
    first, last = match.groups()
    if not first and not last:
        return None
    if not first:  # the last so many bytes
        length = min(int(last), size)
        if not length:
            raise OutOfRange
        return Range(size - length, size - 1)
    if last and int(last) < int(first):
        return None  # no range at all, says the standard: as if nothing had been asked
    if int(first) >= size:
        raise OutOfRange
    return Range(int(first), min(int(last), size - 1) if last else size - 1)


def _still_the_same(request: HttpRequest, etag: str, changed: int) -> bool:
    """Whether If-Range allows a part. A weak ETag never does; a date has to be exactly ours."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    return parse_http_date_safe(condition) == changed


class Part:
    """The bytes of a range, read as they are sent; closes the file, also when nothing was read."""

    def __init__(self, file: IO[bytes], wanted: Range) -> None:
        self.file, self.wanted = file, wanted

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.wanted.start)
        left = self.wanted.length
        while left > 0 and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        self.file.close()
