"""Asks the table: one statement for what is found and all counts, one for the texts of a page of hits.

Where thousands of texts match, the best `RANKED` are ranked: those meant by a symbol or a whole title, those with all
words in their title, then the newest. Numbers are never cut.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django.utils import timezone

from cicc_site import languages
from pages.models.search_entries import CONFIGS, EntryKind, SearchEntry
from pages.search import hits, planned
from pages.search.parsing import Parsed, Term, expression, marks, parse
from pages.search.question import Answer, Question, Sort

RANKED = 500
MOST_PER_PAGE = 100
LOOSE_TERMS = 6
# With more titles than these a word is no name: that many members bear it ("Network for Justice") comes after what is
# written about it.
MANY_NAMES = 100
TABLE = SearchEntry._meta.db_table
WEIGHTS = "'{0.05, 0.15, 0.4, 1.0}'"  # D, C, B, A
# What counts besides how often and where the words stand.
EXACT, IN_TITLE, OWN_LANGUAGE, FALLBACK = 10.0, 1.0, 0.3, 0.1

_VISIBLE = "(visible_from IS NULL OR visible_from <= %s) AND (visible_until IS NULL OR visible_until > %s)"

_STATEMENT = """
WITH found AS MATERIALIZED (
{found}
), marked AS MATERIALIZED (
    SELECT id, any_value(kind) AS kind, any_value(language) AS language, any_value(date) AS date, max(tier) AS tier
    FROM (
{marked}
    ) AS each GROUP BY id
), candidates AS MATERIALIZED (
    SELECT id, coalesce(max(tier), 0) AS tier, any_value(date) AS date FROM (
        (
            SELECT id, date,
                CASE WHEN tier = 1 AND kind = '{named}' AND (SELECT count(*) FROM marked) > {many} THEN -1
                ELSE tier END AS tier
            FROM marked WHERE {kinds} AND {document_language} ORDER BY {first}date DESC NULLS LAST, id LIMIT {most}
        )
        UNION ALL
        (
            SELECT id, date, NULL
            FROM found WHERE {kinds} AND {document_language} ORDER BY date DESC NULLS LAST, id LIMIT {most}
        )
    ) AS each GROUP BY id ORDER BY {first}date DESC NULLS LAST, id LIMIT {most}
), ranked AS (
    SELECT DISTINCT ON (thing) id, thing, kind, language, date, score, tier, part
    FROM (
        SELECT entry.id, thing, kind, language, entry.date, tier, part,
            ts_rank({weights}, tsv, CASE config {queries} END, 1)
            + CASE tier WHEN 2 THEN {exact} WHEN 1 THEN {in_title} WHEN -1 THEN -{in_title} ELSE 0 END
            + CASE language WHEN %s THEN {own} WHEN %s THEN {fallback} ELSE 0 END AS score
        FROM candidates JOIN {table} AS entry USING (id)
    ) AS scored
    ORDER BY thing, score DESC, part
), page AS (
    SELECT *, row_number() OVER (ORDER BY {order}) AS place FROM ranked ORDER BY place LIMIT %s OFFSET %s
)
SELECT
    (SELECT json_agg(page ORDER BY place) FROM page),
    (SELECT count(*) FROM ranked),
    (SELECT json_object_agg(kind, things) FROM (
        SELECT kind, count(*) AS things FROM (
            SELECT any_value(kind) AS kind FROM found WHERE {document_language} GROUP BY thing) AS each
        GROUP BY kind) AS counted),
    (SELECT json_object_agg(language, things) FROM (
        SELECT language, sum(things) AS things FROM (
            SELECT language, count(*) AS things FROM found WHERE part = 0 AND {kinds} GROUP BY language
            UNION ALL
            SELECT language, count(DISTINCT thing) FROM found AS later WHERE part > 0 AND {kinds} AND NOT EXISTS (
                SELECT FROM found WHERE part = 0 AND thing = later.thing AND language = later.language
            ) GROUP BY language
        ) AS each GROUP BY language) AS counted)
"""


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of a statement with its values."""

    text: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    rows: list[dict[str, Any]]
    ranked: int
    total: int
    kinds: dict[str, int]
    languages: dict[str, int]


def ask(question: Question, now: dt.datetime | None = None) -> Answer:
    """Answer a question. now: aware, for tests; what is under embargo then is not there. Never fails on what is typed.

    Where nothing has all the words, texts that have some of them, or names that sound like them, are the answer, and it
    says so.
    """
    parsed = parse(question.text, unfinished=question.unfinished)
    answer = Answer(question, parsed.text, problems=parsed.problems)
    if not parsed.wanted and not parsed.keys:
        return answer
    moment = now or timezone.now()
    per_page = max(1, min(question.per_page, MOST_PER_PAGE))
    page = max(1, min(question.page, RANKED))
    is_loose = False
    found = _find(question, parsed, moment, page, per_page)
    if not found.kinds and not found.languages:
        found = _find(question, parsed, moment, page, per_page, is_loose=True)
        is_loose = bool(found.total)
    last_page = max(1, ceil(found.ranked / per_page))
    if page > last_page:
        return ask(replace(question, page=last_page), moment)
    return replace(
        answer,
        hits=hits.made(found.rows, parsed, question.language, moment),
        total=found.total,
        kinds=_most_first(found.kinds),
        languages=_most_first(found.languages),
        page=page,
        last_page=last_page,
        is_loose=is_loose,
    )


def _most_first(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _find(
    question: Question, parsed: Parsed, now: dt.datetime, page: int, per_page: int, *, is_loose: bool = False
) -> Found:
    statement = _statement(question, parsed, now, page, per_page, is_loose=is_loose)
    rows, ranked, kinds, counted = planned.row(statement.text, statement.values) or (None, 0, None, None)
    by_kind = _read(kinds) or {}
    # A thing is of one kind: they need not be counted a second time.
    total = sum(things for kind, things in by_kind.items() if not question.kinds or kind in question.kinds)
    return Found(_read(rows) or [], ranked, total, by_kind, _read(counted) or {})


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


# --- The statement ---------------------------------------------------------------------------------------


def _statement(
    question: Question, parsed: Parsed, now: dt.datetime, page: int, per_page: int, *, is_loose: bool
) -> Sql:
    queries = {config: _query(parsed, config, is_loose=is_loose) for config in CONFIGS}
    if question.titles_only:
        queries = {config: Sql(_in_title(query.text), query.values) for config, query in queries.items()}
    # What is no kind is one that nothing is of; as it was typed, a database may be unable to take it.
    asked = {kind if kind in EntryKind.values else "none" for kind in question.kinds}
    kinds, language = _one_of("kind", asked), _one_of("language", [question.document_language])
    found = _joined("SELECT id, thing, kind, language, part, date", queries, now)
    marked = _marked(parsed, queries, now)
    cases = [Sql(f"WHEN '{config}' THEN {query.text}", query.values) for config, query in queries.items()]
    fallback = next(iter(languages.by_code(question.language).fallback), "")
    by_date = question.sort == Sort.NEWEST
    text = _STATEMENT.format(
        found=found.text,
        marked=marked.text,
        kinds=kinds.text,
        document_language=language.text,
        queries=" ".join(case.text for case in cases),
        first="" if by_date else "tier DESC, ",
        order="date DESC NULLS LAST, score DESC, thing"
        if by_date
        else "score DESC, date DESC NULLS LAST, thing",
        most=RANKED,
        named=EntryKind.MEMBER.value,
        many=MANY_NAMES,
        weights=WEIGHTS,
        exact=EXACT,
        in_title=IN_TITLE,
        own=OWN_LANGUAGE,
        fallback=FALLBACK,
        table=TABLE,
    )
    values = (
        *found.values,
        *marked.values,
        *(kinds.values + language.values) * 2,
        *(value for case in cases for value in case.values),
        question.language,
        fallback,
        per_page,
        (page - 1) * per_page,
        *language.values,
        *kinds.values * 2,
    )
    return Sql(text, values)


def _one_of(column: str, values: Collection[str]) -> Sql:
    wanted = sorted(value for value in values if value)
    return Sql(f"{column} = ANY(%s)", (wanted,)) if wanted else Sql("true")


def _joined(select: str, queries: dict[str, Sql], now: dt.datetime) -> Sql:
    """The rows of all configurations, each asked in its own words."""
    branches = [
        Sql(
            f"    {select} FROM {TABLE} WHERE config = '{config}' AND tsv @@ {query.text} AND {_VISIBLE}",
            (*query.values, now, now),
        )
        for config, query in queries.items()
    ]
    return Sql(
        "\n    UNION ALL\n".join(branch.text for branch in branches),
        tuple(value for branch in branches for value in branch.values),
    )


def _marked(parsed: Parsed, queries: dict[str, Sql], now: dt.datetime) -> Sql:
    """Tier 1: all words are in the title. Tier 2: the question is a symbol, a number, a code or a whole title."""
    titled = {
        config: Sql(f"({_in_title(query.text)} && {query.text})", query.values * 2)
        for config, query in queries.items()
    }
    pieces = [_joined("SELECT id, kind, language, date, 1 AS tier", titled, now)]
    if parsed.keys:
        exact = Sql("%s::tsquery", (_exact(parsed),))
        pieces.append(
            _joined("SELECT id, kind, language, date, 2 AS tier", dict.fromkeys(queries, exact), now)
        )
    return Sql(
        "\n    UNION ALL\n".join(piece.text for piece in pieces),
        tuple(value for piece in pieces for value in piece.values),
    )


def _in_title(query: str) -> str:
    """The same words as they stand for those of a title, wherever they stand in it."""
    words = rf"regexp_replace(({query})::text, '(^|[ (!])''([^~=%%#^])', '\1''^\2', 'g')"
    return f"regexp_replace({words}, '<->|<[0-9]+>', '&', 'g')::tsquery"


def _query(parsed: Parsed, config: str, *, is_loose: bool) -> Sql:
    """What is asked of the rows of a configuration; nothing where all that is wanted are its stop words."""
    terms = parsed.wanted
    if is_loose:
        # Of a whole sentence, those that say most: every text has some word of it.
        terms = tuple(sorted(terms, key=lambda term: -len("".join(term.words)))[:LOOSE_TERMS])
    wanted = _all_of(terms, config, is_loose=is_loose)
    if parsed.excluded:
        excluded = [_one(term, config, []) for term in parsed.excluded]
        text = "".join(f" && !!({term.text})" for term in excluded)
        values = tuple(value for term in excluded for value in term.values)
        wanted = Sql(
            f"(CASE WHEN numnode({wanted.text}) > 0 THEN ({wanted.text}){text} ELSE '' END)",
            (*wanted.values, *wanted.values, *values),
        )
    if not parsed.keys:
        return wanted
    return Sql(f"({wanted.text} || %s::tsquery)", (*wanted.values, _exact(parsed)))


def _exact(parsed: Parsed) -> str:
    return " | ".join(f"'={each}'" for each in parsed.keys)


def _all_of(terms: tuple[Term, ...], config: str, *, is_loose: bool) -> Sql:
    marked = {term: marks(term, is_loose=is_loose) for term in terms}
    plain = tuple(term for term in terms if not marked[term])
    between, joined = (" | ", " || ") if is_loose else (" & ", " && ")
    pieces = [Sql(f"to_tsquery('{config}', %s)", (expression(plain, config, between),))] if plain else []
    pieces += [_one(term, config, marked[term]) for term in terms if marked[term]]
    if not pieces:
        return Sql("''::tsquery")
    return Sql(
        "(" + joined.join(piece.text for piece in pieces) + ")",
        tuple(value for piece in pieces for value in piece.values),
    )


def _one(term: Term, config: str, marked: list[str]) -> Sql:
    """One term, or any of the marks that stand for it in titles."""
    stemmed = Sql(f"to_tsquery('{config}', %s)", (expression((term,), config),))
    if not marked:
        return stemmed
    return Sql(f"({stemmed.text} || %s::tsquery)", (*stemmed.values, " | ".join(marked)))
