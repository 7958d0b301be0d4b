"""What a file seems to be: languages in every script we meet, symbols as printed and as named, dates, titles."""

from __future__ import annotations

import pytest

from documents.guessing import dates, guesses, languages, symbols

# ruff: noqa: E501 - a text is easier to judge whole
TEXTS = {
    "en": "The Assembly of States Parties has decided that the report of the Court is to be made public.",
    "fr": "L'Assemblée des États Parties a décidé que le rapport de la Cour est rendu public pour les États.",
    "es": "La Asamblea de los Estados Partes ha decidido que el informe de la Corte se publique para los Estados.",
    "pt": "A Assembleia dos Estados Partes decidiu que o relatório seja publicado para os Estados que não são partes.",
    "de": "Die Versammlung hat beschlossen, dass der Bericht des Gerichtshofs für die Staaten und den Rat wird.",
    "sw": "Mahakama ya Kimataifa ya Jinai ni mahakama ya kudumu ambayo ina mamlaka ya kuhukumu watu kwa makosa ya jinai na haki.",
    "ar": "قررت جمعية الدول الأطراف أن ينشر تقرير المحكمة الجنائية الدولية مع مذكرة إلى جميع الدول الأطراف في النظام الأساسي للمحكمة",
    "fa": "مجمع دولت‌های عضو تصمیم گرفت که گزارش دیوان کیفری بین‌المللی همراه با یادداشتی برای همه دولت‌های عضو پیوسته منتشر گردد",
    "ru": "Ассамблея государств-участников постановила, что доклад Суда должен быть опубликован вместе с запиской для всех государств.",
    "uk": "Асамблея держав-учасниць вирішила, що доповідь Суду має бути опублікована для її організацій.",
    "el": "Η Συνέλευση των Κρατών Μερών αποφάσισε ότι η έκθεση του Δικαστηρίου θα δημοσιευθεί μαζί με σημείωμα.",
}  # fmt: skip


@pytest.mark.parametrize("code", TEXTS)
def test_the_language_of_a_text(code: str) -> None:
    assert languages.of_text(TEXTS[code]) == code


def test_what_is_too_short_or_mixed_is_no_language() -> None:
    assert languages.of_text("ICC-ASP/2/Res.8") == ""
    assert (
        languages.of_text(
            "Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor incididunt"
        )
        == ""
    )


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("ICC-ASP-2-Res8-ENG", ("en", "ICC-ASP-2-Res8")), ("report_es", ("es", "report")),
        ("Report (FRA)", ("fr", "Report ")), ("ICC-ASP-2-Res.8-A", ("ar", "ICC-ASP-2-Res.8")),
        ("Annex a", ("", "Annex a")), ("plain", ("", "plain")), ("law-kiswahili", ("sw", "law")),
    ],
)  # fmt: skip
def test_the_language_of_a_name(stem: str, expected: tuple[str, str]) -> None:
    assert languages.of_name(stem) == expected


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("see ICC-ASP/2/Res.8 of", "ICC-ASP/2/Res.8"), ("ICC-ASP/18/Res. 7", "ICC-ASP/18/Res.7"),
        ("No. ICC-01/04-01/06-2842", "ICC-01/04-01/06-2842"), ("RC/Res.6, annex", "RC/Res.6"),
        ("A/CONF.183/9", "A/CONF.183/9"), ("S/RES/1593 (2005)", "S/RES/1593 (2005)"), ("nothing here", ""),
    ],
)  # fmt: skip
def test_symbols_in_texts(text: str, symbol: str) -> None:
    assert symbols.in_text(text) == symbol


@pytest.mark.parametrize(
    ("stem", "symbol"),
    [
        ("ICC-ASP-2-Res8", "ICC-ASP/2/Res.8"), ("ICC-ASP-2-Res.8", "ICC-ASP/2/Res.8"), ("RC-Res.6", "RC/Res.6"),
        ("ICC-01-04-01-06-2842", "ICC-01/04-01/06-2842"), ("A-CONF.183-9", "A/CONF.183/9"), ("Annual report", ""),
    ],
)  # fmt: skip
def test_symbols_in_names(stem: str, symbol: str) -> None:
    assert symbols.in_name(stem) == symbol


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 11 September 2003, by", "2003-09-11"), ("le 1er juillet 2002", "2002-07-01"),
        ("9 de diciembre de 2010", "2010-12-09"), ("١١ أيلول/سبتمبر 2003", "2003-09-11"), ("June 2010", "2010-06"),
        ("2010-06-11", "2010-06-11"), ("31 February 2010", None), ("in 2010", None), ("1 May 2999", None),
    ],
)  # fmt: skip
def test_dates_in_texts(text: str, date: str | None) -> None:
    found = dates.in_text(text)
    assert (found.isoformat() if found else None) == date


def test_dates_in_names() -> None:
    found = [dates.in_name(stem) for stem in ("report 2010", "20101213-report", "2010-12", "99999")]
    assert [each.isoformat() if each else None for each in found] == ["2010", "2010-12-13", "2010-12", None]


def test_words_that_say_another_language_than_the_name_win_and_are_told() -> None:
    found = guesses.of_words("Rapport-ENG.pdf", TEXTS["fr"])
    assert (found.language, found.named) == ("fr", "en")


def test_nothing_is_guessed_of_nothing() -> None:
    assert guesses.of_words("1.pdf", "") == guesses.Guess(seen=True)
