"""In which encoding a text file is, and what separates its columns."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from collections.abc import Callable, Sized
from pathlib import Path

from charset_normalizer import from_bytes

from members.importing import mapping
from members.importing.problems import FileProblem

KnownHeadings = Callable[[list[str]], Sized]

UTF8 = "utf-8-sig"
# What the spreadsheets of our members write when they do not write Unicode: Western European, Arabic, Cyrillic.
OLD = ("cp1252", "cp1256", "cp1251")
KNOWN = (UTF8, "utf-16", "utf-16-le", "utf-16-be", *OLD)
SEPARATORS = ",;\t"
SAMPLE = 256 * 1024
SAMPLE_ROWS = 30
BINARY_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"Rar!",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
)


def encoding_of(path: Path) -> str:
    """Return the encoding of a text file, one of KNOWN. Raises FileProblem for what is no text."""
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    if start.startswith(BINARY_STARTS):
        raise FileProblem("not-a-table")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (zeros := start.count(0)) and (encoding := _unmarked_utf16(start)):
        return encoding
    # A few zeros are the fault of some cells, which their rows will be refused for.
    if zeros > 8 + len(start) // 200:
        raise FileProblem("not-a-table")
    return UTF8 if _is_utf8(path) else old_encoding(_telling_lines(path))


def _unmarked_utf16(start: bytes) -> str:
    """Every text has spaces and line ends: in UTF-16 each of them has its zero on one and the same side."""
    zeros = (start[0::2].count(0), start[1::2].count(0))
    few, many = min(zeros), max(zeros)
    if many < max(3, len(start) // 50) or few > many // 20:
        return ""
    encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    try:
        start[: len(start) // 2 * 2].decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(start) - 4:
            return ""
    return encoding


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _telling_lines(path: Path) -> bytes:
    """The first lines that hold more than ASCII: the others say nothing on the encoding."""
    found, size = [], 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found.append(line[:4096])
                size += len(found[-1])
                if size > SAMPLE // 8:
                    break
    return b"".join(found)


def old_encoding(sample: bytes) -> str:
    """Accented letters stand alone among plain ones; whole words of high bytes are another script."""
    if _alone(sample) > 0.5:
        return "cp1252"
    best = from_bytes(sample, cp_isolation=list(OLD[1:])).best()
    return best.encoding if best is not None and best.encoding in OLD else "cp1252"


def _alone(sample: bytes) -> float:
    """Return which share of the high bytes has no other beside it."""
    high = [byte > 127 for byte in b" " + sample + b" "]
    places = [place for place, is_high in enumerate(high) if is_high]
    return sum(not high[place - 1] and not high[place + 1] for place in places) / len(places) if places else 1


def separator_of(text: str, known_headings: KnownHeadings = mapping.guess_known) -> str:
    """Return what separates the columns in the beginning of a file; a comma where there is one column alone.

    known_headings: tells the headings it recognizes among the cells of a row.
    """

    def fits(separator: str) -> tuple[int, float, int]:
        rows = _first_rows(text, separator)
        # Known headings tell it for certain, as those of an export of our own; else rows of one width do.
        known = max((len(known_headings(row)) for row in rows), default=0)
        widths = [len(row) for row in rows]
        most = max(widths, default=1)
        return (known, widths.count(most) / len(widths) if most > 1 else 0.0, most)

    return max(SEPARATORS, key=fits)


def _first_rows(text: str, separator: str) -> list[list[str]]:
    """Lines end where csv says so: other signs that Python takes for line ends (U+2028) may stand within a cell."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # a cell without end: whoever reads the whole file will say so
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row):
                rows.append(row)
            if len(rows) == SAMPLE_ROWS:
                break
    return rows
