"""A text taken from a file, cut for reading: pages into paragraphs, and all of it into parts of a bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Bytes of text in one part. With the frame of the page, its marks and a script of two or three bytes a letter, the
# page stays below 100 kB uncompressed.
PART = 60_000
_BETWEEN = re.compile(r"\n[^\S\n]*\n\s*")
_LINES = re.compile(r"(?:(?<![^\S\n])[^\S\n]+)?\n[^\S\n]*")
# What no page may hold: controls, and marks that turn the text around them without an end.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class TextPage:
    """A page of the file, or a piece of one. number: as counted from the first; continues: not its beginning."""

    number: int
    paragraphs: list[str] = field(default_factory=list)
    continues: bool = False


@dataclass(frozen=True)
class Part:
    """What is read at once. is_paged: whether the file has pages worth naming."""

    pages: list[TextPage]
    is_paged: bool

    @property
    def first(self) -> int:
        return self.pages[0].number

    @property
    def last(self) -> int:
        return self.pages[-1].number


def parts(text: str, limit: int = PART) -> list[Part]:
    """Return the parts of a text whose pages are divided by form feeds; at least one, which may be empty."""
    raw = text.split("\f")
    while len(raw) > 1 and not raw[-1].strip():
        raw.pop()
    is_paged = len(raw) > 1
    found: list[list[TextPage]] = [[]]
    room = limit
    for number, page in enumerate(raw, start=1):
        for place, piece in enumerate(_pieces(paragraphs(page), limit)):
            size = sum(map(_size, piece))
            if size > room and found[-1]:
                found.append([])
                room = limit
            found[-1].append(TextPage(number, piece, continues=place > 0))
            room -= size
    return [Part(pages, is_paged) for pages in found]


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page: what blank lines divide. Lines inside one are as wide as the paper was."""
    clean = _UNFIT.sub("", page.replace("\r\n", "\n").replace("\r", "\n"))
    return [joined for block in _BETWEEN.split(clean) if (joined := _LINES.sub(" ", block).strip())]


def _pieces(blocks: list[str], limit: int) -> Iterator[list[str]]:
    """A page in pieces no longer than the limit; one, maybe empty, for most."""
    piece: list[str] = []
    room = limit
    for block in blocks:
        for short in _short(block, limit):
            if _size(short) > room and piece:
                yield piece
                piece, room = [], limit
            piece.append(short)
            room -= _size(short)
    yield piece


def _short(block: str, limit: int) -> Iterator[str]:
    """A paragraph that is longer than a whole part, cut where a word ends. A sixth: were all of it to be escaped, it
    would be as long as a part."""
    while _size(block) > limit:
        cut = block.encode()[: limit // 6].decode("utf-8", "ignore")
        head = cut.rpartition(" ")[0] or cut
        yield head
        block = block[len(head) :].lstrip()
    if block:
        yield block


def _size(text: str) -> int:
    """Bytes on the way to the reader, with the marks around a paragraph and what is escaped in it."""
    return len(text.encode()) + 7 + 5 * sum(text.count(sign) for sign in "&<>\"'")
