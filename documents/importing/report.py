"""The report of an import for people, in the active language: as CSV for spreadsheets, as HTML, and the summary.

A report is kept as lines of JSON (findings.Line) and read a part at a time.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.spreadsheets import defused
from documents.importing.columns import columns
from documents.importing.findings import Line, Outcome
from documents.importing.known import CHOICES
from documents.importing.problems import told

AT_ONCE = 500


@dataclass(frozen=True)
class Shown:
    """A line in words. value: what the manifest says that cannot be taken."""

    row: int
    outcome: str
    code: str
    name: str
    work: str
    column: str
    direction: str
    before: str
    after: str
    value: str
    reason: str

    @property
    def cells(self) -> list[str]:
        return [
            str(self.row),
            self.outcome,
            self.name,
            self.work,
            self.column,
            self.before,
            self.after,
            self.value,
            self.reason,
        ]


def lines(report: Iterable[str]) -> Iterator[Line]:
    """Read a kept report."""
    for text in report:
        found = json.loads(text)
        yield Line(**{**found, "outcome": Outcome(found["outcome"])})


def shown(line: Line) -> Shown:
    """Put a line into words of the active language."""
    column = columns().get(line.column)
    return Shown(
        row=line.row,
        outcome=str(line.outcome.label),
        code=line.outcome.value,
        name=line.name,
        work=str(line.work or ""),
        column=column.title if column else "",
        direction=column.direction if column else "auto",
        before=_word(line.column, line.before),
        after=_word(line.column, line.after),
        value=str(line.problem.get("value", "")),
        reason=told(line.problem) if line.problem else "",
    )


def _word(column: str, text: str) -> str:
    """Coded values as readers know them."""
    return str(dict(CHOICES[column].choices).get(text, text)) if column in CHOICES else text


def summary(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (what, how many) for whatever happened at all."""
    return [(str(each.label), counts[each.value]) for each in Outcome if counts.get(each.value)]


def headings() -> list[str]:
    return [
        gettext("Row"),
        gettext("What happens"),
        gettext("Name"),
        gettext("Work"),
        gettext("Column"),
        gettext("Before"),
        gettext("After"),
        gettext("In the file"),
        gettext("Reason"),
    ]


def as_csv(report: Iterable[str]) -> Iterator[bytes]:
    """Yield a report as a CSV for spreadsheets, a part at a time."""
    yield "\ufeff".encode() + _rows([headings()])
    for part in _parts(lines(report)):
        yield _rows(shown(line).cells for line in part)


def _parts(found: Iterator[Line]) -> Iterator[list[Line]]:
    while part := list(islice(found, AT_ONCE)):
        yield part


def _rows(rows: Iterable[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows([defused(cell.replace("\0", "")) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8", "replace")


def as_html(report: Iterable[str], counts: Mapping[str, int], title: str) -> Iterator[bytes]:
    """Yield a report as a page that stands for itself, in the active language, a part at a time."""
    language = languages.by_code(languages.active())
    frame: dict[str, Any] = {
        "language": language,
        "title": title,
        "summary": summary(counts),
        "headings": headings(),
    }
    start, end = render_to_string("documents/archive_import/report.html", frame).split("<!-- rows -->")
    yield start.encode()
    for part in _parts(lines(report)):
        context = {"rows": [shown(line) for line in part]}
        yield render_to_string("documents/archive_import/rows.html", context).encode("utf-8", "replace")
    yield end.encode()
