"""The name under which a file is saved, in the header that carries it (RFC 6266): letters of any script, no tricks."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from anyascii import anyascii

# Letters, digits and what else may stand in `filename*` as it is (RFC 8187, attr-char).
_PLAIN = "!#$&+-.^_`|~"
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()+-]+")
LONGEST = 150


def clean(name: str) -> str:
    """A file name without folders, signs nobody sees, and marks that turn text around; never empty."""
    visible = "".join(
        " " if unicodedata.category(sign).startswith("Z") else sign
        for sign in unicodedata.normalize("NFC", name)
        if not unicodedata.category(sign).startswith("C")
    )
    last = " ".join(re.split(r"[/\\]", visible)[-1].split()).strip(". ")
    if len(last) > LONGEST:
        stem, dot, ending = last.rpartition(".")
        last = f"{stem[: LONGEST - 10].rstrip()}.{ending}" if dot and 0 < len(ending) < 10 else last[:LONGEST]
    return last or "document"


def disposition(name: str, *, attachment: bool) -> str:
    """Return the value of Content-Disposition. Old programs read the first name, in Latin letters, others the next."""
    kind = "attachment" if attachment else "inline"
    full = clean(name)
    latin = " ".join(_UNSAFE.sub("-", anyascii(full)).split()).strip("- ") or "document"
    if latin.startswith("."):
        latin = f"document{latin}"
    if latin == full:
        return f'{kind}; filename="{latin}"'
    return f"{kind}; filename=\"{latin}\"; filename*=UTF-8''{quote(full, safe=_PLAIN)}"
