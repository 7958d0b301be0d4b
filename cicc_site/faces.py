"""The site's own two faces, read from its web fonts for drawing: which letters they have, and their outlines.

Server and browser use the same files, so a picture or a letter looks like the page it belongs to.
"""

from __future__ import annotations

import enum
import io
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

FOLDER = Path(settings.BASE_DIR) / "static" / "fonts"

# As `unicode-range` in static/css/tokens.css divides the letters between the faces.
ARABIC = (range(0x0600, 0x0700), range(0x200C, 0x2010))

# Signs that the faces lack and for which another stands in the same place.
STAND_INS = {
    "\N{NARROW NO-BREAK SPACE}": "\N{NO-BREAK SPACE}",
    "\N{THIN SPACE}": "\N{NO-BREAK SPACE}",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{MINUS SIGN}": "\N{EN DASH}",
    "\N{HORIZONTAL BAR}": "\N{EM DASH}",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ı": "i",
}
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# Isolates and marks of direction steer the order of a line; they are never drawn.
STEERING = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"


class Face(enum.Enum):
    """A face by the name of its file."""

    SERIF = "coalition-serif"
    NASKH = "coalition-naskh"


def face_of(character: str) -> Face:
    code = ord(character)
    return Face.NASKH if any(code in part for part in ARABIC) else Face.SERIF


@cache
def data(face: Face) -> bytes:
    """The face as an OpenType file: a web font is a compressed one."""
    font = TTFont(FOLDER / f"{face.value}.woff2")
    font.flavor = None
    unpacked = io.BytesIO()
    font.save(unpacked)
    return unpacked.getvalue()


@cache
def characters(face: Face) -> frozenset[int]:
    return frozenset(TTFont(io.BytesIO(data(face))).getBestCmap())


def has(character: str) -> bool:
    return ord(character) in characters(face_of(character))


def drawable(text: str) -> str | None:
    """Return `text` in characters the faces have; None when a letter or a digit of it cannot be drawn.

    A Latin letter with an accent that the subset lacks loses the accent. Signs nobody needs to read the words
    (emoji, controls) are left out. A picture with empty boxes is never made.
    """
    kept = ""
    for character in unicodedata.normalize("NFC", text):
        found = _nearest(character)
        if found is None:
            return None
        if found and unicodedata.combining(found[0]) and not _carries(kept[-1:], found):
            continue
        kept += found
    if not kept.strip(JOINERS + STEERING + " \N{NO-BREAK SPACE}"):
        return ""
    # Not `split()`: the blanks that keep words together stay.
    return " ".join(word for word in kept.split(" ") if word)


def clusters(text: str) -> list[str]:
    """Cut a text into characters with the marks that sit on them."""
    found: list[str] = []
    for character in text:
        if found and unicodedata.bidirectional(character) == "NSM":
            found[-1] += character
        else:
            found.append(character)
    return found


def _carries(before: str, mark: str) -> bool:
    """Whether a mark sits on a character of its own face; on nothing, or on one of the other face, it would float."""
    alone = not before or before.isspace() or before in JOINERS + STEERING
    return not alone and face_of(before) == face_of(mark)


def _nearest(character: str) -> str | None:
    """The character itself, its stand-in, its letters without accents, "" for what can be left out, else None."""
    if character in JOINERS + STEERING:
        return character
    if unicodedata.category(character) == "Cf":
        return ""  # a soft hyphen has a glyph, and no business in the middle of a line
    if has(character):
        return character
    if character in STAND_INS:
        return STAND_INS[character]
    if character.isspace():
        return " "
    bare = "".join(
        part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    if bare and all(map(has, bare)):
        return bare
    return None if unicodedata.category(character)[0] in "LN" else ""
