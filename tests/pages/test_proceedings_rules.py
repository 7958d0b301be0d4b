"""The rules of publication of an event, one by one, each with an event made for it."""

from typing import Any

import pytest

from members.enums import Verified
from pages.proceedings import rendering
from pages.proceedings.codes import (
    CONFIRMING,
    ChangedOnAppeal,
    EventType,
    Result,
    Subject,
)
from pages.proceedings.events import Event, Outcome
from pages.proceedings.publication import chronology, for_person, is_public
from tests.pages.events import CHUNG, CONFIRMED, DIALLO, event, everything, plain


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
