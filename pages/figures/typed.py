"""Finds figures that somebody typed into a text although the registers count them: "125 States Parties".

A sentence that names a year tells how it was then and stays true ("2,500 organizations in 2009"), and so does a whole
text whose first line dates it ("Text of about 2009").
"""

from __future__ import annotations

import re

# Number and noun, with at most one word between them: "125 other States Parties".
_NUMBER = r"(?<![\w/–-])\d{1,3}(?:[.,\u00a0\u202f ]?\d{3})*(?![\w/–-])"
_NOUNS = {
    "en": r"States? Part(?:y|ies)|member organi[sz]ations?|organi[sz]ations|countries|signator(?:y|ies)"
    r"|signatures|ratifications|instruments|situations|cases",
    "es": r"Estados? Partes?|organizaciones|países|signatarios|firmas|ratificaciones|instrumentos|situaciones|causas",
    "fr": r"États? [Pp]arties?|organisations|pays|signataires|signatures|ratifications|instruments|situations|affaires",
    "ar": r"دول(?:ة|ت)?|منظم(?:ة|ات)|بلد\w*|توقيع\w*|تصديق\w*|صك\w*|حال(?:ة|ات)|قضي\w*|قضايا",
}
_TYPED = {
    language: re.compile(rf"{_NUMBER}\s+(?:\w+\s+)?(?:{nouns})(?!\w)") for language, nouns in _NOUNS.items()
}
WORDS_OF_A_DATE_LINE = 16
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|\n+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def typed_figures(text: str, language: str) -> list[str]:
    """Return the figures typed into a plain text, each with its noun; nothing from what is dated."""
    pattern = _TYPED.get(language)
    first_line = text.strip().partition("\n")[0]
    if pattern is None or (_YEAR.search(first_line) and len(first_line.split()) <= WORDS_OF_A_DATE_LINE):
        return []
    return [
        match[0]
        for sentence in _SENTENCE_END.split(text)
        if not _YEAR.search(sentence)
        for match in pattern.finditer(sentence)
    ]
