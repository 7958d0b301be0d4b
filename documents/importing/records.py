"""The rows of one work as one record: what they say of the work, the files they name, and what is refused of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from documents.importing import values
from documents.importing.columns import FILE, KEY, LANGUAGE, OF_FILE, OF_WORK, RELATIONS, TITLES
from documents.importing.findings import Line, Outcome
from documents.importing.known import Known
from documents.importing.manifest import ManifestRow
from members.importing.problems import SHOWN, BadValue


@dataclass(frozen=True, slots=True)
class FileRow:
    """said: the path; described: {column: value} of OF_FILE."""

    row: int
    said: str
    language: str
    described: dict[str, Any]


@dataclass
class Record:
    """values: {column: value} of the work. relations: [(row, column, key or symbol)]. rows: those not refused."""

    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    files: list[FileRow] = field(default_factory=list)
    relations: list[tuple[int, str, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    _said_in: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the work is called in a report."""
        symbol = self.values.get("symbol", "")
        title = next((title for name in TITLES if (title := self.values.get(name))), "")
        return " ".join(filter(None, (symbol, title))) or self.key

    def refuse(self, row: int, code: str, column: str = "", value: str = "", /, **details: Any) -> None:
        self.note(Outcome.REFUSED, row, code, column, value, **details)

    def note(
        self, outcome: Outcome, row: int, code: str, column: str = "", value: str = "", /, **details: Any
    ) -> None:
        problem = {"code": code, "value": value[:SHOWN].replace("\0", ""), **details}
        self.lines.append(Line(row, outcome, self.name, column=column, problem=problem))


def read(key: str, rows: Iterable[ManifestRow], known: Known) -> Record:
    """Understand the rows of a work. A row with a fault is refused as a whole; the others are not."""
    record = Record(key)
    for row in rows:
        if row.problem:
            record.refuse(row.number, row.problem)
            continue
        found, faults = _parsed(row, known)
        for column, error in faults:
            record.refuse(row.number, error.code, column, error.value, **error.details)
        if not faults and _fits(record, row.number, found):
            _take(record, row.number, found)
    return record


def _parsed(row: ManifestRow, known: Known) -> tuple[dict[str, Any], list[tuple[str, BadValue]]]:
    found: dict[str, Any] = {}
    faults: list[tuple[str, BadValue]] = []
    for column, cell in row.cells.items():
        try:
            found[column] = values.parse(column, cell, known)
        except BadValue as error:
            faults.append((column, error))
    if not faults and not (found.get(KEY) or found.get("symbol")):
        faults.append(("", BadValue("nothing-names-it")))
    return found, faults


def _fits(record: Record, row: int, found: dict[str, Any]) -> bool:
    """Whether a row agrees with the rows of the same work before it, and names its file in full."""
    before = len(record.lines)
    for column in OF_WORK:
        if column in found and not values.agree(
            column, record.values.get(column, found[column]), found[column]
        ):
            text = values.text_of(column, found[column])
            record.refuse(row, "differs", column, text, row=record._said_in[column])
    if FILE in found:
        language = found.get(LANGUAGE)
        same = next((file for file in record.files if file.language == language), None)
        if language is None:
            record.refuse(row, "missing-language", LANGUAGE)
        elif same is not None:
            record.refuse(row, "same-language", LANGUAGE, language, row=same.row)
    return len(record.lines) == before


def _take(record: Record, row: int, found: dict[str, Any]) -> None:
    record.rows.append(row)
    record.key = record.key or found.get(KEY, "")
    for column in OF_WORK:
        if column in found:
            record.values[column] = found[column]
            record._said_in.setdefault(column, row)
    described = {column: found[column] for column in OF_FILE if column in found}
    if FILE in found:
        record.files.append(FileRow(row, found[FILE], found[LANGUAGE], described))
    elif described:
        record.note(Outcome.HINT, row, "no-file-named", next(iter(described)))
    for column in RELATIONS:
        record.relations += [(row, column, other) for other in found.get(column, [])]
