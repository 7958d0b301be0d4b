"""No sequence of verbs, people and retries leads anywhere it must not: a machine that tries what it likes.

After each step: the state is legal, the trail is whole, an application has as many events as it says, no cause has two
letters, an approval has one entry. And races between real threads: one wins, the other is told.
"""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from members.applications import chain, cycles, reducing
from members.applications.chain import Actor
from members.applications.states import MOVES, EventKind, State, pairs
from members.models import Application, ApplicationEvent, Organization, OutboxMessage, ReviewCycle, User
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import members

IS_FULL = os.environ.get("DRILL") == "full"
VERBS: dict[str, Callable[..., object]] = {
    "take_up": lambda pk, actor, seen: verbs.take_up(pk, actor, seen=seen),
    "ask": lambda pk, actor, seen: verbs.ask(pk, actor, "Send the statutes.", seen=seen),
    "resume": lambda pk, actor, seen: verbs.resume(pk, actor, "Found them.", seen=seen),
    "consult": lambda pk, actor, seen: verbs.consult(pk, actor, seen=seen),
    "make_ready": lambda pk, actor, seen: verbs.make_ready(pk, actor, seen=seen),
    "review_again": lambda pk, actor, seen: verbs.review_again(pk, actor, "Something new.", seen=seen),
    "approve": lambda pk, actor, seen: verbs.approve(pk, actor, "Welcome.", seen=seen),
    "decline": lambda pk, actor, seen: verbs.decline(pk, actor, "Not independent.", seen=seen),
    "defer": lambda pk, actor, seen: verbs.defer(pk, actor, "Next time.", seen=seen),
    "reverse": lambda pk, actor, seen: verbs.reverse(pk, actor, "A mistake.", seen=seen),
    "lapse": lambda pk, actor, seen: verbs.lapse(pk, actor),
    "reopen": lambda pk, actor, seen: verbs.reopen(pk, actor),
    "note": lambda pk, actor, seen: verbs.record(pk, EventKind.NOTE, actor, text="A note.", seen=seen),
    "message": lambda pk, actor, seen: verbs.record(
        pk, EventKind.MESSAGE_TO_APPLICANT, actor, text="Hello.", seen=seen, tell=True
    ),
    "confirm": lambda pk, actor, seen: verbs.confirm(pk),
    "answer": lambda pk, actor, seen: verbs.answer(pk, "Here they are."),
    "withdraw": lambda pk, actor, seen: verbs.withdraw(pk),
    "reduce": lambda pk, actor, seen: reducing.reduce(pk) if retention_may(pk) else None,
}


def retention_may(pk: int) -> bool:
    return Application.objects.get(pk=pk).is_closed


def send(pk: int) -> None:
    with transaction.atomic():
        application = verbs.lock(pk)
        if not hasattr(application, "answers"):
            make.answers(application)
        verbs.send(pk)


class Applications(RuleBasedStateMachine):
    """Three applications, two officers, a coordinator, a translator, the applicant, the site itself."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @initialize()
    def people(self) -> None:
        kenya = members.country("KEN", name_en="Kenya", cicc_region="africa")
        one, two = make.officer("one"), make.officer("two")
        coordinator = make.officer("three", works=False, regions=["africa"])
        nobody = User.objects.create_user("four")
        self.actors = {
            "one": Actor.officer(one),
            "two": Actor.officer(two),
            "coordinator": Actor.officer(coordinator),
            "nobody": Actor.officer(nobody),
            "applicant": Actor.applicant(),
            "system": Actor.system(),
        }
        self.numbers = [make.begun()[0].pk, make.sent(country=kenya).pk, make.received(country=kenya).pk]
        self.states = self.now()
        self.seen = dict.fromkeys(self.numbers, 0)

    def now(self) -> dict[int, tuple[str, int]]:
        rows = Application.objects.values_list("pk", "state", "version")
        return {pk: (state, version) for pk, state, version in rows}

    def attempt(self, act: Callable[[], object]) -> None:
        """Whatever is refused has done nothing at all."""
        before = (self.now(), chain.head(), OutboxMessage.objects.count(), Organization.objects.count())
        try:
            with transaction.atomic():
                act()
        except verbs.Refused:
            after = (self.now(), chain.head(), OutboxMessage.objects.count(), Organization.objects.count())
            assert after == before

    @rule(which=st.integers(0, 2))
    def look(self, which: int) -> None:
        self.seen[self.numbers[which]] = Application.objects.get(pk=self.numbers[which]).version

    @rule(
        which=st.integers(0, 2),
        verb=st.sampled_from(sorted(VERBS)),
        who=st.sampled_from(["one", "one", "two", "two", "coordinator", "nobody", "applicant", "system"]),
        stale=st.booleans(),
        twice=st.booleans(),
    )
    def act(self, which: int, verb: str, who: str, stale: bool, twice: bool) -> None:
        pk = self.numbers[which]
        seen = self.seen[pk] if stale else None
        for _ in range(1 + twice):
            self.attempt(lambda: VERBS[verb](pk, self.actors[who], seen))

    @rule(which=st.integers(0, 2))
    def send(self, which: int) -> None:
        self.attempt(lambda: send(self.numbers[which]))

    @rule(which=st.integers(0, 2), other=st.integers(0, 2), who=st.sampled_from(["one", "nobody", "system"]))
    def join(self, which: int, other: int, who: str) -> None:
        self.attempt(lambda: verbs.join(self.numbers[which], self.numbers[other], self.actors[who]))

    @rule()
    def a_cycle_is_entered_late(self) -> None:
        """Whatever no cycle took gets it, once, with its event and its message."""
        day = timezone.now().date()
        days = {"received_until": day, "review_from": day, "decision_by": day + dt.timedelta(days=60)}
        ReviewCycle.objects.get_or_create(name="Late", defaults=days)
        cycles.adopt()
        assert cycles.adopt() == 0

    @rule(which=st.integers(0, 2))
    def on_the_way(self, which: int) -> None:
        """Get somewhere: a machine that only errs sees little."""
        pk = self.numbers[which]
        usual = {
            State.DRAFT: lambda: send(pk),
            State.UNCONFIRMED: lambda: verbs.confirm(pk),
            State.RECEIVED: lambda: verbs.take_up(pk, self.actors["one"]),
            State.SCREENING: lambda: verbs.make_ready(pk, self.actors["one"]),
            State.READY: lambda: verbs.approve(
                # After a reversal into the entry the first approval made.
                pk,
                self.actors["one"],
                merge_into=Application.objects.get(pk=pk).organization_id,
            ),
            State.APPROVED: lambda: verbs.reverse(pk, self.actors["two"], "A mistake."),
        }
        act = usual.get(State(Application.objects.get(pk=pk).state))
        if act is not None:
            self.attempt(act)

    @invariant()
    def the_trail_is_whole(self) -> None:
        assert list(chain.verify()) == []

    @invariant()
    def nothing_moved_without_its_event(self) -> None:
        now = self.now()
        for pk, (state, version) in now.items():
            before_state, before_version = self.states[pk]
            new = list(
                ApplicationEvent.objects.filter(application=pk, number__gt=before_version).order_by("number")
            )
            assert len(new) == version - before_version
            for event in new:
                if not event.to_state:
                    assert event.kind not in MOVES
                    continue
                assert event.from_state == before_state
                assert (event.from_state, event.to_state) in pairs()
                before_state = event.to_state
            assert before_state == state
        self.states = now

    @invariant()
    def no_cause_has_two_letters_and_each_has_one(self) -> None:
        keys = list(ApplicationEvent.objects.exclude(outbox_key="").values_list("outbox_key", flat=True))
        assert max(Counter(keys).values(), default=0) <= 1
        assert OutboxMessage.objects.filter(key__in=keys).count() == len(keys)

    @invariant()
    def an_approval_has_one_entry(self) -> None:
        created = ApplicationEvent.objects.filter(kind=EventKind.APPROVED, subject="created").count()
        assert Organization.objects.count() == created
        for application in Application.objects.filter(state=State.APPROVED):
            assert application.organization is not None
            assert application.organization.counts

    @invariant()
    def decided_says_who_and_when(self) -> None:
        for application in Application.objects.all():
            decided = application.state in {State.APPROVED, State.DECLINED}
            assert (application.decided_at is not None) == decided
            assert (application.decided_by is not None) == decided


@pytest.mark.django_db
def test_no_sequence_leads_astray(django_db_blocker: Any) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Applications,
        settings=settings(
            max_examples=60 if IS_FULL else 8,
            stateful_step_count=40 if IS_FULL else 25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# ---- races


def race(*acts: Callable[[], object]) -> list[object]:
    """Run these at once, each in a thread with a connection of its own; returns what each gave or raised."""
    found: list[object] = [None] * len(acts)
    gate = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(60)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def one_won(found: list[object], *refusals: type[Exception]) -> None:
    errors = [each for each in found if isinstance(each, Exception)]
    assert len(errors) == len(found) - 1, found
    assert all(isinstance(error, refusals) for error in errors), errors


@pytest.mark.django_db(transaction=True)
def test_decisions_at_once() -> None:
    """Two officers differ; one presses the button many times; a decision is taken back while it is reduced.

    They share a database, as do those below: whoever commits has a copy of the database, which is dear to make.
    """
    one, two = make.officer("one"), make.officer("two")
    two_officers_decide(one, two)
    the_same_decision_many_times(one)
    retention_and_a_reversal(one, two)
    assert list(chain.verify()) == []


def two_officers_decide(one: User, two: User) -> None:
    application = make.moved_to(State.READY, one)
    found = race(
        lambda: verbs.approve(application.pk, Actor.officer(one), seen=application.version),
        lambda: verbs.decline(application.pk, Actor.officer(two), "No.", seen=application.version),
    )
    one_won(found, verbs.Meanwhile)
    decided = [kind for kind in make.kinds(application) if kind in {EventKind.APPROVED, EventKind.DECLINED}]
    assert len(decided) == 1
    assert Organization.objects.count() == (decided == [EventKind.APPROVED])
    letters = OutboxMessage.objects.filter(occasion__in=("application_approved", "application_declined"))
    assert letters.count() == 1
    assert list(chain.verify()) == []


def the_same_decision_many_times(officer: User) -> None:
    there = Organization.objects.count()
    application = make.moved_to(State.READY, officer)
    found = race(*[lambda: verbs.approve(application.pk, Actor.officer(officer))] * 4)
    one_won(found, verbs.WrongState)
    assert Organization.objects.count() == there + 1


def retention_and_a_reversal(one: User, two: User) -> None:
    application = make.moved_to(State.DECLINED, one)
    OutboxMessage.objects.update(state="sent", sent_at="2026-01-01T00:00Z")
    found = race(
        lambda: reducing.reduce(application.pk),
        lambda: verbs.reverse(application.pk, Actor.officer(two), "A mistake."),
    )
    application.refresh_from_db()
    assert list(chain.verify()) == []
    if application.reduced_at is None:
        assert application.state == State.READY
    else:
        assert application.state == State.DECLINED, found


@pytest.mark.django_db(transaction=True)
def test_arrivals_at_once() -> None:
    """Sent twice is sent once, confirmed twice is received once; many that are taken up make one chain."""
    sent_twice()
    confirmed_twice()
    two_that_join_each_other()
    many_make_one_chain()


def sent_twice() -> None:
    application, _token = make.begun()
    members.some_country()
    found = race(*[lambda: send(application.pk)] * 3)
    one_won(found, verbs.WrongState)
    assert make.kinds(application).count(EventKind.SENT) == 1
    assert OutboxMessage.objects.filter(occasion="application_confirm").count() == 1


def confirmed_twice() -> None:
    application = make.sent()
    found = race(*[lambda: verbs.confirm(application.pk)] * 3)
    one_won(found, verbs.WrongState)
    assert OutboxMessage.objects.filter(occasion="application_received").count() == 1
    assert list(chain.verify()) == []


def two_that_join_each_other() -> None:
    """Not both are gone."""
    officer = make.officer("joins")
    one, two = make.received(), make.received()
    actor = Actor.officer(officer)
    found = race(lambda: verbs.join(one.pk, two.pk, actor), lambda: verbs.join(two.pk, one.pk, actor))
    one_won(found, verbs.Refused)
    assert Application.objects.filter(state=State.DUPLICATE).count() == 1


def many_make_one_chain() -> None:
    numbers = [make.received(legal_name=f"Demo {number}").pk for number in range(4)]
    officer = make.officer("many")
    found = race(*[lambda pk=pk: verbs.take_up(pk, Actor.officer(officer)) for pk in numbers])
    assert not [each for each in found if isinstance(each, Exception)]
    sequence = list(ApplicationEvent.objects.order_by("sequence").values_list("sequence", flat=True))
    assert sequence == list(range(1, len(sequence) + 1))
    assert list(chain.verify()) == []
