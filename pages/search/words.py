"""A text as words: how it is written into the index, and the forms in which a word is looked for.

Both sides go through here, so that they always agree. A text is indexed twice, as written and folded (without accents
and hamza seats, Arabic words without their article), because a stemmer knows endings by their accents while readers
leave them out. Punctuation never reaches PostgreSQL: its parser would take `and/or` for a path, `cicc.org` for a host.
"""

from __future__ import annotations

import re

from cicc_site.text import fold, without_marks
from members.name_terms import consonants
from pages.models.search_entries import SIMPLE

_NOT_WORDS = re.compile(r"[\W_]+")
# Scripts without spaces: each sign is a word, and a word of several signs a phrase.
_UNSPACED = re.compile(r"([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF])")
# And, so, in, like, for: with the article, in one word.
_ARTICLE = re.compile(r"\b[وف]?(?:ال|بال|كال|لل)(?=\w\w)")
# The same without an article: or the first letter of the word itself, so that both are kept.
_PREFIXED = re.compile(r"^[وفبلك](\w{3,})$")
_ARABIC = re.compile(r"[\u0621-\u064A]")
# The Spanish stemmer knows -ción and -ciones, not -cion; and makes two words of crimen and crímenes.
_CION, _ENES = re.compile(r"cion\b"), re.compile(r"(?<=\w\w)enes\b")
# What says nothing in one of the languages of the site: it need not be there, lest a name written in one language not
# be found in another. Short on purpose: PostgreSQL's own lists see to the rest, language by language.
FILLERS = frozenset(
    """
    a an and are as at by for from in is of on or the to was were with
    al con de del e el en la las los o para por que se su un una y
    au aux avec ce d dans des du en est et l la le les ou par pour qu que sur un une
    في من على الى عن ان او ما هو هي هذا هذه التي الذي و مع بين
    """.split()  # noqa: SIM905 (a list of words reads better in one piece)
)
# Consonants: fewer sound like too many other words.
SHORTEST_SOUND = 3
# Languages in which the text as written is stemmed otherwise than the folded one.
ACCENTED = frozenset({"spanish", "french", "arabic"})


def written(text: str) -> str:
    """Return the words of a text in small letters, with their accents, a space between them."""
    return _spaced(without_marks(text).lower())


def folded(text: str, config: str) -> str:
    """Return the words of a text as they are compared when accents, seats and articles do not count."""
    plain = _spaced(without_marks(fold(without_marks(text))))
    if not plain.isascii():
        plain = _ARTICLE.sub("", plain)
    return _ENES.sub("en", _CION.sub("ción", plain)) if config == "spanish" else plain


def further(folded_text: str) -> list[str]:
    """Return what words of a folded text may be besides: Arabic ones without the letter that is joined to them."""
    if not _ARABIC.search(folded_text):
        return []
    found = (_PREFIXED.match(word) for word in dict.fromkeys(folded_text.split()))
    return [match[1] for match in found if match and _ARABIC.match(match[1])]


def forms(word: str, config: str) -> list[str]:
    """Return the forms in which one word (`written`) is looked for in texts of a configuration."""
    plain = folded(word, config)
    found = [word, plain] if config in ACCENTED else [plain]
    return list(dict.fromkeys([*found, *further(plain)]))


def sounds(word: str) -> str:
    """Return what a word (`folded`) has in common with its transliterations, as it stands in the index: `%lbng` where
    it is written in Latin letters, `#lbng` in Arabic ones; "" for what says too little, or is in another script."""
    if not word.isalpha():
        return ""
    is_arabic = bool(_ARABIC.match(word))
    heard = consonants(word) if is_arabic or word.isascii() else ""
    return f"{'#' if is_arabic else '%'}{heard}" if len(heard) >= SHORTEST_SOUND else ""


def is_filler(word: str) -> bool:
    return folded(word, SIMPLE) in FILLERS or fold(word) in FILLERS


def _spaced(text: str) -> str:
    plain = _NOT_WORDS.sub(" ", text)
    if not plain.isascii():
        plain = _UNSPACED.sub(r" \1 ", plain)
    return " ".join(plain.split())
