"""From lines of paper to running text: divided words, running lines, letters; and when a text is good enough."""

from __future__ import annotations

import pytest

from documents.extraction import quality, right_to_left
from documents.extraction.tidying import letters, tidied

LONG = "a line of running text that fills the whole width of its page from one side to the other"


def lines(*said: str) -> str:
    return tidied(["\n".join(said)], reflowed=True)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("the inter-", "national court", "the international court"),
        ("la compé-", "tence de la Cour", "la compétence de la Cour"),
        ("resolution ICC-", "ASP/2/Res.8", "resolution ICC-ASP/2/Res.8"),
        ("case ICC-01/04-", "01/06 was closed", "case ICC-01/04-01/06 was closed"),
        ("the non-", "State actors", "the non-State actors"),
        ("an old co-", "operation agreement", "an old co-operation agreement"),
        ("пред-", "ставители государств", "представители государств"),
    ],
)
def test_divided_words_are_put_together(first: str, second: str, joined: str) -> None:
    assert joined in lines(LONG, first, second, LONG).replace("\n\n", " ")


def test_a_compound_that_stands_elsewhere_keeps_its_stroke() -> None:
    said = lines(LONG, "the well-known case and another well-", "known one", LONG)
    assert "another well-known one" in said


def test_a_stroke_between_blanks_divides_nothing() -> None:
    assert "court -\n\nand" in lines("court -", "and", LONG, LONG, LONG)


def test_full_lines_are_one_paragraph_and_short_ones_end_it() -> None:
    assert lines(LONG, LONG, "to the end.", LONG, LONG) == f"{LONG} {LONG} to the end.\n\n{LONG} {LONG}"
    assert lines(LONG, "(a) " + LONG, "(b) " + LONG) == f"{LONG}\n\n(a) {LONG}\n\n(b) {LONG}"


def test_a_heading_that_runs_on_stays_once_and_numbers_go() -> None:
    pages = [
        f"ICC-ASP/2/Res.8\nPage {number} begins\n{LONG}\nand ends {number}\n- {number} -"
        for number in range(1, 6)
    ]
    text = tidied(pages, reflowed=True)
    assert text.count("ICC-ASP/2/Res.8") == 1
    assert "- 3 -" not in text
    assert text.count(LONG) == 5


def test_the_number_on_a_single_page_may_be_a_year() -> None:
    assert lines("The year", "2003").endswith("2003")


def test_a_share_at_the_end_of_a_page_is_no_page_number() -> None:
    pages = [f"{LONG}\nof them all {number}\n64 %.\n{number}" for number in range(1, 4)]
    text = tidied(pages, reflowed=True)
    assert text.count("64 %.") == 1  # as a line that runs on every page
    assert "64 %." in tidied([pages[0], LONG + "\n2", LONG + "\n3"], reflowed=True)


@pytest.mark.parametrize(
    ("shown", "typed"),
    [
        ("eﬃcient ﬁles", "efficient files"),
        ("ﻻ إﻟﻪ", "لا إله"),
        ("ﷲ", "الله"),
        ("ﱢ", "\u0650\u0651"),
        ("article 8² and ½", "article 8² and ½"),
        ("决定，第二号：甲；ＩＣＣ２。", "决定，第二号：甲；ICC2。"),
        ("⽂件", "文件"),
        ("می‌گوید", "می‌گوید"),
        ("in\u00advisible soft\u00ad\nhyphen", "invisible softhyphen"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("a\0b\ud800c\x0bd", "abc\nd"),
        ("Jose\u0301", "José"),
        ("non\u00a0breaking\u3000wide", "non breaking wide"),
    ],
)
def test_letters_as_they_are_typed(shown: str, typed: str) -> None:
    assert letters(shown) == typed


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("8.seR/2/PSA-CCI"[::-1] + " رارقلا", "القرار ICC-ASP/2/Res.8"),
        ("1,234 غلبم", "مبلغ 1,234"),
        ("٪25 ةبسن", "نسبة 25٪"),
        ("١٢٣ ددع", "عدد ١٢٣"),
        ("ICC- رارق", "قرار ICC-"),
        ("םולש 25%", "25% שלום"),
    ],
)
def test_lines_from_the_right(seen: str, read: str) -> None:
    assert right_to_left.logical(seen, base_rtl=True) == read


def test_an_arabic_name_in_an_english_line() -> None:
    assert right_to_left.logical("the ةيبرع ةملك word", base_rtl=False) == "the كلمة عربية word"


def test_brackets_as_they_look_are_turned() -> None:
    seen = "(12 ةداملا) صن"
    plain = right_to_left.logical(seen, base_rtl=True)
    assert right_to_left.names_brackets_as_they_look([plain])
    assert right_to_left.logical(seen, base_rtl=True, mirrored=True) == "نص (المادة 12)"


GOOD = (
    "The Assembly of States Parties adopted a resolution on the role of civil society in the work of the Court. "
    * 3
)


@pytest.mark.parametrize(
    ("text", "pages", "rtl", "good"),
    [
        (GOOD, 1, False, True),
        (GOOD, 30, False, False),
        (GOOD, 1, True, False),
        ("جمعية الدول الأطراف في نظام روما الأساسي للمحكمة الجنائية الدولية " * 5, 1, True, True),
        ("国际刑事法院缔约国大会通过了一项关于民间社会作用的决议" * 4, 1, False, True),
        ("यह दस्तावेज़ केवल प्रदर्शन के लिए है और इसकी संख्या बारह है। " * 4, 1, False, True),
        ("مُحَكَّمَةٌ لِلْعَدَالَةِ الدَّوْلِيَّةِ فِي نِظَامِ رُومَا " * 6, 1, True, True),
        (" ".join(GOOD.replace(" ", "")), 1, False, False),
        (GOOD.replace(" ", ""), 1, False, False),
        ("12.5 | 13.7 | 44 % | 2003 | 1,234.00\n" * 20, 1, False, False),
        (GOOD.replace("e", "\ue000"), 1, False, False),
        ("", 1, False, False),
    ],
)
def test_good_enough_to_be_read(text: str, pages: int, rtl: bool, good: bool) -> None:
    assert quality.is_readable(text, pages, right_to_left=rtl) is good


def test_a_stamp_on_every_page_is_no_text() -> None:
    assert quality.is_empty("ICC-01\fICC-01\fICC-01", 30)
    assert not quality.is_empty("One", 0)
