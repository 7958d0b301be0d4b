"""How events are worded in four languages: every code, names and numbers that agree, names kept apart."""

from collections import Counter

import pytest
from django.utils import translation

from pages.proceedings import rendering
from pages.proceedings.codes import (
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
from pages.proceedings.wording import WORDINGS
from tests.pages.events import event, plain


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
