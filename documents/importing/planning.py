"""What a work of a manifest would change in the archive. Nothing is written here; a dry run ends here."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from documents import keeping
from documents.importing import records, sources, states, values
from documents.importing.columns import TITLES
from documents.importing.findings import Line, Outcome
from documents.importing.known import Known
from documents.importing.manifest import Group, Manifest
from documents.importing.records import FileRow, Record
from documents.importing.sources import Source
from documents.loading.archive import PREFIX
from documents.models import Work, WorkFile
from documents.models.work_columns import symbol_key
from members.importing.problems import BadValue


@dataclass
class FileStep:
    """One language version: source None where its bytes stay. described: what changes of the rest."""

    row: FileRow
    present: WorkFile | None
    source: Source | None
    described: dict[str, Any]


@dataclass
class Plan:
    """work: None where there is none yet. values, steps: what changes; marks: what is remembered afterwards."""

    record: Record
    work: Work | None = None
    values: dict[str, Any] = field(default_factory=dict)
    steps: list[FileStep] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    is_refused: bool = False

    @property
    def lines(self) -> list[Line]:
        return self.record.lines

    @property
    def row(self) -> int:
        return self.record.rows[0]

    def tell(self, outcome: Outcome, row: int, column: str = "", before: Any = "", after: Any = "") -> None:
        self.lines.append(self._line(row, outcome, column, before, after))

    def leave(self, code: str, row: int, column: str, before: Any, after: Any) -> None:
        line = self._line(row, Outcome.CONFLICT, column, before, after)
        self.lines.append(replace(line, problem={"code": code}))

    def _line(self, row: int, outcome: Outcome, column: str, before: Any, after: Any) -> Line:
        one, other = (values.text_of(column, value) for value in (before, after))
        return Line(row, outcome, self.record.name, self.work.pk if self.work else None, column, one, other)


@dataclass
class Planner:
    """An import as it goes through a manifest. overwrite: staff's edits give way. largest: bytes of a file.

    It remembers of each file its checksum, of each work its number: some 150 bytes.
    """

    folder: Path
    manifest: Manifest
    known: Known
    largest: int
    overwrite: bool = False
    files_seen: dict[bytes, int] = field(default_factory=dict)  # checksum: row
    works_seen: dict[int, int] = field(default_factory=dict)  # work: row

    def plan(self, group: Group, opened: ExitStack) -> Plan:
        """Compare a work with the archive. opened: takes the files, which must be open until they are kept."""
        record = records.read(group.key, self.manifest.rows(group), self.known)
        plan = Plan(record)
        if not record.rows:
            plan.is_refused = True
            return plan
        try:
            plan.work = self._present(record)
        except BadValue as error:
            record.refuse(plan.row, error.code, "symbol", error.value, **error.details)
            plan.is_refused = True
            return plan
        if plan.work is None and not self._is_whole(record):
            plan.is_refused = True
            return plan
        self._compare(plan)
        for row in record.files:
            self._file(plan, row, opened)
        # A work that comes for the sake of its files is not made without any of them.
        if plan.work is None and record.files and not plan.steps:
            plan.is_refused = True
        else:
            self._conclude(plan)
        return plan

    def _present(self, record: Record) -> Work | None:
        """Find the work: by its key, else by its symbol, unless another list has given it a key."""
        work = Work.objects.filter(key=record.key).first() if record.key else None
        sign = symbol_key(record.values.get("symbol", ""))
        if work is None and sign:
            if not record.key and self.manifest.by_symbol.get(sign, sign) is None:
                raise BadValue("several-keys", record.values["symbol"])
            found = list(Work.objects.filter(symbol_key=sign).order_by("pk")[:2])
            if record.key:
                found = [work for work in found if not work.key or work.key.startswith(PREFIX)]
            if len(found) > 1:
                raise BadValue("several-works", record.values["symbol"])
            work = found[0] if found else None
        if work is not None:
            row = self.works_seen.setdefault(work.pk, record.rows[0])
            if row != record.rows[0]:
                raise BadValue("same-work", record.key, row=row)
        return work

    def _is_whole(self, record: Record) -> bool:
        """Whether a new work has what none can be without."""
        if not any(record.values.get(title) for title in TITLES):
            record.refuse(record.rows[0], "missing", "title_en")
        if not record.values.get("kind"):
            record.refuse(record.rows[0], "missing", "kind")
        return not any(line.problem.get("code") == "missing" for line in record.lines)

    def _compare(self, plan: Plan) -> None:
        wanted, work = plan.record.values, plan.work
        if work is None:
            plan.values = dict(wanted)
            return
        present = states.of_work(work)
        for column, value in wanted.items():
            remembered = work.imported.get(column)
            verdict = states.verdict(present[column], value, remembered, overwrite=self.overwrite)
            if verdict in ("same", "change"):
                plan.marks[column] = states.mark(value)
            if verdict == "change":
                plan.values[column] = value
                plan.tell(Outcome.CHANGED, plan.row, column, present[column], value)
            elif verdict != "same" and not values.agree(column, present[column], value):
                plan.leave(verdict, plan.row, column, present[column], value)

    def _file(self, plan: Plan, row: FileRow, opened: ExitStack) -> None:
        try:
            source = opened.enter_context(sources.opened(self.folder, row.said, self.largest))
        except BadValue as error:
            plan.record.refuse(row.row, error.code, "file", error.value, **error.details)
            return
        present = (
            WorkFile.objects.current().filter(work=plan.work, language=row.language).first()
            if plan.work
            else None
        )
        if self._is_elsewhere(plan, row, source):
            return
        if present is None:
            plan.tell(Outcome.NEW_FILE, row.row, "file", "", row.said)
            plan.steps.append(FileStep(row, None, source, row.described))
            plan.marks[states.file_key(row.language)] = states.mark(source.sha256)
        else:
            self._version(plan, row, source, present)

    def _is_elsewhere(self, plan: Plan, row: FileRow, source: Source) -> bool:
        """Whether the same bytes are another file, of the archive or of an earlier row."""
        seen = self.files_seen.setdefault(bytes.fromhex(source.sha256), row.row)
        if seen != row.row:
            plan.record.note(Outcome.DUPLICATE, row.row, "duplicate-row", "file", row.said, row=seen)
            return True
        same = keeping.same_bytes(source.sha256)
        if same is None or (plan.work and same.work_id == plan.work.pk and same.language == row.language):
            return False
        work = f"{same.work_id} {same.work}".strip()
        details = {"work": work, "language": same.language}
        plan.record.note(Outcome.DUPLICATE, row.row, "duplicate-file", "file", row.said, **details)
        return True

    def _version(self, plan: Plan, row: FileRow, source: Source, present: WorkFile) -> None:
        marks = plan.work.imported if plan.work else {}
        name = states.file_key(row.language)
        verdict = states.verdict(present.sha256, source.sha256, marks.get(name), overwrite=self.overwrite)
        if verdict in ("same", "change"):
            plan.marks[name] = states.mark(source.sha256)
        elif verdict != "same":
            plan.leave(verdict, row.row, "file", present.name, row.said)
        described: dict[str, Any] = {}
        before = states.of_file(present)
        for column, value in row.described.items():
            name = states.file_key(row.language, column)
            each = states.verdict(before[column], value, marks.get(name), overwrite=self.overwrite)
            if each in ("same", "change"):
                plan.marks[name] = states.mark(value)
            if each == "change":
                described[column] = value
                plan.tell(Outcome.FILE_CHANGED, row.row, column, before[column], value)
            elif each != "same":
                plan.leave(each, row.row, column, before[column], value)
        if verdict == "change":
            plan.tell(Outcome.NEW_VERSION, row.row, "file", present.name, row.said)
            # What the manifest does not say of the newer version is as it was.
            described = {**{k: v for k, v in before.items() if k != "pages"}, **described}
        elif not described:
            plan.tell(Outcome.SAME_FILE, row.row, "file", "", row.said)
        if verdict == "change" or described:
            plan.steps.append(FileStep(row, present, source if verdict == "change" else None, described))

    def _conclude(self, plan: Plan) -> None:
        sign = symbol_key(plan.record.values.get("symbol", ""))
        if plan.work is None:
            plan.tell(Outcome.NEW, plan.row)
            other = Work.objects.filter(symbol_key=sign).first() if sign else None
            if other is not None:
                plan.record.note(
                    Outcome.HINT, plan.row, "same-symbol", "symbol", work=f"{other.pk} {other}".strip()
                )
        elif not plan.values:
            plan.tell(Outcome.UNCHANGED, plan.row)
