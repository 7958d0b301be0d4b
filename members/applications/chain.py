"""The chain of events: adding one, and proving that none was changed, taken away or put in between.

The hash of an event covers the hash before it. What was cut off at the end shows only against a head noted elsewhere:
`verify` takes one, and `manage.py verify_applications` prints the present one (docs/operators).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from members.applications.states import ActorKind, EventKind, State
from members.models import Application, ApplicationEvent, ApplicationEventText, User

# One writer at a time: two events cannot follow the same one. Taken after the rows of applications, never before.
WRITER = 0x63686169
START = "0" * 64


@dataclass(frozen=True)
class Actor:
    """Who does something: the applicant, an officer (with the account), or the site itself."""

    kind: ActorKind
    user: User | None = None

    @classmethod
    def applicant(cls) -> Actor:
        return cls(ActorKind.APPLICANT)

    @classmethod
    def officer(cls, user: User) -> Actor:
        return cls(ActorKind.OFFICER, user)

    @classmethod
    def system(cls) -> Actor:
        return cls(ActorKind.SYSTEM)


def append(
    application: Application,
    kind: EventKind,
    actor: Actor,
    *,
    text: str = "",
    from_state: str = "",
    to_state: str = "",
    subject: str = "",
    outbox_key: str = "",
) -> ApplicationEvent:
    """Add an event of a locked application, inside the caller's transaction; the caller saves the raised `version`.

    All other writers wait from here until that transaction ends: what else belongs to it, and above all what takes
    time, such as a letter, comes before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER])
    last = ApplicationEvent.objects.order_by("-sequence").values_list("sequence", "hash").first()
    sequence, previous = last or (0, START)
    application.version += 1
    salt = secrets.token_hex(16)
    event = ApplicationEvent(
        sequence=sequence + 1,
        application=application,
        number=application.version,
        kind=kind,
        from_state=from_state,
        to_state=to_state,
        actor_kind=actor.kind,
        actor=actor.user,
        at=timezone.now(),
        subject=subject,
        outbox_key=outbox_key,
        text_digest=text_digest(salt, text) if text else "",
        previous=previous,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    if text:
        ApplicationEventText.objects.create(event=event, salt=salt, text=text)
    return event


def text_digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def event_hash(event: ApplicationEvent) -> str:
    """SHA-256 over everything an event says, and the hash of the one before."""
    said = [
        event.sequence,
        event.application_id,
        event.number,
        event.kind,
        event.from_state,
        event.to_state,
        event.actor_kind,
        event.actor_id,
        event.at.isoformat(),
        event.subject,
        event.outbox_key,
        event.text_digest,
        event.previous,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """The last event: its sequence and hash. Noted elsewhere, it proves later that nothing was cut off."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


def head() -> Head:
    last = ApplicationEvent.objects.order_by("-sequence").values_list("sequence", "hash").first()
    return Head(*(last or (0, START)))


def stands(noted: Head) -> bool:
    """Whether the event that was the last one on an earlier day is where it was, as it was."""
    if noted.sequence == 0:
        return True
    return ApplicationEvent.objects.filter(sequence=noted.sequence, hash=noted.hash).exists()


def verify(noted: Head | None = None) -> Iterator[str]:
    """Yield what is wrong, a sentence each, in English; nothing for a whole chain. noted: a head of an earlier day."""
    expected, previous, met = 1, START, noted is None or noted.sequence == 0
    numbers: dict[int, int] = {}
    states: dict[int, str] = {}
    for event in ApplicationEvent.objects.select_related("words").order_by("sequence").iterator(1000):
        place = f"Event {event.sequence}"
        if event.sequence != expected:
            yield f"{place} follows where {expected} should stand: an event is missing."
        if event.previous != previous:
            yield f"{place} does not follow the one before it."
        if event.hash != event_hash(event):
            yield f"{place} was changed after it was written."
        words = getattr(event, "words", None)
        if words is not None and text_digest(words.salt, words.text) != event.text_digest:
            yield f"The words of event {event.sequence} were changed."
        if event.number != numbers.get(event.application_id, 0) + 1:
            yield f"{place} has the wrong number within its application."
        if noted is not None and event.sequence == noted.sequence:
            met = True
            if event.hash != noted.hash:
                yield f"{place} is not the one that was noted."
        numbers[event.application_id] = event.number
        if event.to_state:
            states[event.application_id] = event.to_state
        expected, previous = event.sequence + 1, event.hash
    if not met:
        yield f"Event {noted.sequence if noted else 0} was noted, and is no longer there: the end was cut off."
    yield from _against_rows(numbers, states)


def _against_rows(numbers: dict[int, int], states: dict[int, str]) -> Iterator[str]:
    """What the applications themselves say has to agree with their events."""
    for pk, version, state in Application.objects.values_list("pk", "version", "state").iterator(1000):
        if version != numbers.get(pk, 0):
            yield f"Application {pk} has {numbers.get(pk, 0)} events and says {version}."
        if state != states.get(pk, State.DRAFT):
            yield f"Application {pk} stands in a state no event led to."
