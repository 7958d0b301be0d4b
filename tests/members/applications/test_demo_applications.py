"""Demonstration applications: in every state, told by the verbs, nothing sent, refused where others are served."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from members import demo_loading, outbox
from members.applications import chain, demo, opinions
from members.applications.states import State
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationEvent,
    Consultation,
    Contact,
    Country,
    OpinionCode,
    Organization,
    OutboxMessage,
    User,
)
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.content]
# Where each story of members/content/demo_applications.yaml ends.
REACHED = {
    "draft": State.DRAFT,
    "unconfirmed": State.UNCONFIRMED,
    "received": State.RECEIVED,
    "screening": State.SCREENING,
    "asked": State.INFO_REQUESTED,
    "answered": State.SCREENING,
    "consultation": State.CONSULTATION,
    "ready": State.READY,
    "approved": State.APPROVED,
    "declined": State.DECLINED,
    "deferred": State.DEFERRED,
    "withdrawn": State.WITHDRAWN,
    "lapsed": State.LAPSED,
    "repeated": State.DUPLICATE,
}
LABELS = ("Demo", "Ejemplo", "Exemple", "نموذج", "Exemplo")


@pytest.fixture
def loaded() -> int:
    return demo.load()


def test_every_state_is_there_and_each_story_arrived(loaded: int) -> None:
    stories = Counter(REACHED[told.row["story"]] for told in demo._read())
    assert Counter(State(state) for state in Application.objects.values_list("state", flat=True)) == stories
    assert set(stories) == set(State)
    assert loaded == sum(stories.values()) >= 24
    assert not Application.objects.filter(is_demo=False).exists()
    assert list(chain.verify()) == []
    times = list(ApplicationEvent.objects.order_by("sequence").values_list("at", flat=True))
    assert times == sorted(times)


def test_all_of_it_is_labelled(loaded: int) -> None:
    for answers in ApplicationAnswers.objects.all():
        for text in (*answers.names(), answers.main_name, answers.head_name, answers.mission):
            assert any(label in text for label in LABELS) or "Demonstration" in text, text
        for email in (answers.main_email, answers.general_email):
            assert email.endswith(".example.org")
    assert set(Organization.objects.values_list("is_demo", flat=True)) == {True}
    assert not User.objects.filter(is_active=True, username__startswith="demo-").exists()
    for user in User.objects.filter(username__startswith="demo-"):
        assert not user.is_superuser
        assert not user.has_usable_password()


def test_no_mail_goes_out(loaded: int) -> None:
    assert OutboxMessage.objects.count() > 40
    outbox.send_due()
    assert mail.outbox == []
    assert not OutboxMessage.objects.exclude(state="sent").exists()


def test_only_where_there_are_none(loaded: int) -> None:
    assert demo.load() == 0


def test_a_site_that_serves_others_refuses(settings: Any) -> None:
    settings.FOR_THIS_MACHINE_ONLY = False
    with pytest.raises(CommandError, match="serves others"):
        call_command("load_demo_applications")
    assert not Application.objects.exists()


def test_they_are_emptied_and_their_events_stay(loaded: int) -> None:
    events = chain.head().sequence
    assert demo.remove() == loaded
    assert not Application.objects.filter(reduced_at=None).exists()
    assert chain.head().sequence > events
    assert list(chain.verify()) == []
    assert demo.remove() == 0
    assert demo_loading.remove_demo_members() == 3
    assert demo.load() == 0


def test_demonstration_members_are_asked_and_can_be_taken_away_before() -> None:
    for country in Country.objects.filter(alpha3__in=("PSE", "PER")):
        asked = members.organization("Demo Neighbours", country, is_demo=True)
        Contact.objects.create(organization=asked, role=Contact.Role.MAIN, email="desk@demo.example.org")
    loaded = demo.load()
    answered = Application.objects.get(country__alpha3="PSE", state=State.READY)
    assert {said.code for said in opinions.standing(answered)} == {
        OpinionCode.NO_OBJECTION,
        OpinionCode.IN_FAVOUR,
    }
    assert Consultation.objects.running().filter(application__country__alpha3="PER").exists()
    assert demo_loading.remove_demo_members() == 5
    assert len(opinions.standing(answered)) == 2
    assert demo.remove() == loaded


def test_it_is_quick() -> None:
    """`make run` waits for it. Counted in time of the processor, which no neighbour lengthens."""
    begun = time.process_time()
    demo.load()
    assert time.process_time() - begun < 10
