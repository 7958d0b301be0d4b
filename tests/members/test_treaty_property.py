"""Treaty arithmetic on acts nobody thought of: SQL and Python agree, counts only fall by withdrawals, article 126."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from cicc_site.dates import PartialDate, Precision
from members import figures
from members.enums import ActKind, Region, TreatyStatus, UnGroup, Verified
from members.models import Country, TreatyAct
from members.standing import is_leaving, periods_in_force, standing
from members.treaty import (
    FIRST_ENTRY_INTO_FORCE,
    SIXTIETH_DEPOSIT,
    entry_into_force_due,
    is_public,
    status_on,
)
from tests.factories import members as make

S = TreatyStatus
days = st.dates(date(1998, 7, 17), date(2027, 12, 31))


@dataclass(frozen=True)
class Told:
    kind: ActKind
    when: PartialDate
    verified: Verified


# Any set of acts, the impossible ones included: what is stored must read the same wherever it is asked.
acts = st.lists(
    st.builds(
        Told,
        st.sampled_from(ActKind),
        st.builds(PartialDate, days, st.sampled_from(Precision)),
        st.sampled_from(Verified),
    ),
    max_size=7,
    unique_by=lambda act: (act.kind, act.when.date),
)


@pytest.fixture
def states(db: None) -> list[Country]:
    groups, regions = list(UnGroup), list(Region)
    return [
        make.country(f"ZZ{letter}", un_regional_group=groups[place % 5], cicc_region=regions[place % 3])
        for place, letter in enumerate("ABCDEF")
    ]


@settings(max_examples=15)
@given(told=st.lists(acts, min_size=6, max_size=6), on=st.lists(days, min_size=1, max_size=2))
def test_sql_and_python_agree_on_any_acts_and_days(
    states: list[Country], told: list[list[Told]], on: list[date]
) -> None:
    with transaction.atomic():
        TreatyAct.objects.bulk_create(
            TreatyAct(
                country=state,
                kind=act.kind,
                date=act.when.date,
                precision=act.when.precision,
                verified=act.verified,
            )
            for state, its_acts in zip(states, told, strict=True)
            for act in its_acts
        )
        edges = sorted({act.when.last_day for its_acts in told for act in its_acts})[::8]
        for day in {*on, *edges, *(edge - timedelta(days=1) for edge in edges)}:
            agree_on(day, states, told)
        transaction.set_rollback(True)


def agree_on(day: date, states: list[Country], told: list[list[Told]]) -> None:
    expected = {state.alpha3: status_on(its_acts, day) for state, its_acts in zip(states, told, strict=True)}
    by_database = dict(Country.objects.with_status(day).values_list("alpha3", "treaty_status"))
    assert by_database == {code: status.value for code, status in expected.items()}
    bound = {code for code, status in expected.items() if status is S.STATE_PARTY}
    assert set(Country.objects.states_parties(day).values_list("alpha3", flat=True)) == bound
    in_doubt = {code for code, status in expected.items() if status in (S.SIGNATORY, S.SIGNATURE_NO_INTENT)}
    assert figures.signatories(day).value == len(in_doubt)
    counted = Counter(expected.values())
    assert {status: figure.value for status, figure in figures.states_by_status(day).items()} == {
        status: counted[status] for status in TreatyStatus
    }
    for schemes in (figures.states_by_status_and_un_group(day), figures.states_by_status_and_region(day)):
        sums = {
            status: sum(place.figure.value or 0 for place in places) for status, places in schemes.items()
        }
        assert sums == {status: counted[status] for status in TreatyStatus}


@given(told=acts, day=days)
@settings(deadline=None)
def test_an_act_counts_from_the_end_of_what_is_known_and_never_earlier(told: list[Told], day: date) -> None:
    certain = [act for act in told if act.when.last_day <= day and is_public(act.kind, act.verified)]
    assert status_on(told, day) is status_on(certain, day)


@given(deposit=st.dates(date(1998, 7, 17), date(2100, 1, 1)))
def test_article_126_for_any_day(deposit: date) -> None:
    due = entry_into_force_due(deposit)
    if deposit <= SIXTIETH_DEPOSIT:
        assert due == FIRST_ENTRY_INTO_FORCE
        return
    sixtieth = deposit + timedelta(days=60)
    assert due.day == 1
    month = calendar.monthrange(sixtieth.year, sixtieth.month)[1]
    assert sixtieth < due <= sixtieth.replace(day=month) + timedelta(days=1)


comings_and_goings = st.lists(
    st.tuples(st.sampled_from([ActKind.ENTRY_INTO_FORCE, ActKind.WITHDRAWAL_EFFECTIVE]), days),
    max_size=6,
    unique_by=lambda move: move[1],  # two of one day have no order among themselves
)


@given(moves=comings_and_goings, until=days)
def test_periods_in_force_are_the_days_on_which_a_state_is_a_party(
    moves: list[tuple[ActKind, date]], until: date
) -> None:
    told = [Told(kind, PartialDate(day), Verified.YES) for kind, day in moves if day <= until]
    periods = periods_in_force(told, until)
    moments = [moment for period in periods for moment in period]
    assert moments == sorted(moments)
    for day in {until, *(day for _, day in moves if day <= until)}:
        in_a_period = any(first <= day < last or day == last == until for first, last in periods)
        left_today = any(act.kind == ActKind.WITHDRAWAL_EFFECTIVE and act.when.date == day for act in told)
        assert (status_on(told, day) is S.STATE_PARTY) == (in_a_period and not left_today)


def test_a_notice_leaves_a_state_a_party_until_it_takes_effect() -> None:
    party = [Told(ActKind.ENTRY_INTO_FORCE, PartialDate(date(2002, 7, 1)), Verified.YES)]
    notice = Told(ActKind.WITHDRAWAL_NOTIFIED, PartialDate(date(2016, 10, 27)), Verified.YES)
    revoked = Told(ActKind.WITHDRAWAL_REVOKED, PartialDate(date(2017, 3, 7)), Verified.YES)
    effect = Told(ActKind.WITHDRAWAL_EFFECTIVE, PartialDate(date(2017, 10, 27)), Verified.YES)
    assert is_leaving([*party, notice])
    assert status_on([*party, notice], date(2017, 10, 26)) is S.STATE_PARTY
    assert not is_leaving([*party, notice, revoked])
    assert not is_leaving([*party, notice, effect])
    assert not is_leaving(party)


@pytest.mark.django_db
@pytest.mark.usefixtures("registers_in_class")
class TestTheRealRegister:
    def test_nothing_falls_before_the_first_withdrawal_took_effect(self) -> None:
        first = TreatyAct.objects.get(country__alpha3="BDI", kind=ActKind.WITHDRAWAL_EFFECTIVE).date
        quarters = [date(year, month, 1) for year in range(1998, 2027) for month in (1, 4, 7, 10)]
        parties = [figures.states_parties(day).value or 0 for day in quarters if day < first]
        assert parties == sorted(parties)
        assert (
            figures.states_parties(first).value
            == (figures.states_parties(first - timedelta(days=1)).value or 0) - 1
        )
        for counted in (figures.signatures, figures.deposits):
            found = [counted(day).value or 0 for day in quarters]
            assert found == sorted(found)
            assert found[-1] > 100

    def test_the_known_figures(self) -> None:
        assert figures.states_parties(date(2026, 10, 2)).value == 125
        assert figures.deposits(date(2002, 4, 11)).value == 66
        assert figures.signatures(date(2026, 10, 2)).value == 139

    def test_all_states_stand_somewhere_in_both_schemes(self) -> None:
        told = figures.states_by_status()
        assert sum(figure.value or 0 for figure in told.values()) == 196
        assert told[S.STATE_PARTY].value == 125
        assert (told[S.WITHDRAWN].value, told[S.ACCESSION_WITHDRAWN].value) == (2, 1)
        assert (told[S.SIGNATORY].value, told[S.SIGNATURE_NO_INTENT].value) == (25, 4)
        assert figures.signatories().value == 29
        groups, regions = figures.states_by_status_and_un_group(), figures.states_by_status_and_region()
        for table in (groups, regions):
            for status, places in table.items():
                # The Holy See, which is not a party, belongs to no regional group.
                outside = int(table is groups and status is S.NONE)
                total = sum(place.figure.value or 0 for place in places) + outside
                assert total == told[status].value, status
        by_group = {
            place.code: place.figure.value for place in figures.states_by_status_and_un_group()[S.STATE_PARTY]
        }
        assert by_group == {place.code: place.figure.value for place in figures.states_parties_by_un_group()}

    def test_the_standing_of_a_state_is_its_status_on_every_day(self) -> None:
        for alpha3 in ("KEN", "MNE", "MYS", "BDI", "USA", "ZAF", "TUV"):
            country = Country.objects.get(alpha3=alpha3)
            for year in range(1999, 2027):
                found = standing(country, date(year, 7, 1))
                assert found is not None
                assert found.status is country.status_on(date(year, 7, 1))


@pytest.mark.django_db
def test_without_a_register_there_is_no_figure_and_no_standing() -> None:
    state = make.country()
    assert standing(state) is None
    assert figures.signatories().value is None
    assert {figure.value for figure in figures.states_by_status().values()} == {None}
