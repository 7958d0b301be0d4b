"""Reads a manifest and gathers its rows into works, on the disk: memory holds a few numbers for each row.

A work is all rows with one key; rows without a key belong to the key that has their symbol, else to each other.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from documents.importing import columns
from documents.importing.columns import KEY, SYMBOL
from documents.models.work_columns import symbol_key
from members.importing.cells import clean, restored
from members.importing.mapping import Places
from members.importing.problems import BadValue, FileProblem
from members.importing.reading import Row, Table


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """number: as the spreadsheet shows it. cells: {column: text}, empty ones left out."""

    number: int
    cells: Mapping[str, str]
    problem: str = ""


@dataclass(slots=True)
class Group:
    """The rows of one work: key "" where they have none, and where they lie in the gathered file.

    is_taken: it is not refused, or would not be; work: its number, once there is one.
    """

    key: str
    symbol_key: str
    offsets: list[int] = field(default_factory=list)
    is_taken: bool = False
    work: int | None = None


@dataclass
class Manifest:
    """A manifest that was read through. headings, places: what its columns are. Use it in a `with` block."""

    path: Path
    said: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    places: Places = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    by_key: dict[str, Group] = field(default_factory=dict)
    # None: several keys have this symbol.
    by_symbol: dict[str, Group | None] = field(default_factory=dict)
    _gathered: IO[str] | None = None

    def __enter__(self) -> Self:
        """Read it. Raises FileProblem."""
        self._gathered = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")
        try:
            self._read()
        except BaseException:
            self._gathered.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._gathered:
            self._gathered.close()

    def rows(self, group: Group) -> Iterator[ManifestRow]:
        """Read the rows of a work back."""
        gathered = self._file()
        for offset in group.offsets:
            gathered.seek(offset)
            number, cells, problem = json.loads(gathered.readline())
            yield ManifestRow(number, cells, problem)

    def meant(self, text: str) -> Group | None:
        """Return the work of this manifest that a key or symbol means. Raises BadValue where several have it."""
        if found := self.by_key.get(text):
            return found
        sign = symbol_key(text)
        if sign and sign in self.by_symbol:
            if (group := self.by_symbol[sign]) is None:
                raise BadValue("several-keys", text)
            return group
        return None

    def _file(self) -> IO[str]:
        if self._gathered is None:
            raise RuntimeError("A manifest is read within its `with` block.")
        return self._gathered

    def _read(self) -> None:
        with Table(self.path, known_headings=columns.recognized) as table:
            self.headings = table.headings
            self.places = columns.places(table.headings, self.said, self.remembered)
            keyless: list[Group] = []
            for row in table.rows():
                self._gather(row, keyless)
        if not self.groups and not keyless:
            raise FileProblem("no-rows")
        self._join(keyless)
        self.groups.sort(key=lambda group: group.offsets[0])

    def _gather(self, row: Row, keyless: list[Group]) -> None:
        gathered = self._file()
        too_many = any(cell.strip() for cell in row.cells[len(self.headings) :])
        cells = {
            name: text
            for place, name in self.places.items()
            if place < len(row.cells) and (text := row.cells[place].strip())
        }
        offset = gathered.tell()
        json.dump([row.number, cells, "extra-cells" if too_many else ""], gathered)
        gathered.write("\n")
        key = clean(restored(cells.get(KEY, "")))
        sign = symbol_key(clean(restored(cells.get(SYMBOL, ""))))
        if not key:
            keyless.append(Group("", sign, [offset]))
            return
        group = self.by_key.get(key)
        if group is None:
            group = self.by_key[key] = Group(key, sign)
            self.groups.append(group)
        group.offsets.append(offset)
        if sign:
            group.symbol_key = group.symbol_key or sign
            self.by_symbol[sign] = group if self.by_symbol.get(sign, group) is group else None

    def _join(self, keyless: list[Group]) -> None:
        for alone in keyless:
            sign = alone.symbol_key
            group = self.by_symbol.get(sign) if sign else None
            if group is not None:
                group.offsets = sorted([*group.offsets, *alone.offsets])
                continue
            self.groups.append(alone)
            # Where several keys have the symbol, planning says so; rows with nothing stand alone and are refused.
            if sign and sign not in self.by_symbol:
                self.by_symbol[sign] = alone
