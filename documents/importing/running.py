"""The course of an import: manifest, works one by one, relations, report. Each work is a transaction of its own.

What is done is found again by key and checksum, so that a run that was killed is begun once more and does the rest.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import connection
from django.utils import timezone

from cicc_site import indexing
from cicc_site.multilingual.reader import as_editor
from documents.importing import writing
from documents.importing.columns import columns, recognized
from documents.importing.findings import Line, Outcome
from documents.importing.known import Known
from documents.importing.manifest import Group, Manifest
from documents.importing.planning import Plan, Planner
from documents.importing.relating import Wish, relate
from documents.models import ArchiveImport
from members.importing.mapping import Places, key
from members.importing.problems import FileProblem
from members.importing.reading import Table
from members.models import User

LARGEST = 200  # megabytes of a file
LOCK = 0x61726368  # of this database: one import at a time
LONGEST_FOLDER = 500
REMEMBERED = 20  # earlier imports whose columns are compared
# Counted by rows: a work that changes in three columns is one work.
BY_ROW = frozenset({Outcome.CHANGED, Outcome.FILE_CHANGED, Outcome.REFUSED})
_LOCKED = """SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
    WHERE datname = current_database() AND locktype = 'advisory' AND granted
    AND classid = 0 AND objid = %s AND objsubid = 1)"""
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Order:
    """What is asked for. said: {heading: column or ""}; largest: megabytes; by: for whom, for the list of imports."""

    folder: Path
    manifest: Path
    apply: bool = False
    overwrite: bool = False
    said: Mapping[str, str] = field(default_factory=dict)
    largest: int = LARGEST
    by: User | None = None


@dataclass
class Done:
    """What came of it. places: what the headings were taken for; report: lines of JSON, open."""

    headings: list[str]
    places: Places
    counts: dict[str, int]
    report: IO[str]


class Reporter:
    """Writes lines to the disk and counts them."""

    def __init__(self, report: IO[str]) -> None:
        self.report = report
        self.counts: Counter[Outcome] = Counter()
        self._rows: dict[Outcome, set[int]] = {outcome: set() for outcome in BY_ROW}

    def write(self, lines: Iterable[Line]) -> None:
        for line in lines:
            json.dump(asdict(line), self.report)
            self.report.write("\n")
            if line.outcome not in BY_ROW:
                self.counts[line.outcome] += 1
            elif line.row not in self._rows[line.outcome]:
                self._rows[line.outcome].add(line.row)
                self.counts[line.outcome] += 1

    def as_json(self) -> dict[str, int]:
        return {outcome.value: self.counts[outcome] for outcome in Outcome}


@contextmanager
def run(order: Order, told: Told | None = None) -> Iterator[Done]:
    """Carry an import out, or, without `apply`, find out what it would do. Raises FileProblem, and errors of the disk.

    told: called after each work with how many are done, of how many.
    """
    folder = order.folder.resolve()
    if not folder.is_dir():
        raise FileProblem("not-a-folder")
    with (
        as_editor(),
        _alone(),
        tempfile.TemporaryFile("w+", encoding="utf-8") as report,
        _understood(order) as manifest,
    ):
        reporter = Reporter(report)
        record = _begun(order, manifest) if order.apply else None
        planner = Planner(folder, manifest, Known.load(), order.largest * 1024 * 1024, order.overwrite)
        wishes: list[Wish] = []
        for number, group in enumerate(manifest.groups, start=1):
            reporter.write(_one(planner, group, wishes, apply=order.apply))
            if told:
                told(number, len(manifest.groups))
        for wish in wishes:
            reporter.write(relate(wish, manifest, apply=order.apply))
        report.flush()
        if record is not None:
            _end(record, reporter)
        yield Done(manifest.headings, manifest.places, reporter.as_json(), report)


@contextmanager
def _understood(order: Order) -> Iterator[Manifest]:
    """Open the manifest, its columns as somebody says, or as at the last import of such a list."""
    said = {key(heading): name for heading, name in order.said.items()}
    for name in said.values():
        if name and name not in columns():
            raise FileProblem("unknown-column", value=name)
    with Manifest(order.manifest, said, recalled(order.manifest)) as manifest:
        known = {key(heading) for heading in manifest.headings}
        for heading in order.said:
            if key(heading) not in known:
                raise FileProblem("unknown-heading", value=heading)
        yield manifest


def recalled(manifest: Path) -> dict[str, str]:
    """Return the columns of the last import whose headings include all of this manifest's; {} where there is none."""
    with Table(manifest, known_headings=recognized) as table:
        keys = {key(heading) for heading in table.headings} - {""}
    for columns_then in ArchiveImport.objects.values_list("columns", flat=True)[:REMEMBERED]:
        if keys <= set(columns_then):
            return {heading: str(name) for heading, name in columns_then.items()}
    return {}


def _one(planner: Planner, group: Group, wishes: list[Wish], *, apply: bool) -> list[Line]:
    """Take one work in, or find out what that would do. Nothing of it stays where a part of it fails."""
    with ExitStack() as opened:
        if not apply:
            plan = planner.plan(group, opened)
            work = plan.work
        else:
            try:
                with indexing.together():
                    plan = planner.plan(group, opened)
                    work = plan.work if plan.is_refused else writing.write(plan, planner.known)
            except ValidationError as error:
                reason = "; ".join(error.messages)
                problem = {"code": "invalid", "value": "", "reason": reason}
                return [Line(plan.row, Outcome.REFUSED, plan.record.name, problem=problem)]
        if not plan.is_refused:
            group.is_taken, group.work = True, work.pk if work else None
            wishes += _wishes(plan, group)
        return [_numbered(line, group.work) for line in plan.lines]


def _numbered(line: Line, work: int | None) -> Line:
    """A line of a work that was new when the line was written."""
    if work is None or line.work is not None or line.outcome == Outcome.DUPLICATE:
        return line
    return replace(line, work=work)


def _wishes(plan: Plan, group: Group) -> Iterator[Wish]:
    for row, column, other in plan.record.relations:
        yield Wish(row, plan.record.name, group, column, other)


def _begun(order: Order, manifest: Manifest) -> ArchiveImport:
    kept = {
        key(heading): manifest.places.get(place, "")
        for place, heading in enumerate(manifest.headings)
        if key(heading)
    }
    return ArchiveImport.objects.create(
        manifest=order.manifest.name[:255],
        folder=str(order.folder.resolve())[-LONGEST_FOLDER:],
        overwrite=order.overwrite,
        columns=kept,
        by=order.by,
    )


def _end(record: ArchiveImport, reporter: Reporter) -> None:
    reporter.report.seek(0)
    record.report.save("report", File(reporter.report.buffer), save=False)  # type: ignore[attr-defined]
    record.counts, record.finished_at = reporter.as_json(), timezone.now()
    record.save()


@contextmanager
def _alone() -> Iterator[None]:
    """One import at a time: two would make a work without a key twice. The lock goes with the connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise FileProblem("busy")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def is_under_way() -> bool:
    """Whether an import, or a trial of one, runs somewhere at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, [LOCK])
        return bool(cursor.fetchone()[0])
