"""Every event of every case in the four languages, as it stands in pages/content/court/cases.yaml.

The events come straight from the file, so that a wrong one is found before it is loaded.
"""

import re
from dataclasses import dataclass

import pytest
from django.utils import translation

from members.enums import Verified
from pages.loading import cases as loading
from pages.loading.files import read
from pages.proceedings import rendering
from pages.proceedings.codes import (
    CONFIRMING,
    EventType,
    Result,
)
from pages.proceedings.events import Event
from pages.proceedings.publication import chronology, for_person
from tests.collecting import collecting
from tests.pages.events import CONFIRMED, everything, plain

LANGUAGES = ("en", "es", "fr", "ar")
ARABIC = re.compile(r"[\u0621-\u064a]")
ALL_CHARGES = re.compile(
    r"all charges|todos los cargos|toutes les charges|جميع التهم|كل التهم", re.IGNORECASE
)
# In words, not only in codes: what a reader must not meet where nothing is decided.
DECIDED = re.compile(
    r"conviction|acquittal|confirmed|condena|absolución|confirmad|culpabilité|acquittement|confirmée|إدانة|تبرئة|اعتُمدت"
)
# The count of the source: a case or an event that gets lost is noticed here.
CASES, PERSONS, EVENTS = 46, 74, 228


@dataclass(frozen=True)
class Case:
    id: str
    names: dict[str, str]
    events: list[Event]


def every_case() -> list[Case]:
    found = []
    for row in read(loading.CASES)["cases"]:
        names = {person["name"]: person.get("shown_as", person["name"]) for person in row["persons"]}
        events = [loading.event_row(event, {}).as_event(names) for event in row["events"]]
        found.append(Case(row["id"], names, events))
    return found


ALL = every_case()


def test_nothing_of_the_source_is_lost() -> None:
    assert len(ALL) == CASES
    assert sum(len(case.names) for case in ALL) == PERSONS
    assert sum(len(case.events) for case in ALL) == EVENTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("looks_right", ["reads_in_its_language", "keeps_the_rules"])
def test_every_event_of_every_case(looks_right: str, language: str) -> None:
    check = {"reads_in_its_language": reads_in_its_language, "keeps_the_rules": keeps_the_rules}[looks_right]
    with collecting() as walk:
        for case in ALL:
            for number, event in enumerate(case.events):
                with walk.at(case.id, number, event.type, language):
                    check(case, event, language)
    assert walk.steps == EVENTS


def reads_in_its_language(_case: Case, event: Event, language: str) -> None:
    with translation.override("en"):
        english = plain(rendering.line(event.common))
    with translation.override(language):
        line = plain(rendering.line(event.common))
        told = everything(event)
    for name in event.persons:
        assert name in line
    assert "%(" not in told
    assert not ALL_CHARGES.search(told)
    if language != "en":
        assert line != english
    if language == "ar":
        assert ARABIC.search(line)
        assert not re.search(r"[a-z]{3}", re.sub("|".join(map(re.escape, event.persons)), "", told))


def keeps_the_rules(case: Case, event: Event, language: str) -> None:
    """What is shown of an event."""
    shown = [public for public in chronology(case.events) if same_event(public, event)]
    if event.verified == Verified.NO or (event.verified == Verified.PARTIAL and event.date is None):
        assert shown == []
        return
    (public,) = shown
    with translation.override(language):
        text = rendering.render(public)
        told = everything(public)
        if event.date:
            assert event.date.text(language) in text.when
        if event.verified == Verified.PARTIAL:
            assert event.date is not None
            assert text.when != event.date.text(language)
            assert not public.result
            assert not public.by_person
            assert not DECIDED.search(plain(text.line))
        if event.scheduled and event.date:
            assert text.when != event.date.text(language)
        if not event.result and not event.by_person and event.type != EventType.NOTICE_OF_APPEAL:
            assert not CONFIRMED.search(told)
        for outcome in text.outcomes:
            (row,) = [o for o in event.outcomes if (o.person,) == outcome.event.persons]
            assert outcome.event.result == row.result
        if event.changed_on_appeal:
            assert public.appeal is not None
            assert public.appeal.text(language) in told
        for row in public.outcomes:
            if row.changed_on_appeal:
                assert row.appeal is not None
                assert row.appeal.text(language) in told


def same_event(public: Event, event: Event) -> bool:
    return (public.type, public.date, public.persons) == (event.type, event.date, event.persons)


def test_declined_and_confirmed_never_meet_in_the_data() -> None:
    met = 0
    for case in ALL:
        public = chronology(case.events)
        for name in case.names.values():
            results = {event.result for event in for_person(public, name)}
            if Result.DECLINED in results:
                met += 1
                assert not results & CONFIRMING
    assert met == 4
