"""The line of ratifications from 1998 to the date of the register, as the corners of a small drawing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from members.growth import Step, Year, years
from members.treaty import ADOPTION

# The drawing in its own units: a frame with room for the numbers at its edges.
WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 40, 690, 12, 230
GAP = 6  # between the grid and the numbers at its side
EVERY = 25  # States between two lines of the grid
YEARS = 4  # between two years that are named


@dataclass(frozen=True)
class Tick:
    """A number at the edge of the drawing; x or y, as text that no language writes with a comma."""

    label: str
    x: str = ""
    y: str = ""


@dataclass(frozen=True)
class StepLine:
    """deposits, parties: data of two paths; marker: where the day lies that the page shows, if it is a past one;
    left, right: the ends of the grid; levels_x, levels_anchor: where the numbers of its lines stand."""

    deposits: str
    parties: str
    levels: list[Tick]
    dates: list[Tick]
    marker_x: str
    years: list[Year]
    last: Step
    left: int
    right: int
    levels_x: int
    levels_anchor: str
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    top: int = TOP
    bottom: int = BOTTOM


def step_line(
    steps: Sequence[Step], until: dt.date, marked: dt.date | None = None, mirrored: bool = False
) -> StepLine:
    """mirrored: time runs from the right, as where reading does."""
    highest = -(-max(step.deposits for step in steps) // EVERY) * EVERY or EVERY
    first = dt.date(ADOPTION.year, 1, 1)
    length = max((until - first).days, 1)

    def across(day: dt.date) -> float:
        place = LEFT + (RIGHT - LEFT) * (day - first).days / length
        return round(WIDTH - place if mirrored else place, 1)

    def down(value: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / highest, 1)

    def path(value: Callable[[Step], int]) -> str:
        begin = f"M{across(steps[0].day)} {down(value(steps[0]))}"
        stairs = (f"H{across(step.day)}V{down(value(step))}" for step in steps[1:])
        return "".join([begin, *stairs, f"H{across(until)}"])

    return StepLine(
        deposits=path(lambda step: step.deposits),
        parties=path(lambda step: step.parties),
        levels=[Tick(str(value), y=str(down(value))) for value in range(0, highest + 1, EVERY)],
        dates=[
            Tick(str(year), x=str(across(dt.date(year, 1, 1))))
            for year in range(first.year, until.year + 1, YEARS)
        ],
        marker_x=str(across(marked)) if marked else "",
        years=years(steps, until),
        last=steps[-1],
        left=WIDTH - RIGHT if mirrored else LEFT,
        right=WIDTH - LEFT if mirrored else RIGHT,
        levels_x=WIDTH - LEFT + GAP if mirrored else LEFT - GAP,
        levels_anchor="start" if mirrored else "end",
    )
