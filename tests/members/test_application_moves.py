"""Verbs of applications: from which state to which, by whom; what the verbs refuse the database refuses too."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from members.applications import chain
from members.applications.chain import Actor
from members.applications.states import ASKED_FROM, MOVES, ActorKind, EventKind, State, pairs
from members.enums import ListingLevel, MemberStatus, Region
from members.models import Application, Organization
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members as make_member

pytestmark = pytest.mark.django_db

OFFICERS: dict[EventKind, Any] = {
    EventKind.TAKEN_UP: lambda pk, actor: verbs.take_up(pk, actor),
    EventKind.ASKED: lambda pk, actor: verbs.ask(pk, actor, "Please send the statutes."),
    EventKind.RESUMED: lambda pk, actor: verbs.resume(pk, actor, "It came by post."),
    EventKind.CONSULTED: lambda pk, actor: verbs.consult(pk, actor),
    EventKind.MADE_READY: lambda pk, actor: verbs.make_ready(pk, actor),
    EventKind.REVIEWED_AGAIN: lambda pk, actor: verbs.review_again(pk, actor, "A new fact."),
    EventKind.APPROVED: lambda pk, actor: verbs.approve(pk, actor),
    EventKind.DECLINED: lambda pk, actor: verbs.decline(pk, actor, "Not independent."),
    EventKind.DEFERRED: lambda pk, actor: verbs.defer(pk, actor, "The next cycle."),
    EventKind.REOPENED: lambda pk, actor: verbs.reopen(pk, actor),
    EventKind.REVERSED: lambda pk, actor: verbs.reverse(pk, actor, "A mistake."),
    EventKind.LAPSED: lambda pk, actor: verbs.lapse(pk, actor),
}
APPLICANT: dict[EventKind, Any] = {
    EventKind.CONFIRMED: lambda pk: verbs.confirm(pk),
    EventKind.ANSWERED: lambda pk: verbs.answer(pk, "Here they are."),
    EventKind.WITHDRAWN: lambda pk: verbs.withdraw(pk),
}


def allowed(kind: EventKind, state: State) -> bool:
    return state in MOVES[kind].origins


@pytest.mark.parametrize("state", State)
def test_every_verb_of_officers_from_every_state(state: State) -> None:
    first, second = make.officer(), make.officer("goran")
    refusing = make.moved_to(state, first)  # one for all that is refused: it stays as it was
    for kind, verb in OFFICERS.items():
        application = make.moved_to(state, first) if allowed(kind, state) else refusing
        before = (application.version, application.state)
        if state in {State.DRAFT, State.UNCONFIRMED}:
            # Nobody looks into what has not been received.
            with pytest.raises(verbs.NotAllowed):
                verb(application.pk, Actor.officer(second))
        elif allowed(kind, state):
            moved = verb(application.pk, Actor.officer(second))
            back = moved.events.filter(kind=EventKind.ASKED).exists() and MOVES[kind].to is None
            assert moved.state == (State.SCREENING if back else MOVES[kind].to)
            assert make.kinds(moved)[-1] == kind
        else:
            with pytest.raises(verbs.WrongState) as refused:
                verb(application.pk, Actor.officer(second))
            assert refused.value.state == state
            application.refresh_from_db()
            assert (application.version, application.state) == before


@pytest.mark.parametrize("state", State)
def test_every_verb_of_the_applicant_from_every_state(state: State) -> None:
    for kind, verb in APPLICANT.items():
        application = make.moved_to(state, make.officer(f"fatou-{kind}"))
        if allowed(kind, state):
            assert verb(application.pk).version == application.version + 1
        else:
            with pytest.raises(verbs.WrongState):
                verb(application.pk)


def test_information_asked_from_anywhere_comes_back_there() -> None:
    officer = make.officer()
    for state in sorted(ASKED_FROM):
        application = make.moved_to(State(state), officer)
        verbs.ask(application.pk, Actor.officer(officer), "Please send the statutes.")
        assert verbs.answer(application.pk, "Here they are.").state == state


def test_the_database_knows_the_same_moves() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT origin, target FROM members_application_legal_moves()")
        assert set(cursor.fetchall()) == pairs()


def test_no_statement_moves_an_application_otherwise() -> None:
    officer = make.officer()
    refused = 0
    resting = {origin: make.moved_to(origin, officer) for origin in State}
    for origin, target in itertools.product(State, State):
        if origin == target or (origin.value, target.value) in pairs():
            continue
        application = resting[origin]
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=application.pk).update(state=target)
        refused += 1
    assert refused > 100


def test_an_application_does_not_come_back_from_a_question_to_where_it_never_was() -> None:
    application = make.moved_to(State.INFO_REQUESTED, make.officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(state=State.READY)


def test_a_move_without_its_event_is_not_committed() -> None:
    application = make.received()
    with pytest.raises(IntegrityError, match="with an event"):
        move_silently(application.pk)
    application.refresh_from_db()
    assert application.state == State.RECEIVED


def move_silently(pk: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        Application.objects.filter(pk=pk).update(state=State.SCREENING, version=99)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_application_cannot_be_born_approved() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(language="en", email="x@example.org", state=State.APPROVED)


def test_a_decision_on_what_somebody_else_just_did_is_not_taken() -> None:
    first, second = make.officer(), make.officer("goran")
    application = make.moved_to(State.READY, first)
    verbs.decline(application.pk, Actor.officer(first), "Not independent.", seen=application.version)
    with pytest.raises(verbs.Meanwhile, match="Fatou"):
        verbs.approve(application.pk, Actor.officer(second), seen=application.version)
    application.refresh_from_db()
    assert application.state == State.DECLINED
    assert not Organization.objects.exists()


def test_a_reversal_needs_a_second_officer_and_a_reason() -> None:
    first, second = make.officer(), make.officer("goran")
    application = make.moved_to(State.APPROVED, first)
    with pytest.raises(verbs.Refused, match="second officer"):
        verbs.reverse(application.pk, Actor.officer(first), "A mistake.")
    with pytest.raises(verbs.NoReason):
        verbs.reverse(application.pk, Actor.officer(second), "  ")
    reversed_ = verbs.reverse(application.pk, Actor.officer(second), "A mistake.")
    assert reversed_.state == State.READY
    assert reversed_.decided_by is None
    entry = Organization.objects.get()
    assert (entry.status, entry.listing) == (MemberStatus.SUSPENDED, ListingLevel.UNLISTED)


def test_an_approval_makes_the_member_that_applied() -> None:
    application = make.moved_to(State.APPROVED, make.officer(), acronyms=["REJ"])
    entry = Organization.objects.get()
    assert application.organization == entry
    assert (entry.legal_name, entry.listing) == ("Red Ejemplo por la Justicia", ListingLevel.FULL)
    assert [name.text for name in entry.other_names.all()] == ["REJ"]
    assert entry.registration.number == "DEMO-1234"
    assert {contact.email for contact in entry.contacts.all()} >= {"info@example.org", make.EMAIL}
    assert entry.changes.get().source == f"application:{application.reference}"


def test_an_approval_into_an_entry_makes_it_no_more_visible() -> None:
    officer = make.officer()
    entry = make_member.organization(
        "Red Ejemplo", listing=ListingLevel.UNLISTED, status=MemberStatus.DORMANT
    )
    application = make.moved_to(State.READY, officer)
    verbs.approve(application.pk, Actor.officer(officer), merge_into=entry.pk)
    entry.refresh_from_db()
    assert (entry.status, entry.listing) == (MemberStatus.ACTIVE, ListingLevel.UNLISTED)
    assert entry.year_founded == 2004
    assert Organization.objects.count() == 1


def test_who_may_not_decide_does_not() -> None:
    helper = make.officer("helper", decides=False)
    application = make.moved_to(State.READY, make.officer())
    with pytest.raises(verbs.NotAllowed):
        verbs.approve(application.pk, Actor.officer(helper))
    assert verbs.review_again(application.pk, Actor.officer(helper), "A new fact.").state == State.SCREENING


def test_a_coordinator_comments_in_the_region_and_nowhere_else() -> None:
    here = make_member.country("ZZB", cicc_region=Region.AFRICA)
    coordinator = make.officer("keita", works=False, regions=[Region.AFRICA])
    other = make.officer("lena", works=False, regions=[Region.MENA])
    application = make.received(country=here)
    event = verbs.record(application.pk, EventKind.OPINION, Actor.officer(coordinator), text="I know them.")
    assert event.words.text == "I know them."
    for user, kind in ((other, EventKind.OPINION), (coordinator, EventKind.MESSAGE_TO_APPLICANT)):
        with pytest.raises(verbs.NotAllowed):
            verbs.record(application.pk, kind, Actor.officer(user), text="x")
    with pytest.raises(verbs.NotAllowed):
        verbs.take_up(application.pk, Actor.officer(coordinator))


def test_nobody_may_act_for_somebody_else() -> None:
    application = make.received()
    with pytest.raises(verbs.NotAllowed):
        verbs.lapse(application.pk, Actor.applicant())
    with pytest.raises(verbs.NotAllowed):
        verbs.approve(application.pk, Actor(ActorKind.SYSTEM))


def test_two_that_are_one() -> None:
    officer = make.officer()
    kept, repeated = make.received(), make.received()
    joined = verbs.join(repeated.pk, kept.pk, Actor.officer(officer))
    assert joined.duplicate_of == kept
    for one, other in ((kept.pk, kept.pk), (kept.pk, repeated.pk)):
        with pytest.raises(verbs.Refused):
            verbs.join(one, other, Actor.officer(officer))


def test_all_that_happens_is_in_the_chain() -> None:
    officer = make.officer()
    for state in State:
        make.moved_to(state, officer)
    assert list(chain.verify()) == []
