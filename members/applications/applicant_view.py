"""What an applicant may see of the own application: which events, which words, what comes next and from whom.

Everything else about it (notes, opinions, the checklist, references, who works on it) is for officers, and a kind of
event that is not named here is not shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.applications import deadlines
from members.applications.states import (
    CLOSED,
    DECIDED,
    OPEN,
    PLAIN_WORDS,
    UNSENT,
    ActorKind,
    EventKind,
    State,
)
from members.models import Application, ApplicationEvent

# What is told of an event, in the order of time.
LINES: dict[EventKind, str | Promise] = {
    EventKind.BEGUN: gettext_lazy("You began the application."),
    EventKind.SENT: gettext_lazy("You sent the application."),
    EventKind.CONFIRMED: gettext_lazy("You confirmed your e-mail. We received the application."),
    EventKind.CYCLE_SET: gettext_lazy("The dates of the review were set."),
    EventKind.TAKEN_UP: gettext_lazy("The review began."),
    EventKind.ASKED: gettext_lazy("We asked you for something."),
    EventKind.ANSWERED: gettext_lazy("You answered."),
    EventKind.RESUMED: gettext_lazy("The review went on without your answer."),
    EventKind.MADE_READY: gettext_lazy("The review ended. A decision is to be taken."),
    EventKind.REVIEWED_AGAIN: gettext_lazy("The review was continued."),
    EventKind.APPROVED: gettext_lazy("Your organization was accepted as a member."),
    EventKind.DECLINED: gettext_lazy("The application was not accepted."),
    EventKind.DEFERRED: gettext_lazy("The decision was put off."),
    EventKind.REOPENED: gettext_lazy("The review was taken up again."),
    EventKind.REVERSED: gettext_lazy("The decision was taken back, to decide anew."),
    EventKind.WITHDRAWN: gettext_lazy("You withdrew the application."),
    EventKind.LAPSED: gettext_lazy("The application ended, because nothing was heard for a long time."),
    EventKind.JOINED: gettext_lazy("The application was joined to another one of the same organization."),
    EventKind.MESSAGE_TO_APPLICANT: gettext_lazy("We wrote to you."),
    EventKind.MESSAGE_FROM_APPLICANT: gettext_lazy("You wrote to us."),
    EventKind.FILE_ADDED: gettext_lazy("You added a file."),
    EventKind.FILE_REMOVED: gettext_lazy("You took a file away."),
    EventKind.LINK_SENT: gettext_lazy("The link to this page was sent to you again."),
    EventKind.LINK_CHANGED: gettext_lazy("You changed the link to this page."),
    EventKind.REMINDED: gettext_lazy("We reminded you that the application waits for you."),
}
# The same said of a draft: nothing was ever sent.
DRAFT_DELETED = gettext_lazy("You deleted the draft.")
# Told only when the applicant did it.
OWN_ONLY = frozenset({EventKind.FILE_ADDED, EventKind.FILE_REMOVED})
# The conversation: what was written to the applicant, and by the applicant.
MESSAGES = frozenset(
    {EventKind.ASKED, EventKind.ANSWERED, EventKind.MESSAGE_TO_APPLICANT, EventKind.MESSAGE_FROM_APPLICANT}
)
# The event that holds the words of a decision that stands.
DECISIONS = {
    State.APPROVED: EventKind.APPROVED,
    State.DECLINED: EventKind.DECLINED,
    State.DEFERRED: EventKind.DEFERRED,
}


@dataclass(frozen=True)
class Line:
    """Something that happened. words: what was written, "" if nothing was or if it is not the applicant's to read."""

    kind: EventKind
    at: dt.datetime
    what: str
    words: str = ""

    @property
    def from_applicant(self) -> bool:
        return self.kind in {EventKind.ANSWERED, EventKind.MESSAGE_FROM_APPLICANT}


@dataclass(frozen=True)
class Awaited:
    """What comes next. from_applicant: whether it is for the applicant to do it."""

    what: str
    from_applicant: bool = False


@dataclass
class ApplicantView:
    """An application as its applicant may see it. day: today. One query for the events and their words, two for the
    end."""

    application: Application
    day: dt.date = field(default_factory=lambda: timezone.now().date())

    @property
    def state(self) -> State:
        return State(self.application.state)

    @property
    def is_deleted_draft(self) -> bool:
        return self.state in CLOSED and self.application.sent_at is None

    @property
    def state_words(self) -> str:
        if self.is_deleted_draft:
            return _("Deleted") if self.state == State.WITHDRAWN else _("Ended")
        return str(PLAIN_WORDS[self.state])

    @property
    def decision_by(self) -> dt.date | None:
        """The day until which the decision is to be expected; None when it is taken, or not known yet."""
        waiting = self.state in OPEN and self.application.received_at is not None
        cycle = self.application.cycle
        return cycle.decision_by if waiting and cycle is not None else None

    @cached_property
    def ends(self) -> dt.datetime | None:
        """When it ends by itself where the next step is the applicant's and none is taken; None elsewhere."""
        return deadlines.ends_at(self.application, timezone.now())

    @property
    def is_late(self) -> bool:
        return self.decision_by is not None and self.decision_by < self.day

    @cached_property
    def _events(self) -> list[ApplicationEvent]:
        told = self.application.events.filter(kind__in=sorted(LINES)).select_related("words")
        return [event for event in told.order_by("number") if _is_told(event)]

    @cached_property
    def happened(self) -> list[Line]:
        """What happened, the latest first, without the words of messages."""
        return [Line(EventKind(event.kind), event.at, self._line(event)) for event in reversed(self._events)]

    def _line(self, event: ApplicationEvent) -> str:
        kind = EventKind(event.kind)
        draft = kind == EventKind.WITHDRAWN and event.from_state == State.DRAFT
        return str(DRAFT_DELETED if draft else LINES[kind])

    @cached_property
    def messages(self) -> list[Line]:
        """What was written in both directions, in the order of time, without what is asked for now."""
        return [line for line in self._written if line is not self.request]

    @cached_property
    def _written(self) -> list[Line]:
        return [_with_words(event) for event in self._events if event.kind in MESSAGES]

    @cached_property
    def request(self) -> Line | None:
        """What the applicant is asked for now."""
        if self.state != State.INFO_REQUESTED:
            return None
        return next((line for line in reversed(self._written) if line.kind == EventKind.ASKED), None)

    @property
    def decision(self) -> Line | None:
        """The decision that stands, with its words."""
        kind = DECISIONS.get(self.state)
        event = next((event for event in reversed(self._events) if event.kind == kind), None)
        return _with_words(event) if event is not None else None

    @property
    def has_letter(self) -> bool:
        return self.state in DECIDED

    @property
    def may_write(self) -> bool:
        """Whether somebody is there to read a message: not before the application was received."""
        return self.application.received_at is not None

    @property
    def may_apply_again(self) -> bool:
        return self.state in {State.WITHDRAWN, State.LAPSED}

    @property
    def may_withdraw(self) -> bool:
        return self.state in OPEN | UNSENT

    @property
    def awaited(self) -> Awaited | None:
        """What comes next and from whom; None where nothing does."""
        if self.state == State.READY and self.is_late:
            return Awaited(
                _("From us: the decision. It is late; we are sorry. We write to you when it is taken.")
            )
        if self.state in FROM_APPLICANT:
            return Awaited(str(FROM_APPLICANT[self.state]), from_applicant=True)
        words = FROM_US.get(self.state)
        return Awaited(str(words)) if words else None


FROM_APPLICANT: dict[State, str | Promise] = {
    State.DRAFT: gettext_lazy(
        "From you: finish the application and send it. Until then nobody of us can read it."
    ),
    State.UNCONFIRMED: gettext_lazy(
        "From you: confirm that our e-mail reaches you. Until then your application is kept, and nobody works on it."
    ),
    State.INFO_REQUESTED: gettext_lazy("From you: an answer to our question. The review waits for it."),
}
FROM_US: dict[State, str | Promise] = {
    State.RECEIVED: gettext_lazy("From us: the review. You need do nothing now."),
    State.SCREENING: gettext_lazy(
        "From us: the review. You need do nothing now; if we need something, we write to you."
    ),
    State.CONSULTATION: gettext_lazy(
        "From us: the review. You need do nothing now; if we need something, we write to you."
    ),
    State.READY: gettext_lazy("From us: the decision. We write to you when it is taken."),
    State.DEFERRED: gettext_lazy(
        "From us: the review goes on with the next cycle. You need not apply again."
    ),
    State.DUPLICATE: gettext_lazy(
        "The other application goes on. It has a page of its own, with a link of its own."
    ),
}


def _is_told(event: ApplicationEvent) -> bool:
    return event.kind not in OWN_ONLY or event.actor_kind == ActorKind.APPLICANT


def _with_words(event: ApplicationEvent) -> Line:
    """The words may have been erased since."""
    words = getattr(event, "words", None)
    return Line(
        EventKind(event.kind), event.at, str(LINES[EventKind(event.kind)]), words.text if words else ""
    )
