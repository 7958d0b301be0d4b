"""The first screen of the admin and the clock: what is new, overdue, answered, due; and how long things take."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.applications_desk import clock, dashboard, waiting
from members.models import Application, Country, ReviewCycle
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.members.applications_desk.conftest import SignIn

pytestmark = pytest.mark.django_db


def told(client: Client) -> dict[str, int]:
    """The numbers, and that the list behind each has as many rows."""
    found = {}
    for row in dashboard.due(client.user):  # type: ignore[attr-defined]
        assert client.get(row.address).context["paginator"].count == row.count, row.label
        found[row.label] = row.count
    return found


def test_an_officers_numbers(officer: Client, kenya: Country) -> None:
    today = timezone.now().date()
    ReviewCycle.objects.create(
        name="Now", received_until=today, review_from=today, decision_by=today + dt.timedelta(days=9)
    )
    assert told(officer) == {}
    assert "No application waits for you." in officer.get(reverse("wagtailadmin_home")).content.decode()
    user, by = officer.user, make.officer("moves")  # type: ignore[attr-defined]
    make.received(country=kenya)
    verbs.take_up(make.received(country=kenya).pk, Actor.officer(user))
    old = make.moved_to(State.INFO_REQUESTED, by, country=kenya)
    Application.objects.filter(pk=old.pk).update(
        state_since=timezone.now() - dt.timedelta(days=60), cycle=None
    )
    verbs.answer(make.moved_to(State.INFO_REQUESTED, by, country=kenya).pk, "Here it is.")
    make.moved_to(State.DECLINED, by, country=kenya)
    assert told(officer) == {
        "New, not taken up yet": 1,
        "Overdue": 1,
        "In my charge, waiting for us": 1,
        "The applicant wrote, nobody answered": 1,
        "To be decided in this cycle": 3,
    }
    html = officer.get(reverse("wagtailadmin_home")).content.decode()
    assert "Applications for membership" in html
    assert "To be decided in this cycle" in html


def test_a_coordinators_numbers(sign_in: SignIn, kenya: Country, egypt: Country) -> None:
    coordinator = sign_in("Regional coordinator", regions=["africa"])
    by = make.officer("moves")
    mine = make.moved_to(State.CONSULTATION, by, country=kenya)
    make.moved_to(State.CONSULTATION, by, country=egypt)
    make.moved_to(State.SCREENING, by, country=kenya)
    assert told(coordinator) == {"Waiting for your opinion": 1}
    opinion = EventKind.OPINION
    verbs.record(mine.pk, opinion, Actor.officer(coordinator.user), text="Known to us.")  # type: ignore[attr-defined]
    assert told(coordinator) == {}
    # Consulted anew, the opinion of the first time is not an answer.
    verbs.review_again(mine.pk, Actor.officer(by), "More is known now.")
    verbs.consult(mine.pk, Actor.officer(by))
    assert told(coordinator) == {"Waiting for your opinion": 1}


def test_the_numbers_cost_one_query(
    officer: Client, coordinator: Client, application: Application, django_assert_num_queries: object
) -> None:
    for client in (officer, coordinator):
        user = type(client.user).objects.get(pk=client.user.pk)  # type: ignore[attr-defined]
        user.has_perm("members.view_application")
        with django_assert_num_queries(1):  # type: ignore[operator]
            list(dashboard.due(user))


def test_others_see_no_panel(sign_in: SignIn, application: Application) -> None:
    html = sign_in("Editor").get(reverse("wagtailadmin_home")).content.decode()
    assert "Applications for membership" not in html


@pytest.mark.parametrize(
    ("kinds", "waits"),
    [
        ((), False),
        (("from",), True),
        (("from", "note"), True),
        (("from", "to"), False),
        (("from", "nothing"), False),
        (("to", "from"), True),
        (("from", "nothing", "from"), True),
        (("from", "ready"), False),
        (("from", "checked"), True),
    ],
)
def test_whether_the_applicant_waits_is_said_alike_here_and_in_the_queue(
    kenya: Country, kinds: tuple[str, ...], waits: bool
) -> None:
    by = Actor.officer(make.officer())
    application = make.moved_to(State.SCREENING, by.user, country=kenya)  # type: ignore[arg-type]
    for kind in kinds:
        if kind == "ready":
            verbs.make_ready(application.pk, by)
            continue
        event, actor, subject = {
            "from": (EventKind.MESSAGE_FROM_APPLICANT, Actor.applicant(), ""),
            "to": (EventKind.MESSAGE_TO_APPLICANT, by, ""),
            "note": (EventKind.NOTE, by, ""),
            "nothing": (EventKind.CHECKED, by, "messages"),
            "checked": (EventKind.CHECKED, by, "check:website:yes"),
        }[kind]
        verbs.record(application.pk, event, actor, text="x", subject=subject)
    assert waiting.awaits_answer(application.events.all()) is waits
    assert waiting.unanswered(Application.objects.all()).exists() is waits


@pytest.mark.parametrize(
    ("begin", "end", "days"),
    [
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-21", "2026-11-22", 0),  # over a weekend
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-30", 5),
        ("2026-11-23", "2026-12-04", 9),
        ("2026-11-30", "2026-11-23", 0),
    ],
)
def test_working_days(begin: str, end: str, days: int) -> None:
    assert clock.working_days(dt.date.fromisoformat(begin), dt.date.fromisoformat(end)) == days


@pytest.mark.parametrize("weekday", range(7))
def test_overdue_is_said_alike_here_and_in_the_queue(kenya: Country, weekday: int) -> None:
    """For each state and each day of the week, around the limit."""
    now = dt.datetime(2026, 11, 23 + weekday, 12, tzinfo=dt.UTC)
    by = make.officer()
    for state, target in clock.TARGETS.items():
        application = make.moved_to(state, by, country=kenya)
        Application.objects.update(cycle=None)
        for back in range(target, target + target // 5 * 2 + 6):
            since = now - dt.timedelta(days=back)
            Application.objects.filter(pk=application.pk).update(state_since=since, received_at=since)
            row = Application.objects.select_related("cycle").get(pk=application.pk)
            in_queue = Application.objects.filter(clock.overdue(now), pk=row.pk).exists()
            assert in_queue is clock.is_overdue(row, now), (state, back)
            assert in_queue is (clock.working_days(since.date(), now.date()) > target), (state, back)


def test_a_decision_is_due_by_its_cycle(kenya: Country) -> None:
    application = make.moved_to(State.READY, make.officer(), country=kenya)
    cycle = ReviewCycle.objects.create(
        name="C", received_until="2026-10-01", review_from="2026-10-01", decision_by="2026-11-20"
    )
    Application.objects.update(cycle=cycle, state_since="2026-11-19T00:00Z")
    for day, late in ((20, False), (21, True)):
        now = dt.datetime(2026, 11, day, 12, tzinfo=dt.UTC)
        row = Application.objects.select_related("cycle").get(pk=application.pk)
        assert clock.is_overdue(row, now) is late
        assert Application.objects.filter(clock.overdue(now)).exists() is late


def test_the_clock_of_a_closed_one_stands(kenya: Country) -> None:
    application = make.moved_to(State.WITHDRAWN, make.officer(), country=kenya)
    Application.objects.update(received_at="2026-11-02T10:00Z", state_since="2026-11-09T10:00Z")
    application.refresh_from_db()
    read = clock.of(application, dt.datetime(2026, 12, 7, tzinfo=dt.UTC))
    assert (read.total, read.over) == (5, 0)
