"""The daily mail to officers and coordinators: once a day, counts only, in the language of the reader's admin."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from members.applications.chain import Actor
from members.applications_desk import digest
from members.models import Application, OutboxMessage
from members.workflow import applications as verbs
from tests.members.applications_desk.conftest import SECRETS, SignIn

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC)


def with_address(client: Client, address: str) -> Client:
    client.user.email = address  # type: ignore[attr-defined]
    client.user.save()  # type: ignore[attr-defined]
    return client


def test_one_mail_a_day_to_whom_something_waits_for(sign_in: SignIn, application: Application) -> None:
    officer = with_address(sign_in("Membership officer"), "officer@example.net")
    with_address(sign_in("Regional coordinator", regions=["africa"]), "coordinator@example.net")
    with_address(sign_in("Editor"), "editor@example.net")
    sign_in("Membership officer")  # without an address
    assert digest.keep_up(MONDAY.replace(hour=4)) == 0
    assert digest.keep_up(MONDAY - dt.timedelta(days=1)) == 0
    assert digest.keep_up(MONDAY) == 1
    assert digest.keep_up(MONDAY + dt.timedelta(hours=3)) == 0
    assert digest.keep_up(MONDAY + dt.timedelta(days=1)) == 1
    mails = OutboxMessage.objects.filter(occasion="officers_digest").order_by("pk")
    assert [mail.to for mail in mails] == ["officer@example.net"] * 2
    text = mails[0].subject + mails[0].text + mails[0].html
    assert "New, not taken up yet: 1" in text
    assert "/applications/" in text
    for secret in (*SECRETS, application.reference, application.answers.legal_name):
        assert secret not in text
    # In consultation it waits for the coordinator of the region.
    actor = Actor.officer(officer.user)  # type: ignore[attr-defined]
    verbs.take_up(application.pk, actor)
    verbs.consult(application.pk, actor)
    digest.keep_up(MONDAY + dt.timedelta(days=2))
    assert OutboxMessage.objects.filter(to="coordinator@example.net").count() == 1


def test_nobody_is_written_to_when_nothing_waits(sign_in: SignIn) -> None:
    with_address(sign_in("Membership officer"), "officer@example.net")
    assert digest.keep_up(MONDAY) == 0
