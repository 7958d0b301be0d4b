"""Who may be the same organization: entries of the register and earlier applications, across scripts, whatever became
of them; and how officers settle it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.applications import candidates, checklist, marks
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, ApplicationAnswers, Contact, Country
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members
from tests.members.applications_desk.conftest import SignIn

pytestmark = pytest.mark.django_db


def other(**fields: Any) -> Application:
    """An application that has nothing in common with any other one but what a test gives it."""
    number = Application.objects.count() + 1
    application, _token = make.begun("en", f"somebody@filler{number}.example")
    apart = {
        "name_es": "",
        "legal_language": "en",
        "registration_number": "",
        "general_email": f"office@office{number}.example",
        "main_email": f"main@main{number}.example",
    }
    make.answers(application, **{**apart, **fields})
    return verbs.confirm(verbs.send(application.pk).pk)


def found(application: Application) -> list[tuple[str, int]]:
    return [row.key for row in candidates.everyone(application.answers)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"legal_name": "Demo Network for Justice"}, {"legal_name": "Demo Network for Justice"}),
        ({"legal_name": "Амнистия Демо"}, {"legal_name": "Amnistiya Demo"}),
        ({"legal_name": "شبكة أماني لحقوق الإنسان"}, {"legal_name": "Réseau Amani des droits humains"}),
        ({"acronyms": ["DNJX"]}, {"legal_name": "Delta Nova Justice Xenia"}),
        ({"former_names": ["Old Demo Guild"]}, {"legal_name": "Old Demo Guild"}),
        ({"website": "https://www.same.example/en"}, {"website": "http://same.example"}),
        ({"main_email": "a@same.example"}, {"general_email": "b@same.example"}),
        ({"website": "https://same.example"}, {"main_email": "b@same.example"}),
        ({"phone": "+254202345678"}, {"main_phone": "+254202345678"}),
        ({"registration_number": "NGO/1234"}, {"registration_number": "ngo 1234"}),
    ],
)
def test_applications_are_recognized(kenya: Country, first: dict[str, Any], second: dict[str, Any]) -> None:
    earlier = other(country=kenya, **{"legal_name": "Alpha Omega Circle", **first})
    later = other(country=kenya, **{"legal_name": "Theta Sigma Forum", **second})
    assert found(later) == [(candidates.APPLICATION, earlier.pk)]
    assert found(earlier) == [(candidates.APPLICATION, later.pk)]
    assert Application.objects.get(pk=later.pk).has_candidates


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {}),
        ({"website": "https://facebook.com/alpha"}, {"website": "https://facebook.com/theta"}),
        ({"main_email": "alpha@gmail.com"}, {"main_email": "theta@gmail.com"}),
        ({"registration_number": "7"}, {"registration_number": "7"}),
    ],
)
def test_others_are_not(kenya: Country, first: dict[str, Any], second: dict[str, Any]) -> None:
    other(country=kenya, **{"legal_name": "Alpha Omega Circle", **first})
    later = other(country=kenya, **{"legal_name": "Theta Sigma Forum", **second})
    assert found(later) == []
    assert not later.has_candidates


@pytest.mark.parametrize(
    "state", [State.DECLINED, State.LAPSED, State.WITHDRAWN, State.DUPLICATE, State.APPROVED, State.DEFERRED]
)
def test_whatever_became_of_the_earlier_one(kenya: Country, state: State) -> None:
    earlier = make.moved_to(state, make.officer(), country=kenya)
    later = make.received(country=kenya)
    assert (candidates.APPLICATION, earlier.pk) in found(later)


@pytest.mark.parametrize("state", [State.DRAFT, State.UNCONFIRMED])
def test_what_was_never_confirmed_is_no_candidate(kenya: Country, state: State) -> None:
    if state == State.UNCONFIRMED:
        make.sent(country=kenya)
    else:
        make.begun()
    assert found(make.received(country=kenya)) == []


def test_somebody_is_recognized_after_the_personal_data_are_gone(kenya: Country) -> None:
    """What retention leaves: names, country, website and marks."""
    earlier = other(
        country=kenya,
        legal_name="Alpha Omega Circle",
        phone="+254202345678",
        registration_number="NGO/1234",
        general_email="office@elsewhere.example",
    )
    verbs.decline(earlier.pk, Actor.officer(make.officer()), "Not independent.")
    gone = {
        field: ""
        for field in ApplicationAnswers.personal
        if ApplicationAnswers._meta.get_field(field).get_internal_type() != "BooleanField"
    }
    ApplicationAnswers.objects.filter(application=earlier).update(**gone, mission="", justice_work="")
    Application.objects.filter(pk=earlier.pk).update(
        email="reduced@invalid.example", reduced_at="2026-01-01T00:00Z"
    )
    # Who saves a reduced one loses no mark.
    ApplicationAnswers.objects.get(application=earlier).save()
    for fields in (
        {"legal_name": "Alpha Omega Circle"},
        {"phone": "+254 20 234 56 78"},
        {"registration_number": "NGO 1234"},
        {"general_email": "x@elsewhere.example"},
    ):
        later = other(country=kenya, **{"legal_name": "Theta Sigma Forum", **fields})
        rows = candidates.applications(later.answers, Application.objects.filter(pk=earlier.pk))
        assert [row.number for row in rows] == [earlier.pk], fields
    unlike = other(country=kenya, legal_name="Theta Sigma Forum")
    assert candidates.applications(unlike.answers, Application.objects.filter(pk=earlier.pk)) == []


def test_marks_hold_no_personal_data(kenya: Country) -> None:
    application = make.received(country=kenya, phone="+254202345678", website="https://www.demo.example/x")
    stored = " ".join(application.answers.marks)
    for secret in ("beatriz", "info@", "202345678", "1234", "DEMO"):
        assert secret not in stored
    assert marks.values(application.answers.marks, marks.SITE) == {"demo.example"}
    assert marks.values(application.answers.marks, marks.HOST) == {"example.org"}
    assert all(len(mark) <= marks.LONGEST for mark in application.answers.marks)


def test_entries_of_the_register_are_recognized_by_private_facts_too(kenya: Country) -> None:
    by_name = members.organization("Red Ejemplo por la Justicia", kenya)
    by_phone = members.organization("Omega Union", kenya)
    Contact.objects.create(organization=by_phone, role="head", phone="+254202345678")
    application = make.received(country=kenya, phone="+254202345678")
    assert found(application) == [
        (candidates.ORGANIZATION, by_name.pk),
        (candidates.ORGANIZATION, by_phone.pk),
    ]


def test_the_entry_it_became_is_no_duplicate_of_it(kenya: Country) -> None:
    application = make.moved_to(State.APPROVED, make.officer(), country=kenya)
    assert found(application) == []


@pytest.mark.django_db(transaction=True)
def test_an_earlier_application_learns_of_a_later_one() -> None:
    kenya = members.country("KEN", alpha2="KE", cicc_region="africa")
    waiting = make.received(country=kenya)
    closed = make.moved_to(State.WITHDRAWN, make.officer(), country=kenya)
    Application.objects.update(has_candidates=False)
    make.received(country=kenya)
    assert Application.objects.get(pk=waiting.pk).has_candidates
    assert not Application.objects.get(pk=closed.pk).has_candidates


def test_the_page_shows_both_side_by_side(officer: Client, kenya: Country) -> None:
    entry = members.organization("Red Ejemplo por la Justicia", kenya, acronym="REJ", listing="unlisted")
    refused = make.moved_to(State.DECLINED, make.officer(), country=kenya, website="https://demo.example")
    application = make.received(country=kenya)
    html = officer.get(reverse("application_page", args=[application.pk])).content.decode()
    for words in (
        "Almost certain",
        "Entry of the register",
        "REJ",
        f"Application {refused.reference}",
        "Declined",
        "https://demo.example",
        "The same registration number.",
        reverse("application_page", args=[refused.pk]),
        reverse("wagtailsnippets_members_organization:edit", args=[entry.pk]),
    ):
        assert words in html, words


def test_an_officer_tells_two_apart_and_takes_it_back(officer: Client, kenya: Country) -> None:
    entry = members.organization("Red Ejemplo por la Justicia", kenya)
    application = make.received(country=kenya)
    page = reverse("application_page", args=[application.pk])
    act = reverse("application_act", args=[application.pk, "candidate"])
    data = {"kind": "organization", "number": entry.pk, "seen": application.version}
    assert application.has_candidates
    officer.post(act, {**data, "finding": "apart", "reason": "Another city."})
    assert not Application.objects.get(pk=application.pk).has_candidates
    html = officer.get(page).content.decode()
    assert "1 told apart" in html
    assert "Nothing like it is in the register" in html
    officer.post(act, {**data, "finding": "open", "seen": application.version + 1})
    assert Application.objects.get(pk=application.pk).has_candidates
    events = list(application.events.order_by("number"))
    assert [event.subject for event in events[-2:]] == [
        f"duplicate:organization:{entry.pk}:apart",
        f"duplicate:organization:{entry.pk}:open",
    ]
    assert checklist.told_apart(events) == set()
    # Told apart, it comes back to nobody else's mind either.
    officer.post(act, {**data, "finding": "apart", "seen": application.version + 2})
    assert candidates.refresh(application.pk) is False


def test_a_coordinator_sees_no_application_of_another_region(
    sign_in: SignIn, kenya: Country, egypt: Country
) -> None:
    there = make.moved_to(State.DECLINED, make.officer(), country=egypt)
    here = make.moved_to(State.DECLINED, make.officer("two"), country=kenya)
    application = make.received(country=kenya)
    coordinator = sign_in("Regional coordinator", regions=["africa"])
    html = coordinator.get(reverse("application_page", args=[application.pk])).content.decode()
    assert here.reference in html
    assert there.reference not in html


def test_the_search_costs_the_same_among_many(kenya: Country) -> None:
    def queries(application: Application) -> int:
        answers = ApplicationAnswers.objects.select_related("application", "country").get(
            application=application
        )
        with CaptureQueriesContext(connection) as asked:
            candidates.everyone(answers)
        return len(asked)

    first = make.received(country=kenya)
    few = queries(first)
    for _number in range(10):
        make.received(country=kenya)
    members.organization("Red Ejemplo por la Justicia", kenya)
    assert queries(first) <= few + 4  # the register is read once there is somebody to compare with
    assert queries(first) <= 12


def test_the_latest_tick_of_a_box_counts(kenya: Country) -> None:
    application, actor = make.received(country=kenya), Actor.officer(make.officer())
    for subject in ("check:website:no", "check:website:yes", "check:nonsense:yes", "check:activity:perhaps"):
        verbs.record(application.pk, EventKind.CHECKED, actor, subject=subject)
    lines = {line.item.value: line.finding for line in checklist.lines(application.events.all())}
    assert lines == {"independence": None, "activity": None, "references": None, "website": "yes"}
