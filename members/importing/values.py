"""Cells to values: each column has one function, which raises BadValue for what means nothing.

Values are plain and can be kept as JSON: texts, numbers, lists; days as ISO 8601 with the precision they have. The
value of an emptied column is "", None or []. `text` writes a value as an export does.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from cicc_site import languages
from cicc_site.dates import PartialDate, Precision
from members.importing import cells, lookups
from members.importing.cells import clean, clean_lines
from members.importing.columns import CHOICES, CICC_ID, CONTACTS, NAMES, OTHER_NAMES, REGISTRATION
from members.importing.lookups import Lookups
from members.importing.problems import BadValue
from members.models import Contact, Organization, OrganizationName, Registration

Parser = Callable[[str, Lookups], Any]
CANNOT_BE_EMPTY = frozenset({CICC_ID, "legal_name", "country", "status", "listing"})
# The same few words, row after row.
REPEATING = frozenset(
    {
        *CHOICES,
        "country",
        "countries_of_work",
        "issues",
        "legal_language",
        "working_languages",
        "joined",
        "tags",
    }
    | {"year_founded", "national_coalition", "registered"}
)
MOST_UNDERSTOOD = 10_000
SHEET_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
EARLIEST_YEAR = 1000
LONGEST_ADDRESS = 2000
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_validate_url = URLValidator(schemes=["http", "https"])


def parse(column: str, cell: str, known: Lookups) -> Any:
    """Return the value of a cell that is not empty; it may be shared, so nobody changes it. Raises BadValue."""
    if column not in REPEATING:
        return _parse(column, cell, known)
    met = known.understood
    if (column, cell) not in met:
        if len(met) >= MOST_UNDERSTOOD:
            met.clear()
        met[column, cell] = _parse(column, cell, known)
    return met[column, cell]


def _parse(column: str, cell: str, known: Lookups) -> Any:
    text = cells.restored(cell)
    try:
        if "\0" in text:
            raise BadValue("not-text")
        if text in SHEET_ERRORS:
            raise BadValue("sheet-error")
        if cell is text and cells.clears(text):
            if column in CANNOT_BE_EMPTY:
                raise BadValue("no-clearing")
            return empty(column)
        return parsers()[column](text, known)
    except BadValue as error:
        raise BadValue(error.code, error.value or text, cell=text, **error.details) from None


def empty(column: str) -> Any:
    """Return what a column holds where there is nothing."""
    if column in OTHER_NAMES or column in {"countries_of_work", "issues", "working_languages", "tags"}:
        return []
    if column == "national_coalition":
        return []
    return None if column == "year_founded" else ""


@cache
def parsers() -> dict[str, Parser]:
    found: dict[str, Parser] = {
        CICC_ID: _number,
        "external_id": _plain(Organization, "external_id"),
        "legal_name": _plain(Organization, "legal_name"),
        "legal_language": _language,
        "country": _country,
        "countries_of_work": _countries,
        "issues": _issues,
        "working_languages": _languages,
        "year_founded": _year,
        "website": _website,
        "national_coalition": _coalition,
        "joined": _joined,
        "last_confirmed": _day,
        "tags": _tags,
        "postal_address": _address,
        "registered": _choice("registered"),
        "registration_authority": _plain(Registration, "authority"),
        "registration_number": _plain(Registration, "number"),
    }
    found |= {name: _plain(Organization, name) for name in NAMES}
    found |= {name: _choice(name) for name in CHOICES}
    found |= dict.fromkeys(OTHER_NAMES, _names)
    by_field = {"name": _plain(Contact, "name"), "email": _email, "phone": _phone, "language": _site_language}
    found |= {name: by_field[field] for name, (_role, field) in CONTACTS.items()}
    return found


def _plain(model: Any, name: str) -> Parser:
    limit = model._meta.get_field(name).max_length

    def read(text: str, known: Lookups) -> str:
        value = clean(text)
        if len(value) > limit:
            raise BadValue("too-long", limit=limit)
        return value

    return read


def _address(text: str, known: Lookups) -> str:
    value = clean_lines(text)
    if len(value) > LONGEST_ADDRESS:
        raise BadValue("too-long", limit=LONGEST_ADDRESS)
    return value


def _choice(kind: str) -> Parser:
    def read(text: str, known: Lookups) -> str:
        value = lookups.choice(kind, clean(text))
        if value is None:
            raise BadValue("unknown-choice")
        if value == "merged":
            raise BadValue("merged")
        return value

    return read


def _number(text: str, known: Lookups) -> int:
    plain = western(clean(text))
    if not (plain.isascii() and plain.isdigit() and len(plain) < 19):
        raise BadValue("id")
    return int(plain)


def western(text: str) -> str:
    """Digits of any script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _country(text: str, known: Lookups) -> str:
    found = known.country(clean(text))
    if found is None:
        raise BadValue("unknown-country")
    return found


def parts(text: str, resolve: Callable[[str], str | None], problem: str) -> list[str]:
    """Return what each part of a list stands for; names may hold commas, so the longest readings come first."""
    found = []
    for part in cells.split(text, "|;\n"):
        plain = clean(part)
        whole = resolve(plain)
        for piece in [plain] if whole else cells.split(plain, ",،"):
            value = whole or resolve(clean(piece))
            if value is None:
                raise BadValue(problem, piece)
            found.append(value)
    return list(dict.fromkeys(found))


def _countries(text: str, known: Lookups) -> list[str]:
    return sorted(parts(text, known.country, "unknown-country"))


def _issues(text: str, known: Lookups) -> list[str]:
    return sorted(parts(text, known.issue, "unknown-issue"))


def _language(text: str, known: Lookups) -> str:
    found = lookups.language(clean(text))
    if found is None:
        raise BadValue("unknown-language")
    return found


def _languages(text: str, known: Lookups) -> list[str]:
    return parts(text, lookups.language, "unknown-language")


def _site_language(text: str, known: Lookups) -> str:
    found = lookups.language(clean(text))
    if found not in languages.codes():
        raise BadValue("unknown-choice")
    return str(found)


def _tags(text: str, known: Lookups) -> list[str]:
    found = list(dict.fromkeys(tag for part in cells.split(text, "|,;") if (tag := clean(part))))
    if any(len(tag) > 40 for tag in found):
        raise BadValue("too-long", limit=40)
    return found


def _names(text: str, known: Lookups) -> list[list[str]]:
    """A name may say its language after it, in brackets: "Nom [fr]"."""
    limit = OrganizationName._meta.get_field("text").max_length or 300
    found = list(dict(cells.names_with_languages(text)).items())
    if any(len(name) > limit for name, _language in found):
        raise BadValue("too-long", limit=limit)
    return [[name, language] for name, language in found]


def _year(text: str, known: Lookups) -> int:
    plain = western(clean(text))
    this_year = dt.datetime.now(dt.UTC).year
    if not (
        plain.isascii() and plain.isdigit() and len(plain) == 4 and EARLIEST_YEAR <= int(plain) <= this_year
    ):
        raise BadValue("year")
    return int(plain)


def _website(text: str, known: Lookups) -> str:
    value = clean(text)
    if "://" not in value:
        value = f"https://{value}"
    if len(value) > 300:
        raise BadValue("too-long", limit=300)
    try:
        _validate_url(value)
    except ValidationError:
        raise BadValue("website") from None
    return value


def _email(text: str, known: Lookups) -> str:
    value = clean(text)
    try:
        validate_email(value)
    except ValidationError:
        raise BadValue("email") from None
    return value


def _phone(text: str, known: Lookups) -> str:
    """As E.164. A number without its country is refused: which one is meant cannot be known."""
    value = re.sub(r"[\s().\-/]", "", western(clean(text)))
    if value.startswith("00"):
        value = f"+{value[2:]}"
    if not _E164.fullmatch(value):
        raise BadValue("phone")
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        raise BadValue("phone") from None
    if not phonenumbers.is_possible_number(number):
        raise BadValue("phone")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _coalition(text: str, known: Lookups) -> list[int]:
    """All coalitions that are called so: the country of the entry decides later."""
    found = known.coalition(clean(text))
    if not found:
        raise BadValue("unknown-coalition")
    return list(found)


def partial_date(text: str) -> PartialDate:
    plain = western(clean(text))
    if timed := _WITH_TIME.fullmatch(plain):
        plain = timed[1]
    if match := _DAY_FIRST.fullmatch(plain):
        day, month, year = (int(part) for part in match.groups())
        if "/" in plain and day <= 12 and day != month:
            raise BadValue("ambiguous-date")
        plain = f"{year}-{month:02}-{day:02}"
    try:
        found = PartialDate.parse(plain)
    except ValueError:
        raise BadValue("date") from None
    if found.date.year < EARLIEST_YEAR:
        raise BadValue("date")
    if found.date > dt.datetime.now(dt.UTC).date():
        raise BadValue("future")
    return found


def _joined(text: str, known: Lookups) -> str:
    return partial_date(text).isoformat()


def _day(text: str, known: Lookups) -> str:
    found = partial_date(text)
    if found.precision != Precision.DAY:
        raise BadValue("date")
    return found.isoformat()


def text(column: str, value: Any, known: Lookups) -> str:
    """Return a value as a text for people, before it is made safe for a cell."""
    if column in OTHER_NAMES:
        return f" {cells.LIST} ".join(cells.name_with_language(name, language) for name, language in value)
    if column == "national_coalition":
        return known.coalition_names.get(value[0], "") if value else ""
    if column == "tags":
        return cells.joined(value, "|,;")
    if isinstance(value, list):
        return cells.joined(value)
    return "" if value is None else str(value)


def exported(column: str, value: Any, known: Lookups) -> str:
    """Return a value of the register as an export writes it, without what an import would take away."""
    return text(column, tidy(column, value), known)


def tidy(column: str, value: Any) -> Any:
    """Return a value of the register with its texts cleaned as those of an import are."""
    if column in OTHER_NAMES:
        found = {clean(name): language for name, language in value}
        return [[name, language] for name, language in found.items() if name]
    if isinstance(value, list):
        tidied = (clean(each) if isinstance(each, str) else each for each in value)
        return list(dict.fromkeys(each for each in tidied if each != ""))
    if isinstance(value, str):
        return clean_lines(value) if column == "postal_address" else clean(value)
    return value


def normal(column: str, value: Any, known: Lookups) -> Any:
    """Return a value of the register as an import of its export has it, so that spelling alone makes no change.

    One that no import would take (an old number) comes back tidied.
    """
    plain = tidy(column, value)
    if column in OTHER_NAMES or column == "national_coalition" or not plain:
        return plain
    try:
        return parsers()[column](text(column, plain, known), known)
    except BadValue:
        return plain


PRIVATE = frozenset({*CONTACTS, *REGISTRATION})
