"""Pictures that are none, that unpack into more than a server has, or are something else besides: refused with a
reason, or still a picture that can be shown."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from documents.models import SiteImage
from tests.factories import uploads

pytestmark = pytest.mark.django_db
ADD = reverse("wagtailimages:add")
ADD_MULTIPLE = reverse("wagtailimages:add_multiple")
SCRIPT = b"<script>alert(1)</script>"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def png_with(*chunks: bytes) -> bytes:
    """A small picture with more parts before its end."""
    whole = uploads.picture("PNG")
    return whole[:33] + b"".join(chunks) + whole[33:]


def png_of(width: int, height: int) -> bytes:
    """Says how large it is, and holds next to nothing of it."""
    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(bytes(100)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def noise(kind: str) -> bytes:
    """A picture with as much in it as a photograph."""
    target = BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(target, kind)
    return target.getvalue()


def gif(frames: int, size: tuple[int, int] = (60, 40)) -> bytes:
    target = BytesIO()
    pictures = [Image.new("P", size, number % 250) for number in range(frames)]
    pictures[0].save(target, "GIF", save_all=True, append_images=pictures[1:])
    return target.getvalue()


def gif_of(width: int, height: int) -> bytes:
    data = bytearray(gif(1))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def webp_of(side: int) -> bytes:
    """Says that it is as large as the format allows, in the head alone."""
    head = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (side - 1).to_bytes(3, "little") * 2
    return b"RIFF" + struct.pack("<I", 4 + len(head)) + b"WEBP" + head


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("a.png", lambda: b""),
    "words": ("a.jpg", lambda: b"no picture at all " * 500),
    "script": ("a.png", lambda: SCRIPT),
    "drawing under another name": ("a.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>' % SCRIPT),
    "drawing": ("a.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">%s</svg>' % SCRIPT),
    "document": ("a.jpg", uploads.pdf),
    "package": ("a.webp", lambda: uploads.archive(x=b"x")),
    "another kind than its name": ("a.jpg", lambda: uploads.picture("PNG")),
    "a kind nobody needs": ("a.tiff", lambda: uploads.picture("TIFF")),
    "a kind nobody needs under another name": ("a.png", lambda: uploads.picture("TIFF")),
    "head without a body": ("a.png", lambda: uploads.picture("PNG")[:40]),
    "cut short": ("a.png", lambda: noise("PNG")[:-20_000]),
    "cut short photograph": ("a.jpg", lambda: noise("JPEG")[:-5_000]),
    "cut short of another format": ("a.webp", lambda: noise("WEBP")[:-5_000]),
    "unpacks into 3.6 thousand million": ("a.png", lambda: png_of(60_000, 60_000)),
    "largest that can be written": ("a.png", lambda: png_of(2**31 - 1, 2**31 - 1)),
    "one line without end": ("a.png", lambda: png_of(2**31 - 1, 1)),
    "largest of a GIF": ("a.gif", lambda: gif_of(65_535, 65_535)),
    "largest of a WebP": ("a.webp", lambda: webp_of(16_383)),
}  # fmt: skip
KEPT: dict[str, tuple[str, Callable[[], bytes]]] = {
    "words packed a thousand times": (
        "a.png",
        lambda: png_with(chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"x" * 40_000_000, 9))),
    ),
    "many words": ("a.png", lambda: png_with(*[chunk(b"tEXt", b"Comment\0x")] * 20_000)),
    "script behind it": ("a.png", lambda: uploads.picture("PNG") + SCRIPT),
    "script in its words": ("a.png", lambda: png_with(chunk(b"tEXt", b"Comment\0" + SCRIPT))),
}


def send(desk: Client, name: str, data: bytes) -> Any:
    file = SimpleUploadedFile(name, data, content_type="image/png")
    fields = {"title": "Meeting", "file": file, "collection": 1, "tags": "", "alt_text_en": "People"}
    return desk.post(ADD, fields)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_fit_picture_is_refused_with_a_reason(spanish_desk: Client, name: str) -> None:
    file_name, make = REFUSED[name]
    answer = send(spanish_desk, file_name, make())
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    many = {"title": "x", "files[]": SimpleUploadedFile(file_name, make())}
    told = spanish_desk.post(ADD_MULTIPLE, many).json()
    assert not told["success"]
    assert told["error_message"]
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.avif", "AVIF"), ("a.gif", "GIF")],
)
def test_a_whole_picture_is_kept_as_it_came(spanish_desk: Client, name: str, kind: str) -> None:
    data = gif(3) if kind == "GIF" else noise(kind)
    assert send(spanish_desk, name, data).status_code == 302
    image = SiteImage.objects.get()
    with image.file.open() as kept:
        assert kept.read() == data
    # Its texts can be changed without sending it again.
    address = reverse("wagtailimages:edit", args=[image.pk])
    fields = {"title": "Other", "collection": 1, "tags": "", "alt_text_en": "Many people"}
    assert spanish_desk.post(address, fields).status_code == 302
    image.refresh_from_db()
    assert (image.alt_text_en, image.file.size) == ("Many people", len(data))


@pytest.mark.parametrize("name", KEPT)
def test_what_hides_something_is_refused_or_still_a_picture(spanish_desk: Client, name: str) -> None:
    file_name, make = KEPT[name]
    answer = send(spanish_desk, file_name, make())
    if answer.status_code == 200:
        assert answer.context["form"].errors["file"]
        assert not SiteImage.objects.exists()
        return
    image = SiteImage.objects.get()
    with image.file.open() as kept, Image.open(kept) as picture:
        assert picture.size == (60, 40)
    assert image.file.name.endswith(".png")
    assert image.get_rendition("width-20").width == 20
