"""Rows to records: what each cell says, and what is wrong with it. The register itself is not asked here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from members.importing import values
from members.importing.columns import CICC_ID, EXTERNAL_ID, NAMES, columns
from members.importing.lookups import Lookups
from members.importing.mapping import Places
from members.importing.problems import BadValue, CellProblem
from members.importing.reading import Row, Table


@dataclass(slots=True)
class Record:
    """A row, understood. values: {column: value} of the cells that say something. decision: see ImportRow."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    decision: str = ""

    @property
    def cicc_id(self) -> int | None:
        found: int | None = self.values.get(CICC_ID)
        return found

    @property
    def external_id(self) -> str:
        return str(self.values.get(EXTERNAL_ID) or "")

    @property
    def name(self) -> str:
        return next((self.values[name] for name in ("legal_name", *NAMES) if self.values.get(name)), "")

    @property
    def names(self) -> list[str]:
        return [self.values[name] for name in ("legal_name", *NAMES) if self.values.get(name)]


def records(table: Table, places: Places, known: Lookups, *, private: bool) -> Iterator[Record]:
    """Yield what each row of an open table says. private: whether columns of personal data are read at all."""
    wanted = sorted(places.items())
    closed = {name for name in places.values() if columns()[name].private and not private}
    for row in table.rows():
        yield _record(row, wanted, closed, len(table.headings), known)


def _record(row: Row, wanted: list[tuple[int, str]], closed: set[str], width: int, known: Lookups) -> Record:
    record = Record(row.number)
    extra = [cell for cell in row.cells[width:] if cell.strip()]
    if extra:
        record.problems.append(CellProblem("extra-cells", value=extra[0].strip()))
    for place, name in wanted:
        cell = row.cells[place].strip() if place < len(row.cells) else ""
        if not cell:
            continue
        if name in closed:
            record.problems.append(CellProblem("not-allowed", name))
            continue
        try:
            record.values[name] = values.parse(name, cell, known)
        except BadValue as error:
            record.problems.append(CellProblem(error.code, name, error.value, error.details, error.cell))
    return record
