"""What somebody typed, taken apart: words, "phrases", -excluded words, begin* words; and as PostgreSQL is asked.

A word with signs in it (ICC-ASP/2, follow-up) is a phrase of its parts. Whatever is typed gives a question; nothing of
it reaches the database but letters and digits.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from cicc_site.text import LONGEST_QUERY, clean_query
from documents.models.work_columns import symbol_key
from pages.models.search_entries import SIMPLE
from pages.search.question import Problem
from pages.search.words import folded, forms, is_filler, sounds, written

MOST_TERMS = 32
LONGEST_KEY = 80
SURE_SOUND = 4  # consonants of a name, with the sign before them: shorter ones are other words as well
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PIECES = re.compile(r'(?P<minus>(?<!\S)[-−–])?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """words: as `written`; several stand one after the other. prefix: the last of them is the beginning of a word."""

    words: tuple[str, ...]
    excluded: bool = False
    prefix: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """keys: what may be a symbol, a number of a case, a code or a whole title, as `key` writes it."""

    text: str
    wanted: tuple[Term, ...]
    excluded: tuple[Term, ...]
    keys: tuple[str, ...]
    problems: tuple[Problem, ...]


def key(text: str) -> str:
    """Return a symbol, a number or a title as it is compared as a whole; "" for what is too long for one."""
    found = symbol_key(unicodedata.normalize("NFC", text))
    return found if len(found) <= LONGEST_KEY else ""


def parse(text: str, *, unfinished: bool = False) -> Parsed:
    """Take a question apart. unfinished: its last word is still being typed."""
    cleaned = clean_query(unicodedata.normalize("NFC", text))
    problems = [Problem.TOO_LONG] if len(" ".join(text.split())) > LONGEST_QUERY else []
    terms = list(_terms(cleaned.translate(_QUOTES)))
    if len(terms) > MOST_TERMS:
        terms, problems = terms[:MOST_TERMS], [Problem.TOO_LONG]
    if unfinished and terms and not terms[-1].quoted and cleaned[-1:].isalnum():
        last = terms[-1]
        terms[-1] = Term(last.words, last.excluded, prefix=True)
    excluded = tuple(term for term in terms if term.excluded)
    named = [term for term in terms if not term.excluded]
    telling = [term for term in named if term.quoted or len(term.words) > 1 or not is_filler(term.words[0])]
    wanted = tuple(dict.fromkeys(telling or named))
    if not wanted:
        problems.append(Problem.ONLY_EXCLUDED if excluded else Problem.NO_WORDS)
    return Parsed(cleaned, wanted, excluded, _keys(cleaned), tuple(problems) if cleaned else ())


def _terms(text: str) -> list[Term]:
    found = []
    for piece in _PIECES.finditer(text):
        typed = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        words = tuple(written(typed).split())
        if words:
            found.append(
                Term(
                    words,
                    excluded=piece["minus"] is not None,
                    prefix=piece["phrase"] is None and typed.endswith("*"),
                    quoted=piece["phrase"] is not None,
                )
            )
    return found


def _keys(text: str) -> tuple[str, ...]:
    """The whole question, and each of its words that has both a digit and a sign in it."""
    parts = [part.strip("\"'“”«»()[],;:") for part in text.split() if not part.startswith("-")]
    symbols = [part for part in parts if any(map(str.isdigit, part)) and not part.isalnum()]
    return tuple(dict.fromkeys(found for part in (text, *symbols) if (found := key(part))))


# --- As PostgreSQL is asked ------------------------------------------------------------------------------


def expression(terms: tuple[Term, ...], config: str, between: str = " & ") -> str:
    """Return terms as `to_tsquery(config, ...)` reads them."""
    return between.join(_term(term, config) for term in terms)


def _term(term: Term, config: str) -> str:
    last = len(term.words) - 1
    mark = [":*" if term.prefix and number == last else "" for number in range(last + 1)]
    words = [
        "(" + " | ".join(f"'{form}'{mark[number]}" for form in forms(word, config) if form) + ")"
        for number, word in enumerate(term.words)
    ]
    return f"({' <-> '.join(words)})"


def marks(term: Term, *, is_loose: bool) -> list[str]:
    """Return what stands for a single word among the marks of a title (`writing`), as a tsquery reads it.

    The beginning of a word in full; how it sounds, for a name in Arabic letters that titles write in Latin ones; when
    nothing else is found, how any word sounds, in either script.
    """
    if len(term.words) > 1 or term.quoted:
        return []
    word = folded(term.words[0], SIMPLE)
    found = [f"'~{word}':*"] if term.prefix and word else []
    heard = sounds(word)
    if heard and is_loose:
        found += [f"'{script}{heard[1:]}'" for script in "%#"]
    elif heard.startswith("#") and len(heard) > SURE_SOUND:
        found.append(f"'%{heard[1:]}'")
    return found
