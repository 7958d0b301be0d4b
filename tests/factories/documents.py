"""Pictures and files for the tests, drawn here: no file is kept in the repository."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from documents.models import SiteDocument, SiteImage

GPS_IFD = 0x8825


def picture_file(
    name: str = "meeting.jpg", kind: str = "JPEG", size: tuple[int, int] = (640, 480), *, place: bool = False
) -> SimpleUploadedFile:
    """A picture as it comes from a camera; place: with the coordinates at which it was taken."""
    output = BytesIO()
    picture = Image.new("RGB", size, (10, 77, 124))
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Camera"
        exif[0x0112] = 6  # held upright: to be turned by a quarter
        exif.get_ifd(GPS_IFD)[1] = "N"
    picture.save(output, kind, **({"exif": exif} if place else {}))
    return SimpleUploadedFile(name, output.getvalue(), content_type=f"image/{kind.lower()}")


def image(**fields: Any) -> SiteImage:
    """A picture in the library, described in English."""
    values = {"title_en": "Meeting", "alt_text_en": "People around a table", "file": picture_file()}
    return SiteImage.objects.create(**{**values, **fields})


def document(**fields: Any) -> SiteDocument:
    """A file in the library."""
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    return SiteDocument.objects.create(**{"title_en": "Report", "file": file, **fields})
