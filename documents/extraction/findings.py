"""What the child tells of a file: its pages of words, what the file says of itself, or why nothing could be read.

Codes only; their words for staff are in documents/extraction/words.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Why there is no text.
BROKEN = "broken"
ENCRYPTED = "encrypted"
COSTLY = "costly"
BOMB = "bomb"
MISSING = "missing"
TOO_MANY_PAGES = "too_many_pages"
CRASHED = "crashed"
# There is some, but not all of it.
PARTIAL = "partial"
DAMAGED_PAGES = "damaged_pages"

MOST_LETTERS = 20_000_000  # characters kept of one file; a volume of 3,000 full pages has fewer
MOST_PAGES = 20_000


class Unreadable(Exception):
    """Nothing can be read. code: one of those above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Found:
    """What a reader of one format found.

    texts: of each page, or one for formats without pages. pages: how many there are, None where the format does not
    say. has_title, has_language, is_tagged: what the file says of itself; None where its format cannot.
    """

    texts: list[str] = field(default_factory=list)
    pages: int | None = None
    has_title: bool | None = None
    has_language: bool | None = None
    is_tagged: bool | None = None
    problem: str = ""
    reflowed: bool = True  # its lines are those of the paper, to be joined to paragraphs
