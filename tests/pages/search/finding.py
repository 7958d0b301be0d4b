"""What the tests of the search ask of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pages.search import Answer, Question, ask


def answer(text: str, language: str = "en", *, now: dt.datetime | None = None, **asked: Any) -> Answer:
    return ask(Question(text, language, **asked), now)


def found(
    text: str, language: str = "en", *, now: dt.datetime | None = None, **asked: Any
) -> list[tuple[str, int]]:
    """(kind, key) of the hits, the best first."""
    return [(hit.kind, hit.key) for hit in answer(text, language, now=now, **asked).hits]


def is_unknown(text: str, language: str = "en", *, now: dt.datetime | None = None) -> bool:
    """Whether nothing tells of it: no hit, no number, no language, and nothing while it is being typed."""
    told = [answer(text, language, now=now), answer(text[:-1], language, now=now, unfinished=True)]
    return not any(
        (each.hits, each.total, each.kinds, each.languages, each.is_loose) != ((), 0, {}, {}, False)
        for each in told
    )
