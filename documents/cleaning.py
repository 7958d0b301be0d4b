"""What a photograph says beside its picture (place, time, camera, owner) is dropped before the file is kept.

A photograph taken at a meeting must not tell where and when: members and victims may be put at risk by it.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

# Formats that carry EXIF or XMP and can be written again without loss that anybody sees.
CLEANED_FORMATS = {"JPEG", "PNG", "WEBP", "AVIF"}


def without_metadata(file: IO[bytes]) -> bytes | None:
    """Return the picture turned upright and without metadata; None when there is nothing to drop."""
    file.seek(0)
    with Image.open(file) as image:
        kind = image.format or ""
        tells = bool(image.getexif()) or any(
            key in image.info for key in ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop")
        )
        if not tells or kind not in CLEANED_FORMATS or getattr(image, "is_animated", False):
            file.seek(0)
            return None
        upright = ImageOps.exif_transpose(image)
        # The colour profile is part of how the picture looks.
        keep = {"icc_profile": profile} if (profile := image.info.get("icc_profile")) else {}
        clean = Image.frombytes(upright.mode, upright.size, upright.tobytes())
        if upright.mode == "P" and (palette := upright.getpalette("RGB")):
            clean.putpalette(palette)
        if "transparency" in image.info:
            clean.info["transparency"] = image.info["transparency"]
        output = BytesIO()
        quality = {} if kind == "PNG" else {"quality": 92}
        clean.save(output, kind, **keep, **quality)
    file.seek(0)
    return output.getvalue()
