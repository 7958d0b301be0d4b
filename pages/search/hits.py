"""Makes hits of the rows that were found: titles and extracts in their languages, and addresses.

Titles are in the reader's language or the next best the thing has; the extract is of the text that was found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from cicc_site import languages, world_languages
from cicc_site.countries import text_direction
from pages.models import SearchEntry, SearchText
from pages.search import addresses, planned
from pages.search.extracts import extract, marked, patterns
from pages.search.parsing import Parsed
from pages.search.question import Hit, Passage, Version
from pages.search.things import Family, taken_apart

NOBODY_SAID = "und"
EXACT_TIER = 2
# By the index on things alone: an alternative to it would have the whole table read.
_TEXTS = f"""
SELECT id, thing, language, title, slug, label, CASE WHEN id = ANY(%(entries)s) THEN body ELSE '' END
FROM {SearchEntry._meta.db_table} JOIN {SearchText._meta.db_table} ON entry_id = id
WHERE thing = ANY(%(things)s) AND (part = 0 OR id = ANY(%(entries)s))
    AND (visible_from IS NULL OR visible_from <= %(now)s) AND (visible_until IS NULL OR visible_until > %(now)s)
"""  # noqa: S608 - our own tables


@dataclass(frozen=True, slots=True)
class _Text:
    """What a hit shows of one entry; body: of those that were found."""

    entry: int
    thing: int
    language: str
    title: str
    slug: str
    label: str
    body: str


def made(rows: Sequence[dict[str, Any]], parsed: Parsed, language: str, now: dt.datetime) -> tuple[Hit, ...]:
    """rows: as `asking` finds them, in the order of the hits. Two statements."""
    if not rows:
        return ()
    texts = _texts([row["thing"] for row in rows], [row["id"] for row in rows], now)
    where = addresses.Addresses(rows, language)
    looked_for = patterns(parsed)
    return tuple(
        _hit(row, texts[row["thing"]], looked_for, language, where) for row in rows if row["thing"] in texts
    )


def _texts(things: Sequence[int], entries: Sequence[int], now: dt.datetime) -> dict[int, list[_Text]]:
    """All texts of each thing, without bodies but of those that were found; the first parts of long ones."""
    found: dict[int, list[_Text]] = {}
    for row in planned.rows(_TEXTS, {"things": list(things), "entries": list(entries), "now": now}):
        found.setdefault(row[1], []).append(_Text(*row))
    return found


def _hit(
    row: dict[str, Any],
    texts: list[_Text],
    looked_for: Any,
    language: str,
    where: addresses.Addresses,
) -> Hit:
    matched = next((text for text in texts if text.entry == row["id"]), texts[0])
    order = [*languages.reading_order(language), row["language"]]
    titled = _best((text for text in texts if text.title), order) or matched
    family, key = taken_apart(row["thing"])
    found_in = row["language"]
    return Hit(
        kind=row["kind"],
        key=key,
        title=Passage(marked(titled.title, looked_for), *_spoken(titled.language)),
        extract=Passage(extract(matched.body, looked_for), *_spoken(found_in)),
        address=where.of(family, key, _slug(texts, language)),
        language=found_in,
        direction=_spoken(found_in)[1],
        versions=tuple(
            Version(code, world_languages.own_name(code), text_direction(code), _address(texts, code, where))
            for code in _in_order({text.language for text in texts} - {NOBODY_SAID}, language)
        ),
        date=dt.date.fromisoformat(row["date"]) if row["date"] else None,
        label=matched.label,
        exact=row["tier"] == EXACT_TIER,
    )


def _address(texts: list[_Text], code: str, where: addresses.Addresses) -> str:
    """Where a thing is read in a language: its page in a language of the site; in another one, the file itself."""
    family, key = taken_apart(texts[0].thing)
    if code in languages.codes():
        return where.of(family, key, _slug(texts, code), code)
    return reverse("work_file", args=[str(key), code]) if family == Family.WORK else ""


def _spoken(code: str) -> tuple[str, str]:
    """(language, direction) of a text; nothing and "auto" where nobody said."""
    return ("", "auto") if code == NOBODY_SAID else (code, text_direction(code))


def _best(texts: Iterable[_Text], order: Sequence[str]) -> _Text | None:
    ranks = {code: place for place, code in reversed(list(enumerate(order)))}
    return min(texts, key=lambda text: ranks.get(text.language, len(order)), default=None)


def _slug(texts: list[_Text], language: str) -> str:
    found = _best((text for text in texts if text.slug), list(languages.reading_order(language)))
    return found.slug if found else ""


def _in_order(codes: Iterable[str], language: str) -> list[str]:
    """The reader's language, those it falls back to, those of the site, then the rest."""
    order = list(dict.fromkeys([*languages.reading_order(language), *languages.codes()]))
    return sorted(codes, key=lambda code: (order.index(code) if code in order else len(order), code))
