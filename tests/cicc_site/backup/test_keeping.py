"""Which backups stay, by their names: hours, days, months, what was proven, and never one without what it needs."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from cicc_site.backup import keeping
from cicc_site.backup.keeping import Rule

NOW = dt.datetime(2026, 11, 26, 12, 30, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def lived(days: int, rule: Rule) -> list[str]:
    """What lies in the folder after so many days of one backup each hour, the rule being asked after each."""
    names: list[str] = []
    full = ""
    moment = NOW - days * DAY
    while moment <= NOW:
        if not full or keeping.moment_of(full).date() != moment.date():
            full = keeping.name_of(moment)
            names.append(full)
        else:
            names.append(keeping.name_of(moment, full))
        gone = rule.gone(names)
        names = [name for name in names if name not in gone]
        moment += HOUR
    return keeping.newest_first(names)


def fulls(names: list[str]) -> list[str]:
    return [name[5:13] for name in names if not keeping.full_of(name)]


def test_a_name_says_when_and_on_what_it_rests() -> None:
    full = keeping.name_of(NOW)
    later = keeping.name_of(NOW + HOUR, full)
    assert later == "cicc-20261126T133000Z-since-20261126T123000Z.tar.age"
    assert (keeping.full_of(later), keeping.full_of(full)) == (full, "")
    assert keeping.moment_of(later) == NOW + HOUR
    assert keeping.newest_first([full, "cicc-mine.tar.age", f"{full}.list", later]) == [later, full]


def test_each_hour_of_the_last_day_stays_and_one_of_each_day() -> None:
    names = lived(30, Rule(days=14))
    recent = [name for name in names if NOW - keeping.moment_of(name) <= DAY]
    assert len(recent) == 25, "one each hour, both ends counted"
    assert fulls(names) == [f"{NOW - day * DAY:%Y%m%d}" for day in range(14)]
    assert fulls(recent) == [f"{NOW:%Y%m%d}"]
    assert len(names) == 25 + 13


def test_one_of_each_month_stays_where_it_is_wished() -> None:
    assert fulls(lived(120, Rule(days=2, months=3))) == ["20261126", "20261125", "20261031", "20260930"]


def test_what_was_proven_stays_with_what_it_needs_however_old() -> None:
    old = keeping.name_of(NOW - 90 * DAY)
    proven = keeping.name_of(NOW - 90 * DAY + HOUR, old)
    forgotten = keeping.name_of(NOW - 90 * DAY + 2 * HOUR, old)
    names = [old, proven, forgotten, *(keeping.name_of(NOW - day * DAY) for day in range(5))]
    assert set(Rule(3, named=frozenset({proven, "nothing.there"})).gone(names)) == {forgotten, *names[-2:]}


def test_where_backups_stop_none_goes_any_more() -> None:
    """The clock is not asked: days without one do not count."""
    names = [keeping.name_of(NOW - 400 * DAY), keeping.name_of(NOW - 300 * DAY)]
    assert Rule(2).gone(names) == []
    assert Rule(1).gone([]) == []


moments = st.integers(0, 60 * 24).map(lambda hours: NOW - hours * HOUR)


@given(
    st.lists(st.tuples(moments, moments, st.booleans()), max_size=30),
    st.integers(0, 5),
    st.integers(0, 3),
)
def test_none_is_left_without_the_one_it_needs_nor_the_newest_lost(
    drawn: list[tuple[dt.datetime, dt.datetime, bool]], days: int, months: int
) -> None:
    names = {keeping.name_of(full) for _moment, full, _is_full in drawn}
    names |= {keeping.name_of(one, keeping.name_of(full)) for one, full, is_full in drawn if not is_full}
    gone = Rule(days, months).gone(names)
    for done in range(len(gone) + 1):  # also when it is stopped between two
        left = names - set(gone[:done])
        assert {keeping.full_of(name) for name in left} - {""} <= left
    if names:
        assert keeping.newest_first(names)[0] in left
        assert any(not keeping.full_of(name) for name in left)
