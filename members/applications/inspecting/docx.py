"""DOCX: a ZIP with a fixed build. Sizes are compared before anything is unpacked; macros are refused, the rest told.

Refused besides: locked files, other Office formats, names that climb out, two entries of one name, entities in XML.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from xml.parsers import expat

from members.applications.inspecting.findings import (
    ARCHIVE,
    BOMB,
    BROKEN,
    EMBEDDED,
    LAUNCH,
    LINKS,
    LOCKED,
    MACROS,
    REMOTE,
    TWO_KINDS,
    Refused,
)

MOST_PARTS = 2_000
LARGEST_WHOLE = 60 * 1024 * 1024  # bytes unpacked: a report of 2 MB with its pictures has far less
LARGEST_RATIO = 250  # of one part; running text in XML comes to 20
FREE_RATIO = 1024 * 1024  # a part up to this size may shrink as it likes
PIECE = 64 * 1024
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_TYPES = ("macroenabled", "vbaproject", "activex")
MACRO_PARTS = re.compile(r"vbaproject|vbadata|activex", re.IGNORECASE)
EMBEDDED_PARTS = re.compile(r"(^|/)(embeddings|afchunks?)/", re.IGNORECASE)
# What a document written in Word or LibreOffice consists of; anything else is told as something put inside.
USUAL = re.compile(
    r"\.(xml|rels|vml|jpe?g|jfif|png|gif|bmp|tiff?|emf|wmf|svg|webp|wdp|odttf|ttf|fntdata)$", re.IGNORECASE
)
PRINTER = re.compile(r"printersettings\d*\.bin$", re.IGNORECASE)
# A field that starts another program.
COMMAND = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)


def look(data: bytes) -> tuple[list[str], bytes]:
    """Return what an officer should know, and no new bytes. Raises Refused."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError):
        raise Refused(BROKEN) from None
    with package:
        parts = package.infolist()
        _check_build(package, parts, data)
        found: set[str] = set()
        is_word = False
        for part in parts:
            if MACRO_PARTS.search(part.filename):
                raise Refused(MACROS)
            if EMBEDDED_PARTS.search(part.filename) or not (
                part.is_dir() or USUAL.search(part.filename) or PRINTER.search(part.filename)
            ):
                found.add(EMBEDDED)
            if part.filename.lower().endswith((".xml", ".rels")):
                reading = Reading(package.open(part).read())
                found |= reading.found
                is_word = is_word or (part.filename == TYPES and reading.is_word)
            else:
                _unpack(package, part)
        if not is_word:
            raise Refused(ARCHIVE)
    return sorted(found), b""


def _check_build(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], data: bytes) -> None:
    """All that can be said from the list of contents alone."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise Refused(BOMB)
    names = [part.filename for part in parts]
    if TYPES not in names:
        raise Refused(ARCHIVE)
    if len({name.casefold() for name in names}) != len(names):
        raise Refused(BROKEN)
    for part in parts:
        if part.flag_bits & 1:
            raise Refused(LOCKED)
        if part.filename.startswith("/") or "\\" in part.filename or ".." in part.filename.split("/"):
            raise Refused(BROKEN)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(BROKEN)
        if part.file_size > max(FREE_RATIO, LARGEST_RATIO * part.compress_size):
            raise Refused(BOMB)
    # Nothing before the first part and nothing behind the list: there another kind of file could hide.
    if min(part.header_offset for part in parts) or package.comment or b"PK\x05\x06" not in data[-22:]:
        raise Refused(TWO_KINDS)


def _unpack(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end for its checksum; a damaged one raises."""
    with package.open(part) as opened:
        while opened.read(PIECE):
            pass


class Reading:
    """One part of XML, read through once: that it is well-formed, its relations, its types, its fields."""

    def __init__(self, text: bytes) -> None:
        self.found: set[str] = set()
        self.is_word = False
        self._fields: list[str] = []
        self._in_field = False
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        try:
            parser.Parse(text, True)
        except expat.ExpatError:
            raise Refused(BROKEN) from None
        # The name of a command may be split over several runs.
        if COMMAND.search("".join(self._fields)):
            self.found.add(LAUNCH)

    def _doctype(self, *_declared: object) -> None:
        raise Refused(BOMB)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        place, _space, local = name.rpartition(" ")
        if local == "Relationship" and attributes.get("TargetMode", "").lower() == "external":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found.add(LINKS if kind == "hyperlink" else REMOTE)
        elif local in {"Override", "Default"}:
            said = attributes.get("ContentType", "").lower()
            if any(word in said for word in MACRO_TYPES):
                raise Refused(MACROS)
            self.is_word = self.is_word or said == MAIN
        elif local == "instrText":
            self._in_field = True
        elif local == "fldSimple":
            self._fields.append(attributes.get(f"{place} instr", "") + " ")

    def _end(self, name: str) -> None:
        if name.endswith(" instrText"):
            self._in_field = False

    def _words(self, words: str) -> None:
        if self._in_field:
            self._fields.append(words)
