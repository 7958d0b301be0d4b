"""Terms that have one agreed translation: found in an English text, and shown to whoever translates it.

The terms themselves are a register of an app; it names its source here at start-up (`set_source`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from weakref import WeakKeyDictionary

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cicc_site.multilingual.segments import TAG


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the glossary has it.

    translations: {language: text}, without languages that have none. note: for translators. is_confirmed: whether
    any source has the translations; else they are what is generally said.
    """

    english: str
    translations: Mapping[str, str] = field(default_factory=dict, hash=False)
    note: str = ""
    is_confirmed: bool = True


Source = Callable[[], Sequence[Term]]
_source: list[Source] = []
_asked: WeakKeyDictionary[HttpRequest, Sequence[Term]] = WeakKeyDictionary()


def set_source(source: Source) -> None:
    """Name the function that returns all terms; called once at start-up by the app that keeps them."""
    _source[:] = [source]


def terms(request: HttpRequest | None = None) -> Sequence[Term]:
    """Return all terms, asked for once in a request however many fields it shows."""
    if request is not None and request in _asked:
        return _asked[request]
    found = _source[0]() if _source else []
    if request is not None:
        _asked[request] = found
    return found


@dataclass(frozen=True, slots=True)
class Marked:
    """An English text with its terms marked, and those terms in the order in which they first stand in it."""

    html: SafeString
    terms: tuple[Term, ...]


def marked(text: SafeString, known: Iterable[Term], language: str) -> Marked:
    """Mark the terms that have a translation in `language` in `text`, which is HTML: whole words, longest first."""
    candidates = [term for term in known if term.translations.get(language)]
    if not candidates or not text:
        return Marked(text, ())
    candidates.sort(key=lambda term: (-len(term.english), term.english))
    pattern = _pattern(tuple(term.english for term in candidates))
    found: dict[str, Term] = {}

    def in_words(escaped: str) -> str:
        words, end = html.unescape(escaped), 0
        parts: list[SafeString] = []
        for match in pattern.finditer(words):
            term = candidates[int(str(match.lastgroup)[1:])]
            found.setdefault(term.english, term)
            mark = format_html(
                '<mark class="term" title="{}">{}</mark>', term.translations[language], match[0]
            )
            parts += [_escaped(words[end : match.start()]), mark]
            end = match.end()
        return "".join([*parts, _escaped(words[end:])])

    result: list[str] = []
    end = 0
    for tag in TAG.finditer(text):
        result += [in_words(text[end : tag.start()]), tag[0]]
        end = tag.end()
    result.append(in_words(text[end:]))
    return Marked(SafeString("".join(result)), tuple(found.values()))


def _escaped(words: str) -> SafeString:
    return format_html("{}", words)


@lru_cache(maxsize=8)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern with a group per term: in any case, in the singular or the plural, over ends of lines."""
    blank = r"[\s\u00a0]+"
    groups = (f"(?P<t{number}>{blank.join(map(_word, term.split()))})" for number, term in enumerate(known))
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


def _word(word: str) -> str:
    """A word with its plural: States Parties for State Party, judges for judge."""
    if re.search("[b-df-hj-np-tv-z]y$", word, re.IGNORECASE):
        return f"{re.escape(word[:-1])}(?:y|ies)"
    return f"{re.escape(word)}(?:e?s)?" if word[-1:].isalpha() else re.escape(word)
