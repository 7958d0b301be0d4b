"""What changed between two texts, word by word, as HTML for reading: `<ins>` and `<del>`, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word with the blanks behind it; a line break is a word of its own, so that paragraphs stay apart.
_WORD = re.compile(r"\n|[^\S\n]+|[^\s]+")
LONGEST = 20_000  # words; beyond, the texts are shown as replaced as a whole


def words(before: str, after: str) -> SafeString:
    """Return the texts as one, with what went in `<del>` and what came in `<ins>`; line breaks as `<br>`."""
    return format_html_join("", "{}", ((piece,) for piece in _pieces(before, after)))


def changed_words(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words a translator has to look at: of each place that changed, those that came or that went."""
    if len(old) + len(new) > LONGEST:
        return max(len(old), len(new))
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal")


def _pieces(before: str, after: str) -> Iterator[SafeString]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > LONGEST:
        yield _tagged("del", before)
        yield _tagged("ins", after)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield _lines("".join(new[c:d]))
            continue
        if b > a:
            yield _tagged("del", "".join(old[a:b]))
        if d > c:
            yield _tagged("ins", "".join(new[c:d]))


def _tagged(tag: str, text: str) -> SafeString:
    return format_html("<{}>{}</{}>", SafeString(tag), _lines(text), SafeString(tag))


def _lines(text: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in text.split("\n")))


def fields(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, SafeString]]:
    """Return (field, word diff) for each field that changed, in the order of `after`, fields that went last."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        (name, words(before.get(name, ""), after.get(name, "")))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]
