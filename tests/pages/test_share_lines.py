"""Text on share images: read in the right order, joined where its script joins, alike however it is shaped."""

from __future__ import annotations

import io
import unicodedata
from functools import partial
from typing import Any

import pytest
from bidi import get_display
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, features

from cicc_site import faces
from cicc_site.faces import Face, clusters
from cicc_site.languages import Direction
from pages.sharing import drawing, shaping
from pages.sharing.lines import ELLIPSIS, Run, fitted, open_isolates, runs, shortened, wrapped
from pages.sharing.shaping import OutlineShaper, RaqmShaper, Shaper

BOTH: list[Shaper] = [RaqmShaper(), OutlineShaper()]
SIZE, WEIGHT = 60, 600
LINES: list[tuple[str, Direction]] = [
    ("Warrants of arrest, affirmed", "ltr"),
    ("L’Assemblée des États Parties : « œuvre »", "ltr"),
    ("المحكمة الجنائية الدولية", "rtl"),
    ("لا يُعدّ الأمر بالقبض إثباتًا للذنب.", "rtl"),
    ("المدعي العام ضد توماس لوبانغا (Thomas Lubanga)", "rtl"),
    ("حكم الاستئناف ICC-01/04-01/06 A5", "rtl"),
    ("Decision on «المحكمة» (2012)", "ltr"),
]
# Letters of both directions, digits, marks, brackets and signs whose place depends on what stands around them.
LETTERS = "abGéابتمكلا ,.()[]«»-/:;1234 ،؟\u064e\u0651%+’“”–·٣\u2066\u2067\u2068\u2069"


def is_mark(sign: str) -> bool:
    return unicodedata.bidirectional(sign) == "NSM"


def marks_sit(text: str) -> bool:
    """Whether every mark has a letter to sit on, as `drawable` sees to."""
    return not any(
        is_mark(mark) and before in faces.STEERING
        for before, mark in zip("\u2068" + text, text, strict=False)
    )


def ends_in_a_blank(text: str) -> bool:
    """No line does: blanks are where lines are broken."""
    return text.rstrip(faces.STEERING).endswith(" ")


texts = st.text(LETTERS, min_size=1, max_size=24).filter(
    lambda text: marks_sit(text) and not ends_in_a_blank(text)
)


def ids(value: object) -> str:
    return type(value).__name__ if not isinstance(value, str) else ascii(value)[:20]


def binary(mask: Image.Image) -> Image.Image:
    return mask.point(lambda ink: 255 if ink > 127 else 0)


def area(mask: Image.Image) -> int:
    return binary(mask).histogram()[255]


def overlap(one: Image.Image, other: Image.Image) -> float:
    """How much of the ink of either is ink of both."""
    size = (max(one.width, other.width), max(one.height, other.height))
    sheets = []
    for mask in (one, other):
        sheet = Image.new("L", size)
        sheet.paste(binary(mask), (0, 0))
        sheets.append(sheet)
    return area(ImageChops.darker(*sheets)) / max(1, area(ImageChops.lighter(*sheets)))


# --- The order of a line ---------------------------------------------------------------------------------


@given(texts, st.sampled_from(["ltr", "rtl"]))
@example("حالة 2012-03-14، (Lubanga)", "rtl")
@example("قضية · ICC-01/04-01/06", "rtl")
@example("(", "rtl")
@example("في قضية \u2068Rodrigo Roa", "rtl")
def test_runs_stand_in_the_order_of_the_bidirectional_algorithm(text: str, direction: Direction) -> None:
    parts = runs(text, direction)
    visual = "".join(part.text if part.direction == "ltr" else part.text[::-1] for part in parts)
    shut = text + "\u2069" * len(open_isolates(text))
    order = get_display(shut, base_dir=direction[0].upper())
    assert visual == "".join(sign for sign in order if sign not in faces.STEERING)
    for part in parts:
        strong = {unicodedata.bidirectional(letter) for letter in part.text}
        assert not strong & ({"AL", "R"} if part.direction == "ltr" else {"L", "EN", "AN"})
        assert {faces.face_of(cluster[0]) for cluster in clusters(part.text)} == {part.face}


def test_a_case_number_keeps_its_order_in_arabic() -> None:
    found = runs("قضية (ICC-01/04-01/06) 2012", "rtl")
    assert [part.text for part in found if part.direction == "ltr"] == ["2012", "ICC-01/04-01/06"]
    assert found[-1].text == "قضية"


@pytest.mark.parametrize("shaper", BOTH, ids=ids)
def test_brackets_are_mirrored_in_arabic(shaper: Shaper) -> None:
    opening = shaper.ink([Run("(", Face.SERIF, "rtl")], SIZE, WEIGHT, "ar")
    assert overlap(opening, shaper.ink([Run(")", Face.SERIF, "ltr")], SIZE, WEIGHT, "ar")) > 0.95
    assert overlap(opening, shaper.ink([Run("(", Face.SERIF, "ltr")], SIZE, WEIGHT, "ar")) < 0.5


# --- Two ways to shape -----------------------------------------------------------------------------------


def test_pillow_shapes_here_so_that_both_ways_are_compared() -> None:
    assert shaping.raqm_works()
    assert isinstance(shaping.best_shaper(), RaqmShaper)


@pytest.mark.parametrize(("text", "direction"), LINES, ids=ids)
def test_both_ways_leave_the_same_ink(text: str, direction: Direction) -> None:
    language = "ar" if direction == "rtl" else "fr"
    one, other = (shaper.ink(runs(text, direction), SIZE, WEIGHT, language) for shaper in BOTH)
    assert area(one) == pytest.approx(area(other), rel=0.03)
    assert overlap(one, other) > 0.93


@pytest.mark.parametrize(("text", "direction"), [line for line in LINES if line[1] == "rtl"], ids=ids)
@pytest.mark.parametrize("shaper", BOTH, ids=ids)
def test_letters_drawn_one_by_one_would_be_noticed(text: str, direction: Direction, shaper: Shaper) -> None:
    """What Pillow draws without Raqm: each letter in the form it has alone. The comparison above refuses it."""
    file = io.BytesIO(faces.data(Face.NASKH))
    font = ImageFont.truetype(file, SIZE, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([WEIGHT])
    word = max((part.text for part in runs(text, direction) if part.face == Face.NASKH), key=len)
    right = shaper.ink([Run(word, Face.NASKH, "rtl")], SIZE, WEIGHT, "ar")
    wrong = Image.new("L", (right.width * 3, right.height))
    ImageDraw.Draw(wrong).text((0, shaping.ASCENT * SIZE), word[::-1], fill=255, font=font, anchor="ls")
    assert overlap(right, wrong) < 0.6
    assert font.getlength(word[::-1]) > 1.1 * shaper.width(Run(word, Face.NASKH, "rtl"), SIZE, WEIGHT, "ar")


@pytest.mark.parametrize("shaper", BOTH, ids=ids)
def test_letters_join(shaper: Shaper) -> None:
    joined = shaper.width(Run("محكمة", Face.NASKH, "rtl"), SIZE, WEIGHT, "ar")
    apart = shaper.width(Run("م\u200cح\u200cك\u200cم\u200cة", Face.NASKH, "rtl"), SIZE, WEIGHT, "ar")
    assert joined < 0.95 * apart


def test_titles_break_at_the_same_words() -> None:
    titles = [
        (
            "ar",
            "تُعقد الدورة الثالثة والعشرون لجمعية الدول الأطراف في لاهاي، وتتناول الميزانية والتعاون والتكامل",
        ),
        (
            "ar",
            "المدعي العام ضد توماس لوبانغا دييلو (Thomas Lubanga Dyilo)، حكم الاستئناف ICC-01/04-01/06 A5",
        ),
        (
            "fr",
            "La Cour pénale internationale : soixante pays réunis à La Haye pour l’Assemblée des États Parties",
        ),
        ("es", "Informe anual sobre cooperación y complementariedad en América Latina y el Caribe " * 3),
        ("en", "Warrant of arrest"),
    ]
    for language, title in titles:
        script = drawing.script_of(language)
        found = [
            fitted(
                title.strip(),
                list(script.title_sizes),
                partial(drawing.measured, shaper, language, WEIGHT),
                drawing.ROOM,
            )
            for shaper in BOTH
        ]
        assert found[0] == found[1]


def test_without_raqm_the_wheel_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    shaping.raqm_works.cache_clear()
    monkeypatch.setattr(features, "check", lambda name: False)
    assert isinstance(shaping.best_shaper(), OutlineShaper)
    shaping.raqm_works.cache_clear()


def test_raqm_that_cannot_lay_out_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow may hold Raqm and lack FriBidi: it then refuses a direction, or quietly draws letter by letter."""

    def refuses(*args: Any, **kwargs: Any) -> float:
        raise KeyError("setting text direction, language or font features is not supported without libraqm")

    for answer in (refuses, lambda self, text, **kwargs: 10.0 * len(text.replace("\u200c", ""))):
        shaping.raqm_works.cache_clear()
        monkeypatch.setattr(ImageFont.FreeTypeFont, "getlength", answer)
        assert not shaping.raqm_works()
    shaping.raqm_works.cache_clear()


# --- What the faces can draw -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Plain – “text” : 12\N{NARROW NO-BREAK SPACE}%", "Plain – “text” : 12\N{NO-BREAK SPACE}%"),
        ("Mladić, Ngaïssona, Łódź", "Mladic, Ngaïssona, Lódz"),
        ("N\u0308 e\u0301", "N é"),
        ("Two\u2011part\u00ad word\u200b", "Two-part word"),
        ("News 🎉 here", "News here"),
        ("  a \n\t b  ", "a b"),
        ("الجنائية ٣", "الجنائية ٣"),
        ("საქართველო", None),
        ("判決", None),
        ("", ""),
        ("🎉", ""),
        ("\u0301", ""),
        ("\u2068\u200d\u2069", ""),
        ("12\u064e سَ", "12 سَ"),
    ],
    ids=ids,
)
def test_only_what_the_faces_have_is_drawn(text: str, drawn: str | None) -> None:
    assert faces.drawable(text) == drawn


@given(st.text(max_size=60))
def test_any_text_can_be_set(text: str) -> None:
    clean = faces.drawable(text)
    if not clean:
        return
    assert all(faces.has(sign) or sign in faces.JOINERS + faces.STEERING for sign in clean)
    for direction in ("ltr", "rtl"):
        parts = runs(clean, direction)
        assert sorted("".join(part.text for part in parts)) == sorted(
            sign for sign in clean if sign not in faces.STEERING
        )


# --- Lines -----------------------------------------------------------------------------------------------


def ten(text: str) -> float:
    """Every sign ten points wide."""
    return 10.0 * len(text)


def test_lines_break_between_words_and_long_words_inside() -> None:
    assert wrapped("one two three", ten, 70) == ["one two", "three"]
    assert wrapped("abcdefghij kl", ten, 40) == ["abcd", "efgh", "ij", "kl"]
    assert wrapped("ab\N{NO-BREAK SPACE}: cd", ten, 40) == ["ab\N{NO-BREAK SPACE}:", "cd"]
    assert wrapped("", ten, 40) == []


def test_a_name_broken_between_two_lines_keeps_its_direction_on_both() -> None:
    lines = wrapped("ضد \u2068Thomas (Lubanga)\u2069 مرة", ten, 110)
    assert lines == ["ضد \u2068Thomas\u2069", "\u2068(Lubanga)\u2069", "مرة"]
    assert [part.text for part in runs(lines[0], "rtl")] == ["Thomas", " ", "ضد"]
    assert [part.text for part in runs(lines[1], "rtl")] == ["(Lubanga)"]


def test_no_word_is_left_alone() -> None:
    assert fitted("one two three four five", [(10, 2)], lambda text, size: ten(text), 190).lines == [
        "one two three",
        "four five",
    ]


def test_what_is_left_out_leaves_an_ellipsis() -> None:
    assert shortened(["one two", "three"], 2, ten, 70) == ["one two", "three"]
    assert shortened(["one two", "three,", "four"], 2, ten, 70) == ["one two", f"three{ELLIPSIS}"]
    assert shortened(["one two", "three"], 1, ten, 70) == [f"one{ELLIPSIS}"]
    assert shortened(["abcdefg", "hij"], 1, ten, 70) == [f"abcdef{ELLIPSIS}"]


def test_an_ellipsis_stands_outside_a_name_that_was_cut() -> None:
    (line,) = shortened(["ضد \u2068Thomas Lubanga\u2069", "مرة"], 1, ten, 120)
    assert line == f"ضد \u2068Thomas\u2069{ELLIPSIS}"
    assert runs(line, "rtl")[0].text == ELLIPSIS, "the end of a line that is read from the right"


def test_the_largest_size_that_fits_is_taken() -> None:
    def width(text: str, size: int) -> float:
        return float(size * len(text))

    sizes = [(20, 1), (10, 2)]
    assert fitted("abc", sizes, width, 100).size == 20
    assert fitted("abc def ghi", sizes, width, 100).lines == ["abc def", "ghi"]
    assert fitted("abc def ghi jkl mno", sizes, width, 100).lines == ["abc def", f"ghi jkl{ELLIPSIS}"]
