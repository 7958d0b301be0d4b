"""Verdicts as rows of a stored report, and how many of each kind there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from members.importing import values
from members.importing.comparing import Verdict
from members.importing.copying import as_json
from members.importing.lookups import Lookups
from members.models import ImportRow, ImportRun
from members.models.imports import Outcome

COLUMNS = (
    "run_id",
    "number",
    "outcome",
    "name",
    "organization_id",
    "values",
    "changes",
    "problems",
    "candidates",
    "decision",
    "becomes_public",
    "rechecked",
    "applied",
)
# Only what may still be written, or decided on, needs its values kept.
KEPT = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.DUPLICATE})


def changes_as_text(verdict: Verdict, known: Lookups) -> dict[str, list[str]]:
    """Return {column: [before, after]} as texts of an export; of personal data only that they change."""
    return {
        column: ["", "…"]
        if column in values.PRIVATE
        else [values.text(column, before, known), values.text(column, after, known)]
        for column, (before, after) in verdict.changes.items()
    }


def problems_as_json(verdict: Verdict, headings: dict[str, str]) -> list[dict[str, Any]]:
    return [problem.as_json(headings.get(problem.column, "")) for problem in verdict.problems]


def name_of(verdict: Verdict) -> str:
    present = verdict.entry.values["legal_name"] if verdict.entry else ""
    return str(verdict.record.name or present)[:300]


def row_to_copy(
    run: ImportRun, verdict: Verdict, known: Lookups, headings: dict[str, str]
) -> tuple[Any, ...]:
    """Return a verdict in the order of COLUMNS. headings: {column: what the file calls it}."""
    kept = verdict.record.values if verdict.outcome in KEPT else {}
    return (
        run.pk,
        verdict.record.number,
        str(verdict.outcome),
        name_of(verdict),
        verdict.entry.id if verdict.entry else None,
        as_json(kept),
        as_json(changes_as_text(verdict, known)),
        as_json(problems_as_json(verdict, headings)),
        as_json(verdict.candidates),
        "",
        verdict.becomes_public,
        False,
        False,
    )


def fill_row(row: ImportRow, verdict: Verdict, known: Lookups) -> ImportRow:
    """Bring a stored row to another verdict."""
    headings = {problem["column"]: problem.get("heading", "") for problem in row.problems}
    row.outcome = verdict.outcome
    row.organization_id = verdict.entry.id if verdict.entry else None
    row.changes = changes_as_text(verdict, known)
    row.problems = problems_as_json(verdict, headings)
    row.candidates = verdict.candidates
    row.becomes_public = verdict.becomes_public
    return row


def count(run: ImportRun) -> dict[str, int]:
    """Return {outcome: rows} and how many were applied, come out anew, and become public."""
    rows = ImportRow.objects.filter(run=run).order_by()
    found = dict(rows.values_list("outcome").annotate(count=Count("pk")))
    counted = {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}
    for name in ("applied", "rechecked", "becomes_public"):
        counted[name] = rows.filter(**{name: True}).count()
    counted["waiting"] = rows.waiting().count()
    return counted
