"""Organizations as a table for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Literal

from openpyxl import Workbook

from members.models.organizations import NAME_COLUMNS, OrganizationQuerySet

FORMULA = ("=", "+", "-", "@", "\t", "\r")
FileFormat = Literal["csv", "xlsx"]
PUBLIC = (
    *("id", "external_id", *NAME_COLUMNS, "legal_language", "country", "type", "scope", "year_founded"),
    *("website", "joined", "status", "listing", "last_confirmed"),
)


def export_rows(queryset: OrganizationQuerySet, *, private: bool, file_format: FileFormat) -> Iterable[bytes]:
    """Give a file piece by piece; private: with contacts. A cell that a program would take for a formula is defused."""
    rows = _rows(queryset, private)
    return _csv(rows) if file_format == "csv" else _xlsx(rows)


def _rows(queryset: OrganizationQuerySet, private: bool) -> Iterator[list[str]]:
    yield [*PUBLIC, *(["contacts"] if private else [])]
    related = ("contacts",) if private else ()
    for entry in queryset.select_related("country").prefetch_related(*related).iterator(chunk_size=500):
        row = [
            entry.country.alpha3 if name == "country" else str(getattr(entry, name) or "") for name in PUBLIC
        ]
        if private:
            row.append("; ".join(f"{one.name} <{one.email}> {one.phone}" for one in entry.contacts.all()))
        yield [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row]


def _csv(rows: Iterator[list[str]]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue().encode()


def _xlsx(rows: Iterator[list[str]]) -> Iterator[bytes]:
    book, output = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(output)
    yield output.getvalue()
