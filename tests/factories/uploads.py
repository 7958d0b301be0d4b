"""Files as applicants send them, good ones and hostile ones, all made here: no such file lies in the repository."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
GPS, MAKE, COMMENT = 34853, 271, b"taken at the safe house"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{kind}"/>{more}</Types>'
)
RELATIONS = (
    '<?xml version="1.0"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCUMENT = '<?xml version="1.0"?><w:document xmlns:w="' + W + '"><w:body>{}</w:body></w:document>'


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, (180, 60, 20)).convert(mode).save(output, kind, **options)
    return output.getvalue()


def photograph() -> bytes:
    """Turned on its side, with place, camera, comment, profile and XMP."""
    exif = Image.Exif()
    exif[274], exif[MAKE] = 6, "Secret Camera"
    exif[GPS] = {1: "N", 2: (52.0, 5.0, 12.0), 3: "E", 4: (4.0, 18.0, 1.0)}
    return picture(exif=exif, comment=COMMENT, icc_profile=b"profile of a screen", xmp=b"<x>secret place</x>")


def png(width: int, height: int) -> bytes:
    """A picture that says how large it is, and holds a line of it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * (1 + 3 * width) * min(height, 4))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


# ---- PDF


def pdf(root: Mapping[str, Any] | None = None, *, password: str = "", attach: bool = False) -> bytes:
    """One empty page. root: what its catalogue holds besides."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if attach:
        writer.add_attachment("inside.txt", b"hidden")
    for key, value in (root or {}).items():
        writer.root_object[NameObject(key)] = value
    if password:
        writer.encrypt(password)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def action(kind: str, **more: str) -> DictionaryObject:
    said = {NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()}
    return DictionaryObject({NameObject("/S"): NameObject(kind), **said})


def automatic() -> DictionaryObject:
    """Additional actions: what happens when the document is closed."""
    return DictionaryObject({NameObject("/WC"): action("/Named", N="Print")})


def at_page() -> ArrayObject:
    """How most documents open."""
    return ArrayObject([NumberObject(0), NameObject("/Fit")])


def raw_pdf(*objects: bytes, hidden: bytes = b"") -> bytes:
    """A PDF written by hand; objects: after the catalogue (1), the pages (2) and one page (3). hidden: what stands in
    the file and in no list."""
    every = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        *objects,
    ]
    output, places = bytearray(b"%PDF-1.7\n" + hidden), []
    for number, body in enumerate(every, start=1):
        places.append(len(output))
        output += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(output)
    output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(every) + 1)
    output += b"".join(b"%010d 00000 n \n" % place for place in places)
    output += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(every) + 1, start)
    return bytes(output)


def deep_pdf() -> bytes:
    """Arrays in arrays, deeper than any parser that calls itself."""
    return raw_pdf(b"[" * 200_000 + b"]" * 200_000)


def huge_pdf() -> bytes:
    """70 MB of objects, packed into 70 KB, and each of them is asked for."""
    count, size = 60_000, 70_000_000
    places = b" ".join(b"%d %d" % (number, number % 9) for number in range(10, 10 + count))
    packed = zlib.compress(places.ljust(size, b" ") + b"(x) " * 9, 9)
    head = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>" % (count, size, len(packed))
    output = bytearray(b"%PDF-1.7\n")
    at = []
    for number, body in enumerate(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            head + b"\nstream\n" + packed + b"\nendstream",
        ),
        start=1,
    ):
        at.append(len(output))
        output += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(output)
    rows = struct.pack("!BIH", 0, 0, 65535) + b"".join(struct.pack("!BIH", 1, place, 0) for place in at)
    rows += struct.pack("!BIH", 1, start, 0) + struct.pack("!BIH", 0, 0, 0) * 4
    rows += b"".join(struct.pack("!BIH", 2, 4, index) for index in range(count))
    table = zlib.compress(rows)
    output += (
        b"5 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length %d >>\n"
        % (
            10 + count,
            len(table),
        )
    )
    output += b"stream\n" + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(output)


def many_pdf() -> bytes:
    """Small and well-formed, with 30,000 objects: nothing that a limit of seconds stops, unless there is only one."""
    return raw_pdf(*[b"[" + b"0 " * 9 + b"]"] * 30_000)


# ---- DOCX


def docx(
    body: str = "<w:p/>",
    *,
    kind: str = WORD,
    more_types: str = "",
    relations: str = "",
    parts: Mapping[str, bytes] | None = None,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", compression) as package:
        package.writestr("[Content_Types].xml", TYPES.format(kind=kind, more=more_types))
        package.writestr("_rels/.rels", RELATIONS.format(""))
        package.writestr("word/document.xml", DOCUMENT.format(body))
        package.writestr("word/_rels/document.xml.rels", RELATIONS.format(relations))
        for name, data in (parts or {}).items():
            package.writestr(name, data)
    return output.getvalue()


def external(kind: str, target: str = "https://example.org/x") -> str:
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="r1" Type="{place}/{kind}" Target="{target}" TargetMode="External"/>'


def archive(**parts: bytes) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return output.getvalue()
