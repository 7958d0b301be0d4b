"""Texts made comparable: `fold` for search, `search_words` for an index of words, `match_key` for finding duplicates,
`clean_query` for what a visitor searches for.

No table and no language: whatever script a name is in, two spellings of it that a reader takes for the same come out
equal, or nearly so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_QUERY = 200
TATWEEL = "ـ"
ARABIC_ARTICLE = "ال"
# What differs only by habit of writing: seats of the hamza, the final ya, the bound ta, their Persian relatives.
_ARABIC = {
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    ord("ى"): "ي",
    ord("ی"): "ي",
    ord("ة"): "ه",
    ord("ؤ"): "و",
    ord("ئ"): "ي",
    ord("ک"): "ك",
}
# Letters that Unicode does not take apart, though readers do.
_LATIN = {
    ord("ø"): "o",
    ord("đ"): "d",
    ord("ł"): "l",
    ord("ı"): "i",
    ord("ħ"): "h",
    ord("ŧ"): "t",
    ord("ð"): "d",
}
_NOT_WORDS = re.compile(r"[^\w]+")
_DOTTED = re.compile(r"\b(?:\w\.){2,}(?:\w\b)?")
# Forms of registration that say nothing on who it is; the last or first word of a name in the countries' registers.
LEGAL_FORMS = frozenset(
    """
    ac aisbl asbl bv corp ev fbo gemeinnutzige ggmbh gmbh inc incorporated limited ltd llc mbh ngo ngos npo ong ongd
    onlus osc plc pty sa sarl srl vzw ано го мго нко оо роо
    """.split()  # noqa: SIM905 (a list of words reads better in one piece)
)


class _Folding(dict[int, str]):
    """A table for str.translate that learns each character when it first meets it; always one for one."""

    def __missing__(self, code: int) -> str:
        found = _ARABIC.get(code) or self._base(chr(code))
        # A capital among the letters of mathematics gives a plain capital, ǿ an ø: these are folded in their turn.
        self[code] = found if ord(found) == code else self[ord(found)]
        return self[code]

    @staticmethod
    def _base(character: str) -> str:
        if character.isdecimal():
            return str(unicodedata.decimal(character))
        lower = character.lower()
        if len(lower) != 1:
            lower = lower[0]
        if ord(lower) in _LATIN:
            return _LATIN[ord(lower)]
        taken_apart = unicodedata.normalize("NFKD", lower)
        if len(taken_apart) == 1:
            return _ARABIC.get(ord(taken_apart), taken_apart)
        rest = taken_apart[1:]
        # Hangul syllables and ligatures are several letters: they stay as they are.
        if all(unicodedata.combining(mark) for mark in rest) and not unicodedata.combining(taken_apart[0]):
            return _ARABIC.get(ord(taken_apart[0]), taken_apart[0])
        return lower


class _Marks(dict[int, int | None]):
    """A table for str.translate that leaves out marks and tatweel, learning each character when it first meets it."""

    def __missing__(self, code: int) -> int | None:
        is_mark = chr(code) == TATWEEL or unicodedata.category(chr(code))[0] == "M"
        self[code] = found = None if is_mark else code
        return found


_FOLDING = _Folding()
_MARKS = _Marks()


def fold(text: str) -> str:
    """Return `text` in small letters without accents, hamza seats and foreign digits: one character in, one out.

    Offsets found in the folded text hold in the original. Marks that stand as characters of their own (tashkeel,
    decomposed accents) stay: normalise to NFC first where accents may be decomposed.
    """
    return text.translate(_FOLDING)


def without_marks(text: str) -> str:
    """Return a text without tashkeel, tatweel and accents that stand as characters of their own."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_MARKS)


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order: without marks, tatweel and punctuation."""
    return list(_words(text))


# One name is taken apart for the search, for its key and again when it is written: in an import, thousands of them.
@lru_cache(maxsize=16_384)
def _words(text: str) -> tuple[str, ...]:
    plain = fold(unicodedata.normalize("NFC", text))
    if not plain.isascii():
        plain = plain.translate(_MARKS)
    return tuple(_NOT_WORDS.sub(" ", plain.replace("'", "").replace("’", "")).replace("_", " ").split())


def search_words(*texts: str) -> str:
    """Return the words of texts for a full-text index, each once; Arabic words also without their article."""
    found: dict[str, None] = {}
    for text in texts:
        for word in words(text):
            found[word] = None
            if word.startswith(ARABIC_ARTICLE) and len(word) > len(ARABIC_ARTICLE) + 1:
                found[word.removeprefix(ARABIC_ARTICLE)] = None
    return " ".join(found)


def match_key(name: str) -> str:
    """Return what is left of a name when spelling, punctuation and legal form are taken away; "" if nothing is.

    Two names with one key are the same name. A name of nothing but legal forms keeps them.
    """
    joined = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), unicodedata.normalize("NFKC", name))
    found = words(joined)
    kept = [word for word in found if word not in LEGAL_FORMS]
    return " ".join(kept or found)


def clean_query(text: str) -> str:
    """What can be searched for: no control characters (a database refuses NUL), single spaces, an end."""
    words = "".join(letter if letter.isprintable() else " " for letter in text).split()
    return " ".join(words)[:LONGEST_QUERY].strip()
