"""Reads XLSX files row by row, after looking into the package: nobody's workbook may fill the memory or the disk.

A formula is never computed: its cell has the value that was stored with it. Links to other files are not followed.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from zlib import error as ZlibError

from members.importing.problems import FileProblem

PACKAGE = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
LARGEST_PART = 400 * 1024 * 1024
# All texts of a workbook are in one part, which is held in memory.
LARGEST_TEXTS = 100 * 1024 * 1024
LARGEST_SUM = 600 * 1024 * 1024
MOST_PARTS = 2000
# Sheets of repeated rows reach 60; bombs begin beyond 1000 and are noticed whatever their directory says.
LARGEST_RATIO = 250
RATIO_FROM = 4 * 1024 * 1024
BLOCK = 1 << 18


def is_workbook(start: bytes) -> bool:
    """Return whether a file begins as an XLSX does; raises FileProblem for its predecessor, XLS."""
    if start.startswith(OLD_WORKBOOK):
        raise FileProblem("old-workbook")
    return start.startswith(PACKAGE)


def inspect(path: Path) -> None:
    """Unpack every part of a package once, counting, without keeping any of it. Raises FileProblem.

    What the directory of the package claims is compared first; then what really comes out of it.
    """
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_SUM:
                raise FileProblem("bomb")
            names = {part.filename for part in parts}
            if "EncryptedPackage" in names or any(part.flag_bits & 1 for part in parts):
                raise FileProblem("encrypted")
            if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
                raise FileProblem("not-a-table")
            total = 0
            for part in parts:
                total += _inspect_part(package, part, LARGEST_SUM - total)
    except (zipfile.BadZipFile, ZlibError, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise FileProblem("damaged") from error


def _inspect_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> int:
    limit = min(room, LARGEST_TEXTS if part.filename.endswith("sharedStrings.xml") else LARGEST_PART)
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    size, tail = 0, b""
    with package.open(part) as stream:
        while block := stream.read(BLOCK):
            if is_xml:
                if not size and not _is_plain_xml(block):
                    raise FileProblem("entities")
                if b"<!DOCTYPE" in tail + block or b"<!ENTITY" in tail + block:
                    raise FileProblem("entities")
                tail = block[-16:]
            size += len(block)
            if size > limit or (size > RATIO_FROM and size > LARGEST_RATIO * max(part.compress_size, 1)):
                raise FileProblem("bomb")
    return size


def _is_plain_xml(start: bytes) -> bool:
    """In another encoding than UTF-8 a forbidden definition would look different."""
    if b"\0" in start[:64] or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    heading = start[:200].partition(b"?>")[0].lower()
    return b"encoding" not in heading or b"utf-8" in heading or b"us-ascii" in heading


@contextmanager
def rows(path: Path) -> Iterator[tuple[Iterator[list[str]], int]]:
    """Give the rows of the first sheet with cells, as texts, and about how many there are."""
    inspect(path)
    with path.open("rb") as file:  # by its name openpyxl would refuse it: a stored file has no ending
        yield from _rows(file)


def _rows(file: BinaryIO) -> Iterator[tuple[Iterator[list[str]], int]]:
    # Loaded here: the library takes 4 MB of each process, and few ever open or write a workbook.
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False, rich_text=False)
    except Exception as error:  # whatever a foreign package makes the parser stumble over
        raise FileProblem("damaged") from error
    try:
        sheets = [sheet for sheet in book.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        chosen = next((sheet for sheet in sheets if _has_cells(sheet)), None)
        if chosen is None:
            raise FileProblem("no-sheet")
        yield _texts(chosen), int(chosen.max_row or 0)
    finally:
        book.close()


def _has_cells(sheet: Any) -> bool:
    return any(any(row) for _number, row in zip(range(50), _texts(sheet), strict=False))


def _texts(sheet: Any) -> Iterator[list[str]]:
    # The size a sheet claims to have is what some programs get wrong.
    about = sheet.max_row
    sheet.reset_dimensions()
    try:
        for row in sheet.iter_rows(values_only=True):
            yield [text(value) for value in row]
    except FileProblem:
        raise
    except Exception as error:
        raise FileProblem("damaged") from error
    finally:
        sheet._max_row = about


def text(value: object) -> str:
    """Return a cell as the text a CSV of the same sheet would have."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("_x000D_", "\r")  # so Excel keeps the line ends of Windows
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value)
