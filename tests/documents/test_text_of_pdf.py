"""The words of real PDFs come back as they were written: several producers, nine languages, seven scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from cicc_site import confined
from documents.extraction import calling
from documents.extraction.calling import Extracted
from tests.factories import texts

RIGHT_TO_LEFT = {"ar", "fa"}
HEAD = "ICC-ASP/22/SAMPLE"
# A compound divided at its own stroke, "государств-участников", cannot be told from a divided word.
ENOUGH = 0.96


def read(data: bytes, kind: str = "pdf", *, rtl: bool = False) -> Extracted:
    return calling.extract(kind, confined.in_memory(data), right_to_left=rtl)


def by_fpdf(language: str) -> bytes:
    way = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    return texts.fpdf(*texts.pages(language), direction=way, title="Sample", language=language, head=HEAD)


@cache
def sample(producer: str) -> Callable[[str], bytes]:
    return lambda language: (texts.SAMPLES / f"{producer}-{language}.pdf").read_bytes()


by_chromium, by_libreoffice = sample("chromium"), sample("libreoffice")
MADE = [
    *(pytest.param(by_fpdf, language, id=f"fpdf2-{language}") for language in texts.TEXTS),
    *(
        pytest.param(sample(path.stem.partition("-")[0]), path.stem.partition("-")[2], id=path.stem)
        for path in sorted(texts.SAMPLES.glob("*-*.pdf"))
    ),
]


@cache
def read_once(make: Callable[[str], bytes], language: str) -> Extracted:
    """What several tests look at. make: one of `MADE`."""
    return read(make(language), rtl=language in RIGHT_TO_LEFT)


@pytest.mark.parametrize(("make", "language"), MADE)
def test_the_words_come_back(make: Callable[[str], bytes], language: str) -> None:
    found = read_once(make, language)
    written = texts.pages(language)
    pages = found.text.split("\f")
    assert len(pages) == found.pages == len(written)
    assert texts.recall("\f".join(written), found.text) >= ENOUGH
    for page, text in zip(written, pages, strict=True):
        assert texts.recall(page, text) >= ENOUGH - 0.04
    assert (found.has_title, found.has_language) == (True, True)
    assert not found.is_empty


@pytest.mark.parametrize(("make", "language"), MADE)
def test_running_heads_stay_once_and_page_numbers_go(make: Callable[[str], bytes], language: str) -> None:
    found = read_once(make, language)
    assert found.text.count(HEAD) == 1
    assert [page.splitlines()[-1] for page in found.text.split("\f") if page.splitlines()[-1].isdigit()] == []


@pytest.mark.parametrize("language", sorted(RIGHT_TO_LEFT))
@pytest.mark.parametrize("make", [by_fpdf, by_chromium, by_libreoffice])
def test_arabic_lines_are_read_in_order(make: Callable[[str], bytes], language: str) -> None:
    """Figures, Latin symbols and brackets between Arabic words stand where they are read."""
    found = read_once(make, language)
    first = found.text.split("\f")[0].replace(HEAD, "").split()
    assert first == texts.pages(language)[0].split()


def test_letters_are_typed_ones() -> None:
    """No ligature and no presentation form is left, and what is no shape of a letter stays."""
    found = read_once(by_chromium, "fr")
    assert "coefficients" in found.text
    assert "officiers" in found.text
    arabic = read_once(by_chromium, "ar").text
    assert not [sign for sign in arabic if "\ufb50" <= sign <= "\ufeff"]
    assert "لأن الآراء" in arabic


@pytest.mark.parametrize("producer", ["fpdf2", "chromium", "libreoffice"])
def test_chinese_is_read_letter_by_letter_and_gets_no_blanks_of_its_lines(producer: str) -> None:
    found = read_once(sample(producer), "zh").text.replace(HEAD, "")
    written = texts.pages("zh")
    assert ["".join(page.split()) for page in found.split("\f")] == written
    # Between two Chinese letters there is none; beside figures a program may leave a gap that one sees.
    assert not re.search("[\u4e00-\u9fff] [\u4e00-\u9fff“”]", found)


@pytest.mark.parametrize("producer", ["chromium", "libreoffice"])
def test_devanagari_is_read_in_the_order_of_its_sounds(producer: str) -> None:
    """On paper the vowel sign of "ki" stands before its letter, the "r" of "carcā" above the next."""
    found = read_once(sample(producer), "hi").text.replace(HEAD, "")
    assert [page.split() for page in found.split("\f")] == [page.split() for page in texts.pages("hi")]


def test_a_glyph_without_letters_is_a_hole_and_not_its_number() -> None:
    """fpdf2 gives the letters of a cluster to its first glyph; the others were read as signs: भूमि%का."""
    found = read_once(sample("fpdf2"), "hi").text
    assert "भूमिका" in found
    assert "कार्यवाही" in found
    assert not re.search("[\u0900-\u097f][#-&*+<-Z^-z]", found)


@pytest.mark.parametrize("backwards", [False, True])
def test_the_order_of_drawing_does_not_matter(backwards: bool) -> None:
    """Some programs draw an Arabic line from its left, some from its right."""
    words = "شرط 125 دولة"
    seen = "ةلود 125 طرش"
    signs = [(100.0 + 7.2 * place, 700.0, sign) for place, sign in enumerate(seen) if sign != " "]
    assert read(texts.placed_pdf(signs[::-1] if backwards else signs), rtl=True).text == words


def test_a_vowel_sign_drawn_apart_stays_with_its_letter() -> None:
    """Turned with its line it is drawn before its letter, else after it; where it is drawn says little."""
    turned = [(100.0, "ة"), (107.0, "ُ"), (107.2, "م"), (114.4, "أ")]
    typed = [(114.4, "أ"), (107.2, "م"), (107.0, "ُ"), (100.0, "ة")]
    for seen in (turned, typed):
        placed = [(x, 700.0, sign) for x, sign in seen]
        assert read(texts.placed_pdf(placed), rtl=True).text == "أمُة"


def test_a_scan_has_no_text() -> None:
    found = read(texts.scanned_pdf(3))
    assert (found.is_empty, found.is_readable, found.pages) == (True, False, 3)
    assert found.is_tagged is False


def test_a_tagged_file_is_known() -> None:
    assert read_once(by_chromium, "fr").is_tagged is True
    assert read_once(by_fpdf, "fr").is_tagged is False
    bare = read(texts.fpdf("Some words without a title."))
    assert (bare.has_title, bare.has_language) == (False, False)
