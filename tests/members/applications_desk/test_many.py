"""Many applications at once: assigning, and files that hold no personal data unless somebody may take them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.applications.chain import verify
from members.applications.states import EventKind, State
from members.models import Application, ApplicationAnswers, Country
from tests.factories import applications as make
from tests.members.applications_desk.conftest import SECRETS, SignIn

pytestmark = pytest.mark.django_db


def bulk(*applications: Application) -> str:
    return reverse("applications_bulk") + "?" + "&".join(f"id={one.pk}" for one in applications)


def table(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_ticked_ones_get_an_officer(officer: Client, kenya: Country) -> None:
    user = officer.user  # type: ignore[attr-defined]
    ticked = [make.received(country=kenya) for _number in range(3)]
    closed = make.moved_to(State.WITHDRAWN, make.officer("moves"), country=kenya)
    other = make.received(country=kenya)
    answer = officer.post(bulk(*ticked, closed), {"deed": "assign", "officer": user.pk}, follow=True)
    assert "3 applications changed." in answer.content.decode()
    assert set(Application.objects.filter(officer=user)) == set(ticked)
    assert other.events.filter(kind=EventKind.ASSIGNED).count() == 0
    # Again: nothing is new, and nothing is written.
    answer = officer.post(bulk(*ticked), {"deed": "assign", "officer": user.pk}, follow=True)
    assert "0 applications changed." in answer.content.decode()
    assert all(one.events.filter(kind=EventKind.ASSIGNED).count() == 1 for one in ticked)
    assert list(verify()) == []


def test_a_file_without_personal_data(officer: Client, kenya: Country) -> None:
    application = make.received(
        country=kenya, legal_name='=HYPERLINK("https://evil.example")', acronyms=["+X", "Y"]
    )
    answer: Any = officer.post(bulk(application), {"deed": "export"})
    assert "no-store" in answer["Cache-Control"]
    assert "private" not in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert not [secret for secret in SECRETS if secret in text]
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["reference"] == application.reference
    assert row["legal_name"].startswith("'=")
    assert row["acronyms"] == "'+X; Y"
    assert row["country"] == "KEN"
    assert not ApplicationAnswers.personal & set(row)
    assert not application.events.filter(kind=EventKind.EXPORTED).exists()


def test_personal_data_are_for_those_who_may_and_are_written_down(
    officer: Client, sign_in: SignIn, kenya: Country
) -> None:
    ticked = [make.received(country=kenya) for _number in range(2)]
    rows = table(officer.post(bulk(*ticked), {"deed": "export", "private": "on"}))
    assert {row["main_email"] for row in rows} == {"beatriz@example.org"}
    assert set(rows[0]) >= ApplicationAnswers.personal | {"email"}
    for one in ticked:
        event = one.events.get(kind=EventKind.EXPORTED)
        assert event.actor == officer.user  # type: ignore[attr-defined]
    # Whoever may work, but not take away: the box is not there, and sending it changes nothing.
    plain = make.officer("plain")
    client = Client()
    client.force_login(plain, backend="django.contrib.auth.backends.ModelBackend")
    assert 'name="private"' not in client.get(bulk(*ticked)).content.decode()
    rows = table(client.post(bulk(*ticked), {"deed": "export", "private": "on"}))
    assert "main_email" not in rows[0]
    assert Application.objects.get(pk=ticked[0].pk).events.filter(kind=EventKind.EXPORTED).count() == 1


@pytest.mark.parametrize("query", ["", "?id=", "?id=x", "?id=999999", "?id=-1", "?id=99999999999999999999"])
def test_nothing_ticked_is_nothing_done(officer: Client, application: Application, query: str) -> None:
    for answer in (
        officer.get(reverse("applications_bulk") + query),
        officer.post(reverse("applications_bulk") + query, {"deed": "export"}),
    ):
        assert "No application was ticked." in answer.content.decode()


def test_the_sheet_is_one_document_without_the_admin(officer: Client, application: Application) -> None:
    html = officer.get(reverse("application_sheet", args=[application.pk])).content.decode()
    assert "Justicia para todas." in html
    assert "beatriz@example.org" in html
    assert "Destroy the paper after use." in html
    assert "wagtail" not in html.lower()
    assert "<form" not in html
