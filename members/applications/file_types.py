"""The four types of files that are taken: told by their first bytes, confirmed by the end of their name.

What else it might be is recognised only to say something helpful.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST_NAME = 120  # signs, its ending included


class Refused(Exception):
    """A file is not taken; code and values: for file_words.refusal."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(code)


@dataclass(frozen=True)
class FileType:
    """code: what the child process calls it; label: what people call it; endings: of names, the usual one first."""

    code: str
    label: str
    media_type: str
    start: bytes
    endings: tuple[str, ...]


TYPES = (
    FileType("pdf", "PDF", "application/pdf", b"%PDF-", ("pdf",)),
    FileType("jpeg", "JPEG", "image/jpeg", b"\xff\xd8\xff", ("jpg", "jpeg", "jpe", "jfif")),
    FileType("png", "PNG", "image/png", b"\x89PNG\r\n\x1a\n", ("png",)),
    FileType(
        "docx",
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        b"PK\x03\x04",
        ("docx",),
    ),
)
ENDINGS = tuple(ending for kind in TYPES for ending in kind.endings)
ARCHIVES = (b"PK", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
DOCUMENT = b"word/document.xml"  # stands as it is in the list of what is inside
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc, and a .docx that is locked with a password
HEIC = (b"ftyphei", b"ftyphev", b"ftypmif1", b"ftypmsf1")


def of(data: bytes, name: str) -> FileType:
    """Return the type of a file. Raises Refused when it is none of ours, or its name says another one."""
    kind = next((kind for kind in TYPES if data.startswith(kind.start)), None)
    if kind is None:
        raise Refused(_what_else(data))
    if _ending(name) not in kind.endings:
        if kind.code == "docx" and DOCUMENT not in data:
            raise Refused("archive")  # every packed file begins like a DOCX
        raise Refused("extension", kind=kind.label, ending=f".{kind.endings[0]}")
    return kind


def _what_else(data: bytes) -> str:
    if data.startswith(OLD_OFFICE):
        return "old_office"
    if data[4:12].startswith(HEIC):
        return "heic"
    return "archive" if data.startswith(ARCHIVES) else "kind_of_file"


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold() if "." in name else ""


def clean_name(name: str) -> str:
    """Return a name that can be shown and offered for saving: no path, no sign that is not seen, not too long.

    Signs that turn the direction of writing would make “exe.pdf” of “fdp.exe”; a reader's system gets none of them.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if sign.isspace() else sign for sign in last if sign.isspace() or not _unseen(sign))
    short = " ".join(unicodedata.normalize("NFC", seen).split()).strip(". ")
    stem, dot, ending = short.rpartition(".")
    if not dot:
        return short[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}.{ending}"[:LONGEST_NAME]


def _unseen(sign: str) -> bool:
    """Control and format characters, halves of pairs, places without a character."""
    return unicodedata.category(sign).startswith("C")
