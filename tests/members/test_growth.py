"""The line of ratifications: the same numbers as the figures, on every day."""

from __future__ import annotations

from datetime import date

import pytest

from cicc_site.dates import PartialDate
from members import figures
from members.enums import ActKind
from members.growth import Step, steps, years
from members.models import TreatyAct
from members.tables import states_with_acts

AS_OF = date(2026, 10, 2)


def act(kind: ActKind, when: str) -> TreatyAct:
    known = PartialDate.parse(when)
    return TreatyAct(kind=kind, date=known.date, precision=known.precision, verified="yes")


@pytest.mark.django_db
@pytest.mark.usefixtures("registers")
@pytest.mark.parametrize(
    "day",
    [
        date(1998, 7, 17),
        date(2002, 4, 11),
        date(2002, 6, 30),
        date(2002, 7, 1),
        date(2006, 6, 3),
        date(2017, 10, 26),
        date(2017, 10, 27),
        date(2019, 3, 17),
        AS_OF,
    ],
)
def test_the_line_agrees_with_the_figures(day: date) -> None:
    line = steps([state.public_acts for state in states_with_acts()], AS_OF)
    last = [step for step in line if step.day <= day][-1]
    assert last.deposits == figures.deposits(day).value
    assert last.parties == figures.states_parties(day).value


@pytest.mark.django_db
@pytest.mark.usefixtures("registers")
def test_the_well_known_numbers() -> None:
    line = steps([state.public_acts for state in states_with_acts()], AS_OF)
    assert [step for step in line if step.day <= date(2002, 4, 11)][-1].deposits == 66
    assert line[-1].parties == 125
    table = years(line, AS_OF)
    assert [year.year for year in table] == list(range(1998, 2027))
    assert sum(year.new_deposits for year in table) == line[-1].deposits
    assert table[-1].parties == 125


def test_a_state_that_left_stays_among_the_deposits_only() -> None:
    acts = [
        act(ActKind.ACCESSION, "2003-01-02"),
        act(ActKind.ENTRY_INTO_FORCE, "2003-04-01"),
        act(ActKind.WITHDRAWAL_EFFECTIVE, "2010-05-01"),
    ]
    assert steps([acts], AS_OF) == [
        Step(date(1998, 7, 17), 0, 0),
        Step(date(2003, 1, 2), 1, 0),
        Step(date(2003, 4, 1), 1, 1),
        Step(date(2010, 5, 1), 1, 0),
    ]


def test_a_date_known_by_year_counts_from_its_end_and_nothing_counts_after_the_last_day() -> None:
    acts = [act(ActKind.ACCESSION, "2003"), act(ActKind.ENTRY_INTO_FORCE, "2027-01-01")]
    assert steps([acts], AS_OF)[1:] == [Step(date(2003, 12, 31), 1, 0)]
    assert steps([], AS_OF) == [Step(date(1998, 7, 17), 0, 0)]
