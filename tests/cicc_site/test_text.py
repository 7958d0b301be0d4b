"""Texts made comparable, in every script: what is folded, what is a word, which names are one."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cicc_site.text import fold, match_key, search_words, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ñandú ÉCOLE", "nandu ecole"),
        ("Straße", "straße"),
        ("İstanbul Ølen", "istanbul olen"),
        ("أحمد إلى آل ٱلمنظمة", "احمد الي ال المنظمه"),
        ("١٢٣ ۴۵", "123 45"),
        ("Київ", "киів"),
        ("한국", "한국"),
        ("𝓐ǾǼ", "aoæ"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_folding_keeps_every_offset_and_folds_once() -> None:
    """Every character of the planes that hold letters, not those a generator happens upon."""
    text = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x30000))))
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded


def test_each_character_of_unicode_is_folded_to_one_that_stays() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(every)
    assert len(folded) == len(every)
    again = fold(folded)
    assert [
        hex(ord(one)) for one, other, twice in zip(every, folded, again, strict=True) if other != twice
    ] == []
    assert fold("ᴬ𝐁Ǿǿℌ") == "abooh"


@given(st.text())
def test_a_key_of_a_key_is_the_key(text: str) -> None:
    key = match_key(text)
    assert match_key(key) == key
    assert key == match_key(unicodedata.normalize("NFD", text)) or unicodedata.normalize("NFC", text) != text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Demo Human-Rights Network, Inc.", "DEMO human rights network"),
        ("Réseau « Exemple » a.s.b.l.", "reseau exemple"),
        ("مُنَظَّمَة نـمـوذج للعدالة", "منظمه نموذج للعداله"),
        ("Women’s Demo", "womens demo"),
        ("L.I.G.A. Ejemplo A.C.", "liga ejemplo"),
    ],
)
def test_one_name_written_in_two_ways(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_names_that_differ_stay_apart() -> None:
    keys = {match_key(name) for name in ("Demo Network Kenya", "Demo Network Uganda", "Network Kenya", "NGO")}
    assert len(keys) == 4
    assert "" not in keys


def test_words_for_the_index() -> None:
    assert words("Amnesté-x, (2) l’État") == ["amneste", "x", "2", "letat"]
    assert search_words("المنظمة العربية", "العربية") == "المنظمه منظمه العربيه عربيه"
