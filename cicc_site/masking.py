"""What a log must never hold: the tokens of personal links, and e-mail addresses. The formatter of every log handler.

Masked is the whole line as it would be written, tracebacks and all. One message is one line, whatever a visitor puts
into it: breaks and other signs that steer a terminal are written out, and the lines of a traceback are marked, so that
nobody forges an entry. Each line names its request (cicc_site/request_ids.py). The web server in front has the same
rule for its access log (deploy/).
"""

from __future__ import annotations

import logging
import re
import unicodedata

from cicc_site import request_ids

# A token stands alone in a path: random bytes as letters, digits, - and _ (members.applications.links).
# With something glued to it there are more of them: addresses of pages are as long at times, and have no capitals.
TOKEN = re.compile(
    r"(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])|(?=[a-z0-9_-]*+[A-Z])[A-Za-z0-9_-]{44,}+)"
)
# Begins where a word begins, and looks at no letter twice: what is logged may be as long as a stranger likes.
EMAIL = re.compile(
    r"(?<![^\s<>\"'(),;:/=@])[^\s<>\"'(),;:/=@]++@(?:[^\s<>\"'(),;:/@.]*+\.)+[^\s<>\"'(),;:/@.]++"
)


# The sign of an address as browsers and careless programs write it, and what may stand around it.
QUOTED_SIGN = re.compile(r"%(?:25)*+40|%ef%bc%a0|\uff20", re.IGNORECASE)
WORD = re.compile(r"[^\s<>\"'(),;:/=?&]++")


def masked(text: str) -> str:
    text = EMAIL.sub("[e-mail]", TOKEN.sub("[token]", text))
    if QUOTED_SIGN.search(text):
        text = WORD.sub(lambda word: "[e-mail]" if QUOTED_SIGN.search(word[0]) else word[0], text)
    return text


MORE = "\n  | "  # before each further line of one entry


class MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.request = request_ids.present()
        # Of what is formatted only a traceback has lines of its own; its exception may hold what a visitor sent.
        return MORE.join(written_out(line) for line in masked(super().format(record)).split("\n"))

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = written_out(record.message)
        return super().formatMessage(record)


class StrangersFilter(logging.Filter):
    """What Django refuses of strangers (a wrong host name, thousands of fields) is one line and a warning: a program
    that tries doors must neither fill the log with tracebacks nor bury the faults that are ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security.") and record.exc_info:
            record.exc_info = record.exc_text = None
            if record.levelno == logging.ERROR:
                record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
        return True


def written_out(text: str) -> str:
    """Control characters, breaks of lines and marks of direction as what they are called in Python: no sign acts."""
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp", "Cs"}
        else character
        for character in text
    )
