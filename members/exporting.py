"""Organizations as CSV or XLSX, with the columns an import reads: what is exported and imported again changes nothing.

For officers: an export shows hidden entries as well. Formulas are made harmless, and an import takes that back.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Literal

from members.importing import entries, values
from members.importing.cells import defused
from members.importing.columns import CICC_ID, columns
from members.importing.lookups import Lookups
from members.models.organizations import OrganizationQuerySet

FileFormat = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
AT_ONCE = 1000
BLOCK = 1 << 16
LONGEST_CELL = 32_767  # of Excel


def export_rows(queryset: OrganizationQuerySet, *, private: bool, file_format: FileFormat) -> Iterable[bytes]:
    """Yield a file with the organizations of a queryset, in the order of their numbers, a part at a time.

    private: with contacts and registration, for whoever may see them. Memory does not grow with the number of rows.
    """
    rows = _rows(queryset, private=private)
    return _csv(rows) if file_format == "csv" else _xlsx(rows)


def _rows(queryset: OrganizationQuerySet, *, private: bool) -> Iterator[list[str]]:
    """Yield the names of the columns, then the cells of each organization."""
    shown = [name for name, column in columns().items() if private or not column.private]
    yield shown
    known = Lookups.load()
    ids = queryset.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=AT_ONCE)
    while chunk := list(dict.fromkeys(islice(ids, AT_ONCE))):
        found = entries.load(chunk, private=private)
        for entry in (found[pk] for pk in chunk if pk in found):
            entry.values[CICC_ID] = entry.id
            yield [defused(values.exported(name, entry.values[name], known)) for name in shown]


def _csv(rows: Iterator[list[str]]) -> Iterator[bytes]:
    # With its mark, or Excel takes the file for Western European.
    yield "\ufeff".encode()
    while chunk := list(islice(rows, AT_ONCE)):
        buffer = io.StringIO()
        csv.writer(buffer).writerows(chunk)
        yield buffer.getvalue().encode()


def _xlsx(rows: Iterator[list[str]]) -> Iterator[bytes]:
    # Loaded here: the library takes 4 MB of each process, and few ever open or write a workbook.
    from openpyxl import Workbook

    book = Workbook(write_only=True)  # writes its rows to the disk as they come
    sheet = book.create_sheet("Organizations")
    for row in rows:
        sheet.append([_cell(text) for text in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        yield from iter(lambda: file.read(BLOCK), b"")


def _cell(text: str) -> str | None:
    return text[:LONGEST_CELL] or None
