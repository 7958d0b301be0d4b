"""The formats of files: what they are called, which a browser may open by itself, and which are never to be run.

A media type that is not in the list is kept as it came and handed out as bytes of an unknown kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNKNOWN = "application/octet-stream"
_CHARSET = re.compile(r"charset=\"?([A-Za-z0-9._-]{1,40})\"?", re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    """label: as readers know it. opens: whether a browser may show it inside its window. acts: whether it can carry
    scripts that would run as if they were ours."""

    media_type: str
    label: str | Promise
    opens: bool = False
    acts: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
FORMATS = (
    Format("application/pdf", "PDF", opens=True),
    Format("text/plain", _("plain text"), opens=True),
    Format("image/jpeg", "JPEG", opens=True),
    Format("image/png", "PNG", opens=True),
    Format("text/html", "HTML", acts=True),
    Format("application/xhtml+xml", "HTML", acts=True),
    Format("image/svg+xml", "SVG", acts=True),
    Format("application/epub+zip", "EPUB"),
    Format("application/msword", "Word (DOC)"),
    Format(f"{_OFFICE}.wordprocessingml.document", "Word (DOCX)"),
    Format(f"{_OFFICE}.spreadsheetml.sheet", "Excel (XLSX)"),
    Format(f"{_OFFICE}.presentationml.presentation", "PowerPoint (PPTX)"),
    Format(f"{_OPEN_DOCUMENT}.text", "OpenDocument (ODT)"),
    Format(f"{_OPEN_DOCUMENT}.spreadsheet", "OpenDocument (ODS)"),
    Format(f"{_OPEN_DOCUMENT}.presentation", "OpenDocument (ODP)"),
    Format("application/rtf", "RTF"),
    Format("text/csv", "CSV"),
    Format("application/zip", "ZIP"),
)
# Other names for the same.
_ALIASES = {"text/rtf": "application/rtf", "application/x-pdf": "application/pdf", "image/jpg": "image/jpeg"}


@cache
def _by_media_type() -> dict[str, Format]:
    return {each.media_type: each for each in FORMATS}


def format_of(media_type: str) -> Format | None:
    """Return the format a stored media type names, with or without parameters; None for one that is not known."""
    plain = media_type.partition(";")[0].strip().lower()
    return _by_media_type().get(_ALIASES.get(plain, plain))


def label(media_type: str, name: str = "") -> str:
    """What readers are told: the name of the format, else the ending of the file in capitals."""
    known = format_of(media_type)
    if known is not None:
        return str(known.label)
    stem, dot, ending = name.rpartition(".")
    return ending.upper() if stem and dot and ending.isalnum() and len(ending) <= 5 else ""


def content_type(media_type: str) -> str:
    """Return the Content-Type under which a file may leave: one of the list, with the charset that was stored."""
    known = format_of(media_type)
    if known is None:
        return UNKNOWN
    charset = _CHARSET.search(media_type)
    if charset and known.media_type.startswith("text/"):
        return f"{known.media_type}; charset={charset[1].lower()}"
    return known.media_type
