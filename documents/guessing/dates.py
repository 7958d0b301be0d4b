"""The first date in the beginning of a text, written out in a language of the site, and what a file name says."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from babel.dates import get_month_names

from cicc_site import languages
from cicc_site.dates import ARABIC_MONTHS, PartialDate, Precision

FIRST_YEAR = 1899  # the Hague Convention; what is older is a number of something else
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for code in languages.codes():
        for number, name in get_month_names("wide", locale=code).items():
            found[name.casefold()] = number
    for number, pair in enumerate(ARABIC_MONTHS, 1):
        found |= dict.fromkeys(pair.split("/"), number)
    return found


@cache
def _written() -> re.Pattern[str]:
    months = "|".join(re.escape(name) for name in sorted(_months(), key=len, reverse=True))
    # "10 September 2003", "1er février", "9 de septiembre de 2003", "11 أيلول/سبتمبر 2003", "June 2010".
    return re.compile(
        rf"(?:(?<!\d)(\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:de\s+)?)?(?<!\w)({months})(?:/\w+)?,?\s+(?:de\s+)?((?:19|20)\d\d)(?!\d)",
        re.IGNORECASE,
    )


def in_text(text: str) -> PartialDate | None:
    plain = text.translate(_DIGITS)
    found: list[tuple[int, PartialDate]] = []
    for match in _written().finditer(plain):
        day, month, year = match[1], _months()[match[2].casefold()], int(match[3])
        if made := _made(year, month, int(day) if day else None):
            found.append((match.start(), made))
            break
    for match in _ISO.finditer(plain):
        if made := _made(int(match[1]), int(match[2]), int(match[3])):
            found.append((match.start(), made))
            break
    return min(found, key=lambda each: each[0])[1] if found else None


def in_name(stem: str) -> PartialDate | None:
    found = _IN_NAME.search(stem)
    return _made(int(found[1]), found[2] and int(found[2]), found[3] and int(found[3])) if found else None


def _made(year: int, month: int | str | None, day: int | str | None) -> PartialDate | None:
    try:
        date = dt.date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    if date.year < FIRST_YEAR or date.year > dt.datetime.now(dt.UTC).year:
        return None
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    return PartialDate(date, precision)
