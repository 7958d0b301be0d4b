"""What a reader asks of the countries index in the query string: which States, on which day, in which order."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _

from cicc_site import languages
from cicc_site.dates import PartialDate
from cicc_site.text import clean_query
from members.enums import Region, TreatyStatus, UnGroup
from members.tables import CountryRow
from members.treaty import ADOPTION

FILTERS: dict[str, type[TextChoices]] = {"status": TreatyStatus, "group": UnGroup, "region": Region}
# Which attribute of a row answers to a filter of the query string.
ATTRIBUTES = {"status": "status", "group": "un_group", "region": "region"}
SORTS = ("name", "status", "signed", "deposited", "in_force", "group", "region")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Question:
    """day: the day the page shows; as_of: the date of the register; error: why the day asked for is not shown."""

    chosen: dict[str, str]
    day: dt.date
    as_of: dt.date
    sort: str = "name"
    descending: bool = False
    error: str = ""
    asked_day: str = ""

    @property
    def is_of_the_past(self) -> bool:
        return self.day != self.as_of

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    @property
    def sort_value(self) -> str:
        """As it stands in the query string; nothing for the usual order."""
        if (self.sort, self.descending) == ("name", False):
            return ""
        return f"{'-' if self.descending else ''}{self.sort}"

    def matches(self, row: CountryRow, leaving_out: str = "") -> bool:
        """Whether a row passes the filters; leaving_out: a filter that is not asked."""
        return all(
            getattr(row, ATTRIBUTES[name]) == value
            for name, value in self.chosen.items()
            if name != leaving_out
        )

    def query(self, **changes: Any) -> str:
        """The query string of this question with some values changed, `?status=signatory`; None takes one away."""
        values: dict[str, Any] = dict(self.chosen)
        if self.is_of_the_past:
            values["on"] = self.day.isoformat()
        values["sort"] = self.sort_value
        values.update(changes)
        query = QueryDict(mutable=True)
        for name in (*FILTERS, "on", "sort"):
            if values.get(name):
                query[name] = values[name]
        return f"?{query.urlencode()}" if query else ""


def asked(query: QueryDict, as_of: dt.date) -> Question:
    """Read a query string. A code that is none reads as no filter; a day that cannot be shown is explained."""
    chosen = {}
    for name, choices in FILTERS.items():
        value = query.get(name, "")
        if value in choices.values:
            chosen[name] = value
    sort = query.get("sort", "")
    descending = sort.startswith("-")
    known = sort.removeprefix("-")
    text = clean_query(query.get("on", ""))[:40]
    day, error = day_of(text, as_of)
    return Question(
        chosen=chosen,
        day=day,
        as_of=as_of,
        sort=known if known in SORTS else "name",
        descending=descending and known in SORTS,
        error=error,
        asked_day=text,
    )


def day_of(text: str, as_of: dt.date) -> tuple[dt.date, str]:
    """The day to show, and why it is not the one that was asked for."""
    if not text:
        return as_of, ""
    try:
        day = dt.date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        return as_of, _("“%(text)s” is not a date of the form YYYY-MM-DD.") % {"text": text}
    if day < ADOPTION:
        return as_of, _("The Rome Statute was adopted on %(date)s; there is no map of an earlier day.") % {
            "date": in_words(ADOPTION)
        }
    if day > as_of:
        return as_of, _("The register is correct as of %(date)s; it cannot tell of a later day.") % {
            "date": in_words(as_of)
        }
    return day, ""


def in_words(day: dt.date) -> str:
    return PartialDate(day).text(languages.active())
