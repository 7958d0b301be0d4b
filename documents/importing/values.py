"""Cells of a manifest to values, which are plain and can be kept as JSON; and a value as a text for the report.

An empty cell says nothing; "-" empties what is there. Raises BadValue for what means nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from cicc_site import world_languages
from documents.enums import SubjectKind
from documents.importing import known as knowing
from documents.importing.columns import FILE, KEY, LANGUAGE, RELATIONS, SUBJECTS, SYMBOL, TEXTS
from documents.importing.known import Known
from documents.models import Work, WorkFile
from documents.models.work_columns import symbol_key
from members.importing import cells
from members.importing.cells import clean, clean_lines
from members.importing.problems import BadValue
from members.importing.values import SHEET_ERRORS, partial_date, parts, western

Parser = Callable[[str, Known], Any]
LISTS = frozenset({"authors", *SUBJECTS, *RELATIONS})
# A work or a file without these is none.
CANNOT_BE_EMPTY = frozenset({KEY, FILE, LANGUAGE, "kind", "access", "origin", "file_access", *RELATIONS})
LONGEST_TEXT = 20_000
LONGEST_PATH = 1000
MOST_IN_LIST = 200
_validate_url = URLValidator(schemes=["http", "https"])


def parse(column: str, cell: str, known: Known) -> Any:
    """Return the value of a cell that is not empty. Raises BadValue."""
    text = cells.restored(cell)
    if "\0" in text:
        raise BadValue("not-text", text)
    if text in SHEET_ERRORS:
        raise BadValue("sheet-error", text)
    if cell is text and cells.clears(text):
        if column in CANNOT_BE_EMPTY:
            raise BadValue("no-clearing", text)
        return empty(column)
    try:
        return _parsers()[column](text, known)
    except BadValue as error:
        raise BadValue(error.code, error.value or text, **error.details) from None


def empty(column: str) -> Any:
    """Return what a column holds where there is nothing."""
    if column in LISTS:
        return []
    return None if column == "pages" else ""


@cache
def _parsers() -> dict[str, Parser]:
    found: dict[str, Parser] = {
        KEY: _line(Work, "key"),
        SYMBOL: _line(Work, "symbol"),
        "date": lambda text, known: partial_date(text).isoformat(),
        "authors": _authors,
        "held_elsewhere": _web_address,
        "public_from": _moment,
        "notes": _lines,
        FILE: _path,
        LANGUAGE: _language,
        "translator": _line(WorkFile, "translator"),
        "file_title": _line(WorkFile, "title"),
        "pages": _number,
    }
    found |= {name: _line(Work, "title") if name.startswith("title_") else _lines for name in TEXTS}
    found |= {name: _choice(name) for name in knowing.CHOICES}
    found |= {name: _subjects(kind) for name, kind in SUBJECTS.items()}
    found |= dict.fromkeys(RELATIONS, _works)
    return found


def _line(model: Any, name: str) -> Parser:
    limit = model._meta.get_field(name).max_length

    def read(text: str, known: Known) -> str:
        return _short(clean(text), limit)

    return read


def _short(value: str, limit: int) -> str:
    if len(value) > limit:
        raise BadValue("too-long", limit=limit)
    return value


def _lines(text: str, known: Known) -> str:
    return _short(clean_lines(text), LONGEST_TEXT)


def _few(found: list[str]) -> list[str]:
    if len(found) > MOST_IN_LIST:
        raise BadValue("too-long", limit=LONGEST_TEXT)
    return list(dict.fromkeys(found))


def _authors(text: str, known: Known) -> list[str]:
    """Names are parted by | or ;, never by commas: "Doe, Jane"."""
    return _few([_short(name, 200) for part in cells.split(text, "|;\n") if (name := clean(part))])


def _works(text: str, known: Known) -> list[str]:
    return _few([_short(name, 200) for part in cells.split(text, "|;\n") if (name := clean(part))])


def _subjects(kind: SubjectKind) -> Parser:
    def read(text: str, known: Known) -> list[str]:
        # parts() knows registers of another kind; the names are ours.
        resolve = lambda part: known.subject(kind, part)  # noqa: E731
        return sorted(_few(parts(text, resolve, "unknown-subject")))

    return read


def _choice(column: str) -> Parser:
    def read(text: str, known: Known) -> str:
        value = knowing.choice(column, clean(text))
        if value is None:
            raise BadValue("unknown-choice")
        return value

    return read


def _language(text: str, known: Known) -> str:
    found = world_languages.find(clean(text))
    if found is None:
        raise BadValue("unknown-language")
    return found


def _number(text: str, known: Known) -> int:
    plain = western(clean(text))
    if not (plain.isascii() and plain.isdigit() and len(plain) < 7 and int(plain)):
        raise BadValue("number")
    return int(plain)


def _web_address(text: str, known: Known) -> str:
    value = _short(clean(text), 500)
    try:
        _validate_url(value)
    except ValidationError:
        raise BadValue("web-address") from None
    return value


def _moment(text: str, known: Known) -> str:
    """A day begins at midnight where the site is; a moment without an offset is one of there, too."""
    try:
        found = dt.datetime.fromisoformat(western(clean(text)).replace(" ", "T"))
        aware = found if timezone.is_aware(found) else timezone.make_aware(found)
        return aware.astimezone(dt.UTC).isoformat()
    except (ValueError, OverflowError):
        raise BadValue("moment") from None


def _path(text: str, known: Known) -> str:
    """As it stands, but for what surrounds it: a name may hold two spaces."""
    return _short(text.strip(), LONGEST_PATH)


def agree(column: str, one: Any, other: Any) -> bool:
    """Whether two values say the same; a symbol does in whatever way its parts are joined."""
    return bool(one == other or (column == SYMBOL and one and symbol_key(one) == symbol_key(other)))


def text_of(column: str, value: Any) -> str:
    """Return a value as a text for people, before it is made safe for a cell."""
    if isinstance(value, list):
        return cells.joined(value)
    return "" if value is None else str(value)
