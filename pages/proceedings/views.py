"""What templates show of persons and of a situation's dates, in the reader's language. No queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cicc_site.dates import PartialDate
from pages.proceedings.codes import EventType
from pages.proceedings.events import Event
from pages.proceedings.publication import for_person
from pages.proceedings.rendering import EventText, language, render

# The events that decide something on a person; the other steps stand in the chronology only.
DECISIVE = {
    EventType.ADMISSIBILITY,
    EventType.APPEAL_JUDGMENT,
    EventType.CONFIRMATION,
    EventType.LEAVE_TO_APPEAL_REFUSED,
    EventType.RELEASE,
    EventType.RESENTENCE,
    EventType.SENTENCE,
    EventType.SENTENCE_REVIEW,
    EventType.TERMINATION,
    EventType.TRIAL_JUDGMENT,
    EventType.WITHDRAWAL_OF_CHARGES,
}


class Person(Protocol):
    @property
    def public_name(self) -> str: ...
    @property
    def public_status(self) -> str: ...


@dataclass(frozen=True)
class PersonView:
    name: str
    status: str
    events: list[EventText]


@dataclass(frozen=True)
class DatedFact:
    label: str
    date: PartialDate
    text: str


def person_views(persons: Iterable[Person], public_events: Sequence[Event]) -> list[PersonView]:
    """Per person the decisions that concern it; dates that are only reported decide nothing."""
    return [
        PersonView(
            name=person.public_name,
            status=person.public_status,
            events=[
                render(event)
                for event in for_person(public_events, person.public_name)
                if event.type in DECISIVE and not event.reported
            ],
        )
        for person in persons
    ]


def dated_fact(label: str | Promise, date: PartialDate, reported: bool) -> DatedFact:
    text = date.text(language())
    return DatedFact(str(label), date, _("reported: %(date)s") % {"date": text} if reported else text)
