"""Which heading of a file is which column: guessed from words in four languages, remembered once somebody said so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import override

from cicc_site import languages
from cicc_site.text import words
from members.importing.columns import CICC_ID, EXTERNAL_ID, NAMES, columns
from members.importing.problems import FileProblem
from members.models import ImportMapping, User

# {place of the heading in the file: name of a column}
Places = dict[int, str]
KEPT = 5
LONGEST_HEADING = 300


def key(heading: str) -> str:
    """Return a heading as it is remembered and compared: without case, accents and signs."""
    return " ".join(words(heading[:LONGEST_HEADING].replace("_", " ")))


@cache
def _known() -> dict[str, str]:
    """Return {key of a heading: column}: the names of an export before labels, labels before words of others."""
    found: dict[str, str] = {}
    for name in columns():
        found.setdefault(key(name), name)
    for code in languages.codes():
        with override(code):
            for name, column in columns().items():
                if name not in NAMES:
                    found.setdefault(key(str(column.label)), name)
    for name, column in columns().items():
        for alias in column.aliases:
            found.setdefault(key(alias), name)
    found.pop("", None)
    return found


def guess(headings: list[str], user: User | None = None) -> Places:
    """Return what each heading probably is; a mapping this user has confirmed for the same headings comes first."""
    keys = [key(heading) for heading in headings]
    return _placed(keys, _remembered(keys, user) or {})


def guess_known(headings: list[str]) -> Places:
    """Return what each heading is by the words everybody knows, whatever anybody has confirmed."""
    return _placed([key(heading) for heading in headings], {})


def _placed(keys: list[str], remembered: Mapping[str, str]) -> Places:
    found: Places = {}
    for place, heading in enumerate(keys):
        name = remembered[heading] if heading in remembered else _known().get(heading, "")
        if name in columns() and name not in found.values():
            found[place] = name
    return found


def _remembered(keys: list[str], user: User | None) -> Mapping[str, str] | None:
    mine = ImportMapping.objects.filter(owner=user)[:KEPT] if user else ()
    fitting = [mapping.columns for mapping in mine if set(mapping.columns) >= {each for each in keys if each}]
    return fitting[0] if fitting else None


def by_name(headings: list[str], name: str, user: User | None = None) -> Places:
    """Return the places of a remembered mapping; the newest of that name, whoever's. Raises DoesNotExist."""
    mine = ImportMapping.objects.filter(name=name)
    mapping = (mine.filter(owner=user).first() if user else None) or mine.first()
    if mapping is None:
        raise ImportMapping.DoesNotExist(name)
    keys = [key(heading) for heading in headings]
    return {place: mapping.columns[each] for place, each in enumerate(keys) if mapping.columns.get(each)}


def remember(headings: list[str], places: Places, *, name: str, user: User | None) -> ImportMapping:
    """Keep what somebody has confirmed, under a name; the same name is written over."""
    kept = {key(heading): places.get(place, "") for place, heading in enumerate(headings) if key(heading)}
    mapping, _made = ImportMapping.objects.update_or_create(
        owner=user, name=name[:80], defaults={"columns": kept}
    )
    return mapping


def validate(places: Places) -> None:
    """Raise FileProblem where a mapping makes no import."""
    named = list(places.values())
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        raise FileProblem("twice", column=columns()[twice].title)
    if not {CICC_ID, EXTERNAL_ID, "legal_name", *NAMES} & set(named):
        raise FileProblem("no-name")


def as_json(places: Places) -> dict[str, str]:
    return {str(place): name for place, name in places.items()}


def from_json(stored: Mapping[str, Any]) -> Places:
    return {int(place): str(name) for place, name in stored.items() if name in columns()}
