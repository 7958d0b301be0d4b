"""Pictures: the size in pixels first, then decoded and written anew. Whatever stood beside the pixels is gone.

EXIF with place and time, XMP, comments, colour profiles, thumbnails, further frames, and anything hidden before or
behind the picture: none of it is copied.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin

from members.applications.inspecting.findings import PIXELS, Refused

LARGEST = 25_000_000  # pixels: a page scanned at 500 dpi, or what a telephone takes
FORMATS = ("JPEG", "PNG")
# Modes that each format can write as they are.
MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"}}


def look(data: bytes) -> tuple[list[str], bytes]:
    """Return no flags and the picture written anew. Raises Refused for too many pixels, OSError for a broken one."""
    # Pillow itself warns between once and twice its limit, and decodes: we compare before any pixel is read.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        if image.width * image.height > LARGEST:
            raise Refused(PIXELS)
        target = "PNG" if image.format == "PNG" else "JPEG"
        options = _options(image, target)
        image.load()
        upright = ImageOps.exif_transpose(image)
        if upright.mode not in MODES[target]:
            upright = upright.convert("RGB")
        clear = upright.info.get("transparency")
        upright.info = {} if clear is None or target == "JPEG" else {"transparency": clear}
        output = BytesIO()
        upright.save(output, target, **options)
    return [], output.getvalue()


def _options(image: Image.Image, target: str) -> dict[str, Any]:
    """A photograph keeps its own grade of compression: it gets neither larger nor visibly worse."""
    if target == "PNG":
        return {}
    tables = getattr(image, "quantization", None)
    if not tables or image.mode not in MODES["JPEG"]:
        return {"quality": 85, "optimize": True}
    sampling = JpegImagePlugin.get_sampling(image)
    return {"qtables": tables, "subsampling": sampling if sampling >= 0 else 0, "optimize": True}
