"""Proposes another spelling where little or nothing was found: of a word misspelled, or written in another script.

A proposal is taken from the snapshot of words and then looked for: its words stand in texts that the reader can find
now, and together they find something. So a word that only stands in something hidden is never said. The cost has an
end: `MOST_WORDS` words, `MOST_TRIES` candidates for each, one statement for each of these.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from rapidfuzz.distance import OSA

from pages.models import SearchText, SearchWord
from pages.models.search_entries import CONFIGS, SIMPLE, SearchEntry
from pages.search import planned
from pages.search.asking import ask
from pages.search.parsing import SURE_SOUND, Term, expression, parse
from pages.search.question import Answer, Question
from pages.search.vocabulary import is_word, near
from pages.search.words import folded, sounds, written

FEW = 3  # with fewer results, a word that nearly everybody spells otherwise may be a slip
RATHER = 20  # how many times as frequent the other spelling is then
MOST_WORDS = 6
MOST_TRIES = 3
MOST_CANDIDATES = 300
LOOKED_AT = 5  # texts in which a word is looked for as it is written
LONG = 5  # letters from which two may be wrong
BARE = frozenset({"en"})  # languages of the site whose words bear no accents
OTHER_SCRIPT = 1.5  # counts like that many wrong letters

_VISIBLE = "(visible_from IS NULL OR visible_from <= %s) AND (visible_until IS NULL OR visible_until > %s)"
_TABLE, _TEXTS = SearchEntry._meta.db_table, SearchText._meta.db_table


@dataclass(frozen=True, slots=True)
class Proposal:
    """text: the question spelled otherwise; total: how many things that finds, whatever their kind and language."""

    text: str
    total: int


def proposal(answer: Answer, now: dt.datetime | None = None) -> Proposal | None:
    """Return a better spelling of a question that found nothing, nothing exactly, or few things; None for none."""
    if answer.total >= FEW and not answer.is_loose:
        return None
    moment = now or timezone.now()
    wanted = _words(answer.question.text)
    is_empty = answer.is_loose or not answer.total
    if is_empty:
        wanted = [term for term in wanted if not _is_known(term, moment)]
    better = _better(wanted, moment, rarely=not is_empty, is_bare=answer.question.language in BARE)
    if not better:
        return None
    text = " ".join(better.get(written(word), word) for word in answer.words.split())
    found = ask(Question(text, answer.question.language, per_page=1), moment)
    few = 0 if is_empty else answer.total
    return Proposal(text, found.total) if found.total > few and not found.is_loose else None


def _words(text: str) -> list[Term]:
    single = (
        term for term in parse(text).wanted if len(term.words) == 1 and not term.quoted and not term.prefix
    )
    return [term for term in single if is_word(folded(term.words[0], SIMPLE))][:MOST_WORDS]


def _is_known(term: Term, now: dt.datetime) -> bool:
    """Whether anything a reader can find has this word, in whatever form."""
    pieces, values = _branches("SELECT 1", term, now)
    return bool(planned.rows(f"{pieces} LIMIT 1", values))


def _branches(select: str, term: Term, now: dt.datetime) -> tuple[str, list[str | dt.datetime]]:
    """The rows with a word, each configuration asked in its own words."""
    pieces, values = [], list[str | dt.datetime]()
    for config in CONFIGS:
        pieces.append(
            f"({select} FROM {_TABLE} AS entry WHERE config = '{config}' AND tsv @@ to_tsquery('{config}', %s) "
            f"AND {_VISIBLE} LIMIT {LOOKED_AT})"
        )
        values += [expression((term,), config), now, now]
    return " UNION ALL ".join(pieces), values


def _better(wanted: list[Term], now: dt.datetime, *, rarely: bool, is_bare: bool) -> dict[str, str]:
    """Return {word as typed: how it may be meant}, of those that can be found now."""
    typed = {term.words[0]: folded(term.words[0], SIMPLE) for term in wanted}
    every = dict.fromkeys(piece for word in typed.values() for piece in near(word))
    if not every:
        return {}
    known = list(SearchWord.objects.filter(near__overlap=list(every)).order_by("-texts")[:MOST_CANDIDATES])
    own = {each.word: each.texts for each in known}
    found = {}
    for spelling, word in typed.items():
        enough = RATHER * max(own.get(word, 0), 1) if rarely else 0
        candidates = [
            each
            for each in known
            if each.word != word and each.texts >= enough and _wrong(word, each.word) is not None
        ]
        candidates.sort(key=lambda each: (_wrong(word, each.word) or 0, -each.texts, each.word))
        for each in candidates[:MOST_TRIES]:
            if _stands(each.word, each.written, now):
                # Who leaves accents out in a language without them means the word without them.
                found[spelling] = (
                    each.word if is_bare and spelling.isascii() and each.is_written else each.written
                )
                break
    return found


def _wrong(typed: str, word: str) -> float | None:
    """Return how many letters are wrong, if it was this word; None where it hardly was."""
    heard, other = sounds(typed), sounds(word)
    is_alike = bool(heard) and heard[1:] == other[1:]
    if is_alike and heard[0] != other[0]:
        return OTHER_SCRIPT if len(heard) > SURE_SOUND else None
    wrong = OSA.distance(typed, word)
    allowed = 1 if min(len(typed), len(word)) < LONG else 2
    return float(wrong) if wrong <= allowed or (is_alike and wrong <= len(word) // 2) else None


def _stands(word: str, spelling: str, now: dt.datetime) -> bool:
    """Whether a word stands, as it is, in some text a reader can find: the index alone knows only its stem."""
    entries, values = _branches("SELECT id", Term((spelling,)), now)
    texts = planned.rows(f"SELECT title, body FROM {_TEXTS} WHERE entry_id IN ({entries})", values)  # noqa: S608
    return any(word in folded(f"{title}\n{body}", SIMPLE).split() for title, body in texts)
