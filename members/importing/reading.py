"""Files to rows: a CSV or an XLSX, whatever its encoding and separator, one row after another.

Memory does not grow with the file. Every row carries the number that the program shows in which it was made.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from members.importing import encodings, mapping, workbooks
from members.importing.problems import FileProblem

LARGEST = 50 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 250_000
LONGEST_CELL = 100_000
# Titles and empty lines may stand above the headings.
HEADING_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: list[str]


@dataclass
class Table:
    """An open file. encoding, separator: "" of a workbook. about: roughly how many rows there are, for a progress bar.
    known_headings: recognizes the headings of this kind of table, which tells the separator.

    Use it in a `with` block. Everything here raises FileProblem.
    """

    path: Path
    encoding: str = ""
    separator: str = ""
    headings: list[str] = field(default_factory=list)
    about: int = 0
    known_headings: encodings.KnownHeadings = mapping.guess_known
    _stack: ExitStack = field(default_factory=ExitStack)
    _rows: Iterator[Row] = field(default_factory=lambda: iter(()))
    _first: list[Row] = field(default_factory=list)

    def __enter__(self) -> Self:
        try:
            self._open()
            self._find_headings()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the headings that hold anything."""
        count = 0
        for row in self._all():
            if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
                raise FileProblem("too-many-columns", limit=MOST_COLUMNS)
            if any(cell and not cell.isspace() for cell in row.cells):
                count += 1
                if count > MOST_ROWS:
                    raise FileProblem("too-many-rows", limit=MOST_ROWS)
                yield row

    def _all(self) -> Iterator[Row]:
        yield from self._first
        yield from self._rows

    def _open(self) -> None:
        if not self.path.exists():
            raise FileProblem("gone")
        size = self.path.stat().st_size
        if size > LARGEST:
            raise FileProblem("too-large", limit=LARGEST // 1024 // 1024)
        with self.path.open("rb") as file:
            start = file.read(8)
        if not start.strip():
            raise FileProblem("empty")
        if workbooks.is_workbook(start):
            self.encoding = self.separator = ""
            texts, self.about = self._stack.enter_context(workbooks.rows(self.path))
            self._rows = _workbook_rows(texts)
        else:
            self._open_text()

    def _open_text(self) -> None:
        self.encoding = self.encoding or encodings.encoding_of(self.path)
        file = self._stack.enter_context(self.path.open(encoding=self.encoding, newline=""))
        try:
            start = file.read(encodings.SAMPLE)
            self.separator = self.separator or encodings.separator_of(start, self.known_headings)
            file.seek(0)
        except UnicodeError as error:
            raise FileProblem("encoding", encoding=self.encoding) from error
        with self.path.open("rb") as raw:
            self.about = sum(block.count(b"\n") for block in iter(lambda: raw.read(1 << 20), b""))
        self._rows = self._csv_rows(csv.reader(file, delimiter=self.separator))

    def _csv_rows(self, reader: Iterator[list[str]]) -> Iterator[Row]:
        number = 0
        csv.field_size_limit(LONGEST_CELL)
        try:
            for cells in reader:
                number += 1
                yield Row(number, cells)
        except UnicodeError as error:
            raise FileProblem("encoding", encoding=self.encoding) from error
        except csv.Error as error:
            raise FileProblem("long-cell", row=number + 1) from error

    def _find_headings(self) -> None:
        """The headings are the fullest of the first rows: a title above them fills one cell or two."""
        first: list[Row] = []
        for row in self._rows:
            if len(row.cells) > MOST_COLUMNS and any(row.cells[MOST_COLUMNS:]):
                raise FileProblem("too-many-columns", limit=MOST_COLUMNS)
            first.append(row)
            if len(first) == HEADING_WITHIN:
                break
        filled = [sum(bool(cell.strip()) for cell in row.cells) for row in first]
        if not any(filled):
            raise FileProblem("no-heading" if first else "empty")
        # Rows below may fill more cells than there are headings, but not half as many more.
        most = max(filled)
        place = next(place for place, count in enumerate(filled) if count * 3 >= most * 2)
        self.headings = [cell.replace("\0", "").strip() for cell in first[place].cells]
        while self.headings and not self.headings[-1]:
            self.headings.pop()
        self._first = first[place + 1 :]


def _workbook_rows(texts: Iterator[list[str]]) -> Iterator[Row]:
    for number, cells in enumerate(texts, start=1):
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise FileProblem("long-cell", row=number)
        yield Row(number, cells)
