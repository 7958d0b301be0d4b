"""Texts that programs choke on, for every field a stranger can fill in, by class and by a name that tells the kind.

`CLASSES` holds them all, `texts()` flat as "class: name". What is `bytes` is no UTF-8: a program sends it all the same.
"""

from __future__ import annotations

from tests.hostile.markup import MARKUP
from tests.hostile.programs import PROGRAMS
from tests.hostile.shapes import FILE_NAMES, SHAPES
from tests.hostile.signs import SIGNS, Texts

__all__ = ["CLASSES", "FILE_NAMES", "Texts", "received", "sent", "texts"]

CLASSES: dict[str, Texts] = {**SIGNS, **MARKUP, **PROGRAMS, **SHAPES}


def texts(*classes: str) -> Texts:
    """Every text of these classes, of all without one, by "class: name"."""
    return {f"{kind}: {name}": text for kind in classes or CLASSES for name, text in CLASSES[kind].items()}


def sent(text: str | bytes) -> bytes:
    """What goes over the line: half characters as a careless program writes them."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def received(text: str | bytes) -> str:
    """What arrives: bytes that are no UTF-8 are replaced before anything of ours sees them."""
    return sent(text).decode("utf-8", "replace")
