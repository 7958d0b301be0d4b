"""The events of an application in words: what happened, by whom, which words go with it, which message went out.

Events are read once for a page (`load`); its sections pick from them. A coordinator reads the words of the substance of
an application, not the correspondence with the applicant.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, prefetch_related_objects
from django.utils.translation import gettext, pgettext

from cicc_site.templatetags.site_tags import date_text
from members import permissions
from members.applications import answers, checklist
from members.applications.checklist import Finding, Item
from members.applications.states import ActorKind, EventKind, State
from members.models import Application, ApplicationEvent, OpinionCode, OutboxMessage, ReviewCycle, User

# Whose words everybody reads who may read the application; officers read those of all kinds.
FOR_ALL = frozenset(
    {
        EventKind.ASKED,
        EventKind.ANSWERED,
        EventKind.NOTE,
        EventKind.TRANSLATION_NOTE,
        EventKind.CHECKED,
        EventKind.RESUMED,
        EventKind.REVIEWED_AGAIN,
        EventKind.MADE_READY,
        EventKind.DECLINED,
        EventKind.DEFERRED,
        EventKind.REVERSED,
    }
)
# Events whose subject names a row, such as "user:5".
NAMING: dict[EventKind, tuple[str, type[Model]]] = {
    EventKind.ASSIGNED: ("user", User),
    EventKind.CYCLE_SET: ("cycle", ReviewCycle),
}
CORRESPONDENCE = (
    EventKind.ASKED,
    EventKind.ANSWERED,
    EventKind.MESSAGE_TO_APPLICANT,
    EventKind.MESSAGE_FROM_APPLICANT,
)


@dataclass(frozen=True)
class Told:
    """An event as the page shows it. detail: what it is about, from its subject. text: its words; None where there are
    none or they are not for this reader. erased: there were words once. mail: the number of the message that went."""

    event: ApplicationEvent
    detail: str
    text: str | None
    erased: bool
    mail: int | None

    @property
    def from_applicant(self) -> bool:
        return self.event.actor_kind == ActorKind.APPLICANT

    @property
    def direction(self) -> str:
        return answers.direction(self.text or "", "")


def load(application: Application) -> None:
    """Read the events of an application with their words and actors: `events_of` then asks nothing more."""
    events = ApplicationEvent.objects.select_related("actor", "words").order_by("number")
    prefetch_related_objects([application], Prefetch("events", queryset=events))


def events_of(application: Application) -> list[ApplicationEvent]:
    return sorted(application.events.all(), key=lambda event: event.number)


def may_read_words(user: Any, application: Application, event: ApplicationEvent) -> bool:
    """Whether the words of an event are for this person: officers all, others of the substance and their own."""
    return permissions.may_work_on(user, application) or event.kind in FOR_ALL or event.actor_id == user.pk


def told(user: Any, application: Application, events: Iterable[ApplicationEvent]) -> list[Told]:
    """Tell events in words. At most three queries: the messages that went, the people and the cycles
    that subjects speak of."""
    events = list(events)
    keys = [event.outbox_key for event in events if event.outbox_key]
    officer = permissions.may_work_on(user, application)
    mails = (
        dict(OutboxMessage.objects.filter(key__in=keys).values_list("key", "pk")) if keys and officer else {}
    )
    names = _names(events)
    found = []
    for event in events:
        has_words = hasattr(event, "words")
        readable = may_read_words(user, application, event)
        found.append(
            Told(
                event,
                detail(event, names),
                event.words.text if has_words and readable else None,
                bool(event.text_digest) and not has_words,
                mails.get(event.outbox_key),
            )
        )
    return found


def detail(event: ApplicationEvent, names: dict[str, str]) -> str:
    """Say what an event is about, from the codes of its subject; "" where there is nothing to say. names: of the people
    and cycles that subjects speak of."""
    if event.kind in NAMING:
        return names.get(event.subject, gettext("Nobody") if event.kind == EventKind.ASSIGNED else "")
    if event.kind == EventKind.CHECKED:
        return _checked(event.subject)
    if event.kind == EventKind.CONSULTATION_MOVED:
        return date_text(dt.date.fromisoformat(event.subject.rpartition(":")[2]))
    if event.kind == EventKind.OPINION:
        code = event.subject.rpartition(":")[2]
        return str(OpinionCode(code).label) if code in OpinionCode.values else ""
    if event.kind == EventKind.TRANSLATION_NOTE:
        return dict(answers.subjects()).get(event.subject, "")
    if event.from_state and event.from_state != event.to_state:
        # The arrow points the way one reads.
        return pgettext("of an application", "%(before)s → %(after)s") % {
            "before": State(event.from_state).label,
            "after": State(event.to_state).label,
        }
    return ""


def _checked(subject: str) -> str:
    parts = subject.split(":")
    if (
        parts[0] == checklist.CHECK
        and len(parts) == 3
        and parts[1] in Item.values
        and parts[2] in Finding.values
    ):
        return f"{Item(parts[1]).label}: {Finding(parts[2]).label}"
    if parts[0] == checklist.DUPLICATE and parts[-1] == checklist.APART:
        return gettext("Another organization: not a duplicate")
    if parts[0] == checklist.DUPLICATE:
        return gettext("A possible duplicate again")
    return gettext("Messages: nothing to answer") if subject == checklist.NOTHING_TO_ANSWER else ""


def _names(events: Iterable[ApplicationEvent]) -> dict[str, str]:
    """{subject: name} of the people and cycles they speak of. A query for each of both that is there at all."""
    found: dict[str, str] = {}
    events = list(events)
    for kind, (word, model) in NAMING.items():
        numbers = {_number(event.subject.partition(":")[2]) for event in events if event.kind == kind} - {0}
        rows = model._default_manager.filter(pk__in=numbers) if numbers else []
        found |= {f"{word}:{row.pk}": str(row) for row in rows}
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
