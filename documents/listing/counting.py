"""How many public works each value of each filter would leave: one query, every number that of works shown.

A number beside a value is what its filter would give with the other filters as they are. What is counted are the works
that answer, found once; a filter that is set is counted over the works that the others leave. Where nothing is asked,
the whole tables are counted from their indexes, and the few works that nobody may know are taken away again.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from documents.listing.choices import Choices
from documents.listing.question import SUBJECTS, Question
from documents.models import Subject, Work, WorkFile
from documents.models.works import WorkQuerySet

Counts = dict[str, int]
Sql = tuple[str, tuple[Any, ...]]  # with its parameters
LINKS = Work.subjects.through
# Conditions of the question, by the name of the filter; the words are asked of every row.
CONDITIONS = ("kind", "year", *SUBJECTS, "language")


@dataclass(frozen=True)
class Tally:
    """Counted for one question. total: the works shown, demo: how many of them are invented; counts: {filter: {value:
    works}}."""

    question: Question
    choices: Choices
    total: int
    demo: int
    counts: dict[str, Counts]

    def of(self, name: str) -> Counts:
        return self.counts.get(name, {})


def matching(question: Question, choices: Choices, now: dt.datetime) -> WorkQuerySet:
    """The works that answer the question, in no order. now: the moment at which they are public."""
    found: WorkQuerySet = _by_words(question, now)
    for name in CONDITIONS:
        if question.value(name):
            found = found.filter(_condition(name, question.value(name), choices))
    return found


def _by_words(question: Question, now: dt.datetime) -> WorkQuerySet:
    found: WorkQuerySet = Work.objects.public(now)
    return found.matching(question.q) if question.q else found


def _condition(name: str, value: str, choices: Choices) -> Q:
    """What a public work must fulfil. Rows and counts ask the same."""
    if name == "kind":
        return Q(kind=value)
    if name == "year":
        return Q(date__gte=dt.date(int(value), 1, 1), date__lte=dt.date(int(value), 12, 31))
    if name == "language":
        return Q(Exists(open_files().filter(work=OuterRef("pk"), language=value)))
    key = choices.get(name, value).key
    return Q(Exists(LINKS.objects.filter(work=OuterRef("pk"), subject=key)))


def open_files() -> Any:
    """The present files that anybody may have if their work is public."""
    return WorkFile.objects.open().current()


# --- Counting --------------------------------------------------------------------------------------------

# The works that answer, by what a work has one of: few rows, however many works.
ANSWERING = (
    "WITH answering AS ({works}), grouped AS MATERIALIZED ("
    "SELECT kind, extract(year FROM date)::int AS year, is_demo, count(*) AS works FROM answering GROUP BY 1, 2, 3)"
)
GROUPED = {
    "total": "SELECT 'total', '', coalesce(sum(works), 0)::bigint FROM grouped",
    "demo": "SELECT 'demo', '', coalesce(sum(works), 0)::bigint FROM grouped WHERE is_demo",
    "kind": "SELECT 'kind', kind, sum(works)::bigint FROM grouped GROUP BY 2",
    "year": "SELECT 'year', year::text, sum(works)::bigint FROM grouped WHERE year IS NOT NULL GROUP BY 2",
}
# The same two over other works than those that answer.
SINGLE = {
    "kind": "SELECT 'kind', kind, count(*) FROM ({works}) works GROUP BY 2",
    "year": "SELECT 'year', extract(year FROM date)::int::text, count(*) FROM ({works}) works"
    " WHERE date IS NOT NULL GROUP BY 2",
}
# What a work may have several of. rows: of (work_id, value), or of (value).
OF_SOME = (
    "SELECT '{name}', rows.value::text, count(*) FROM ({rows}) rows JOIN ({works}) works ON works.id = rows.work_id"
    " GROUP BY rows.value"
)
OF_ALL = "SELECT '{name}', rows.value::text, {sign}count(*) FROM ({rows}) rows GROUP BY rows.value"


def tally(question: Question, choices: Choices, now: dt.datetime) -> Tally:
    """One query."""
    single: Counter[str] = Counter()
    counts: dict[str, Counter[str]] = {}
    for facet, value, works in _counted(question, choices, now):
        if facet in ("total", "demo"):
            single[facet] += works
        elif facet in ("kind", "year", "language"):
            counts.setdefault(facet, Counter())[value] += works
        elif (subject := choices.by_key.get(int(value))) and facet == (
            # A filter that is set has a part of its own, which alone leaves it out.
            subject.kind if question.value(subject.kind) else "subjects"
        ):
            counts.setdefault(subject.kind, Counter())[subject.code] += works
    found = {name: {value: works for value, works in each.items() if works} for name, each in counts.items()}
    return Tally(question, choices, single["total"], single["demo"], found)


def _counted(question: Question, choices: Choices, now: dt.datetime) -> list[tuple[str, str, int]]:
    """(part, value, works), a value perhaps in several rows. What is read are querysets that begin with `public`; SQL
    of our own only counts them."""
    if _by_words(question, now).query.is_empty():
        return []
    works, params = _rows(question, choices, now)
    return _fetched(list(_parts(question, choices, now)), (ANSWERING.format(works=works), params))


def _fetched(parts: list[Sql], before: Sql = ("", ())) -> list[tuple[str, str, int]]:
    begin, params = before
    whole = f"{begin} {' UNION ALL '.join(sql for sql, _params in parts)}"
    with connection.cursor() as cursor:
        cursor.execute(whole, [*params, *(value for _sql, values in parts for value in values)])
        counted: list[tuple[str, str, int]] = cursor.fetchall()
    return counted


def _parts(question: Question, choices: Choices, now: dt.datetime) -> Iterator[Sql]:
    yield GROUPED["total"], ()
    yield GROUPED["demo"], ()
    for name in ("kind", "year"):
        if question.value(name):
            works, params = _rows(question.with_(**{name: ""}), choices, now)
            yield SINGLE[name].format(works=works), params
        else:
            yield GROUPED[name], ()
    links = {"subjects": _links(), "language": open_files().annotate(value=F("language"))}
    asked = [name for name in (*SUBJECTS, "language") if question.value(name)]
    for name in dict.fromkeys([*links, *asked]):
        rows = links[name] if name in links else _links().filter(subject__in=Subject.objects.of_kind(name))
        others = question.with_(**{name: ""}) if name in asked else question
        if not others.active:
            yield from _of_all(name, rows, now)
        elif name in asked:
            yield _of_some(name, rows, _rows(others, choices, now))
        else:
            yield _of_some(name, rows, ("SELECT id FROM answering", ()))


def _links() -> QuerySet[Any]:
    found: QuerySet[Any] = LINKS.objects.annotate(value=F("subject"))
    return found


def _of_some(name: str, rows: QuerySet[Any], works: Sql) -> Sql:
    """Count the values of the rows of some works. rows: with `work` and `value`."""
    of_works, more = works
    sql, params = _sql(rows.values("work_id", "value"))
    return OF_SOME.format(name=name, rows=sql, works=of_works), (*params, *more)


def _of_all(name: str, rows: QuerySet[Any], now: dt.datetime) -> Iterator[Sql]:
    """The same for all public works: all there are, less the hidden ones."""
    for sign, counted in (("", rows), ("-", rows.filter(work__in=Work.objects.hidden(now)))):
        sql, params = _sql(counted.values("value"))
        yield OF_ALL.format(name=name, sign=sign, rows=sql), params


def _rows(question: Question, choices: Choices, now: dt.datetime) -> Sql:
    return _sql(matching(question, choices, now).values("id", "kind", "date", "is_demo"))


def _sql(rows: QuerySet[Any]) -> Sql:
    sql, params = rows.order_by().query.sql_with_params()
    return sql, tuple(params)


def language_counts(now: dt.datetime) -> Counts:
    """{language: public works that have a file in it}; one query."""
    found: Counter[str] = Counter()
    parts = list(_of_all("language", open_files().annotate(value=F("language")), now))
    for _name, language, works in _fetched(parts):
        found[language] += works
    return {language: works for language, works in found.items() if works}
