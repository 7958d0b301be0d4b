"""Which files the archive takes: told by their bytes, confirmed by the end of their names. No file is unpacked here.

PDF, Word (DOCX), OpenDocument text, HTML and plain text, whose words are read; Excel (XLSX), PowerPoint (PPTX) and EPUB
as they are. No archives: what is in one is to be found by itself. No macros, no programs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LARGEST = 100 * 1024 * 1024
MOST_AT_ONCE = 40
LOOKED_AT = 128 * 1024  # bytes of either end: names of parts stand there
MEGABYTE = 1024 * 1024
ACCEPTED = ".pdf,.docx,.odt,.html,.htm,.txt,.xlsx,.pptx,.epub"

_OFFICE = "application/vnd.openxmlformats-officedocument"
_PARTS = (
    (b"word/document.xml", f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    (b"xl/workbook.xml", f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    (b"ppt/presentation.xml", f"{_OFFICE}.presentationml.presentation", (".pptx",)),
)
# OpenDocument and EPUB begin with a part named "mimetype" that is not packed.
_MIMETYPES = (
    (b"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text", (".odt",)),
    (b"application/epub+zip", "application/epub+zip", (".epub",)),
)
_ARCHIVES = (b"PK", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A comment that was read is not read another way (?>...): of many that follow one another there would be 2^n ways.
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?><!--.*?-->\s*)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TOLD: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "large": _("The file is larger than %(limit)s MB."),
    "archive": _("An archive (ZIP, RAR ...) is not taken: unpack it and send the files in it."),
    "old_office": _(
        "The old format of Word, Excel or PowerPoint, or a locked file: save it as DOCX or PDF without a password."
    ),
    "macros": _("The file carries macros, which are programs: save it without them."),
    "ending": _("Its name ends otherwise than what is in it: rename it to %(ending)s."),
    "unknown": _("Files of this kind are not taken. Taken are PDF, DOCX, ODT, HTML, TXT, XLSX, PPTX and EPUB."),
}  # fmt: skip


class Refused(Exception):
    """A file is not taken. Its text says why, in the active language."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(code)

    def __str__(self) -> str:
        return str(_TOLD[self.code]) % self.values


@dataclass(frozen=True)
class Kind:
    media_type: str
    endings: tuple[str, ...]


def kind_of(file: IO[bytes], name: str, size: int) -> Kind:
    """Return what a file is. Raises Refused."""
    if not size:
        raise Refused("empty")
    if size > LARGEST:
        raise Refused("large", limit=LARGEST // MEGABYTE)
    file.seek(0)
    head = file.read(LOOKED_AT)
    file.seek(max(0, size - LOOKED_AT))
    tail = file.read(LOOKED_AT)
    file.seek(0)
    ending = PurePath(name).suffix.lower()
    kind = _by_bytes(head, tail, ending)
    if ending not in kind.endings:
        raise Refused("ending", ending=kind.endings[0])
    return kind


def _by_bytes(head: bytes, tail: bytes, ending: str) -> Kind:
    if b"%PDF-" in head[:1024]:
        return Kind("application/pdf", (".pdf",))
    if head.startswith(b"PK\x03\x04"):
        return _packed(head, head + tail)
    if head.startswith(_ARCHIVES):
        raise Refused("archive")
    if head.startswith(_OLD_OFFICE):
        raise Refused("old_office")
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(plain):
        return Kind("text/html", (".html", ".htm"))
    if ending == ".txt" and (b"\0" not in head or head.startswith(_UTF16)):
        return Kind("text/plain", (".txt",))
    raise Refused("unknown")


def _packed(head: bytes, ends: bytes) -> Kind:
    if head[30:38] == b"mimetype":
        for said, media_type, endings in _MIMETYPES:
            if head[38:].startswith(said) and not head[38 + len(said) :][:1].isalnum():
                return Kind(media_type, endings)
        raise Refused("unknown")
    if b"vbaProject.bin" in ends:
        raise Refused("macros")
    for part, media_type, endings in _PARTS:
        if part in ends:
            return Kind(media_type, endings)
    raise Refused("archive")
