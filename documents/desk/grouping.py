"""Which of the files that wait are language versions of one work, and which works of the archive they may belong to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from documents.models import WaitingFile, Work
from documents.models.work_columns import symbol_key

MOST_GROUPS = 10_000  # more than anybody lets wait


def guess_of(waiting: WaitingFile) -> dict[str, Any]:
    return waiting.guess or {}


def said_group(waiting: WaitingFile) -> int | None:
    """The number somebody gave to its work already."""
    text = str(waiting.said.get("group", ""))
    return int(text) if text.isascii() and text.isdecimal() and 0 < int(text[:9]) < MOST_GROUPS else None


def groups(waiting: Sequence[WaitingFile]) -> dict[int, int]:
    """Return {key of the file: number of its work, from 1}: files of the same symbol are one work.

    A second file of the same symbol in the same language is another work: one of the two is guessed wrongly. What a
    person said stands, and no other file takes its number by chance.
    """
    found: dict[int, int] = {}
    numbers: dict[str, int] = {}
    languages: set[tuple[int, str]] = set()
    for each in waiting:
        if number := said_group(each):
            found[each.pk] = number
            if key := symbol_key(_now(each, "symbol")):
                numbers.setdefault(key, number)
            languages.add((number, _now(each, "language")))
    last = max(found.values(), default=0)
    for each in waiting:
        if each.pk in found:
            continue
        key, language = symbol_key(_now(each, "symbol")), _now(each, "language")
        number = numbers.get(key) if key else None
        if number is None or (language and (number, language) in languages):
            last += 1
            number = last
            if key:
                numbers.setdefault(key, number)
        languages.add((number, language))
        found[each.pk] = number
    return found


def _now(waiting: WaitingFile, name: str) -> str:
    """What is known of a file by now: as somebody said, or else as it is guessed."""
    return str(waiting.said.get(name, guess_of(waiting).get(name, "")))


def works_with(symbols: Sequence[str]) -> dict[str, list[Work]]:
    """Return {key of a symbol: the works that bear it}, of all symbols in one query."""
    keys = {symbol_key(symbol) for symbol in symbols} - {""}
    found: dict[str, list[Work]] = {}
    for work in Work.objects.filter(symbol_key__in=keys).order_by("pk"):
        found.setdefault(work.symbol_key, []).append(work)
    return found
