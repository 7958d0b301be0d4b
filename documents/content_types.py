"""What a file is by its content, whatever its name says: the formats an archive keeps, and why others are refused.

Only beginnings and the list of a package are read, never more than a few megabytes; nothing is unpacked. What is inside
is read later, in a child (documents/extraction).
"""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
from pathlib import PurePath
from typing import IO

from members.importing.encodings import old_encoding

SAMPLE = 256 * 1024
LARGEST_LIST = 4 * 1024 * 1024  # bytes of the list of a package: some 40,000 names
END_OF_LIST = b"PK\x05\x06"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# {a part every such package has: media type}
OFFICE_PARTS = {
    "word/document.xml": f"{_OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}.presentationml.presentation",
}
NAMED_PACKAGES = frozenset(
    {f"{_OPEN}.text", f"{_OPEN}.spreadsheet", f"{_OPEN}.presentation", "application/epub+zip"}
)
# The endings under which a file of a type may leave, the usual one first.
ENDINGS = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe"),
    "image/png": ("png",),
    "application/msword": ("doc",),
    "application/rtf": ("rtf", "doc"),
    "application/epub+zip": ("epub",),
    "text/html": ("html", "htm", "xhtml"),
    "text/csv": ("csv",),
    "text/plain": ("txt", "text", "md", "log"),
    **dict(zip(OFFICE_PARTS.values(), (("docx",), ("xlsx",), ("pptx",)), strict=True)),
    f"{_OPEN}.text": ("odt",),
    f"{_OPEN}.spreadsheet": ("ods",),
    f"{_OPEN}.presentation": ("odp",),
}
STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"{\\rtf", "application/rtf"),
)
ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A comment that was read is not read another way (?>...): of many that follow one another there would be 2^n ways.
_HTML = re.compile(
    rb"\s*(<\?xml[^>]{0,200}\?>\s*)?(?><!--.{0,4000}?-->\s*)*+<(!doctype\s+html|html)\b", re.I | re.S
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Unfit(ValueError):
    """A file the archive does not keep. code: packed, macros, locked, format."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recognize(file: IO[bytes], name: str) -> str:
    """Return the media type of a file; its name only parts the kinds of plain text. Raises Unfit."""
    file.seek(0)
    start = file.read(SAMPLE)
    file.seek(0)
    if b"%PDF-" in start[:1024]:
        return "application/pdf"
    for sign, media_type in STARTS:
        if start.startswith(sign):
            return media_type
    if start.startswith(b"PK"):
        return _of_package(file)
    if start.startswith(ARCHIVES) or start[257:262] == b"ustar":
        raise Unfit("packed")
    if start.startswith(OLE):
        return _of_old_office(file)
    return _of_text(start, PurePath(name).suffix.lower())


def _of_package(file: IO[bytes]) -> str:
    try:
        _refuse_long_list(file)
        with zipfile.ZipFile(file) as package:
            names = {part.filename: part for part in package.infolist()}
            if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
                raise Unfit("macros")
            for part, media_type in OFFICE_PARTS.items():
                if part in names and "[Content_Types].xml" in names:
                    return media_type
            if (said := names.get("mimetype")) and said.file_size < 100:
                media_type = package.read(said)[:100].decode("ascii", "replace").strip()
                if media_type in NAMED_PACKAGES:
                    return media_type
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, struct.error) as error:
        raise Unfit("packed") from error
    finally:
        file.seek(0)
    raise Unfit("packed")


def _refuse_long_list(file: IO[bytes]) -> None:
    """A list of millions of names would fill the memory before anybody has looked at it."""
    size = file.seek(0, 2)
    file.seek(max(size - 65_557, 0))
    tail = file.read()
    place = tail.rfind(END_OF_LIST)
    if place < 0 or struct.unpack_from("<I", tail, place + 12)[0] > LARGEST_LIST:
        raise Unfit("packed")


def _of_old_office(file: IO[bytes]) -> str:
    """Word before 2007: its parts are named in UTF-16. A locked DOCX has the same shell."""
    tail, found = b"", False
    file.seek(0)
    while block := file.read(1024 * 1024):
        both = tail + block
        if "EncryptedPackage".encode("utf-16-le") in both:
            raise Unfit("locked")
        found = found or "WordDocument".encode("utf-16-le") in both
        tail = both[-64:]
    file.seek(0)
    if not found:
        raise Unfit("format")
    return "application/msword"


def _of_text(start: bytes, ending: str) -> str:
    encoding, plain = _decoded(start)
    if _HTML.match(plain):
        return f"text/html; charset={encoding}"
    if plain.lstrip()[:5].lower() in {b"<?xml", b"<svg "}:
        raise Unfit("format")
    return f"{'text/csv' if ending == '.csv' else 'text/plain'}; charset={encoding}"


def _decoded(start: bytes) -> tuple[str, bytes]:
    """Return how a text is written, and its beginning in UTF-8. Raises Unfit for what is no text."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = start[: len(start) // 2 * 2].decode("utf-16", "replace")
        plain = text.encode("utf-8", "replace")
        encoding = "utf-16"
    else:
        plain = start.removeprefix(codecs.BOM_UTF8)
        try:
            codecs.getincrementaldecoder("utf-8")().decode(plain)
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = old_encoding(plain).replace("cp", "windows-")
    if _CONTROLS.search(plain) or not plain.strip():
        raise Unfit("format")
    return encoding, plain


def fitting_name(name: str, media_type: str) -> str:
    """Return a name whose ending is one of the type: a file called PDF that is a DOCX leaves as what it is."""
    endings = ENDINGS.get(media_type.partition(";")[0], ())
    path = PurePath(name)
    if not endings or path.suffix.lower().lstrip(".") in endings:
        return name
    known = {each for several in ENDINGS.values() for each in several}
    stem = path.stem if path.suffix.lower().lstrip(".") in known else name
    return f"{stem}.{endings[0]}"
