"""Reading what a visitor asks in the query string, and writing it back in one order: for lists with filters.

Nothing here trusts the query string: it is cut, compared with what is known, and what is unknown is told apart, never
an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from django.http import QueryDict

from cicc_site.text import clean_query

LONGEST_VALUE = 40
LARGEST_PAGE = 100_000
# What an address calls a value, as the register writes it; None or nothing where it knows no such thing.
Test = Callable[[str], str | None]


class Reader:
    """Reads one query string. unknown: (name, value) of what was asked and is not known, in the order it was read."""

    def __init__(self, query: QueryDict, longest: int = LONGEST_VALUE) -> None:
        self.query = query
        self.longest = longest
        self.unknown: list[tuple[str, str]] = []

    def words(self, name: str = "q") -> str:
        return clean_query(self.query.get(name) or "")

    def one(self, name: str, test: Test) -> str:
        """The value as the register writes it, empty where there is none."""
        return self.known(name, self.query.get(name) or "", test)

    def many(self, name: str, test: Test, most: int) -> tuple[str, ...]:
        """Each value once, sorted; no more than `most` are looked at."""
        values = self.query.getlist(name)[:most]
        return tuple(sorted({self.known(name, value, test) for value in values} - {""}))

    def page(self, name: str = "page") -> int:
        return int(self.one(name, page_number) or 1)

    def known(self, name: str, value: str, test: Test) -> str:
        value = value.strip()
        if not value:
            return ""
        found = test(value) if len(value) <= self.longest else None
        if not found:
            self.unknown.append((name, clean_query(value)[:LONGEST_VALUE]))
        return found or ""

    def says(self, items: list[tuple[str, str]], names: Collection[str]) -> bool:
        """Whether the query string says exactly this, each thing once and in this order. names: what is read of it."""
        asked = [(name, value) for name, values in self.query.lists() if name in names for value in values]
        return asked == items


def member_of(values: Iterable[str]) -> Test:
    known = frozenset(values)
    return lambda value: value if value in known else None


def page_number(value: str) -> str | None:
    """Digits of any script are digits to Python: only those of an address of ours are read."""
    if not re.fullmatch(r"[0-9]{1,9}", value) or int(value) == 0:
        return None
    return str(min(int(value), LARGEST_PAGE))


def written(items: Iterable[tuple[str, str]]) -> str:
    """The query string with its question mark; empty where nothing is asked."""
    found = QueryDict(mutable=True)
    for name, value in items:
        found.appendlist(name, value)
    return f"?{found.urlencode()}" if found else ""
