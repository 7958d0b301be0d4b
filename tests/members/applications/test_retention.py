"""After its time an application is reduced to what recognizes it: nothing personal stays, the trail stays whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from members import outbox, workflow
from members.applications import (
    candidates,
    chain,
    links,
    persons,
    reducing,
    retention,
    snapshot,
    stored_files,
)
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.enums import MemberStatus
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationConsent,
    ApplicationEventText,
    Attachment,
    DecisionPaper,
    OutboxMessage,
    RegisterChange,
)
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import keeping, members

pytestmark = pytest.mark.django_db

UNSENT = settings.APPLICATION_DRAFTS_KEPT_DAYS
CLOSED = settings.APPLICATION_CLOSED_KEPT_MONTHS * 365.25 / 12
FORMER = settings.APPLICATION_FORMER_KEPT_MONTHS * 365.25 / 12
REDUCED = (State.DECLINED, State.WITHDRAWN, State.LAPSED, State.DUPLICATE)


def days_ago(application: Application, days: float) -> None:
    when = timezone.now() - dt.timedelta(days=days)
    Application.objects.filter(pk=application.pk).update(state_since=when, saved_at=when)


def sent_everything() -> None:
    OutboxMessage.objects.update(state="sent", sent_at=timezone.now())


@pytest.mark.parametrize("state", REDUCED)
def test_it_is_due_when_its_time_is_over_and_not_before(state: State) -> None:
    application = make.moved_to(state, make.officer())
    days_ago(application, CLOSED - 0.5)
    assert not retention.due().exists()
    days_ago(application, CLOSED + 0.5)
    assert list(retention.due()) == [application]


@pytest.mark.parametrize("state", [state for state in State if state not in REDUCED])
def test_what_is_open_or_a_member_is_never_due(state: State) -> None:
    days_ago(make.moved_to(state, make.officer()), 10_000)
    assert not retention.due().exists()


def test_nothing_personal_stays_and_the_trail_is_whole(django_capture_on_commit_callbacks: Any) -> None:
    by = make.officer()
    application = keeping.application(State.DECLINED, by)
    ApplicationConsent.objects.create(
        application=application, code="principles", text_version="2026-01-01", digest="0" * 64, language="es"
    )
    [attachment] = application.attachments.all()
    token = links.new_link(application)
    assert snapshot.make_missing() == 2
    papers = [stored_files.path(paper.stored_as) for paper in DecisionPaper.objects.all()]
    assert all(paper.exists() for paper in papers)
    sent_everything()
    days_ago(application, 10_000)
    assert len(keeping.told_anywhere()) > 6, "it would prove nothing"
    events = application.version
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.run() == 1

    assert keeping.told_anywhere() == []
    assert not stored_files.path(attachment.stored_as).exists()
    assert not Attachment.objects.exists()
    assert not DecisionPaper.objects.exists()
    assert not any(paper.exists() for paper in papers)
    assert snapshot.make_missing() == 0, "and none is made anew"
    assert links.find(token) is None
    assert not ApplicationEventText.objects.filter(event__application=application).exists()
    application.refresh_from_db()
    assert (application.email, application.version) == ("", events + 1)
    assert application.reduced_at is not None
    assert make.kinds(application)[-1] == EventKind.REDUCED
    assert list(chain.verify()) == []
    answers = application.answers
    assert (answers.legal_name, answers.mission, answers.website) == ("Red Ejemplo por la Justicia", "", "")
    assert application.consents.count() == 1
    assert retention.run() == 0, "and once only"
    assert application.events.filter(kind=EventKind.REDUCED).count() == 1


def test_every_answer_is_emptied_but_those_that_recognize_it(
    django_capture_on_commit_callbacks: Any,
) -> None:
    application = keeping.application(
        State.WITHDRAWN, make.officer(), website="https://example.org/", social=[]
    )
    application.answers.countries_of_work.add(members.some_country())
    sent_everything()
    reducing.reduce(application.pk)
    answers = ApplicationAnswers.objects.get(application=application)
    assert not answers.countries_of_work.exists()
    said = {
        field.name
        for field in ApplicationAnswers._meta.concrete_fields
        if getattr(answers, field.attname) not in ("", [], None, False)
    }
    assert said <= reducing.KEPT_ANSWERS
    assert {"legal_name", "match_keys", "country", "marks"} <= said


def test_somebody_who_was_refused_is_recognized_when_applying_again() -> None:
    state = members.some_country()
    refused = make.moved_to(
        State.DECLINED, make.officer(), country=state, legal_name="Un Nombre", main_email="a@red.example.org"
    )
    sent_everything()
    reducing.reduce(refused.pk)
    again = make.received(country=state, legal_name="Otro Título", name_es="", main_email="a@red.example.org")
    [found] = candidates.applications(again.answers)
    assert found.number == refused.pk


def test_drafts_lapse_when_nobody_touches_them_and_are_emptied_later() -> None:
    old, fresh = keeping.application(State.DRAFT, make.officer()), make.begun()[0]
    days_ago(old, UNSENT - 1.5)
    days_ago(fresh, UNSENT - 1.5)
    retention.run()
    old.refresh_from_db()
    assert old.state == State.DRAFT
    days_ago(old, UNSENT - 0.5)
    retention.run()
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.state, fresh.state) == (State.LAPSED, State.DRAFT)
    assert old.reduced_at is None
    assert OutboxMessage.objects.get(key__endswith=":lapsed").state == "waiting"
    sent_everything()
    days_ago(old, UNSENT + 0.5)
    assert retention.run() == 1
    assert keeping.told_anywhere() == []


def test_whoever_sent_and_did_not_confirm_has_the_whole_time() -> None:
    application = make.sent()
    Application.objects.filter(pk=application.pk).update(
        saved_at=timezone.now() - dt.timedelta(days=UNSENT + 5)
    )
    assert not retention.unsent().exists(), "it was sent today"
    Application.objects.update(sent_at=timezone.now() - dt.timedelta(days=UNSENT))
    assert list(retention.unsent()) == [application]


def test_an_approved_one_stays_as_long_as_the_member() -> None:
    by = make.officer()
    application = make.moved_to(State.APPROVED, by)
    organization = application.organization
    assert organization is not None
    days_ago(application, 10_000)
    workflow.set_status(organization.pk, MemberStatus.LEFT, actor=by, reason="Asked for it.")
    assert not retention.due().exists(), "it has just left"
    RegisterChange.objects.update(at=timezone.now() - dt.timedelta(days=FORMER + 1))
    assert list(retention.due()) == [application]
    sent_everything()
    assert retention.run() == 1


def test_a_member_that_was_merged_away_has_left_when_the_kept_one_has() -> None:
    by = make.officer()
    application = make.moved_to(State.APPROVED, by)
    assert application.organization is not None
    kept = members.organization("Kept")
    workflow.merge(kept.pk, application.organization.pk, actor=by, reason="The same.")
    days_ago(application, 10_000)
    RegisterChange.objects.update(at=timezone.now() - dt.timedelta(days=10_000))
    assert not retention.due().exists()
    assert not persons.may_be_emptied(Application.objects.get(pk=application.pk))
    workflow.set_status(kept.pk, MemberStatus.LEFT, actor=by, reason="Asked for it.")
    assert not retention.due().exists(), "it has just left"
    RegisterChange.objects.update(at=timezone.now() - dt.timedelta(days=FORMER + 1))
    assert list(retention.due()) == [application]
    assert persons.may_be_emptied(Application.objects.get(pk=application.pk))


def test_a_run_goes_on_after_what_fails_and_after_a_kill(monkeypatch: pytest.MonkeyPatch) -> None:
    by = make.officer()
    applications = [make.moved_to(State.DECLINED, by) for _ in range(3)]
    for application in applications:
        days_ago(application, 10_000)
    sent_everything()
    empty, calls = reducing.empty, []

    def failing(application: Application) -> None:
        calls.append(application.pk)
        empty(application)
        if application.pk == applications[1].pk and calls.count(application.pk) == 1:
            raise RuntimeError("the lights went out")

    monkeypatch.setattr(reducing, "empty", failing)
    monkeypatch.setattr(retention, "BATCH", 2)
    assert retention.run() == 2
    middle = Application.objects.get(pk=applications[1].pk)
    assert middle.reduced_at is None
    assert middle.answers.mission, "all of it or nothing"
    assert retention.run() == 1
    assert list(chain.verify()) == []


def test_nothing_is_done_with_a_reduced_application_any_more() -> None:
    by, second = make.officer(), make.officer("second")
    application = make.moved_to(State.DECLINED, by)
    sent_everything()
    reducing.reduce(application.pk)
    with pytest.raises(verbs.Reduced):
        verbs.reverse(application.pk, Actor.officer(second), "A mistake.")
    with pytest.raises(verbs.Reduced):
        verbs.record(application.pk, EventKind.NOTE, Actor.officer(by), text="A note.")
    assert not reducing.reduce(application.pk)


def test_while_a_message_is_on_its_way_it_waits() -> None:
    application = make.moved_to(State.DECLINED, make.officer())
    OutboxMessage.objects.update(state="sending", lease_until=timezone.now(), leased_by="drill")
    with pytest.raises(outbox.OnItsWay):
        reducing.reduce(application.pk)
    application.refresh_from_db()
    assert application.reduced_at is None
    assert list(chain.verify()) == []
