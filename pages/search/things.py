"""What can be found, and its number across all kinds: the one hit that all texts of a record are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum

# Part of the digest of every row: another number has all of them written anew by the next rebuild.
VERSION = 2
_SHIFT = 40


class Family(IntEnum):
    """Which table a thing is kept in. The numbers are in the index."""

    PAGE = 1
    WORK = 2
    ORGANIZATION = 3
    COUNTRY = 4

    @property
    def column(self) -> str:
        """The key of the record in the table of entries."""
        return f"{self.name.lower()}_id"


def thing(family: Family, key: int) -> int:
    return (family << _SHIFT) + key


def taken_apart(number: int) -> tuple[Family, int]:
    return Family(number >> _SHIFT), number & ((1 << _SHIFT) - 1)


@dataclass(slots=True)
class Text:
    """One text of a thing in one language, as it is to be found. By weight, the heaviest first:

    title and label (a symbol, a number) are shown; names are further names, found only; summary and body are what
    extracts are taken from; related is what it is about, found only. keys: what it is called as a whole besides its
    title and label (codes).
    """

    family: Family
    key: int
    kind: str
    language: str
    title: str = ""
    label: str = ""
    names: str = ""
    summary: str = ""
    related: str = ""
    body: str = ""
    keys: tuple[str, ...] = ()
    slug: str = ""
    date: dt.date | None = None
    visible_from: dt.datetime | None = None
    visible_until: dt.datetime | None = None

    @property
    def thing(self) -> int:
        return thing(self.family, self.key)
