"""Applications nobody goes on with: reminded before, ended after, and never without a reminder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from members.applications import lapsing
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, OutboxMessage
from members.workflow import applications as verbs
from tests.factories import applications as make

pytestmark = pytest.mark.django_db

BEGIN = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
Clock = Callable[[float], None]


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Set the clock so many days after BEGIN."""

    def set_clock(count: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: BEGIN + dt.timedelta(days=count))

    set_clock(0)
    return set_clock


def a_draft() -> Application:
    application, _token = make.begun()
    # Its columns take their defaults from the real clock.
    Application.objects.filter(pk=application.pk).update(saved_at=BEGIN, created=BEGIN, state_since=BEGIN)
    return application


def waiting_for_an_answer() -> Application:
    application = make.moved_to(State.INFO_REQUESTED, make.officer())
    Application.objects.filter(pk=application.pk).update(saved_at=BEGIN)
    return application


def unconfirmed() -> Application:
    application = make.sent()
    Application.objects.filter(pk=application.pk).update(saved_at=BEGIN)
    return application


# (how it begins, days until the reminder, days until the end)
CASES = [(a_draft, 76, 90), (unconfirmed, 16, 30), (waiting_for_an_answer, 31, 45)]


@pytest.mark.parametrize(("begin", "reminded", "ended"), CASES)
def test_reminded_once_then_ended_once(
    days: Clock, begin: Callable[[], Application], reminded: int, ended: int
) -> None:
    application = begin()
    state = application.state
    days(reminded - 0.01)
    assert lapsing.keep_up() == (0, 0)
    days(reminded)
    assert lapsing.keep_up() == (1, 0)
    days(ended - 0.01)
    assert lapsing.keep_up() == (0, 0)
    assert Application.objects.get(pk=application.pk).state == state
    days(ended)
    assert lapsing.keep_up() == (0, 1)
    days(ended + 30)
    assert lapsing.keep_up() == (0, 0)
    assert Application.objects.get(pk=application.pk).state == State.LAPSED
    kinds = make.kinds(application)
    assert (kinds.count(EventKind.REMINDED), kinds.count(EventKind.LAPSED)) == (1, 1)
    occasions = list(OutboxMessage.objects.order_by("pk").values_list("occasion", flat=True))
    assert (occasions.count("application_reminder"), occasions[-1]) == (1, "application_lapsed")


def test_the_reminder_names_the_day_and_what_waits(days: Clock) -> None:
    a_draft()
    days(76)
    lapsing.keep_up()
    letter = OutboxMessage.objects.get(occasion="application_reminder")
    assert "30 de mayo de 2026" in letter.text
    assert letter.language == "es"


def test_whoever_goes_on_begins_the_time_anew(days: Clock) -> None:
    application = a_draft()
    days(76)
    lapsing.keep_up()
    Application.objects.filter(pk=application.pk).update(saved_at=BEGIN + dt.timedelta(days=80))
    days(100)
    assert lapsing.keep_up() == (0, 0)
    days(156)
    assert lapsing.keep_up() == (1, 0)
    days(169.9)
    assert lapsing.keep_up() == (0, 0)
    days(170)
    assert lapsing.keep_up() == (0, 1)


def test_a_message_of_the_applicant_counts_as_a_sign(days: Clock) -> None:
    application = waiting_for_an_answer()
    days(44)
    verbs.record(application.pk, EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), text="Necesito tiempo.")
    days(60)
    assert lapsing.keep_up() == (0, 0)


def test_nothing_ends_without_the_time_a_reminder_leaves(days: Clock) -> None:
    """The worker was away for a year."""
    application = a_draft()
    days(400)
    assert lapsing.keep_up() == (1, 0)
    assert lapsing.keep_up() == (0, 0)
    days(413.9)
    assert lapsing.keep_up() == (0, 0)
    days(414)
    assert lapsing.keep_up() == (0, 1)
    assert Application.objects.get(pk=application.pk).state == State.LAPSED


def test_what_waits_for_us_never_ends_by_itself(days: Clock) -> None:
    officer = make.officer()
    for state in (State.RECEIVED, State.SCREENING, State.CONSULTATION, State.READY, State.DEFERRED):
        make.moved_to(state, officer, legal_name=f"Red {state}")
    days(2000)
    assert lapsing.keep_up() == (0, 0)
