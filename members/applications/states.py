"""The states of an application, who may move it from which to which, and what an applicant reads of it (product.md).

The database holds the same moves in a trigger (migration `members/0015_application_guards`): a test compares both.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """As officers read it."""

    DRAFT = "draft", _("Draft")
    UNCONFIRMED = "unconfirmed", _("E-mail not confirmed")
    RECEIVED = "received", _("Received")
    SCREENING = "screening", _("Screening")
    INFO_REQUESTED = "info_requested", _("Information requested")
    CONSULTATION = "consultation", _("Consultation")
    READY = "ready", _("Ready for decision")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    DECLINED = "declined", _("Declined")
    DEFERRED = "deferred", _("Deferred")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    DUPLICATE = "duplicate", _("Joined to another")


# With an officer: sent and confirmed, not decided. A request for information stands here too.
WITH_OFFICERS = frozenset(
    {
        State.RECEIVED,
        State.SCREENING,
        State.INFO_REQUESTED,
        State.CONSULTATION,
        State.READY,
        State.DEFERRED,
    }
)
OPEN = WITH_OFFICERS | {State.UNCONFIRMED}
UNSENT = frozenset({State.DRAFT})
DECIDED = frozenset({State.APPROVED, State.DECLINED})
CLOSED = DECIDED | {State.WITHDRAWN, State.LAPSED, State.DUPLICATE}

# What the applicant reads of a state.
PLAIN_WORDS = {
    State.DRAFT: _("Not sent"),
    State.UNCONFIRMED: _("Confirm your e-mail"),
    State.RECEIVED: _("Received"),
    State.SCREENING: _("Being reviewed"),
    State.INFO_REQUESTED: _("We need something from you"),
    State.CONSULTATION: _("Being reviewed"),
    State.READY: _("Decision due"),
    State.APPROVED: pgettext_lazy("application", "Approved"),
    State.DECLINED: _("Declined"),
    State.DEFERRED: _("Deferred"),
    State.WITHDRAWN: pgettext_lazy("application", "Withdrawn"),
    State.LAPSED: _("Lapsed"),
    State.DUPLICATE: _("Joined to another application"),
}


class ActorKind(models.TextChoices):
    APPLICANT = "applicant", _("Applicant")
    OFFICER = "officer", _("Officer")
    SYSTEM = "system", _("The site itself")


class EventKind(models.TextChoices):
    """What can happen to an application. The first block moves it to another state."""

    BEGUN = "begun", _("Begun")
    SENT = "sent", pgettext_lazy("event of an application", "Sent")
    CONFIRMED = "confirmed", _("E-mail confirmed")
    TAKEN_UP = "taken_up", _("Taken up")
    ASKED = "asked", _("Information requested")
    ANSWERED = "answered", _("Answered")
    RESUMED = "resumed", _("Resumed without an answer")
    CONSULTED = "consulted", _("Consultation opened")
    MADE_READY = "made_ready", _("Ready for decision")
    REVIEWED_AGAIN = "reviewed_again", _("Back to screening")
    APPROVED = "approved", pgettext_lazy("application", "Approved")
    DECLINED = "declined", _("Declined")
    DEFERRED = "deferred", _("Deferred")
    REOPENED = "reopened", _("Taken up again after a deferral")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    JOINED = "joined", _("Joined to another application")
    REVERSED = "reversed", _("Decision reversed")
    # These change no state.
    ASSIGNED = "assigned", _("Officer in charge changed")
    CYCLE_SET = "cycle_set", _("Put into a review cycle")
    MESSAGE_TO_APPLICANT = "message_to_applicant", _("Message to the applicant")
    MESSAGE_FROM_APPLICANT = "message_from_applicant", _("Message from the applicant")
    NOTE = "note", _("Internal note")
    TRANSLATION_NOTE = "translation_note", _("Translation note")
    CHECKED = "checked", _("Checklist")
    REFERENCE_ASKED = "reference_asked", _("Reference asked")
    REFERENCE_ANSWERED = "reference_answered", _("Reference answered")
    MEMBER_ASKED = "member_asked", _("Member asked for an opinion")
    OPINION = "opinion", _("Opinion given")
    CONSULTATION_MOVED = "consultation_moved", _("Last day of the consultation changed")
    CONSULTATION_CLOSED = "consultation_closed", _("Consultation closed")
    REMINDED = "reminded", _("Reminder sent")
    FILE_ADDED = "file_added", _("File added")
    FILE_REMOVED = "file_removed", _("File taken away")
    LINK_SENT = "link_sent", _("Personal link sent")
    LINK_CHANGED = "link_changed", _("Personal link changed")
    FILE_READ = "file_read", _("File downloaded")
    EXPORTED = "exported", _("Exported")
    REDUCED = "reduced", _("Reduced after the retention period")
    ERASED = "erased", _("Erased on request")


@dataclass(frozen=True)
class Move:
    """One verb: from which states, to which, by whom. to None: back to where it was before information was asked."""

    kind: EventKind
    origins: frozenset[State]
    to: State | None
    actors: frozenset[ActorKind]
    needs_reason: bool = False


def _of(*kinds: ActorKind) -> frozenset[ActorKind]:
    return frozenset(kinds)


APPLICANT, OFFICER, SYSTEM = ActorKind.APPLICANT, ActorKind.OFFICER, ActorKind.SYSTEM
# Where a request for information comes from, and goes back to.
ASKED_FROM = WITH_OFFICERS - {State.INFO_REQUESTED}

MOVES: dict[EventKind, Move] = {
    move.kind: move
    for move in (
        Move(EventKind.SENT, UNSENT, State.UNCONFIRMED, _of(APPLICANT)),
        Move(EventKind.CONFIRMED, frozenset({State.UNCONFIRMED}), State.RECEIVED, _of(APPLICANT)),
        Move(EventKind.TAKEN_UP, frozenset({State.RECEIVED}), State.SCREENING, _of(OFFICER)),
        Move(EventKind.ASKED, ASKED_FROM, State.INFO_REQUESTED, _of(OFFICER), needs_reason=True),
        Move(EventKind.ANSWERED, frozenset({State.INFO_REQUESTED}), None, _of(APPLICANT)),
        Move(EventKind.RESUMED, frozenset({State.INFO_REQUESTED}), None, _of(OFFICER), needs_reason=True),
        Move(EventKind.CONSULTED, frozenset({State.SCREENING}), State.CONSULTATION, _of(OFFICER)),
        Move(
            EventKind.MADE_READY,
            frozenset({State.SCREENING, State.CONSULTATION}),
            State.READY,
            _of(OFFICER, SYSTEM),
        ),
        Move(
            EventKind.REVIEWED_AGAIN,
            frozenset({State.CONSULTATION, State.READY}),
            State.SCREENING,
            _of(OFFICER),
            needs_reason=True,
        ),
        Move(EventKind.APPROVED, frozenset({State.READY}), State.APPROVED, _of(OFFICER)),
        Move(EventKind.DECLINED, WITH_OFFICERS, State.DECLINED, _of(OFFICER), needs_reason=True),
        Move(
            EventKind.DEFERRED,
            frozenset({State.SCREENING, State.CONSULTATION, State.READY}),
            State.DEFERRED,
            _of(OFFICER),
            needs_reason=True,
        ),
        Move(EventKind.REOPENED, frozenset({State.DEFERRED}), State.SCREENING, _of(OFFICER, SYSTEM)),
        Move(EventKind.WITHDRAWN, OPEN | UNSENT, State.WITHDRAWN, _of(APPLICANT)),
        Move(EventKind.LAPSED, OPEN | UNSENT, State.LAPSED, _of(OFFICER, SYSTEM)),
        Move(EventKind.JOINED, OPEN, State.DUPLICATE, _of(OFFICER, SYSTEM)),
        # A decision is reversed by another officer; what then follows is a decision of its own.
        Move(EventKind.REVERSED, DECIDED, State.READY, _of(OFFICER), needs_reason=True),
    )
}


def pairs() -> set[tuple[str, str]]:
    """Every legal (from, to), as the trigger in the database knows them."""
    found: set[tuple[str, str]] = set()
    for move in MOVES.values():
        for origin in move.origins:
            targets = ASKED_FROM if move.to is None else {move.to}
            found |= {(origin.value, target.value) for target in targets}
    return found
