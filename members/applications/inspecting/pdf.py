"""PDF: every object is looked at for what acts by itself or hides something; pages are never drawn.

A reader of the list of objects sees what a viewer would; what a viewer might find by searching (an object no list
names, a name spelled with #-codes) shows in a second look over the bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from members.applications.inspecting.findings import (
    AUTOMATIC,
    BROKEN,
    EMBEDDED,
    ENCRYPTED,
    FORM,
    LAUNCH,
    LINKS,
    MEDIA,
    SCRIPTS,
    TWO_KINDS,
    UNREADABLE,
    Refused,
)

# By the key of a dictionary, by what an action (/S) does, by what an object (/Type, /Subtype) is.
KEYS = {
    "/JS": SCRIPTS,
    "/JavaScript": SCRIPTS,
    "/EmbeddedFiles": EMBEDDED,
    "/EF": EMBEDDED,
    "/XFA": FORM,
    "/AA": AUTOMATIC,
}
ACTIONS = {
    "/JavaScript": SCRIPTS,
    "/Launch": LAUNCH,
    "/URI": LINKS,
    "/GoToR": LINKS,
    "/GoToE": EMBEDDED,
    "/SubmitForm": FORM,
    "/ImportData": FORM,
    "/Rendition": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/RichMediaExecute": MEDIA,
}
KINDS = {
    "/EmbeddedFile": EMBEDDED,
    "/FileAttachment": EMBEDDED,
    "/RichMedia": MEDIA,
    "/Movie": MEDIA,
    "/Screen": MEDIA,
    "/3D": MEDIA,
}
IN_BYTES = {
    b"JavaScript": SCRIPTS,
    b"Launch": LAUNCH,
    b"EmbeddedFile": EMBEDDED,
    b"EmbeddedFiles": EMBEDDED,
    b"RichMedia": MEDIA,
    b"XFA": FORM,
    b"SubmitForm": FORM,
}
NAME = re.compile(rb"/(" + b"|".join(sorted(IN_BYTES, reverse=True)) + rb")(?=[\s/<>\[\](){}%])")
CODED = re.compile(rb"#([0-9A-Fa-f]{2})")
END_WITHIN = 1024  # bytes from the end: what Acrobat asks for


def look(data: bytes) -> tuple[list[str], bytes]:
    """Return what an officer should know, and no new bytes: a document is evidence and stays as it came.

    Raises Refused, or whatever pypdf raises for a file that is no PDF inside.
    """
    if b"%%EOF" not in data[-END_WITHIN:]:
        raise Refused(BROKEN)
    if zipfile.is_zipfile(BytesIO(data)):
        raise Refused(TWO_KINDS)
    found = in_bytes(data)
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return sorted(found | {ENCRYPTED}), b""
    if not len(reader.pages):
        raise Refused(BROKEN)
    for part in objects(reader, found):
        found |= of_dictionary(part)
    return sorted(found), b""


def in_bytes(data: bytes) -> set[str]:
    """What the bytes name, whether or not the list of objects leads there."""
    plain = CODED.sub(lambda code: bytes([int(code[1], 16)]), data)
    return {IN_BYTES[match[1]] for match in NAME.finditer(plain)}


def objects(reader: PdfReader, found: set[str]) -> Iterator[DictionaryObject]:
    """Yield every dictionary of every object of the list; what cannot be read is noted in `found`."""
    named = [(number, generation) for generation, numbers in reader.xref.items() for number in numbers]
    named += [(number, 0) for number in reader.xref_objStm]
    for number, generation in named:
        if not number:
            continue
        try:
            top = reader.get_object(IndirectObject(number, generation, reader))
        except (MemoryError, RecursionError):
            raise
        except Exception:
            found.add(UNREADABLE)
            continue
        yield from dictionaries(top)
    yield from dictionaries(reader.trailer)


def dictionaries(top: Any) -> Iterator[DictionaryObject]:
    """The dictionaries inside one object; references are not followed, each object has its own turn."""
    waiting = [top]
    while waiting:
        part = waiting.pop()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += [dict.__getitem__(part, key) for key in dict.keys(part)]
        elif isinstance(part, ArrayObject):
            waiting += list.__iter__(part)


def of_dictionary(part: DictionaryObject) -> set[str]:
    found = {KEYS[key] for key in dict.keys(part) if key in KEYS}
    for key, table in (("/S", ACTIONS), ("/Type", KINDS), ("/Subtype", KINDS)):
        value = dict.get(part, key)
        if isinstance(value, str) and value in table:
            found.add(table[value])
    opening = part.get("/OpenAction") if "/OpenAction" in part else None
    # Most documents open at a certain page, which is no harm.
    if isinstance(opening, DictionaryObject) and opening.get("/S") != "/GoTo":
        found.add(AUTOMATIC)
    return found
