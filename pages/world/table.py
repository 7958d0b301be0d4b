"""The table of the countries index: its rows in the order asked for, its columns, and the choices of its filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from members.enums import TreatyStatus
from members.tables import ActDate, CountryRow
from pages.world.question import ATTRIBUTES, FILTERS, SORTS, Question

STATUS_ORDER = {status: place for place, status in enumerate(TreatyStatus)}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    every: str
    choices: list[Choice]


@dataclass(frozen=True)
class Line:
    """A line of the table: a State and where it is read."""

    row: CountryRow
    address: str


@dataclass(frozen=True)
class Column:
    """A head of the table. sorted: the value of aria-sort, empty where the table stands in another order."""

    label: str
    query: str
    sorted: str


def in_order(rows: Iterable[CountryRow], question: Question) -> list[CountryRow]:
    """Rows that come in the reader's alphabet, sorted as asked; those without a date stay last either way."""
    listed = list(rows)
    if question.sort == "name":
        return listed[::-1] if question.descending else listed
    keys = {row.alpha3: sort_value(row, question.sort) for row in listed}
    with_value = [row for row in listed if keys[row.alpha3] is not None]
    without = [row for row in listed if keys[row.alpha3] is None]
    # Stable also when reversed: States of one date stay in alphabetical order.
    with_value.sort(key=lambda row: keys[row.alpha3], reverse=question.descending)
    return with_value + without


def sort_value(row: CountryRow, name: str) -> Any:
    if name == "status":
        return STATUS_ORDER[row.status]
    if name in ("group", "region"):
        return (row.un_group_label if name == "group" else row.region_label) or None
    act: ActDate | None = getattr(row, name)
    return act.date.first_day if act else None


def columns(question: Question) -> list[Column]:
    labels = {
        "name": _("State"),
        "status": pgettext("of a State", "Status"),
        "signed": _("Signature"),
        "deposited": _("Ratification or accession"),
        "in_force": _("Entry into force"),
        "group": _("Regional group (UN)"),
        "region": _("Region (Coalition)"),
    }
    found = []
    for name in SORTS:
        here = question.sort == name
        turned = here and not question.descending
        direction = ("descending" if question.descending else "ascending") if here else ""
        found.append(Column(labels[name], question.query(sort=f"-{name}" if turned else name), direction))
    return found


def filters(rows: Iterable[CountryRow], question: Question) -> list[Filter]:
    """The three filters, each choice with the number of States it would show beside the other two."""
    labels = {
        "status": (pgettext("of a State", "Status"), _("Every status")),
        "group": (_("Regional group (UN)"), _("All groups")),
        "region": (_("Region (Coalition)"), _("All regions")),
    }
    listed = list(rows)
    found = []
    for name, choices in FILTERS.items():
        counts = Counter(
            getattr(row, ATTRIBUTES[name]) for row in listed if question.matches(row, leaving_out=name)
        )
        found.append(
            Filter(
                name,
                *labels[name],
                [
                    Choice(value, str(label), counts[value], question.chosen.get(name) == value)
                    for value, label in choices.choices
                    if counts[value] or question.chosen.get(name) == value
                ],
            )
        )
    return found
