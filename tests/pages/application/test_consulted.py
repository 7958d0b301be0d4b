"""The page of a member that is asked about an applicant: what it shows and hides, and who may answer how long."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cicc_site import public_forms
from members import outbox
from members.applications import consultation, links
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.models import Application, ConsultationInvitation, Contact, OpinionCode, OutboxMessage
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members, pages

pytestmark = pytest.mark.django_db

HIDDEN = (
    "beatriz@example.org",
    "info@example.org",
    "Beatriz Ejemplo",
    "Demo Head",
    "Calle Ejemplo 1",
    "DEMO-1234",
    "Registro Ejemplo",
    "Acompañamos a víctimas.",
    "Cuotas.",
)


@pytest.fixture
def invitation() -> ConsultationInvitation:
    pages.home()
    officer = make.officer()
    application = make.moved_to(State.SCREENING, officer)
    member = members.organization("Demo Neighbours")
    Contact.objects.create(
        organization=member, role=Contact.Role.MAIN, email="desk@example.net", language="fr"
    )
    consultation.open_until(
        application.pk, Actor.officer(officer), timezone.now().date() + dt.timedelta(days=10)
    )
    return consultation.invite(application.pk, Actor.officer(officer), [member])[0]


@pytest.fixture
def path(invitation: ConsultationInvitation) -> str:
    message = OutboxMessage.objects.get(occasion="consultation_invitation")
    return "/" + outbox.revealed(message)["link"].split("/", 3)[3]


def send(client: Client, path: str, **values: str) -> Any:
    return client.post(path, {"form_token": public_forms.new_token("consultation-opinion"), **values})


def test_it_shows_the_applicant_and_nothing_personal(client: Client, path: str) -> None:
    assert path.startswith("/fr/membership/consultation/")
    answer = client.get(path)
    shown = answer.content.decode()
    for told in ("Red Ejemplo por la Justicia", "Justicia para todas."):
        assert told in shown
    for hidden in (*HIDDEN, Application.objects.get().reference):
        assert hidden not in shown
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_an_answer_counts_once_and_can_be_changed(
    client: Client, path: str, invitation: ConsultationInvitation
) -> None:
    token = public_forms.new_token("consultation-opinion")
    for _ in range(2):
        answer = client.post(path, {"form_token": token, "opinion": "against", "text": "Nous doutons."})
        assert answer.status_code == 303
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "Nous doutons." in shown
    assert send(client, path, opinion="in-favour").status_code == 303
    invitation.refresh_from_db()
    assert invitation.code == OpinionCode.IN_FAVOUR
    assert make.kinds(Application.objects.get()).count(EventKind.OPINION) == 2


@pytest.mark.parametrize(
    "values", [{}, {"opinion": "silence"}, {"opinion": "x"}, {"opinion": "against", "text": "x" * 5001}]
)
def test_what_is_no_answer_is_shown_again(client: Client, path: str, values: dict[str, str]) -> None:
    answer = send(client, path, **values)
    assert answer.status_code == 422
    assert values.get("text", "") in answer.content.decode()
    assert make.kinds(Application.objects.get()).count(EventKind.OPINION) == 0


def test_another_site_and_a_form_of_nobody_are_refused(client: Client, path: str) -> None:
    assert client.post(path, {"opinion": "against"}).status_code == 200  # shown again, not taken
    token = public_forms.new_token("consultation-opinion")
    values = {"form_token": token, "opinion": "against"}
    assert client.post(path, values, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert make.kinds(Application.objects.get()).count(EventKind.OPINION) == 0


def test_after_the_end_it_says_so_and_takes_nothing(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + dt.timedelta(days=12)
    monkeypatch.setattr(timezone, "now", lambda: later)
    for answer in (client.get(path), send(client, path, opinion="against")):
        assert answer.status_code == 410
        assert "Red Ejemplo" not in answer.content.decode()
    assert make.kinds(Application.objects.get()).count(EventKind.OPINION) == 0


def test_an_unknown_link_tells_nothing(client: Client, path: str) -> None:
    token = path.rstrip("/").rsplit("/", 1)[1]
    swapped = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for text in (swapped, "x", "x" * 43):
        answer = client.get(path.replace(token, text))
        assert answer.status_code == 404
        assert "Red Ejemplo" not in answer.content.decode()


def test_the_link_of_a_member_opens_no_page_of_the_applicant(client: Client, path: str) -> None:
    token = path.rstrip("/").rsplit("/", 1)[1]
    assert client.get(f"/es/membership/application/{token}/").status_code == 404
    own = links.new_link(Application.objects.get())
    assert client.get(f"/es/membership/consultation/{own}/").status_code == 404


def test_the_letter_is_there_with_its_decision(
    client: Client, settings: Any, tmp_path: Path, invitation: ConsultationInvitation
) -> None:
    settings.APPLICATION_ROOT = tmp_path
    application = Application.objects.get()
    own = links.new_link(application)
    address = f"/es/membership/application/{own}/letter/"
    assert client.get(address).status_code == 404
    consultation.answer(invitation.pk, OpinionCode.AGAINST, "Kanarienvogel")
    actor = Actor.officer(make.officer("omar"))
    verbs.make_ready(application.pk, actor)
    verbs.approve(application.pk, actor, "Bienvenidas.")
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    page = client.get(f"/es/membership/application/{own}/").content.decode()
    assert "letter/" in page
    assert "Kanarienvogel" not in page
    assert "Neighbours" not in page
    assert client.get("/es/membership/application/" + "x" * 43 + "/letter/").status_code == 404
