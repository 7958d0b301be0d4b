"""How many public works each value of each filter would leave: one query, every number that of works shown.

A number beside a value is what its filter would give with the other filters as they are.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q

from documents.listing.choices import Choices
from documents.listing.question import SUBJECTS, Question
from documents.models import Work, WorkFile
from documents.models.works import WorkQuerySet

Counts = dict[str, int]
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

# Each part counts the same rows, which are read once; `others` are the conditions of the other filters.
PARTS = {
    "total": "SELECT 'total', '', count(*) FROM rows WHERE {others}",
    "demo": "SELECT 'demo', '', count(*) FROM rows WHERE is_demo AND {others}",
    "kind": "SELECT 'kind', kind, count(*) FROM rows WHERE {others} GROUP BY 2",
    "year": "SELECT 'year', extract(year FROM date)::text, count(*) FROM rows"
    " WHERE date IS NOT NULL AND {others} GROUP BY 2",
    "language": "SELECT 'language', file.language, count(*) FROM rows JOIN ({files}) file ON file.work_id = rows.id"
    " WHERE {others} GROUP BY 2",
    # Of all kinds at once; a filter that is set is counted without itself, by a part of its own.
    "subjects": "SELECT 'subjects', link.subject_id::text, count(*) FROM rows"
    ' JOIN "documents_work_subjects" link ON link.work_id = rows.id WHERE {others} GROUP BY link.subject_id',
}


def tally(question: Question, choices: Choices, now: dt.datetime) -> Tally:
    """One query."""
    single: dict[str, int] = {}
    counts: dict[str, Counts] = {}
    for facet, value, works in _counted(question, choices, now):
        if facet in ("total", "demo"):
            single[facet] = works
        elif facet in ("kind", "year", "language"):
            counts.setdefault(facet, {})[value] = works
        elif (subject := choices.by_key.get(int(value))) and facet == (
            # A filter that is set has a part of its own, which alone leaves it out.
            subject.kind if question.value(subject.kind) else "subjects"
        ):
            counts.setdefault(subject.kind, {})[subject.code] = works
    return Tally(question, choices, single.get("total", 0), single.get("demo", 0), counts)


def _counted(question: Question, choices: Choices, now: dt.datetime) -> list[tuple[str, str, int]]:
    """(part, value, works). What is read is a queryset that begins with `public`; SQL of our own only counts it."""
    found = _by_words(question, now)
    if found.query.is_empty():
        return []
    asked = [name for name in CONDITIONS if question.value(name)]
    fits = {f"fits_{name}": _as_column(_condition(name, question.value(name), choices)) for name in asked}
    rows = found.order_by().annotate(**fits).values("id", "kind", "date", "is_demo", *fits)
    sql, params = rows.query.sql_with_params()
    files, file_params = open_files().order_by().values("work_id", "language").query.sql_with_params()
    parts, more = [], list(params)
    names = [*PARTS, *(name for name in asked if name in SUBJECTS)]
    for name in names:
        others = " AND ".join(f"fits_{other}" for other in asked if other != name) or "true"
        part = PARTS.get(name) or PARTS["subjects"].replace("'subjects'", f"'{name}'")
        parts.append(part.format(others=others, files=files))
        more += file_params if name == "language" else ()
    with connection.cursor() as cursor:
        cursor.execute(f"WITH rows AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}", more)
        counted: list[tuple[str, str, int]] = cursor.fetchall()
    return counted


def _as_column(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def language_counts(now: dt.datetime) -> Counts:
    """{language: public works that have a file in it}; one query."""
    public = Work.objects.public(now)
    files = open_files().filter(work__in=public).order_by()
    return dict(files.values_list("language").annotate(works=Count("work_id")))
