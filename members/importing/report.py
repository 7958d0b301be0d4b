"""A stored report for people: every change and every problem in words of the active language; and as a CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.encoding import force_str
from django.utils.translation import gettext, pgettext

from members.importing import lookups
from members.importing.cells import defused
from members.importing.columns import columns
from members.importing.problems import told
from members.models import ImportRow, ImportRun, Organization
from members.models.imports import ImportRowQuerySet, Outcome

AT_ONCE = 1000


@dataclass(frozen=True)
class ShownChange:
    label: str
    before: str
    after: str
    direction: str
    is_private: bool


@dataclass(frozen=True)
class ShownProblem:
    """label: of the column, "" for the whole row; heading: what the file calls it; value: what the file says."""

    label: str
    heading: str
    value: str
    reason: str


@dataclass
class ShownRow:
    """A row of the report. candidates: [(entry or None, number of a row)]."""

    row: ImportRow
    changes: list[ShownChange]
    problems: list[ShownProblem]
    candidates: list[tuple[Organization | None, int]] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        return str(Outcome(self.row.outcome).label)


def rows_of(
    run: ImportRun, *, outcome: str = "", public: bool = False, anew: bool = False, text: str = ""
) -> ImportRowQuerySet:
    """Return the rows of a report by a filter; unknown outcomes match nothing."""
    chosen: dict[str, Any] = {"run": run}
    if outcome:
        chosen["outcome"] = outcome
    if public:
        chosen["becomes_public"] = True
    if anew:
        chosen["rechecked"] = True
    if text:
        chosen["name__icontains"] = text.replace("\0", "")
    return ImportRow.objects.filter(**chosen).order_by("number")


def shown(rows: list[ImportRow], *, private: bool) -> list[ShownRow]:
    """Return rows in words, in one query more for the entries that duplicates may be.

    private: whether the reader may see personal data; else values of such columns are left out.
    """
    wanted = {each["entry"] for row in rows for each in row.candidates if "entry" in each}
    known = {entry.pk: entry for entry in Organization.objects.filter(pk__in=wanted)} if wanted else {}
    return [
        ShownRow(
            row,
            [_change(name, before, after) for name, (before, after) in row.changes.items()],
            [_problem(problem, private=private) for problem in row.problems],
            [
                (known.get(each["entry"]), 0) if "entry" in each else (None, each["row"])
                for each in row.candidates
                if each.get("entry") in known or "row" in each
            ],
        )
        for row in rows
    ]


def _change(name: str, before: str, after: str) -> ShownChange:
    column = columns()[name]
    if column.private:
        return ShownChange(column.title, "", gettext("changed"), "auto", is_private=True)
    if name in lookups.CHOICES:
        before, after = (lookups.labels(name, [value])[0] if value else "" for value in (before, after))
        return ShownChange(column.title, before, after, "auto", is_private=False)
    return ShownChange(column.title, before, after, column.direction, is_private=False)


def _problem(problem: dict[str, Any], *, private: bool) -> ShownProblem:
    column = columns().get(problem.get("column", ""))
    value = str(problem.get("value", ""))
    if column is not None and column.private and not private:
        value = "…" if value else ""
    return ShownProblem(
        label=column.title if column else "",
        heading=str(problem.get("heading", "")),
        value=value,
        reason=told(problem),
    )


def summary(run: ImportRun) -> list[tuple[str, str, int]]:
    """Return (outcome, its name, how many rows) for every outcome."""
    return [(each.value, str(each.label), int(run.counts.get(each.value, 0))) for each in Outcome]


def as_csv(rows: ImportRowQuerySet, *, private: bool) -> Iterator[bytes]:
    """Yield a report as a CSV for spreadsheets, one line for each change and each problem, a part at a time."""
    yield "\ufeff".encode() + _lines([_headings()])
    last = -1
    while found := list(rows.filter(number__gt=last)[:AT_ONCE]):
        last = found[-1].number
        yield _lines(line for row in shown(found, private=private) for line in _lines_of(row))


def _headings() -> list[str]:
    return [
        gettext("Row"),
        gettext("What happens"),
        gettext("Name"),
        gettext("Entry"),
        gettext("Column"),
        gettext("Before"),
        gettext("After"),
        gettext("In the file"),
        gettext("Reason"),
        gettext("Taken in"),
    ]


def _lines_of(row: ShownRow) -> Iterator[list[str]]:
    done = pgettext("taken in", "yes") if row.row.applied else ""
    start = [str(row.row.number), row.outcome, row.row.name, str(row.row.organization_id or "")]
    for problem in row.problems:
        yield [*start, problem.heading or problem.label, "", "", problem.value, problem.reason, done]
    for change in row.changes:
        yield [*start, change.label, change.before, change.after, "", "", done]
    for entry, number in row.candidates:
        other = f"{entry.pk} {entry}" if entry else gettext("Row %(row)s") % {"row": number}
        yield [*start, "", other, "", "", gettext("It may be the same organization"), done]
    if not (row.problems or row.changes or row.candidates):
        yield [*start, "", "", "", "", "", done]


def _lines(lines: Any) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([defused(force_str(cell)) for cell in line] for line in lines)
    return buffer.getvalue().encode()
