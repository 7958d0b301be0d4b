"""Review cycles: their edges, what the public reads of them, closing and taking up again by themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation

from members.applications import cycles
from members.applications.chain import Actor, verify
from members.applications.states import EventKind, State
from members.models import Application, ApplicationEvent, OutboxMessage, ReviewCycle
from members.workflow import applications as verbs
from tests.factories import applications as make

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 9, 10)


def cycle(until: str, begin: str, end: str, name: str = "") -> ReviewCycle:
    days = [dt.date.fromisoformat(day) for day in (until, begin, end)]
    return ReviewCycle.objects.create(
        name=name or begin, received_until=days[0], review_from=days[1], decision_by=days[2]
    )


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock of the site: `at("2026-09-15T23:59")`, in UTC."""

    def set_clock(moment: str) -> dt.datetime:
        now = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return set_clock


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-09-15", "2026 Q4", "2027 Q3"),
        ("2026-09-16", "2027 Q1", "2027 Q4"),
        ("2026-12-15", "2027 Q1", "2027 Q4"),
        ("2026-12-16", "2027 Q2", "2028 Q1"),
        ("2028-02-29", "2028 Q2", "2029 Q1"),
    ],
)
def test_the_next_four_quarters_that_still_take_what_comes(day: str, first: str, last: str) -> None:
    found = cycles.proposed(dt.date.fromisoformat(day))
    assert [found[0].name, found[-1].name, len(found)] == [first, last, 4]
    for made in found:
        made.full_clean()


def test_the_first_quarter_begins_in_the_year_before() -> None:
    made = cycles.of_quarter(2028, 1)
    assert (made.received_until, made.review_from, made.decision_by) == (
        dt.date(2027, 12, 15),
        dt.date(2028, 1, 1),
        dt.date(2028, 2, 29),
    )


def test_proposing_twice_adds_once_and_beside_what_officers_entered() -> None:
    own = cycle("2026-12-20", "2027-01-10", "2027-03-01", "Winter")
    assert [made.name for made in cycles.add_proposed(dt.date(2026, 9, 1))] == [
        "2026 Q4",
        "2027 Q2",
        "2027 Q3",
    ]
    assert cycles.add_proposed(dt.date(2026, 9, 1)) == []
    assert ReviewCycle.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize(
    ("moment", "name"),
    [("2026-09-15T23:59:59", "autumn"), ("2026-09-16T00:00", "winter")],
)
def test_a_day_ends_at_midnight_utc(at: Any, moment: str, name: str) -> None:
    at("2026-09-01T12:00")
    cycle("2026-09-15", "2026-10-01", "2026-11-30", "autumn")
    cycle("2026-12-15", "2027-01-01", "2027-02-28", "winter")
    sent = make.sent()
    at(moment)
    received = verbs.confirm(sent.pk)
    assert received.cycle is not None
    assert received.cycle.name == name


def test_closing_by_itself_is_noted_once(at: Any) -> None:
    at("2026-09-15T23:59:59")
    made = cycle("2026-09-15", "2026-10-01", "2026-11-30")
    assert cycles.close_due() == 0
    noted = at("2026-09-16T00:00")
    assert cycles.close_due() == 1
    at("2026-09-17T00:00")
    assert cycles.close_due() == 0
    made.refresh_from_db()
    assert made.closed_at == noted


def test_one_closed_early_takes_nothing_more(at: Any) -> None:
    at("2026-09-01T12:00")
    early = cycle("2026-09-15", "2026-10-01", "2026-11-30", "autumn")
    cycle("2026-12-15", "2027-01-01", "2027-02-28", "winter")
    assert cycles.close(early)
    assert not cycles.close(early)
    at("2026-09-02T12:00")
    received = make.received()
    assert received.cycle is not None
    assert received.cycle.name == "winter"


def test_what_came_without_a_cycle_gets_the_one_that_takes_it(at: Any) -> None:
    at("2026-09-10T12:00")
    lost = make.received()
    assert lost.cycle is None
    cycles.keep_up()
    assert Application.objects.get(pk=lost.pk).cycle is None
    at("2026-09-20T12:00")
    later = make.received(legal_name="Otra Red")
    # The record of the autumn is made only after its day.
    cycle("2026-09-15", "2026-10-01", "2026-11-30", "autumn")
    cycle("2026-12-15", "2027-01-01", "2027-02-28", "winter")
    cycles.keep_up()
    cycles.keep_up()
    names = [Application.objects.get(pk=pk).cycle.name for pk in (lost.pk, later.pk)]  # type: ignore[union-attr]
    assert names == ["autumn", "winter"]
    # Who was promised to hear of it does, once; and it stands in the record.
    for pk, name in ((lost.pk, "autumn"), (later.pk, "winter")):
        [event] = ApplicationEvent.objects.filter(application=pk, kind=EventKind.CYCLE_SET)
        assert event.subject == f"cycle:{ReviewCycle.objects.get(name=name).pk}"
        letter = OutboxMessage.objects.get(key=event.outbox_key)
        assert letter.occasion == "application_cycle_set"
        assert ("30 de noviembre de 2026" if name == "autumn" else "28 de febrero de 2027") in letter.text
    assert list(verify()) == []


def test_a_deferred_application_is_taken_up_again_once_when_its_cycle_begins(at: Any) -> None:
    at("2026-09-10T12:00")
    officer = make.officer()
    cycle("2026-09-15", "2026-10-01", "2026-11-30", "autumn")
    cycle("2026-12-15", "2027-01-01", "2027-02-28", "winter")
    application = make.moved_to(State.SCREENING, officer)
    at("2026-10-05T12:00")
    verbs.defer(application.pk, Actor.officer(officer), "Más tiempo.")
    at("2026-12-31T23:59:59")
    cycles.keep_up()
    application.refresh_from_db()
    assert (application.state, application.cycle.name) == (State.DEFERRED, "winter")  # type: ignore[union-attr]
    at("2027-01-01T00:00")
    cycles.keep_up()
    cycles.keep_up()
    application.refresh_from_db()
    assert application.state == State.SCREENING
    assert make.kinds(application).count(EventKind.REOPENED) == 1
    assert OutboxMessage.objects.filter(occasion="application_reopened").count() == 1


def test_one_deferred_without_a_later_cycle_waits_for_its_record(at: Any) -> None:
    at("2026-09-10T12:00")
    officer = make.officer()
    cycle("2026-09-15", "2026-10-01", "2026-11-30", "autumn")
    application = make.moved_to(State.SCREENING, officer)
    at("2026-10-05T12:00")
    assert verbs.defer(application.pk, Actor.officer(officer), "Más tiempo.").cycle is None
    cycles.keep_up()
    assert Application.objects.get(pk=application.pk).state == State.DEFERRED
    cycle("2026-12-15", "2027-01-01", "2027-02-28", "winter")
    cycles.keep_up()
    assert Application.objects.get(pk=application.pk).cycle.name == "winter"  # type: ignore[union-attr]


SAID = {
    "en": (
        "Applications received until 15 September 2026 are reviewed from 1 October 2026 and decided by 30 Nov",
        "What is received after 15 September 2026 is reviewed from 1 January 2027 and decided by 28 February 2027.",
    ),
    "es": ("15 de septiembre de 2026", "1 de enero de 2027"),
    "fr": ("15 septembre 2026", "1er janvier 2027"),
    "ar": ("15 أيلول/سبتمبر 2026", "1 كانون الثاني/يناير 2027"),
}


@pytest.mark.parametrize("language", sorted(SAID))
def test_the_notice_tells_the_dates_of_the_records_in_each_language(language: str) -> None:
    cycle("2026-09-15", "2026-10-01", "2026-11-30")
    with translation.override(language):
        assert len(cycles.notice(DAY).sentences()) == 2
    cycle("2026-12-15", "2027-01-01", "2027-02-28")
    with translation.override(language):
        said = cycles.notice(DAY).sentences()
    for part, sentence in zip(SAID[language], said, strict=True):
        assert part in sentence
    if language != "en":
        assert "Applications" not in " ".join(said)


@pytest.mark.parametrize("language", sorted(SAID))
def test_without_a_record_the_notice_names_no_date(language: str) -> None:
    cycle("2026-06-15", "2026-07-01", "2026-08-31")
    with translation.override(language):
        said = cycles.notice(DAY).sentences()
    assert len(said) == 1
    assert not any(sign.isdigit() for sign in said[0])


def test_the_notice_takes_one_query(django_assert_num_queries: Any) -> None:
    cycle("2026-09-15", "2026-10-01", "2026-11-30")
    with django_assert_num_queries(1):
        cycles.notice(DAY).sentences()
