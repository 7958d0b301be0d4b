"""Consultation: asked by link, answered until the end, silence noted, and nothing of it reaches the applicant."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from members import outbox, permissions
from members.applications import consultation, links, opinions
from members.applications.applicant_view import ApplicantView
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.enums import MemberStatus
from members.models import (
    Application,
    Consultation,
    ConsultationInvitation,
    Contact,
    OpinionCode,
    Organization,
    OutboxMessage,
    User,
)
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members

pytestmark = pytest.mark.django_db
CANARY = "Kanarienvogel-5271"


@pytest.fixture
def officer(db: None) -> User:
    return make.officer()


@pytest.fixture
def application(officer: User) -> Application:
    return make.moved_to(State.SCREENING, officer)


def member(name: str = "Demo Neighbours", *, email: str = "desk@example.net", **fields: Any) -> Organization:
    made = members.organization(name, **fields)
    if email:
        Contact.objects.create(organization=made, role=Contact.Role.MAIN, email=email, language="fr")
    return made


def opened(application: Application, officer: User, days: int = 10) -> Consultation:
    day = timezone.now().date() + dt.timedelta(days=days)
    return consultation.open_until(application.pk, Actor.officer(officer), day)


def token_of(invitation: ConsultationInvitation) -> str:
    message = OutboxMessage.objects.get(key=f"consultation:invitation:{invitation.pk}")
    return outbox.revealed(message)["link"].rstrip("/").rsplit("/", 1)[1]


def asked(application: Application, officer: User, *who: Organization) -> list[ConsultationInvitation]:
    opened(application, officer)
    return consultation.invite(application.pk, Actor.officer(officer), who or [member()])


def over(monkeypatch: pytest.MonkeyPatch, days: int = 12) -> None:
    later = timezone.now() + dt.timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_an_invitation_names_nobody_and_its_link_is_kept_as_a_digest(
    application: Application, officer: User
) -> None:
    [invitation] = asked(application, officer)
    message = OutboxMessage.objects.get(occasion="consultation_invitation")
    assert (message.to, message.language) == ("desk@example.net", "fr")
    told = message.subject + message.text + message.html
    assert application.answers.legal_name not in told
    assert application.reference not in told
    token = token_of(invitation)
    assert token not in told
    assert consultation.find(token) == invitation
    assert bytes(invitation.digest) == links.digest(token)
    assert consultation.find(token[:-1] + ("A" if token[-1] != "A" else "B")) is None


def test_a_link_answers_for_one_member_only(application: Application, officer: User) -> None:
    first, second = asked(application, officer, member("Demo One"), member("Demo Two"))
    assert token_of(first) != token_of(second)
    consultation.answer(first.pk, OpinionCode.AGAINST, CANARY)
    second.refresh_from_db()
    assert (second.code, opinions.words_of(second)) == ("", "")
    assert [said.organization for said in opinions.standing(application)] == [first.organization]


def test_an_answer_can_be_changed_until_the_end_and_every_one_stays_on_record(
    application: Application, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    [invitation] = asked(application, officer)
    consultation.answer(invitation.pk, OpinionCode.IN_FAVOUR, "Good.")
    consultation.answer(invitation.pk, OpinionCode.IN_FAVOUR, "Good.")  # a double click
    consultation.answer(invitation.pk, OpinionCode.AGAINST, "Not good.")
    assert make.kinds(application).count(EventKind.OPINION) == 2
    [said] = opinions.standing(application)
    assert (said.code, said.text) == (OpinionCode.AGAINST, "Not good.")
    over(monkeypatch)
    # The worker has not been there: the moment decides.
    with pytest.raises(consultation.NotOpen):
        consultation.answer(invitation.pk, OpinionCode.IN_FAVOUR, "Late.")
    assert make.kinds(application).count(EventKind.OPINION) == 2


def test_silence_is_noted_once_and_the_officer_is_told(
    application: Application, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, _silent = asked(application, officer, member("Demo One"), member("Demo Two"))
    consultation.answer(answered.pk, OpinionCode.CANNOT_SAY, "")
    assert consultation.keep_up() == 0
    over(monkeypatch)
    assert consultation.keep_up() == 1
    assert consultation.keep_up() == 0
    codes = [said.code for said in opinions.standing(application)]
    assert codes == [OpinionCode.CANNOT_SAY, OpinionCode.SILENCE]
    assert make.kinds(application).count(EventKind.CONSULTATION_CLOSED) == 1
    told = OutboxMessage.objects.get(occasion="consultation_closed")
    assert told.to == officer.email
    assert application.answers.legal_name not in told.text
    assert "Demo" not in told.text


def test_one_that_is_left_early_ends_without_silence_for_consent(
    application: Application, officer: User
) -> None:
    [invitation] = asked(application, officer)
    verbs.review_again(application.pk, Actor.officer(officer), "Something new.")
    with pytest.raises(consultation.NotOpen):
        consultation.answer(invitation.pk, OpinionCode.IN_FAVOUR, "")
    assert consultation.keep_up() == 1
    assert opinions.standing(application) == []
    opened(application, officer)
    assert Consultation.objects.running().filter(application=application).count() == 1


def test_it_goes_on_while_the_applicant_is_asked_something(application: Application, officer: User) -> None:
    [invitation] = asked(application, officer)
    verbs.ask(application.pk, Actor.officer(officer), "¿Estatutos?")
    assert consultation.keep_up() == 0
    consultation.answer(invitation.pk, OpinionCode.IN_FAVOUR, "")


def test_another_last_day_is_written_down_and_told_to_whoever_has_not_answered(
    application: Application, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, silent = asked(application, officer, member("Demo One"), member("Demo Two"))
    opinions_before = opinions.standing(application)
    consultation.answer(answered.pk, OpinionCode.IN_FAVOUR, "")
    day = timezone.now().date() + dt.timedelta(days=20)
    window = consultation.change_day(application.pk, Actor.officer(officer), day)
    assert consultation.last_day(window) == day
    event = application.events.get(kind=EventKind.CONSULTATION_MOVED)
    assert (event.subject, event.actor) == (f"day:{day.isoformat()}", officer)
    [told] = OutboxMessage.objects.filter(occasion="consultation_new_day")
    assert told.key == f"consultation:day:{silent.pk}:{event.pk}"
    assert str(day.year) in told.text
    assert application.answers.legal_name not in told.subject + told.text + told.html
    assert application.reference not in told.subject + told.text + told.html
    # Past the first day, before the new one: the link that was sent still takes an answer.
    over(monkeypatch)
    assert consultation.keep_up() == 0
    found = consultation.find(token_of(silent))
    assert found is not None
    consultation.answer(found.pk, OpinionCode.AGAINST, "")
    assert len(opinions.standing(application)) == len(opinions_before) + 2
    over(monkeypatch, days=21)
    assert consultation.keep_up() == 1


def test_the_last_day_of_what_is_over_is_not_changed(
    application: Application, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, today = Actor.officer(officer), timezone.now().date()
    with pytest.raises(consultation.NotOpen):
        consultation.change_day(application.pk, actor, today + dt.timedelta(days=5))
    window = opened(application, officer)
    coordinator = make.officer("amina", works=False, regions=["africa"])
    for by, day in (
        (coordinator, 5),  # no officer
        (officer, 10),  # the day it has already
        (officer, -1),  # over
    ):
        with pytest.raises(verbs.Refused):
            consultation.change_day(application.pk, Actor.officer(by), today + dt.timedelta(days=day))
    over(monkeypatch)
    # The worker has not been there: the moment decides.
    with pytest.raises(consultation.NotOpen):
        consultation.change_day(application.pk, actor, today + dt.timedelta(days=30))
    window.refresh_from_db()
    assert consultation.last_day(window) == today + dt.timedelta(days=10)
    assert EventKind.CONSULTATION_MOVED not in make.kinds(application)


def test_only_members_with_an_address_of_the_same_kind_are_asked(
    application: Application, officer: User
) -> None:
    opened(application, officer)
    fine = member("Demo Fine")
    member("Demo Silent", email="")
    member("Demo Gone", status=MemberStatus.LEFT)
    member("Demo Invented", is_demo=True)
    assert list(consultation.invitable(application)) == [fine]
    consultation.invite(application.pk, Actor.officer(officer), Organization.objects.all())
    again = consultation.invite(application.pk, Actor.officer(officer), [fine])
    assert again == []
    assert OutboxMessage.objects.filter(occasion="consultation_invitation").count() == 1


def test_a_coordinator_gives_an_opinion_and_asks_nobody(kenyan: Application, officer: User) -> None:
    coordinator = make.officer("amina", works=False, regions=["africa"])
    stranger = make.officer("luis", works=False, regions=["americas"])
    opened(kenyan, officer)
    opinions.give(kenyan.pk, Actor.officer(coordinator), OpinionCode.IN_FAVOUR, "Known to us.")
    [said] = opinions.standing(kenyan)
    assert (said.user, said.code, said.text) == (coordinator, OpinionCode.IN_FAVOUR, "Known to us.")
    with pytest.raises(verbs.NotAllowed):
        opinions.give(kenyan.pk, Actor.officer(stranger), OpinionCode.AGAINST, "")
    with pytest.raises(verbs.NotAllowed):
        consultation.invite(kenyan.pk, Actor.officer(coordinator), [member()])
    assert not permissions.may_read(stranger, kenyan)


@pytest.fixture
def kenyan(officer: User) -> Application:
    kenya = members.country("KEN", name_en="Kenya", alpha2="KE", cicc_region="africa")
    return make.moved_to(State.SCREENING, officer, country=kenya)


def test_nothing_of_it_reaches_the_applicant(application: Application, officer: User) -> None:
    [invitation] = asked(application, officer, member("Demo Canary Neighbours"))
    consultation.answer(invitation.pk, OpinionCode.AGAINST, CANARY)
    opinions.give(application.pk, Actor.officer(officer), OpinionCode.AGAINST, CANARY)
    actor = Actor.officer(officer)
    verbs.make_ready(application.pk, actor)
    verbs.decline(application.pk, actor, "No es independiente.")
    view = ApplicantView(Application.objects.get(pk=application.pk))
    told = repr((view.happened, view.messages, view.decision))
    for message in OutboxMessage.objects.filter(to=application.email):
        told += message.subject + message.text + message.html
    assert "independiente" in told
    assert CANARY not in told
    assert "Canary" not in told
    assert "pinion" not in told


def test_opinions_take_two_queries_however_many(
    application: Application, officer: User, django_assert_num_queries: Any
) -> None:
    for invitation in asked(application, officer, *(member(f"Demo {number}") for number in range(5))):
        consultation.answer(invitation.pk, OpinionCode.IN_FAVOUR, "x")
    with django_assert_num_queries(2):
        assert len([str(said.organization) for said in opinions.standing(application)]) == 5
