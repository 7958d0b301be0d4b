"""The verbs of an application: transition table -> permission -> change -> event -> message, in one transaction.

Each locks the application, looks at the state it is in now, and either does all of it or raises `Refused` and does
nothing. The table of moves is `members.applications.states.MOVES`; no other code writes a state. Nothing here knows of
requests; sentences in a `Refused` are for whoever asked, in the active language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import permissions
from members.applications import admission, candidates, chain, letters, links, snapshot
from members.applications.chain import Actor
from members.applications.states import MOVES, ActorKind, EventKind, State
from members.models import (
    Application,
    ApplicationAnswers,
    ApplicationEvent,
    ReviewCycle,
    User,
)
from members.workflow.refusals import Meanwhile as Meanwhile
from members.workflow.refusals import NoReason as NoReason
from members.workflow.refusals import NotAllowed as NotAllowed
from members.workflow.refusals import Reduced as Reduced
from members.workflow.refusals import Refused as Refused
from members.workflow.refusals import WrongState as WrongState

# Deciding needs a right of its own; everything else of an officer the right to change applications.
DECISIONS = frozenset(
    {EventKind.APPROVED, EventKind.DECLINED, EventKind.DEFERRED, EventKind.REOPENED, EventKind.REVERSED}
)


# What is still written down when the answers are gone.
KEEPING = frozenset({EventKind.REDUCED, EventKind.ERASED, EventKind.EXPORTED})


@dataclass
class Moving:
    """What a verb works on: the locked application, the move, and afterwards its event."""

    application: Application
    to: State
    subject: str = ""
    event: ApplicationEvent | None = None


@contextmanager
def _moving(
    application_id: int,
    kind: EventKind,
    actor: Actor,
    *,
    text: str = "",
    seen: int | None = None,
    lock_also: tuple[int, ...] = (),
) -> Iterator[Moving]:
    """Lock and check; the block changes what else belongs to the move; then state, event and message are written.

    text: the reason or the words of the move. seen: the `version` the asker looked at, None for any. Raises Refused,
    Application.DoesNotExist.
    """
    move = MOVES[kind]
    with transaction.atomic():
        application = lock(application_id, *lock_also)
        _check(application, kind, actor, text=text, seen=seen)
        origin = State(application.state)
        target = State(application.returns_to) if move.to is None else move.to
        moving = Moving(application, target)
        yield moving
        application.state = target
        application.state_since = timezone.now()
        application.returns_to = origin if kind == EventKind.ASKED else ""
        key = letters.key(application, kind)
        if key:
            letters.write(application, kind, key, text=text)
        moving.event = chain.append(  # last: until the transaction ends, nobody else can write an event
            application,
            kind,
            actor,
            text=text,
            from_state=origin,
            to_state=target,
            subject=moving.subject,
            outbox_key=key,
        )
        application.save()


def _move(
    application_id: int, kind: EventKind, actor: Actor, *, text: str = "", seen: int | None = None
) -> Application:
    """A verb that changes nothing but the state."""
    with _moving(application_id, kind, actor, text=text, seen=seen) as moving:
        pass
    return moving.application


def lock(application_id: int, *others: int) -> Application:
    """Lock an application, and others with it in the order of their numbers; return it. Raises DoesNotExist."""
    wanted = sorted({application_id, *others})
    rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    found = {row.pk: row for row in rows}
    if missing := set(wanted) - set(found):
        raise Application.DoesNotExist(f"There is no application {min(missing)}.")
    return found[application_id]


def _check(application: Application, kind: EventKind, actor: Actor, *, text: str, seen: int | None) -> None:
    move = MOVES[kind]
    if actor.kind not in move.actors:
        raise NotAllowed
    if actor.kind == ActorKind.OFFICER:
        may = permissions.may_decide if kind in DECISIONS else permissions.may_work_on
        if actor.user is None or not may(actor.user, application):
            raise NotAllowed
    if application.reduced_at is not None:
        raise Reduced
    _check_seen(application, seen)
    if application.state not in move.origins:
        raise WrongState(State(application.state))
    if move.needs_reason and not text.strip():
        raise NoReason


def _check_seen(application: Application, seen: int | None) -> None:
    """Raise Meanwhile when something has happened since the asker looked; that a file was read changes nothing."""
    if seen is None or application.version == seen:
        return
    since = application.events.filter(number__gt=seen).exclude(kind=EventKind.FILE_READ)
    if event := since.select_related("actor").order_by("number").last():
        raise Meanwhile(event)


# ---- the applicant


def begin(*, language: str, email: str, quiet: bool = False, token: str = "") -> tuple[Application, str]:
    """Begin an application and mail its personal link; returns it and the token of the link that stays open here
    (`token`, if the caller has made one)."""
    with beginning(language=language, email=email, quiet=quiet, token=token) as begun:
        pass
    return begun


@contextmanager
def beginning(
    *, language: str, email: str, quiet: bool = False, token: str = ""
) -> Iterator[tuple[Application, str]]:
    """The same; the block writes what else belongs to the beginning. Nobody else sees the application yet."""
    with transaction.atomic():
        application = Application.objects.create(language=language, email=email, quiet=quiet)
        yield application, links.new_link(application, token=token)
        key = letters.key(application, EventKind.BEGUN)
        letters.write(application, EventKind.BEGUN, key)
        chain.append(application, EventKind.BEGUN, Actor.applicant(), outbox_key=key)
        application.save(update_fields=["version"])


def send(application_id: int) -> Application:
    """Send a complete draft. Its answers have been written by the caller in the same transaction
    (`members.applications.sending`). Raises WrongState when it was sent already."""
    with _moving(application_id, EventKind.SENT, Actor.applicant()) as moving:
        answers = ApplicationAnswers.objects.filter(application=application_id)
        moving.application.sent_at = timezone.now()
        moving.application.country_id = answers.values_list("country_id", flat=True).get()
    return moving.application


def confirm(application_id: int) -> Application:
    """The e-mail is confirmed: the application is received, and put into the cycle that takes it."""
    with _moving(application_id, EventKind.CONFIRMED, Actor.applicant()) as moving:
        now = timezone.now()
        application = moving.application
        application.email_confirmed_at = application.received_at = now
        application.cycle = ReviewCycle.objects.taking(now.date()).first()
        candidates.received(application)
    return moving.application


def answer(application_id: int, text: str) -> Application:
    """Answer a request for information; it goes back to where it was."""
    if not text.strip():
        raise NoReason
    return _move(application_id, EventKind.ANSWERED, Actor.applicant(), text=text)


def withdraw(application_id: int, text: str = "") -> Application:
    return _move(application_id, EventKind.WITHDRAWN, Actor.applicant(), text=text)


# ---- officers


def take_up(application_id: int, actor: Actor, *, seen: int | None = None) -> Application:
    """Begin the screening; whoever takes it up is in charge unless somebody is."""
    with _moving(application_id, EventKind.TAKEN_UP, actor, seen=seen) as moving:
        if moving.application.officer is None:
            moving.application.officer = actor.user
    return moving.application


def ask(application_id: int, actor: Actor, text: str, *, seen: int | None = None) -> Application:
    """Ask the applicant for something; text goes to the applicant."""
    return _move(application_id, EventKind.ASKED, actor, text=text, seen=seen)


def resume(application_id: int, actor: Actor, reason: str, *, seen: int | None = None) -> Application:
    """Go on without the answer that was asked for."""
    return _move(application_id, EventKind.RESUMED, actor, text=reason, seen=seen)


def consult(application_id: int, actor: Actor, *, seen: int | None = None) -> Application:
    return _move(application_id, EventKind.CONSULTED, actor, seen=seen)


def make_ready(
    application_id: int, actor: Actor, reason: str = "", *, seen: int | None = None
) -> Application:
    return _move(application_id, EventKind.MADE_READY, actor, text=reason, seen=seen)


def review_again(application_id: int, actor: Actor, reason: str, *, seen: int | None = None) -> Application:
    """Back to screening, from a consultation or from before the decision."""
    return _move(application_id, EventKind.REVIEWED_AGAIN, actor, text=reason, seen=seen)


def approve(
    application_id: int,
    actor: Actor,
    letter: str = "",
    *,
    merge_into: int | None = None,
    seen: int | None = None,
) -> Application:
    """Make the applicant a member: a new entry of the register, or the existing one `merge_into`. letter: what is added
    to the letter, for the applicant's eyes."""
    with _moving(application_id, EventKind.APPROVED, actor, text=letter, seen=seen) as moving:
        application, officer = moving.application, _officer(actor)
        # After a reversal the entry of the first approval is its own still: another reversal hides it again.
        own = merge_into == application.organization_id and admission.made(application)
        if merge_into is None:
            moving.subject = admission.CREATED
            application.organization = admission.create(application, actor=officer)
        else:
            moving.subject = admission.RESTORED if own else admission.MERGED
            application.organization = admission.add_to(merge_into, application, actor=officer, reason="")
        _decided(application, officer)
    return moving.application


def decline(application_id: int, actor: Actor, reason: str, *, seen: int | None = None) -> Application:
    """Refuse; the reason goes to the applicant."""
    with _moving(application_id, EventKind.DECLINED, actor, text=reason, seen=seen) as moving:
        _decided(moving.application, _officer(actor))
    return moving.application


def defer(application_id: int, actor: Actor, reason: str, *, seen: int | None = None) -> Application:
    """Put off to the next cycle, in which it is taken up again; the reason goes to the applicant."""
    with _moving(application_id, EventKind.DEFERRED, actor, text=reason, seen=seen) as moving:
        moving.application.cycle = cycle_after(moving.application.cycle)
    return moving.application


def reverse(application_id: int, actor: Actor, reason: str, *, seen: int | None = None) -> Application:
    """Take a decision back: it needs a second officer and a reason, and a new decision follows. An entry the approval
    created is hidden and suspended until then; one it was merged into stays as it is."""
    with _moving(application_id, EventKind.REVERSED, actor, text=reason, seen=seen) as moving:
        application, officer = moving.application, _officer(actor)
        if application.decided_by_id == officer.pk:
            raise Refused(_("Whoever decided cannot take the decision back: it needs a second officer."))
        admission.take_back(application, actor=officer, reason=reason)
        application.decided_at = application.decided_by = None
    return moving.application


def join(
    application_id: int, kept_id: int, actor: Actor, reason: str = "", *, seen: int | None = None
) -> Application:
    """Close an application that repeats another one, `kept_id`. Raises Refused for two that cannot be one."""
    with _moving(
        application_id, EventKind.JOINED, actor, text=reason, seen=seen, lock_also=(kept_id,)
    ) as moving:
        kept = Application.objects.get(pk=kept_id)
        if kept_id == application_id or kept.duplicate_of_id is not None or not kept.sent_at:
            raise Refused(_("It cannot be joined to this application."))
        moving.application.duplicate_of = kept
        moving.subject = f"application:{kept_id}"
    return moving.application


# ---- the site itself


def lapse(application_id: int, actor: Actor, reason: str = "", *, seen: int | None = None) -> Application:
    return _move(application_id, EventKind.LAPSED, actor, text=reason, seen=seen)


def reopen(application_id: int, actor: Actor, *, seen: int | None = None) -> Application:
    """The cycle a deferred application waited for has come, or an officer does not wait for it."""
    return _move(application_id, EventKind.REOPENED, actor, seen=seen)


# ---- what changes no state


def record(
    application_id: int,
    kind: EventKind,
    actor: Actor,
    *,
    text: str = "",
    subject: str = "",
    seen: int | None = None,
    tell: bool = False,
) -> ApplicationEvent:
    """Write down something that changes no state: a note, a message, an answer of a referee. tell: the message of this
    kind goes to the applicant. Raises Refused for what officers may not do, ValueError for a kind that moves."""
    if kind in MOVES:
        raise ValueError(f"{kind} moves an application.")
    with transaction.atomic():
        application = lock(application_id)
        if actor.kind == ActorKind.OFFICER and not permissions.may_record(actor.user, application, kind):
            raise NotAllowed
        if application.reduced_at is not None and kind not in KEEPING:
            raise Reduced
        _check_seen(application, seen)
        key = letters.key(application, kind) if tell else ""
        if key:
            letters.write(application, kind, key, text=text)
        event = chain.append(application, kind, actor, text=text, subject=subject, outbox_key=key)
        application.save(update_fields=["version"])
    return event


def assign(
    application_id: int, officer: User | None, actor: Actor, *, seen: int | None = None
) -> Application:
    """Put an officer, or nobody, in charge."""
    with transaction.atomic():
        event = record(
            application_id,
            EventKind.ASSIGNED,
            actor,
            subject=f"user:{officer.pk}" if officer else "",
            seen=seen,
        )
        application = event.application
        application.officer = officer
        application.save(update_fields=["officer"])
    return application


def put_into_cycle(application_id: int, cycle: ReviewCycle, actor: Actor) -> Application:
    """Give an application that no cycle took its cycle; the applicant, who was promised to hear of it, is told."""
    with transaction.atomic():
        application = lock(application_id)
        # The message names the days of the cycle.
        application.cycle = cycle
        application.save(update_fields=["cycle"])
        return record(
            application_id, EventKind.CYCLE_SET, actor, subject=f"cycle:{cycle.pk}", tell=True
        ).application


def _officer(actor: Actor) -> User:
    if actor.user is None:
        raise NotAllowed
    return actor.user


def _decided(application: Application, officer: User) -> None:
    application.decided_at, application.decided_by = timezone.now(), officer
    snapshot.after_commit()


def cycle_after(cycle: ReviewCycle | None) -> ReviewCycle | None:
    """The cycle in which a deferred application is taken up again."""
    day = timezone.now().date()
    if cycle is not None:
        day = max(day, cycle.received_until + dt.timedelta(days=1))
    return ReviewCycle.objects.taking(day).first()
