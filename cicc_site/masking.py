"""What a log must never hold: the tokens of personal links, and e-mail addresses. The formatter of every log handler.

Masked is the whole line as it would be written, tracebacks and all. The web server in front has the same rule for its
access log (deploy/).
"""

from __future__ import annotations

import logging
import re

# A token stands alone in a path: random bytes as letters, digits, - and _ (members.applications.links).
TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
EMAIL = re.compile(r"[^\s<>\"'(),;:/=]+@[^\s<>\"'(),;:/]+\.[^\s<>\"'(),;:/.]+")


def masked(text: str) -> str:
    return EMAIL.sub("[e-mail]", TOKEN.sub("[token]", text))


class MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
