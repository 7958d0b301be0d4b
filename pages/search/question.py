"""What is asked of the search, and what it answers: plain values, for the results page and whoever else asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

PER_PAGE = 20


class Sort(StrEnum):
    BEST = "best"
    NEWEST = "newest"


class Problem(StrEnum):
    """Why a question was not asked as it was written. The results page has the words."""

    ONLY_EXCLUDED = "only-excluded"  # "-word" alone: nothing says what is looked for
    NO_WORDS = "no-words"  # signs alone
    TOO_LONG = "too-long"  # cut at `cicc_site.text.LONGEST_QUERY`, or after `parsing.MOST_TERMS` words


@dataclass(frozen=True, slots=True)
class Question:
    """text: as it was typed, cleaned or not. language: of the reader, one of the site.

    kinds: values of `EntryKind`; empty: all. document_language: only texts in this language of the world ("": all).
    unfinished: the last word is still being typed, and stands for all that begin with it. titles_only: only things that
    are called so, not those that speak of it: with `unfinished`, what suggestions ask. Kinds and languages of documents
    that do not exist find nothing.
    """

    text: str
    language: str
    kinds: frozenset[str] = frozenset()
    document_language: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    sort: Sort = Sort.BEST
    unfinished: bool = False
    titles_only: bool = False


@lru_cache(maxsize=500)  # asked for some hundred times by each page of results
def attrs_of(language: str, direction: str) -> SafeString:
    """The attributes of an element whose text is in a language; without one, of a text nobody said the language of."""
    if not language:
        return SafeString(' dir="auto"')
    return format_html(' lang="{}" dir="{}"', language, direction)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a hit in its own language. html: escaped, the words that were found in `<mark>`."""

    html: SafeString
    language: str
    direction: str

    @property
    def attrs(self) -> SafeString:
        """` lang=".." dir=".."` for the element around it; ` dir="auto"` where nobody said which language it is."""
        return attrs_of(self.language, self.direction)

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class Version:
    """A language in which a hit can be read: its code, own name and direction, and where; "" where there is no page."""

    language: str
    name: str
    direction: str
    address: str

    @property
    def attrs(self) -> SafeString:
        return attrs_of(self.language, self.direction)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, whatever its languages.

    kind: of `EntryKind`. key: primary key of its page, work, organization or country. title: in the reader's language
    or the next best it has; extract: from the text the words were found in. language: of that text ("und": not
    known). versions: all it can be read in, the reader's language first. label: symbol of a document, number of a case.
    exact: its symbol, number, code or whole title is what was asked for. is_demo is told by the page itself.
    """

    kind: str
    key: int
    title: Passage
    extract: Passage
    address: str
    language: str
    direction: str
    versions: tuple[Version, ...]
    date: dt.date | None = None
    label: str = ""
    exact: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(version.language for version in self.versions)

    @property
    def found_in(self) -> tuple[Version, ...]:
        """The version whose words were found; none where nobody said which language they are in."""
        return tuple(version for version in self.versions if version.language == self.language)

    @property
    def others(self) -> tuple[Version, ...]:
        return tuple(version for version in self.versions if version.language != self.language)


@dataclass(frozen=True, slots=True)
class Answer:
    """total: things found with the filters. kinds and languages: {value: things it would give with the other filters
    as they are}, the most first; nothing with 0. last_page: of those that can be turned to; the best (`asking.RANKED`)
    can. is_loose: nothing has all the words; these have some of them, or names that sound like them.
    """

    question: Question
    words: str  # the question as it was understood
    hits: tuple[Hit, ...] = ()
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    page: int = 1
    last_page: int = 1
    problems: tuple[Problem, ...] = ()
    is_loose: bool = False
