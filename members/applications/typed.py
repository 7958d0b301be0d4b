"""What an applicant typed, as it is kept while it is a draft: texts as they were typed, valid or not.

Only what no database and no page can hold is replaced, by a sign that everybody sees; the checks then say where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

Value = str | list[str]
Typed = dict[str, Value]

# Stands for what could not be read: null characters and halves of characters.
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
# A step of honest answers has a fifth of it; what is longer is shown again and not kept.
LONGEST = 100_000


class Posted(Protocol):
    def getlist(self, key: str) -> list[str]: ...


def read(posted: Posted, single: Iterable[str], several: Iterable[str]) -> Typed:
    """Return what was sent for fields with one value and with several; a field that was not sent is empty."""
    found: Typed = {name: clean((posted.getlist(name) or [""])[-1]) for name in single}
    found.update({name: [clean(value) for value in posted.getlist(name)] for name in several})
    return found


def clean(text: str) -> str:
    """The text with what cannot be kept made visible, and line ends of one kind."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        text = "".join(UNREADABLE if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_too_long(typed: Mapping[str, Value]) -> bool:
    return sum(len(text) for value in typed.values() for text in texts(value)) > LONGEST


def texts(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else value


def lines(text: str) -> list[str]:
    """The lines of a text that say something, without the blanks around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def count_words(text: str) -> int:
    """How many words a text has, in any script: what stands between blanks and holds a letter or a digit.

    static/js/word_count.js counts the same way.
    """
    return sum(1 for word in text.split() if any(sign.isalnum() for sign in word))
