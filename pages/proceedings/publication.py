"""What the public may see of the events of a case. Everything shown passes through `chronology`.

Unverified events stay inside; of an event verified in part only its date is
shown, as reported; nobody whose charges were declined stands beside confirmed charges; a result that did not
stand on appeal is shown with the appeal judgment or not at all.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cicc_site.dates import PartialDate
from members.enums import Verified
from pages.proceedings.codes import CONFIRMING, EventType, Result
from pages.proceedings.events import Event, Outcome

APPEAL_JUDGMENTS = {EventType.APPEAL_JUDGMENT, EventType.REPARATIONS_APPEAL}
CHANGING = {Result.REVERSED, Result.PARTLY_REVERSED}


def chronology(events: Iterable[Event]) -> list[Event]:
    """The public events of one case, oldest first; those without a date last."""
    every = list(events)
    declined = persons_declined(every)
    shown = [public_form(event, every, declined) for event in every if is_public(event)]
    return sorted(shown, key=lambda event: (event.date is None, event.date and event.date.first_day))


def is_public(event: Event) -> bool:
    if event.verified == Verified.PARTIAL:
        return event.date is not None
    return event.verified == Verified.YES


def public_form(event: Event, every: Sequence[Event], declined: set[str]) -> Event:
    if event.verified == Verified.PARTIAL:
        return reported(event)
    return with_appeals(without_declined(event, declined), every)


def reported(event: Event) -> Event:
    """Only the kind of event, whom it concerns, and a date marked as reported."""
    return Event(
        type=event.type,
        persons=event.persons,
        date=event.date,
        scheduled=event.scheduled,
        verified=event.verified,
        reported=True,
    )


def persons_declined(events: Iterable[Event]) -> set[str]:
    names: set[str] = set()
    for event in events:
        if event.result == Result.DECLINED:
            names.update(event.persons)
        names.update(outcome.person for outcome in event.outcomes if outcome.result == Result.DECLINED)
    return names


def without_declined(event: Event, declined: set[str]) -> Event:
    outcomes = tuple(
        replace(outcome, result="")
        if outcome.result in CONFIRMING and outcome.person in declined
        else outcome
        for outcome in event.outcomes
    )
    event = replace(event, outcomes=outcomes)
    if event.result not in CONFIRMING:
        return event
    remaining = tuple(name for name in event.persons if name not in declined)
    return replace(event, persons=remaining) if remaining else event.neutral


def with_appeals(event: Event, every: Sequence[Event]) -> Event:
    """Join to a result that no longer stands the day of the appeal judgment, or drop the result."""
    event = replace(event, outcomes=tuple(outcome_with_appeal(event, o, every) for o in event.outcomes))
    if not event.changed_on_appeal:
        return event
    judgments = {appeal_of(event, person, every) for person in event.persons}
    if len(judgments) != 1 or None in judgments:
        return replace(event.neutral, changed_on_appeal="")
    return replace(event, appeal=judgments.pop())


def outcome_with_appeal(event: Event, outcome: Outcome, every: Sequence[Event]) -> Outcome:
    if not outcome.changed_on_appeal:
        return outcome
    judgment = appeal_of(event, outcome.person, every)
    return replace(outcome, appeal=judgment) if judgment else Outcome(outcome.person)


def appeal_of(event: Event, person: str, every: Sequence[Event]) -> PartialDate | None:
    """The day of the later appeal judgment that changed something for this person."""
    for later in every:
        if (
            later.type in APPEAL_JUDGMENTS
            and later.verified == Verified.YES
            and later.date is not None
            and person in later.persons
            and (event.date is None or later.date.first_day >= event.date.first_day)
            and result_for(later, person) in CHANGING
        ):
            return later.date
    return None


def result_for(event: Event, person: str) -> str:
    for outcome in event.outcomes:
        if outcome.person == person:
            return outcome.result
    return event.result


def for_person(events: Iterable[Event], person: str) -> list[Event]:
    """What the public events say of one person; where results differ by person, only that person's."""
    own = []
    for event in events:
        if person not in event.persons:
            continue
        if event.by_person:
            outcome = next((o for o in event.outcomes if o.person == person), Outcome(person))
            own.append(event.for_person(outcome))
        else:
            own.append(replace(event, persons=(person,)))
    return own
