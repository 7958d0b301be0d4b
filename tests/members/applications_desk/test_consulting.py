"""Consultation at the desk: opened, its last day changed, members asked; and what is too late is said to be."""

from __future__ import annotations

import datetime as dt
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.applications import consultation
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, Contact, Country, OpinionCode, OutboxMessage
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members
from tests.members.applications_desk.conftest import SignIn

pytestmark = pytest.mark.django_db


def in_days(count: int) -> str:
    return (timezone.now().date() + dt.timedelta(days=count)).isoformat()


def address(application: Application, name: str) -> str:
    return reverse("application_act", args=[application.pk, name])


def act(client: Client, application: Application, name: str, **data: Any) -> Any:
    seen = data.pop("seen", Application.objects.get(pk=application.pk).version)
    return client.post(address(application, name), {"seen": seen, **data})


@pytest.fixture
def consulted(officer: Client, kenya: Country) -> Application:
    """In consultation, opened at the desk, one member asked."""
    neighbours = members.organization("Demo Neighbours", kenya)
    Contact.objects.create(organization=neighbours, role=Contact.Role.MAIN, email="desk@example.net")
    application = make.moved_to(State.SCREENING, make.officer("earlier"), country=kenya)
    assert act(officer, application, "consult", last_day=in_days(10)).status_code == 302
    answer = act(officer, application, "ask-members", members=[neighbours.pk])
    assert answer.status_code == 302
    return Application.objects.get(pk=application.pk)


def test_the_last_day_is_changed_and_told(officer: Client, consulted: Application) -> None:
    page = lxml.html.fromstring(officer.get(address(consulted, "change-day")).content)
    assert page.get_element_by_id("id_last_day").get("value") == in_days(10)
    assert act(officer, consulted, "change-day", last_day=in_days(0)).status_code == 400
    sent = {"last_day": in_days(20), "seen": consulted.version}
    # A second click is the first one; another day from the same form is another deed.
    answers = [act(officer, consulted, "change-day", **sent) for _click in range(2)]
    answers.append(act(officer, consulted, "change-day", **{**sent, "last_day": in_days(30)}))
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert make.kinds(consulted).count(EventKind.CONSULTATION_MOVED) == 2
    assert OutboxMessage.objects.filter(occasion="consultation_new_day").count() == 2
    window = consultation.running(consulted)
    assert window is not None
    assert consultation.last_day(window).isoformat() == in_days(30)
    history = officer.get(reverse("application_page", args=[consulted.pk])).content.decode()
    assert "Last day of the consultation changed" in history


@pytest.mark.parametrize("name", ["consult", "change-day"])
def test_days_are_chosen_from_a_calendar(officer: Client, consulted: Application, name: str) -> None:
    if name == "consult":
        verbs.review_again(consulted.pk, Actor.officer(make.officer("third")), "Something new.")
    html = officer.get(address(consulted, name)).content.decode()
    assert "initDateChooser" in html
    assert "date-time-chooser" in html


def test_a_coordinator_changes_no_day(coordinator: Client, consulted: Application) -> None:
    act(coordinator, consulted, "change-day", last_day=in_days(20))
    assert EventKind.CONSULTATION_MOVED not in make.kinds(consulted)


@pytest.mark.parametrize("name", ["ask-members", "change-day"])
def test_what_is_over_is_said_to_be(
    officer: Client, consulted: Application, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    opened, data = officer.get(address(consulted, name)), {"last_day": in_days(30)}
    assert opened.status_code == 200
    later = timezone.now() + dt.timedelta(days=12)
    monkeypatch.setattr(timezone, "now", lambda: later)
    officer.force_login(officer.user)  # type: ignore[attr-defined]  # nobody stays signed in for so long
    page = officer.get(address(consulted, name), follow=True)
    assert page.redirect_chain
    assert "The consultation is over." in page.content.decode()
    if name == "change-day":
        refused = act(officer, consulted, name, **data)
        assert refused.status_code == 409
        assert "The consultation is over." in refused.content.decode()
    offered = page.content.decode()
    assert address(consulted, name) not in offered


def test_an_opinion_after_the_decision_is_not_taken_and_not_lost(
    coordinator: Client, sign_in: SignIn, consulted: Application
) -> None:
    seen = consulted.version
    verbs.withdraw(consulted.pk)
    answer = act(
        coordinator, consulted, "opinion", code=OpinionCode.AGAINST, reason="Careful words.", seen=seen
    )
    assert answer.status_code == 409
    assert "Careful words." in answer.content.decode()
    assert EventKind.OPINION not in make.kinds(consulted)


def test_nobody_is_put_in_charge_of_what_is_closed(officer: Client, consulted: Application) -> None:
    verbs.withdraw(consulted.pk)
    assert act(officer, consulted, "assign").status_code == 409
    assert EventKind.ASSIGNED not in make.kinds(consulted)
