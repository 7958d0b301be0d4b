"""The acts of a State along a line from 1998 to the date of the register: where each mark stands, and its shape.

Only arithmetic; templates/components/act_line.html draws it. Positions are percentages of the width, so that marks and
years keep their size on every screen; in Arabic time runs from the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cicc_site import languages
from cicc_site.dates import PartialDate
from members.enums import DEPOSITS, ActKind
from members.standing import Standing, ToldAct, periods_in_force

START = date(1998, 1, 1)
YEARS_MARKED = 10
# Room at both ends for a mark, in percent.
MARGIN = 3.0

# Shapes tell the acts apart without colour; a deposit on the day of its signature stands inside its ring.
SHAPES = {
    ActKind.SIGNATURE: "ring",
    ActKind.SIGNATURE_NO_INTENT: "diamond",
    ActKind.ENTRY_INTO_FORCE: "bar",
    ActKind.WITHDRAWAL_NOTIFIED: "down",
    ActKind.WITHDRAWAL_REVOKED: "up",
    ActKind.WITHDRAWAL_EFFECTIVE: "cross",
    ActKind.ACCESSION_WITHDRAWN: "cross",
    **dict.fromkeys(DEPOSITS, "dot"),
}


@dataclass(frozen=True)
class Mark:
    """One act: its shape, its place on the line, and how it reads in the list below."""

    shape: str
    x: str
    label: str
    date: PartialDate
    reported: bool


@dataclass(frozen=True)
class Band:
    x: str
    width: str


@dataclass(frozen=True)
class Year:
    x: str
    label: str


@dataclass(frozen=True)
class Line:
    marks: list[Mark]
    bands: list[Band]  # while the Statute was in force
    years: list[Year]


@dataclass(frozen=True)
class Scale:
    """Days to percentages: from the start of the reading direction to its end."""

    end: date
    mirrored: bool

    def at(self, day: date) -> float:
        share = (day - START).days / max((self.end - START).days, 1)
        place = MARGIN + (100 - 2 * MARGIN) * min(max(share, 0.0), 1.0)
        return 100 - place if self.mirrored else place

    def x(self, day: date) -> str:
        return percent(self.at(day))


def percent(value: float) -> str:
    """As SVG reads it, whatever the language writes for a decimal point."""
    return f"{value:.2f}%"


def line(standing: Standing, language: str) -> Line | None:
    """The line of a State; None where there is no act to show."""
    if not standing.acts:
        return None
    scale = Scale(standing.as_of, mirrored=languages.by_code(language).direction == "rtl")
    return Line(
        marks=[_mark(act, scale) for act in standing.acts],
        bands=_bands(standing.acts, standing.as_of, scale),
        years=[
            Year(scale.x(date(year, 1, 1)), str(year))
            for year in range(START.year, standing.as_of.year + 1)
            if year % YEARS_MARKED == 0
        ],
    )


def _mark(act: ToldAct, scale: Scale) -> Mark:
    return Mark(
        shape=SHAPES[act.kind],
        x=scale.x(act.when.last_day),
        label=str(act.kind.label),
        date=act.when,
        reported=act.is_reported,
    )


def _bands(acts: Sequence[ToldAct], until: date, scale: Scale) -> list[Band]:
    bands = []
    for first, last in periods_in_force(acts, until):
        one, other = sorted((scale.at(first), scale.at(last)))
        bands.append(Band(percent(one), percent(other - one)))
    return bands
