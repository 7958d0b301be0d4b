"""Applications in numbers: counted from the events, in few queries, and nobody's name among them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from members.applications import reducing, reports
from members.applications.chain import Actor
from members.applications.states import State
from members.models import OutboxMessage, ReviewCycle
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import keeping, members

pytestmark = pytest.mark.django_db


@contextmanager
def on_day(number: float) -> Iterator[None]:
    moment = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC) + dt.timedelta(days=number)
    with mock.patch.object(timezone, "now", return_value=moment):
        yield


@pytest.fixture
def decided() -> None:
    """Four received on one day, taken up after 1, 2, 3 and 10 days, three of them declined four days later."""
    ReviewCycle.objects.create(
        name="Demo cycle",
        received_until=dt.date(2026, 3, 31),
        review_from=dt.date(2026, 4, 1),
        decision_by=dt.date(2026, 5, 1),
    )
    by = make.officer()
    africa = members.country("KEN", name_en="Kenya", cicc_region="africa")
    for number, after in enumerate((1, 2, 3, 10)):
        with on_day(0):
            application = make.received("fr" if number else "ar", country=africa)
        with on_day(after):
            verbs.take_up(application.pk, Actor.officer(by))
        if number < 3:
            with on_day(after + 4):
                verbs.decline(application.pk, Actor.officer(by), "Not independent.")


def test_days_in_each_state(decided: None) -> None:
    told = {row.state: row for row in reports.report().states}
    received, screening = told[State.RECEIVED], told[State.SCREENING]
    assert (received.ended, received.now, received.middle, received.longest) == (4, 0, 2.5, 10.0)
    assert (screening.ended, screening.now, screening.middle) == (3, 1, 4.0)
    assert told[State.DECLINED].now == 3
    assert told[State.DECLINED].middle is None


def test_groups_add_up(decided: None) -> None:
    told = reports.report()
    [region] = told.regions
    assert (region.code, region.received, region.declined, region.open) == ("africa", 4, 3, 1)
    assert region.days == 6.0
    by_language = {group.code: group for group in told.languages}
    assert (by_language["fr"].received, by_language["fr"].days) == (3, None), "two times tell too much"
    assert by_language["ar"].declined == 1
    [cycle] = told.cycles
    assert (cycle.label, cycle.received) == ("Demo cycle", 4)


def test_a_reversed_decision_is_none(decided: None) -> None:
    from members.models import Application

    declined = Application.objects.filter(state=State.DECLINED).first()
    assert declined is not None
    verbs.reverse(declined.pk, Actor.officer(make.officer("second")), "A mistake.")
    [region] = reports.report().regions
    assert (region.declined, region.open, region.days) == (2, 2, None)


def test_it_is_the_same_when_the_answers_are_gone(decided: None) -> None:
    from members.models import Application

    before = reports.report()
    OutboxMessage.objects.update(state="sent", sent_at=timezone.now())
    for application in Application.objects.filter(state=State.DECLINED):
        reducing.reduce(application.pk)
    assert reports.report() == before


def test_in_few_queries(decided: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        reports.report()


def test_the_page_and_its_tables(client: Client) -> None:
    by = make.officer()
    for state in (State.DECLINED, State.APPROVED, State.LAPSED, State.SCREENING):
        keeping.application(state, by, legal_name=f"Demo {keeping.WORD}")
    client.force_login(by)
    page = client.get("/admin/applications/reports/").content.decode()
    assert "4 applications were ever received" in page
    assert "has not confirmed these periods" in page
    assert keeping.WORD not in page
    for name in ("states", "regions", "languages", "cycles"):
        answer = client.get(f"/admin/applications/reports/{name}.csv")
        assert answer["Content-Type"].startswith("text/csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        assert len(rows) > 1, name
        assert len({len(row) for row in rows}) == 1
        assert keeping.WORD not in answer.content.decode()
    assert client.get("/admin/applications/reports/names.csv").status_code == 404
