"""Takes checked rows into the register: all of them or none, in one transaction under one lock.

Each row is judged once more against the register as it is now. What would come out otherwise than the report said is
not written but reported anew: nothing happens that nobody looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from members.importing.checking import Record
from members.importing.comparing import Seen, Verdict, judge
from members.importing.lookups import Lookups
from members.importing.problems import CellProblem
from members.importing.rows import changes_as_text, fill_row
from members.importing.writing import Writer, Writing
from members.models import ImportRow, ImportRun
from members.models.imports import ImportRowQuerySet

# One import at a time, whoever runs it: the number means nothing but "imports of organizations".
LOCK = 0x1CC_1998
CHUNK = 2000
Beat = Callable[[int], None]


class Busy(Exception):
    """Another import is being taken in."""


def selected(run: ImportRun) -> ImportRowQuerySet:
    """Return the rows that somebody chose, of those that wait."""
    rows = ImportRow.objects.filter(run=run).waiting()
    if numbers := run.selection.get("numbers"):
        rows = rows.filter(number__in=numbers)
    if outcome := run.selection.get("outcome"):
        rows = rows.filter(outcome=outcome)
    return rows


def apply_rows(run: ImportRun, beat: Beat) -> dict[str, int]:
    """Write what was chosen. Returns {"applied", "rechecked"}: how many. Raises Busy.

    `beat` is told how many rows are done; it must not touch the run on this connection.
    """
    with transaction.atomic():
        _take_lock()
        known, seen, counted = Lookups.load(), Seen(), {"applied": 0, "rechecked": 0}
        writer = Writer(run, known, timezone.now())
        done = 0
        for rows in _chunks(selected(run)):
            records = {row.number: _record(row, known) for row in rows}
            verdicts = judge(list(records.values()), known, seen, private=run.private, lock=True)
            as_seen, otherwise = _as_reported(verdicts, {row.number: row for row in rows}, known)
            written = writer.write(as_seen)
            _mark_applied(run, written)
            left_out = {verdict.record.number for verdict in as_seen} - _numbers(written)
            otherwise += [verdict for verdict in as_seen if verdict.record.number in left_out]
            _report_anew(rows, otherwise, known)
            counted["applied"] += len(written)
            counted["rechecked"] += len(otherwise)
            done += len(rows)
            beat(done)
    return counted


def _take_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        [found] = cursor.fetchone() or [False]
        if not found:
            raise Busy
        # Checked as it is written, not all at once in the end, where nobody could see it go on.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _chunks(rows: ImportRowQuerySet) -> Iterator[list[ImportRow]]:
    last = -1
    while found := list(rows.filter(number__gt=last).order_by("number")[:CHUNK]):
        yield found
        last = found[-1].number


def _record(row: ImportRow, known: Lookups) -> Record:
    """What the report understood, unless the register has lost what it names since."""
    record = Record(row.number, dict(row.values), decision=row.decision)
    lost = [
        column
        for column, codes, present in (
            ("country", [row.values.get("country")], known.country_ids),
            ("countries_of_work", row.values.get("countries_of_work", []), known.country_ids),
            ("issues", row.values.get("issues", []), known.issue_ids),
            ("national_coalition", row.values.get("national_coalition", []), known.coalition_names),
        )
        if any(code not in present for code in codes if code)
    ]
    record.problems += [CellProblem("gone-since", column) for column in lost]
    for column in lost:
        del record.values[column]
    return record


def _as_reported(
    verdicts: list[Verdict], rows: dict[int, ImportRow], known: Lookups
) -> tuple[list[Verdict], list[Verdict]]:
    """Return those that come out as the report says, and those that do not."""
    same: list[Verdict] = []
    otherwise: list[Verdict] = []
    for verdict in verdicts:
        row = rows[verdict.record.number]
        matches = verdict.outcome == row.outcome and changes_as_text(verdict, known) == row.changes
        (same if matches else otherwise).append(verdict)
    return same, otherwise


def _numbers(written: list[Writing]) -> set[int]:
    return {each.verdict.record.number for each in written}


def _mark_applied(run: ImportRun, written: list[Writing]) -> None:
    """The values have done their work: personal data stay in the register alone."""
    pairs: list[tuple[int, int]] = [(each.verdict.record.number, each.id) for each in written]
    if not pairs:
        return
    numbers, ids = zip(*pairs, strict=True)
    statement = (
        "UPDATE members_importrow AS row SET applied = true, \"values\" = '{}', organization_id = done.entry "
        "FROM unnest(%s::bigint[], %s::bigint[]) AS done(number, entry) "
        "WHERE row.run_id = %s AND row.number = done.number"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(numbers), list(ids), run.pk])


def _report_anew(rows: list[ImportRow], otherwise: list[Verdict], known: Lookups) -> None:
    by_number: dict[int, Any] = {row.number: row for row in rows}
    changed = [fill_row(by_number[verdict.record.number], verdict, known) for verdict in otherwise]
    for row in changed:
        row.rechecked = True
    if changed:
        ImportRow.objects.bulk_update(
            changed,
            [
                "outcome",
                "organization",
                "changes",
                "problems",
                "candidates",
                "becomes_public",
                "rechecked",
            ],
            batch_size=500,
        )
