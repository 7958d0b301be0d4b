"""Redirects out of a file: CSV, TSV or XLSX, with a reason for every row that cannot be taken."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cicc_site import languages
from pages.models.old_addresses import Redirect
from pages.old_addresses.asked import stored_form

LARGEST = 2 * 1024 * 1024
LARGEST_UNPACKED = 20 * LARGEST
MOST_ROWS = 5_000
MOST_COLUMNS = 10
KINDS = (".csv", ".tsv", ".xlsx")

# What the columns may be called. Without such a first row the first column is the old address, the second the new.
OLD = {"old", "from", "old address", "redirect from"}
NEW = {"new", "to", "new address", "redirect to", *(f"new_{languages.DEFAULT_LANGUAGE}",)}


class UnreadableFile(Exception):
    """A file that is no table of addresses; the message says why, in the editor's language."""


@dataclass(frozen=True)
class BadRow:
    number: int
    old: str
    new: str
    reasons: list[str]


@dataclass
class Report:
    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    number: int
    old: str
    new: dict[str, str]  # language: address


def import_file(
    file: UploadedFile[bytes], *, user: Any, replace: bool = False, only_check: bool = False
) -> Report:
    """Make a redirect of every good row and report the others; raises UnreadableFile.

    replace: whether a row may change a redirect that is there. only_check: report, and change nothing.
    """
    rows = list(read(file))
    report = Report()
    with transaction.atomic():
        for row in rows:
            _take(row, report, user, replace)
        if only_check:
            transaction.set_rollback(True)
    return report


def _take(row: Row, report: Report, user: Any, replace: bool) -> None:
    existing = _existing(row.old)
    redirect = existing or Redirect(old_address=row.old)
    before = (redirect.page_id, *_links(redirect))
    redirect.page = None
    for code in languages.codes():
        setattr(redirect, f"link_{code}", row.new.get(code) or None)
    try:
        redirect.full_clean()
    except ValidationError as error:
        report.bad.append(BadRow(row.number, row.old, _shown(row), list(dict.fromkeys(error.messages))))
        return
    if existing is not None and before == (redirect.page_id, *_links(redirect)):
        report.unchanged += 1
        return
    if existing is not None and not replace:
        reason = _("There is a redirect for this address already, and it leads elsewhere.")
        report.bad.append(BadRow(row.number, row.old, _shown(row), [reason]))
        return
    redirect.save()
    log(instance=redirect, action="wagtail.edit" if existing else "wagtail.create", user=user)
    report.replaced += existing is not None
    report.created += existing is None


def _existing(old: str) -> Redirect | None:
    try:
        return Redirect.objects.filter(old_address=stored_form(old)).first()
    except ValueError:
        return None


def _links(redirect: Redirect) -> tuple[str | None, ...]:
    return tuple(getattr(redirect, f"link_{code}") for code in languages.codes())


def _shown(row: Row) -> str:
    return " ".join(row.new.values())


def read(file: UploadedFile[bytes]) -> Iterator[Row]:
    """Yield the rows of a file that hold anything, numbered as a spreadsheet numbers them."""
    if (file.size or 0) > LARGEST:
        raise UnreadableFile(_("The file is too large: 2 MB at most."))
    kind = Path(file.name or "").suffix.lower()
    if kind not in KINDS:
        raise UnreadableFile(_("The file has to end in .csv, .tsv or .xlsx."))
    content = file.read()
    table = _workbook(content) if kind == ".xlsx" else _text_table(content, kind)
    yield from _rows(table)


def _text_table(content: bytes, kind: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not written in UTF-8. Save it as “CSV UTF-8”.")) from error
    first = text.partition("\n")[0]
    delimiter = "\t" if kind == ".tsv" else max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableFile(_("The file cannot be read as a table.")) from error


def _workbook(content: bytes) -> Iterator[list[str]]:
    # Loaded here: the library takes 4 MB of each process, and few ever open or write a workbook.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        # A small file can unpack into more than the memory holds.
        if sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(content)).infolist()) > LARGEST_UNPACKED:
            raise UnreadableFile(_("The file is too large: 2 MB at most."))
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        # Formulas are not computed here and other sheets are not read.
        for values in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield ["" if value is None else str(value) for value in values]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise UnreadableFile(_("The file cannot be read as a table.")) from error


def _rows(table: Iterable[list[str]]) -> Iterator[Row]:
    columns: dict[str, int] | None = None
    for number, cells in enumerate(table, start=1):
        cells = [cell.strip() for cell in cells[:MOST_COLUMNS]]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
            if columns is not None:
                continue
            columns = {"old": 0, languages.DEFAULT_LANGUAGE: 1}
        if number > MOST_ROWS:
            raise UnreadableFile(_("The file has too many rows: 5,000 at most."))
        cell = dict(enumerate(cells))
        new = {code: cell.get(place, "") for code, place in columns.items() if code != "old"}
        yield Row(number, cell.get(columns["old"], ""), {code: text for code, text in new.items() if text})


def _columns(cells: list[str]) -> dict[str, int] | None:
    """Return the places of the columns a first row names; None when it is no such row."""
    names = [cell.lower() for cell in cells]
    old = next((place for place, name in enumerate(names) if name in OLD), None)
    new = next((place for place, name in enumerate(names) if name in NEW), None)
    if old is None or new is None:
        return None
    further = {
        code: names.index(f"new_{code}") for code in languages.translation_codes() if f"new_{code}" in names
    }
    return {"old": old, languages.DEFAULT_LANGUAGE: new, **further}
