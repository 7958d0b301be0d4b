"""A small piece of work that a browser does for a form, so that filling in thousands by a program costs something.

The form's signed token is the puzzle: to find is a number with which SHA-256 of "<token>:<number>" begins with so many
zero bits. static/js/form_protection.js looks for it while the visitor types; nobody else is asked. Whoever has no
JavaScript waits instead (abuse.py).
"""

from __future__ import annotations

import hashlib
import re

from django.conf import settings

FIELD = "work"
NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)


def bits() -> int:
    """How many; each doubles the work. 0: none is asked for."""
    return int(settings.APPLICATION_WORK_BITS)


def is_done(token: str, answer: str) -> bool:
    """Whether the answer solves the puzzle of a token. That the token is ours and unspent is for the caller to see."""
    return bool(NUMBER.fullmatch(answer)) and zero_bits(token, answer) >= bits()


def zero_bits(token: str, answer: str) -> int:
    """How many zero bits the digest of both begins with."""
    digest = hashlib.sha256(f"{token}:{answer}".encode()).digest()
    return 256 - int.from_bytes(digest).bit_length()
