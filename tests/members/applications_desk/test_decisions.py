"""Deciding in the admin: what is asked, what is shown beforehand, who may, and two officers at once."""

from __future__ import annotations

import datetime as dt
import threading
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.applications import snapshot
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.enums import ListingLevel, MemberStatus
from members.models import (
    Application,
    DecisionPaper,
    Organization,
    OutboxMessage,
    ReviewCycle,
    User,
)
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members
from tests.members.applications_desk.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.APPLICATION_ROOT = tmp_path


@pytest.fixture
def ready(application: Application, officer: Client) -> Application:
    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    verbs.take_up(application.pk, actor)
    return verbs.make_ready(application.pk, actor)


def act(client: Client, application: Application, name: str, **values: Any) -> Any:
    application.refresh_from_db()
    address = reverse("application_act", args=[application.pk, name])
    return client.post(address, {"seen": application.version, **values})


def test_approving_makes_an_entry_at_the_level_that_was_chosen(officer: Client, ready: Application) -> None:
    page = officer.get(reverse("application_act", args=[ready.pk, "approve"])).content.decode()
    assert "A new entry" in page
    assert "Full entry" in page
    assert act(officer, ready, "approve", entry="new", reason="Bienvenidas.").status_code == 302
    ready.refresh_from_db()
    assert ready.state == State.APPROVED
    assert ready.organization is not None
    assert ready.organization.listing == ListingLevel.FULL
    letter = OutboxMessage.objects.get(occasion="application_approved")
    assert "Bienvenidas." in letter.text
    assert letter.language == "es"


def test_a_likely_duplicate_has_to_be_chosen_or_not(officer: Client, ready: Application, kenya: Any) -> None:
    known = members.organization(
        "Red Ejemplo por la Justicia", kenya, status=MemberStatus.SUSPENDED, listing=ListingLevel.UNLISTED
    )
    page = officer.get(reverse("application_act", args=[ready.pk, "approve"])).content.decode()
    assert f'value="{known.pk}"' in page
    assert "It stays as it is." in page
    assert act(officer, ready, "approve").status_code == 400
    assert act(officer, ready, "approve", entry=str(known.pk)).status_code == 302
    ready.refresh_from_db()
    known.refresh_from_db()
    assert ready.organization == known
    assert (known.status, known.listing) == (MemberStatus.ACTIVE, ListingLevel.UNLISTED)
    assert ready.events.get(kind=EventKind.APPROVED).subject == "merged"
    assert Organization.objects.count() == 1


def test_any_entry_can_be_chosen_but_one_that_was_merged_away(
    officer: Client, ready: Application, kenya: Any
) -> None:
    other = members.organization("Something Else", kenya)
    gone = members.organization("Merged Away", kenya, status=MemberStatus.MERGED, merged_into=other)
    assert act(officer, ready, "approve", entry="other").status_code == 400
    assert act(officer, ready, "approve", entry="other", other=gone.pk).status_code == 400
    assert act(officer, ready, "approve", entry="new", other=other.pk).status_code == 400
    assert act(officer, ready, "approve", entry="other", other=other.pk).status_code == 302
    ready.refresh_from_db()
    assert ready.organization == other


def test_a_refusal_is_told_in_the_language_of_the_applicant(officer: Client, ready: Application) -> None:
    assert act(officer, ready, "decline").status_code == 400
    preview = officer.post(
        reverse("application_letter_preview", args=[ready.pk, "decline"]),
        {"standard": ["not-independent"], "reason": "Gracias."},
    )
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    sentence = "Los miembros son independientes de gobiernos y empresas."
    shown = preview.content.decode()
    assert sentence in shown
    assert "Gracias." in shown
    assert 'lang="es"' in shown
    assert ready.events.filter(kind=EventKind.DECLINED).count() == 0
    assert act(officer, ready, "decline", standard=["not-independent"], reason="Gracias.").status_code == 302
    letter = OutboxMessage.objects.get(occasion="application_declined")
    assert sentence in letter.text
    assert letter.text.index(sentence) < letter.text.index("Gracias.")
    # What was shown is what went, but for the link.
    first = letter.text.split("secret-")[0].strip()
    assert first in unescape(shown)


def test_the_preview_of_an_arabic_letter_runs_from_the_right(officer: Client, kenya: Any) -> None:
    application = make.received("ar", country=kenya)
    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    verbs.take_up(application.pk, actor)
    shown = officer.get(
        reverse("application_letter_preview", args=[application.pk, "decline"])
    ).content.decode()
    assert 'lang="ar" dir="rtl"' in shown


def test_a_deferral_names_the_cycle_it_goes_into(officer: Client, ready: Application) -> None:
    today = timezone.now().date()
    ReviewCycle.objects.create(
        name="Next",
        received_until=today + dt.timedelta(days=30),
        review_from=today + dt.timedelta(days=40),
        decision_by=today + dt.timedelta(days=50),
    )
    assert "Next" in officer.get(reverse("application_act", args=[ready.pk, "defer"])).content.decode()
    assert act(officer, ready, "defer", standard=["more-time"]).status_code == 302
    ready.refresh_from_db()
    assert (ready.state, str(ready.cycle)) == (State.DEFERRED, "Next")
    assert act(officer, ready, "reopen").status_code == 302


def test_only_another_officer_takes_a_decision_back(
    officer: Client, ready: Application, sign_in: SignIn
) -> None:
    act(officer, ready, "approve", entry="new")
    assert act(officer, ready, "reverse", reason="Wrong.").status_code == 302  # sent away: not allowed
    ready.refresh_from_db()
    assert ready.state == State.APPROVED
    second = sign_in("Membership officer")
    assert act(second, ready, "reverse").status_code == 400
    assert act(second, ready, "reverse", reason="Wrong.").status_code == 302
    ready.refresh_from_db()
    assert ready.state == State.READY
    assert ready.organization is not None
    assert not ready.organization.is_listed
    assert OutboxMessage.objects.filter(occasion="application_reversed").count() == 1


def test_papers_are_for_officers_and_their_reading_is_noted_once(
    officer: Client, ready: Application, sign_in: SignIn
) -> None:
    act(officer, ready, "approve", entry="new")
    snapshot.make_missing()
    page = officer.get(reverse("application_page", args=[ready.pk])).content.decode()
    coordinator = sign_in("Regional coordinator", regions=["africa"])
    theirs = coordinator.get(reverse("application_page", args=[ready.pk])).content.decode()
    for paper in DecisionPaper.objects.all():
        address = reverse("application_paper", args=[ready.pk, paper.pk])
        assert address in page
        assert paper.sha256 in page
        assert address not in theirs
        for _ in range(2):
            answer = officer.get(address)
            assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert "attachment" in answer.headers["Content-Disposition"]
        assert coordinator.get(address).status_code == 302
        assert Client().get(address).status_code == 302
        # A number of another application leads nowhere.
        assert officer.get(reverse("application_paper", args=[ready.pk + 1, paper.pk])).status_code == 404
    assert ready.events.filter(kind=EventKind.FILE_READ).count() == 2


CYCLE_ROLES = {
    "Membership officer": (200, 200, 302),
    "Regional coordinator": (200, 302, 302),
    "Editor": (302, 302, 302),
}


@pytest.mark.parametrize("role", sorted(CYCLE_ROLES))
def test_who_sees_and_changes_review_cycles(sign_in: SignIn, role: str) -> None:
    client = sign_in(role)
    answers = (
        client.get(reverse("review_cycles")).status_code,
        client.get(reverse("review_cycle_add")).status_code,
        client.post(reverse("review_cycles_propose")).status_code,
    )
    assert answers == CYCLE_ROLES[role]
    assert ReviewCycle.objects.count() == (4 if role == "Membership officer" else 0)
    assert client.get(reverse("review_cycles_propose")).status_code in {302, 405}


def test_a_cycle_is_changed_with_its_days_in_order_and_never_deleted(officer: Client) -> None:
    officer.post(reverse("review_cycles_propose"))
    cycle = ReviewCycle.objects.order_by("received_until")[0]
    address = reverse("review_cycle_change", args=[cycle.pk])
    values = {
        "name": "Spring",
        "received_until": cycle.received_until,
        "review_from": cycle.received_until - dt.timedelta(days=1),
        "decision_by": cycle.decision_by,
    }
    assert officer.post(address, values).status_code == 400
    assert officer.post(address, {**values, "review_from": cycle.review_from}).status_code == 302
    assert ReviewCycle.objects.get(pk=cycle.pk).name == "Spring"
    assert officer.post(reverse("review_cycle_close", args=[cycle.pk])).status_code == 302
    late = {
        **values,
        "review_from": cycle.review_from,
        "received_until": cycle.received_until - dt.timedelta(days=9),
    }
    assert officer.post(address, late).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_deciding_at_once_one_wins_and_the_other_is_told() -> None:
    """Real threads with connections of their own, each having looked at the same version."""
    country = members.some_country()
    first, second = make.officer(), make.officer("omar")
    application = make.moved_to(State.READY, first, country=country)
    seen, start = application.version, threading.Barrier(2)
    results: dict[str, str] = {}

    def decide(user: User, verb: Any, name: str) -> None:
        try:
            start.wait(60)
            verb(application.pk, Actor.officer(user), "Palabras.", seen=seen)
            results[name] = "done"
        except verbs.Refused as refused:
            results[name] = str(refused)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(first, verbs.approve, "approve")),
        threading.Thread(target=decide, args=(second, verbs.decline, "decline")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(value == "done" for value in results.values()) == [False, True]
    [told] = [value for value in results.values() if value != "done"]
    winner = "Fatou" if results["approve"] == "done" else "Omar"
    assert winner in told
    application = Application.objects.get(pk=application.pk)
    decisions = application.events.filter(kind__in=[EventKind.APPROVED, EventKind.DECLINED])
    assert decisions.count() == 1
    letters = OutboxMessage.objects.filter(occasion__in=["application_approved", "application_declined"])
    assert letters.count() == 1
    assert Organization.objects.count() == (1 if application.state == State.APPROVED else 0)
    assert snapshot.make_missing() == 2
