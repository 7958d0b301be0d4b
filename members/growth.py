"""How the Rome Statute grew: the number of instruments and of States Parties after each day that changed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from members.enums import DEPOSITS, TreatyStatus
from members.treaty import ADOPTION, Act, status_on


@dataclass(frozen=True)
class Step:
    """What stood at the end of `day`, and from then on until the next step.

    deposits: instruments ever deposited, as `members.figures.deposits` counts them; parties: States then bound.
    """

    day: date
    deposits: int
    parties: int


@dataclass(frozen=True)
class Year:
    """A year, or the part of it up to the last day that is known."""

    year: int
    new_deposits: int
    deposits: int
    parties: int


def steps(states: Iterable[Sequence[Act]], until: date) -> list[Step]:
    """From the adoption of the Statute to `until`. states: for each, its acts on the Rome Statute that are public."""
    deposits: Counter[date] = Counter()
    parties: Counter[date] = Counter()
    for acts in states:
        bound = False
        for day in sorted({act.when.last_day for act in acts if act.when.last_day <= until}):
            deposits[day] += sum(act.kind in DEPOSITS and act.when.last_day == day for act in acts)
            now = status_on(acts, day) == TreatyStatus.STATE_PARTY
            parties[day] += now - bound
            bound = now
    found = [Step(ADOPTION, 0, 0)]
    for day in sorted(day for day in {*deposits, *parties} if deposits[day] or parties[day]):
        last = found[-1]
        found.append(Step(day, last.deposits + deposits[day], last.parties + parties[day]))
    return found


def years(line: Sequence[Step], until: date) -> list[Year]:
    """The same by year, each with what stood at its end, those without a change included."""
    found = []
    before = 0
    for year in range(ADOPTION.year, until.year + 1):
        last = [step for step in line if step.day.year <= year][-1]
        found.append(Year(year, last.deposits - before, last.deposits, last.parties))
        before = last.deposits
    return found
