"""Whether a text is there at all, and whether it is good enough to be read on a page of its own.

Decided by what can be counted: letters among the signs, words on a page, signs that stand for nothing, words torn into
letters, and letters of the other direction than the language's.
"""

from __future__ import annotations

import re
import unicodedata

FEWEST_WORDS = 3  # a page, in the middle: a scanned page with a stamp has no more
READABLE_WORDS = 25
FEWEST_LETTERS = 0.6  # of all signs but blanks; tables of figures have less
MOST_STRANGE = 0.005
MOST_SINGLE = 0.35  # words of one letter: "t h e  C o u r t"
LONGEST_WORD = 18.0  # letters in the middle: blanks were lost
OWN_DIRECTION = 0.5
LOOKED_AT = 500_000  # characters
# Scripts that write no blanks between words: four letters are taken for two words.
UNDIVIDED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def words(text: str) -> int:
    """About how many words a text has, in any script."""
    undivided = len(UNDIVIDED.findall(text))
    return len(_divided(text)) + undivided // 2


def _divided(text: str) -> list[int]:
    """The words of scripts with blanks between them, each as its number of letters and figures: marks are none."""
    sizes = (sum(map(str.isalnum, word)) for word in UNDIVIDED.sub(" ", text).split())
    return [size for size in sizes if size]


def is_empty(text: str, pages: int) -> bool:
    """Whether a file has no text of its own: less than a few words on each of its pages. pages: 0 where it has none."""
    return words(text) < max(1, FEWEST_WORDS * pages)


def is_readable(text: str, pages: int, *, right_to_left: bool) -> bool:
    """Whether readers can be shown the text instead of the file. right_to_left: how its language is written."""
    part = text[:LOOKED_AT]
    signs = [sign for sign in part if not sign.isspace()]
    letters = [sign for sign in signs if unicodedata.category(sign)[0] in "LM"]
    if not letters or words(text) < min(READABLE_WORDS, READABLE_WORDS * max(pages, 1)):
        return False
    if words(text) < READABLE_WORDS * max(pages, 1) / 2 or len(letters) < FEWEST_LETTERS * len(signs):
        return False
    strange = sum(sign == "\ufffd" or unicodedata.category(sign) in {"Co", "Cn", "Cc"} for sign in signs)
    if strange > MOST_STRANGE * len(signs):
        return False
    turned = sum(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in letters)
    if right_to_left and turned < OWN_DIRECTION * sum(sign.isalpha() for sign in letters):
        return False
    return _has_whole_words(part)


def _has_whole_words(text: str) -> bool:
    sizes = _divided(text)
    if len(sizes) < READABLE_WORDS:
        return True
    return sizes.count(1) <= MOST_SINGLE * len(sizes) and sum(sizes) / len(sizes) <= LONGEST_WORD
