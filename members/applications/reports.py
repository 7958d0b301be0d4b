"""Applications in numbers: how long they stand in each state, by region and language, decisions of each cycle.

Computed from the events, so that they are the same years later, when the answers are gone. No personal data, no names;
of groups so small that a number tells on somebody only the counts are given, no times.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import F, Max, Min, Q, Window
from django.db.models.functions import Lead
from django.utils.translation import pgettext

from cicc_site import languages
from members.applications.states import OPEN, EventKind, State
from members.enums import Region
from members.models import Application, ApplicationEvent, ReviewCycle

# Fewer than that and a time is nearly that of one application.
FEWEST = 3
DECISIONS = (EventKind.APPROVED, EventKind.DECLINED)


@dataclass(frozen=True)
class InState:
    """ended: how many stays are over; now: how many stand there; days: the median and the ninth decile of stays."""

    state: State
    ended: int
    now: int
    middle: float | None
    longest: float | None


@dataclass
class Group:
    """One region, language or cycle. days: from received to decided, the median."""

    code: str
    label: str
    received: int = 0
    open: int = 0
    approved: int = 0
    declined: int = 0
    other: int = 0  # withdrawn, lapsed, joined to another
    times: list[float] = field(default_factory=list)

    @property
    def days(self) -> float | None:
        return middle(self.times)


@dataclass(frozen=True)
class Report:
    total: int
    contains_demo: bool
    states: list[InState]
    regions: list[Group]
    languages: list[Group]
    cycles: list[Group]


def report() -> Report:
    """Three queries, however many applications there are."""
    rows = list(_rows())
    return Report(
        total=len(rows),
        contains_demo=any(row["is_demo"] for row in rows),
        states=_states(),
        regions=_groups(rows, "country__cicc_region", _regions()),
        languages=_groups(
            rows, "language", {code: languages.by_code(code).name for code in languages.codes()}
        ),
        cycles=_groups(rows, "cycle", {str(cycle.pk): cycle.name for cycle in ReviewCycle.objects.all()}),
    )


def _rows() -> Iterable[Any]:
    decided = Q(events__kind__in=DECISIONS)
    return (
        Application.objects.for_officers()
        .order_by()
        .annotate(
            first=Min("events__at", filter=Q(events__kind=EventKind.CONFIRMED)),
            last=Max("events__at", filter=decided),
        )
        .values("state", "language", "country__cicc_region", "cycle", "is_demo", "first", "last")
    )


def _regions() -> dict[str, str]:
    return {region.value: str(region.label) for region in Region}


def _groups(rows: Iterable[Mapping[str, object]], key: str, labels: dict[str, str]) -> list[Group]:
    """One group for each label, in their order, and one for what has none; empty ones of these are left out."""
    found = {code: Group(code, label) for code, label in labels.items()}
    none = Group("", pgettext("region, language or cycle of an application", "None"))
    for row in rows:
        group = found.get(str(row[key] or ""), none)
        group.received += 1
        state = State(str(row["state"]))
        if state == State.APPROVED:
            group.approved += 1
        elif state == State.DECLINED:
            group.declined += 1
        elif state in OPEN:
            group.open += 1
        else:
            group.other += 1
        first, last = row["first"], row["last"]
        decided = state in {State.APPROVED, State.DECLINED}
        if decided and isinstance(first, dt.datetime) and isinstance(last, dt.datetime):
            group.times.append(days(last - first))
    return [group for group in (*found.values(), none) if group.received]


def _states() -> list[InState]:
    stays: dict[str, list[float]] = defaultdict(list)
    now: dict[str, int] = defaultdict(int)
    moves = (
        ApplicationEvent.objects.exclude(to_state="")
        .annotate(left=Window(Lead("at"), partition_by=[F("application")], order_by=F("number").asc()))
        .order_by()
        .values_list("to_state", "at", "left")
    )
    for state, at, left in moves.iterator(2000):
        if left is None:
            now[state] += 1
        else:
            stays[state].append(days(left - at))
    told = [state for state in State if stays[state] or now[state]]
    return [
        InState(state, len(stays[state]), now[state], middle(stays[state]), ninth(stays[state]))
        for state in told
    ]


def days(time: dt.timedelta) -> float:
    return time.total_seconds() / 86_400


def middle(times: list[float]) -> float | None:
    return round(median(times), 1) if len(times) >= FEWEST else None


def ninth(times: list[float]) -> float | None:
    """Nine of ten were shorter."""
    return round(sorted(times)[(len(times) * 9 - 1) // 10], 1) if len(times) >= FEWEST else None


# ---- as tables


def table(told: Report, name: str) -> Iterator[list[str | int | float | None]]:
    """A part of the report as rows, headings first, in English, for spreadsheets and programs. Raises KeyError."""
    if name == "states":
        yield ["state", "stays_ended", "standing_now", "median_days", "ninth_decile_days"]
        for row in told.states:
            yield [row.state.value, row.ended, row.now, row.middle, row.longest]
        return
    groups = {"regions": told.regions, "languages": told.languages, "cycles": told.cycles}[name]
    yield [
        name[:-1],
        "received",
        "open",
        "approved",
        "declined",
        "closed_otherwise",
        "median_days_to_decision",
    ]
    for group in groups:
        named = group.label if name == "cycles" else group.code
        yield [named, group.received, group.open, group.approved, group.declined, group.other, group.days]
