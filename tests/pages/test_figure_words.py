"""Figures in words: the right plural form and the right digits in each language, whatever the number."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from cicc_site import languages, numbers
from cicc_site.dates import PartialDate
from members.figures import Figure
from pages.figures import known, wording
from pages.figures.tokens import Form, Token
from pages.figures.typed import typed_figures
from pages.figures.wording import Noun

NUMBERS = (0, 1, 2, 3, 11, 100, 125)
STATES = {
    "en": ["0 States Parties", "1 State Party", *(f"{n} States Parties" for n in NUMBERS[2:])],
    "es": ["0 Estados Partes", "1 Estado Parte", *(f"{n} Estados Partes" for n in NUMBERS[2:])],
    "fr": ["0 État Partie", "1 État Partie", *(f"{n} États Parties" for n in NUMBERS[2:])],
    "ar": [
        "لا دول أطراف",
        "دولة طرف واحدة",
        "دولتان طرفان",
        "3 دول أطراف",
        "11 دولة طرفًا",
        "100 دولة طرف",
        "125 دولة طرفًا",
    ],
}
NOUNS = {name: noun for name, noun in vars(wording).items() if isinstance(noun, Noun)}
WHEN = PartialDate(date(2026, 10, 2))


def counted(monkeypatch: pytest.MonkeyPatch, value: int | None, **kept: object) -> None:
    """Let every figure have this value, as if the registers said so."""
    figure = Figure(value, WHEN if value is not None else None, **kept)  # type: ignore[arg-type]
    monkeypatch.setattr(known.Tally, "figure", lambda self, key: figure)


def test_every_language_of_the_site_is_counted_here() -> None:
    assert STATES.keys() == set(languages.codes())


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [(code, n, words) for code, forms in STATES.items() for n, words in zip(NUMBERS, forms, strict=True)],
)
def test_states_parties_read_right(language: str, number: int, words: str) -> None:
    assert wording.STATES_PARTIES.text(number, language) == words


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("noun", NOUNS.values(), ids=NOUNS)
def test_every_noun_has_words_of_each_language_for_each_number(noun: Noun, language: str) -> None:
    for number in (*NUMBERS, 2500):
        text = noun.text(number, language)
        said_by_the_noun = language == "ar" and number in (0, 1, 2)
        assert (numbers.whole(number, language) in text) != said_by_the_noun, text
        if language == "ar":
            assert not any("a" <= letter <= "z" for letter in text.lower()), text
    assert noun.text(None, language)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "2,500"), ("es", "2500"), ("fr", "2\N{NARROW NO-BREAK SPACE}500"), ("ar", "2500")],
)
def test_thousands_are_set_apart_as_readers_expect(
    monkeypatch: pytest.MonkeyPatch, language: str, written: str
) -> None:
    counted(monkeypatch, 2500)
    assert Token("organizations", Form.NUMBER).text(language) == written
    assert Token("organizations").text(language).startswith(f"{written} ")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.WORDS, "125 دولة طرفًا"),
        (Form.NUMBER, "125"),
        (Form.DATED, "125 دولة طرفًا (حتى 2 تشرين الأول/أكتوبر 2026)"),
        (Form.DATE, "2 تشرين الأول/أكتوبر 2026"),
    ],
)
def test_the_language_is_that_of_the_text_whatever_is_active(
    monkeypatch: pytest.MonkeyPatch, form: Form, text: str
) -> None:
    counted(monkeypatch, 125)
    with override("fr"):
        assert Token("states_parties", form).text("ar") == text


def test_the_narrowed_figures_say_where() -> None:
    for code in languages.codes():
        places = [
            wording.words(figure.noun, figure.place, 3, code)
            for figure in known.KNOWN.values()
            if figure.place
        ]
        assert len(set(places)) == len(places) == 10
        if code != "en":
            assert not any(" in the " in text or " among " in text for text in places)


def test_a_figure_of_the_coalition_is_as_old_as_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    counted(monkeypatch, 2500, about=True)
    assert (
        Token("organizations", Form.DATED).text("en") == "2,500 member organizations (about 2 October 2026)"
    )


def test_machines_read_number_and_date(monkeypatch: pytest.MonkeyPatch) -> None:
    counted(monkeypatch, 1500)
    assert (
        Token("cases").html("en")
        == '<bdi><data value="1500" title="as of 2 October 2026">1,500 cases</data></bdi>'
    )
    assert Token("cases", Form.DATED).html("fr") == (
        '<bdi><data value="1500" title="au 2 octobre 2026">1\N{NARROW NO-BREAK SPACE}500 affaires</data> '
        '(au <time datetime="2026-10-02">2 octobre 2026</time>)</bdi>'
    )
    assert Token("cases", Form.DATE).html("en") == '<time datetime="2026-10-02">2 October 2026</time>'


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (Form.WORDS, "<bdi>several States Parties in Africa</bdi>"),
        (Form.NUMBER, "<bdi>several</bdi>"),
        (Form.DATED, "<bdi>several States Parties in Africa</bdi>"),
        (Form.DATE, "a date not yet known"),
    ],
)
def test_without_a_value_the_sentence_still_reads(
    monkeypatch: pytest.MonkeyPatch, form: Form, text: str
) -> None:
    counted(monkeypatch, None)
    token = Token("states_parties_region_africa", form)
    assert token.html("en") == text
    assert not token.has_value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There are 125 States Parties."),
        ("en", "It has 2,500 member organizations in Africa."),
        ("en", "of 46 open cases"),
        ("es", "Son 125 Estados Partes."),
        ("es", "2.500 organizaciones"),
        ("fr", "Il y a 125 États Parties."),
        ("fr", "2\N{NARROW NO-BREAK SPACE}500 organisations membres"),
        ("ar", "وهي 125 دولة طرفًا."),
        ("ar", "2500 منظمة"),
    ],
)
def test_a_typed_figure_is_found(language: str, text: str) -> None:
    assert len(typed_figures(text, language)) == 1


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 2009 it had 2,500 organizations."),
        ("en", "Text of about 2009\nIt has 2,500 organizations."),
        ("en", "Article 125: countries may sign. ICC-01/04 cases. 18 judges."),
        ("fr", "En 2009, 150 pays."),
        ("ar", "كان عددها 150 بلدًا في عام 2009."),
    ],
)
def test_what_is_dated_or_no_figure_of_ours_is_left_alone(language: str, text: str) -> None:
    assert typed_figures(text, language) == []
