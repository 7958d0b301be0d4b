"""Every event of every case in the four languages, and the rules of publication one by one.

The events come straight from pages/content/court/cases.yaml, so that a wrong file is found before it is loaded.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import translation

from cicc_site.dates import PartialDate
from members.enums import Verified
from pages.loading import cases as loading
from pages.loading.files import read
from pages.proceedings import rendering
from pages.proceedings.codes import (
    CONFIRMING,
    Appellant,
    ChangedOnAppeal,
    Consequence,
    Crime,
    EventType,
    PersonStatus,
    Result,
    Stage,
    Subject,
)
from pages.proceedings.events import Event, Outcome
from pages.proceedings.publication import chronology, for_person, is_public
from pages.proceedings.wording import WORDINGS

LANGUAGES = ("en", "es", "fr", "ar")
ISOLATES = re.compile("[\u2068\u2069]")
ARABIC = re.compile(r"[\u0621-\u064a]")
ALL_CHARGES = re.compile(
    r"all charges|todos los cargos|toutes les charges|جميع التهم|كل التهم", re.IGNORECASE
)
# In words, not only in codes: what a reader must not meet where nothing is confirmed or decided.
CONFIRMED = re.compile(r"charges confirmed|cargos confirmados|charges confirmées|اعتُمدت تهم")
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
WALK = [
    pytest.param(case, event, language, id=f"{case.id}-{number}-{event.type}-{language}")
    for case in ALL
    for number, event in enumerate(case.events)
    for language in LANGUAGES
]


def plain(text: object) -> str:
    return ISOLATES.sub("", str(text))


def everything(event: Event) -> str:
    """All that a reader is told of an event."""
    shown = rendering.render(event)
    parts = [shown.when, shown.line, *shown.details]
    for outcome in shown.outcomes:
        parts += [outcome.line, *outcome.details]
    return plain(" | ".join(str(part) for part in parts))


def test_nothing_of_the_source_is_lost() -> None:
    assert len(ALL) == CASES
    assert sum(len(case.names) for case in ALL) == PERSONS
    assert sum(len(case.events) for case in ALL) == EVENTS
    assert len(WALK) == EVENTS * len(LANGUAGES)


@pytest.mark.parametrize(("case", "event", "language"), WALK)
def test_every_event_reads_in_every_language(case: Case, event: Event, language: str) -> None:
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


@pytest.mark.parametrize(("case", "event", "language"), WALK)
def test_what_is_shown_of_an_event_keeps_the_rules(case: Case, event: Event, language: str) -> None:
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


# --- Each rule with an event made for it -----------------------------------------------------------------

CHUNG, DIALLO = "Ana Chung", "Baba Diallo"


def event(kind: str, day: str = "2020-05-04", **values: Any) -> Event:
    values.setdefault("persons", (CHUNG, DIALLO))
    return Event(type=kind, date=PartialDate.parse(day), **values)


def test_an_unverified_event_is_not_shown() -> None:
    assert chronology([event(EventType.WARRANT, verified=Verified.NO)]) == []
    assert chronology([event(EventType.WARRANT)]) != []


def test_an_event_without_a_date_is_shown_only_when_verified() -> None:
    undated = Event(type=EventType.TERMINATION, persons=(CHUNG,), result=Result.TERMINATED_DEATH)
    assert is_public(undated)
    assert not is_public(Event(type=EventType.TERMINATION, persons=(CHUNG,), verified=Verified.PARTIAL))


def test_a_partly_verified_event_shows_a_reported_date_and_nothing_else() -> None:
    judgment = event(
        EventType.TRIAL_JUDGMENT, result=Result.CONVICTION, counts=3, verified=Verified.PARTIAL, unsealed=None
    )
    (shown,) = chronology([judgment])
    text = rendering.render(shown)
    assert text.when == "reported: 4 May 2020"
    assert plain(text.line) == "Trial judgment in the case of Ana Chung and Baba Diallo"
    assert [str(detail) for detail in text.details] == ["The date is reported; it has not been verified."]


def test_a_result_by_person_never_becomes_a_common_one() -> None:
    decision = event(
        EventType.CONFIRMATION, outcomes=(Outcome(CHUNG, Result.CONFIRMED), Outcome(DIALLO, Result.DECLINED))
    )
    text = rendering.render(chronology([decision])[0])
    assert plain(text.line) == "Decision on the confirmation of charges concerning Ana Chung and Baba Diallo"
    assert [plain(outcome.line) for outcome in text.outcomes] == [
        "Confirmation of charges: charges confirmed against Ana Chung",
        "Confirmation of charges: no charge confirmed against Baba Diallo",
    ]


def test_a_common_result_beside_results_by_person_is_not_shown() -> None:
    decision = event(
        EventType.CONFIRMATION,
        result=Result.CONFIRMED,
        outcomes=(Outcome(CHUNG, Result.CONFIRMED), Outcome(DIALLO, Result.DECLINED)),
    )
    assert not CONFIRMED.search(plain(rendering.render(decision).line))


def test_a_person_without_a_result_among_others_gets_none() -> None:
    decision = event(EventType.CONFIRMATION, outcomes=(Outcome(CHUNG, Result.CONFIRMED), Outcome(DIALLO)))
    (own,) = for_person(chronology([decision]), DIALLO)
    assert not own.result


@pytest.mark.parametrize("result", sorted(CONFIRMING))
def test_nobody_declined_stands_beside_confirmed_charges(result: str) -> None:
    declined = event(EventType.CONFIRMATION, persons=(DIALLO,), result=Result.DECLINED)
    for_both = event(EventType.CONFIRMATION, "2021-05-04", result=result)
    for_one = event(EventType.CONFIRMATION, "2022-05-04", persons=(DIALLO,), result=result)
    by_person = event(
        EventType.CONFIRMATION, "2023-05-04", outcomes=(Outcome(DIALLO, result), Outcome(CHUNG, result))
    )
    shown = chronology([declined, for_both, for_one, by_person])
    assert shown[1].persons == (CHUNG,)
    assert not shown[2].result
    assert [outcome.result for outcome in shown[3].outcomes] == ["", result]
    assert {own.result for own in for_person(shown, DIALLO)} == {Result.DECLINED, ""}


def test_a_declined_result_protects_even_when_it_is_not_public() -> None:
    declined = event(EventType.CONFIRMATION, persons=(DIALLO,), result=Result.DECLINED, verified=Verified.NO)
    (shown,) = chronology([declined, event(EventType.CONFIRMATION, result=Result.CONFIRMED)])
    assert shown.persons == (CHUNG,)


def fallen() -> Event:
    return event(
        EventType.TRIAL_JUDGMENT,
        persons=(CHUNG,),
        result=Result.CONVICTION,
        changed_on_appeal=ChangedOnAppeal.REVERSED,
    )


def appeal(**values: Any) -> Event:
    values = {"persons": (CHUNG,), "result": Result.REVERSED, "subject": Subject.CONVICTION, **values}
    return event(EventType.APPEAL_JUDGMENT, "2022-06-08", **values)


def test_a_fallen_result_is_shown_with_the_appeal_judgment() -> None:
    text = rendering.render(chronology([fallen(), appeal()])[0])
    assert plain(text.line) == "Trial judgment: conviction of Ana Chung"
    assert [str(detail) for detail in text.details] == [
        "The appeal judgment of 8 June 2022 set this decision aside."
    ]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param([], id="no appeal judgment"),
        pytest.param([appeal(verified=Verified.PARTIAL)], id="not verified"),
        pytest.param([appeal(persons=(DIALLO,))], id="of another person"),
        pytest.param([appeal(result=Result.UPHELD)], id="that changed nothing"),
    ],
)
def test_a_fallen_result_without_its_appeal_judgment_is_not_shown(others: list[Event]) -> None:
    shown = next(
        public for public in chronology([fallen(), *others]) if public.type == EventType.TRIAL_JUDGMENT
    )
    assert not shown.result
    assert plain(rendering.line(shown)) == "Trial judgment in the case of Ana Chung"


def test_a_fallen_result_of_one_person_is_hidden_for_that_person_only() -> None:
    sentence = event(
        EventType.SENTENCE,
        outcomes=(
            Outcome(CHUNG, sentence_years=9, changed_on_appeal=ChangedOnAppeal.REVERSED),
            Outcome(DIALLO, sentence_years=7),
        ),
    )
    (alone,) = chronology([sentence])
    assert [outcome.sentence_years for outcome in alone.outcomes] == [None, 7]
    with_appeal = chronology([sentence, appeal()])[0]
    assert [outcome.sentence_years for outcome in with_appeal.outcomes] == [9, 7]
    assert "8 June 2022" in everything(with_appeal)


def test_a_title_never_carries_a_fallen_result() -> None:
    assert "conviction" not in plain(rendering.title(chronology([fallen(), appeal()])[0]))
    assert "conviction" in plain(rendering.title(event(EventType.TRIAL_JUDGMENT, result=Result.CONVICTION)))


def test_a_scheduled_event_reads_as_scheduled() -> None:
    hearing = event(EventType.CONFIRMATION_HEARING, scheduled=True)
    text = rendering.render(chronology([hearing])[0])
    assert text.when == "scheduled for 4 May 2020"
    assert [str(detail) for detail in text.details] == [
        "The day was set; whether it was kept is not recorded."
    ]
    with pytest.raises(ValueError, match="dated sentence"):
        rendering.sentence(hearing)


@pytest.mark.parametrize(("day", "expected"), [("2017", "2017"), ("2017-03", "March 2017")])
def test_a_date_keeps_its_precision(day: str, expected: str) -> None:
    hearing = event(EventType.REPARATIONS_HEARING, day)
    assert rendering.when(hearing) == expected
    with pytest.raises(ValueError, match="known to the day"):
        rendering.sentence(hearing)


# --- Language ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_every_wording_and_every_code_is_translated(language: str) -> None:
    def texts() -> dict[str, str]:
        persons = {"persons": "P", "count": 2, "date": "D", "duration": "T", "case": "C"}
        found = {
            f"{key}{part}": getattr(wording, part) % persons
            for key, wording in WORDINGS.items()
            for part in ("line", "sentence")
        }
        lists = (
            Appellant,
            ChangedOnAppeal,
            Consequence,
            Crime,
            EventType,
            PersonStatus,
            Result,
            Stage,
            Subject,
        )
        return found | {f"{codes.__name__}.{code.name}": str(code.label) for codes in lists for code in codes}

    with translation.override("en"):
        english = texts()
    with translation.override(language):
        translated = texts()
    assert len(english) > 200
    assert [key for key, text in translated.items() if text == english[key]] == []
    assert [key for key, text in translated.items() if not text.strip()] == []


def test_every_kind_of_event_has_a_neutral_wording() -> None:
    kinds = Counter(key.type for key in WORDINGS if key[1:] == ("", "", "", ""))
    assert set(kinds) == set(EventType)


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", ("Ana", "Baba", "Chen"), "Warrants of arrest for Ana, Baba and Chen"),
        ("en", ("Ana",), "Warrant of arrest for Ana"),
        ("es", ("Ana", "Ines"), "Órdenes de detención contra Ana e Ines"),
        ("es", ("Ana", "Hielo"), "Órdenes de detención contra Ana y Hielo"),
        ("fr", ("Ana",), "Mandat d’arrêt contre Ana"),
        ("ar", ("Ana", "Baba"), "أمران بالقبض على Ana وBaba"),
        ("ar", ("Ana", "Baba", "Chen"), "أوامر بالقبض على Ana وBaba وChen"),
    ],
)
def test_names_and_numbers_agree(language: str, names: tuple[str, ...], expected: str) -> None:
    with translation.override(language):
        assert plain(rendering.line(event(EventType.WARRANT, persons=names))) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Ali", "Mise en liberté d’Ali"), ("Joseph", "Mise en liberté de Joseph")]
)
def test_french_elides_before_a_vowel(name: str, expected: str) -> None:
    with translation.override("fr"):
        assert plain(rendering.line(event(EventType.RELEASE, persons=(name,)))) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "The sentence was reduced by 3 years and 8 months."),
        ("es", "La pena se redujo en 3 años y 8 meses."),
        ("fr", "La peine a été réduite de 3 ans et 8 mois."),
        ("ar", "خُفضت العقوبة بمقدار 3 سنوات و8 أشهر."),
    ],
)
def test_lengths_of_sentences_use_the_right_plural(language: str, expected: str) -> None:
    review = event(EventType.SENTENCE_REVIEW, result=Result.REDUCED, reduced_by_months=44)
    with translation.override(language):
        assert [plain(detail) for detail in rendering.details(review)] == [expected]


def test_markup_escapes_names_and_isolates_them() -> None:
    text = rendering.line(event(EventType.RELEASE, persons=("<b>Eve</b>",)))
    assert text.html == "Release of <bdi>&lt;b&gt;Eve&lt;/b&gt;</bdi>"
    assert str(text) == "Release of <b>Eve</b>"
    with translation.override("ar"):
        assert "\u2068<b>Eve</b>\u2069" in str(text)
