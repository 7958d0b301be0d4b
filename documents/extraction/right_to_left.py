"""From the order in which signs stand on a line to the order in which they are read.

A PDF says where each sign is drawn. A line of Arabic or Hebrew is read from the right, but the numbers and Latin words
in it from the left: this undoes what the Unicode bidirectional algorithm (UAX 9) did when the line was set. Where two
readings look alike on paper, the usual one is taken. Knows nothing of PDF.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

RTL, LTR, DIGIT, NEUTRAL = "R", "L", "D", "N"
PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "<": ">", "⟨": "⟩", "﴾": "﴿"}
MIRRORED = PAIRS | {closing: opening for opening, closing in PAIRS.items()}
STRONG = {"R": RTL, "AL": RTL, "L": LTR, "EN": DIGIT, "AN": DIGIT}
COMMON, SIGNS = "CS", "ES"  # separators inside numbers: 1,000 and 11/9; plus and minus
STROKES = "-\N{HYPHEN}/"
TERMINATORS = "ET"  # per cent, currencies


def kind(text: str) -> str:
    """Whether a sign (a letter with its marks, or several letters drawn as one) is of a right-to-left script."""
    for character in text:
        if found := STRONG.get(unicodedata.bidirectional(character)):
            return found
    return NEUTRAL


def has_letters(text: str) -> bool:
    """Whether a text has letters that are read from the right."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def is_mostly(text: str) -> bool:
    """Whether most letters of a text are read from the right."""
    kinds = [STRONG.get(unicodedata.bidirectional(character)) for character in text]
    return kinds.count(RTL) > kinds.count(LTR)


def logical(line: Sequence[str], *, base_rtl: bool, mirrored: bool = False) -> str:
    """Return a line as it is read. line: its signs as they stand, from the left. base_rtl: of the paragraph.

    mirrored: brackets are named as they look, not as they are read.
    """
    kinds = [kind(sign) for sign in line]
    if RTL not in kinds:
        return "".join(line)
    if not base_rtl:
        return "".join(_within_left_to_right(line, kinds, mirrored))
    return "".join(_from_the_right(line, kinds, mirrored))


def _from_the_right(line: Sequence[str], kinds: list[str], mirrored: bool) -> list[str]:
    """Read from the right end; what is read from the left stands together and is taken as it is."""
    read: list[str] = []
    end = len(line)
    after_arabic = False  # then a number keeps less to itself (W2 of the algorithm)
    while end:
        start = _left_to_right_run(line, kinds, end, after_arabic)
        if start < end:
            read += line[start:end]
            after_arabic = after_arabic and LTR not in kinds[start:end]
            end = start
            continue
        sign = line[end - 1]
        read.append(MIRRORED.get(sign, sign) if mirrored else sign)
        if kinds[end - 1] == RTL:
            after_arabic = any(unicodedata.bidirectional(character) == "AL" for character in sign)
        end -= 1
    return read


def _left_to_right_run(line: Sequence[str], kinds: list[str], end: int, after_arabic: bool) -> int:
    """Return where the run of Latin words or figures begins that ends before `end`; `end` where there is none."""
    start = end
    while start and kinds[start - 1] != RTL:
        start -= 1
    if LTR in kinds[start:end]:
        # Blanks and brackets at its ends belong to the words around it; not the stroke of "ICC-" where the line ends.
        if kinds[end - 1] == NEUTRAL and not (
            start == 0 and line[end - 1] in STROKES and kinds[end - 2] == LTR
        ):
            return end
        while kinds[start] == NEUTRAL:
            start += 1
        return start
    return _number(line, kinds, start, end, after_arabic)


def _number(line: Sequence[str], kinds: list[str], first: int, end: int, after_arabic: bool) -> int:
    """Return where the number begins that ends before `end`, with its separators and, before Arabic, its signs."""
    joining = {COMMON} if after_arabic else {COMMON, SIGNS}
    start = end
    while start > first and not after_arabic and _class(line[start - 1]) == TERMINATORS:
        start -= 1
    if start == first or kinds[start - 1] != DIGIT:
        return end
    while start > first:
        if kinds[start - 1] == DIGIT:
            start -= 1
        elif start - 1 > first and _class(line[start - 1]) in joining and kinds[start - 2] == DIGIT:
            start -= 2
        else:
            break
    while start > first and not after_arabic and _class(line[start - 1]) == TERMINATORS:
        start -= 1
    return start


def _class(sign: str) -> str:
    return unicodedata.bidirectional(sign[0]) if sign else ""


def _within_left_to_right(line: Sequence[str], kinds: list[str], mirrored: bool) -> list[str]:
    """A line of Latin text with words from the right in it: only those are turned."""
    read: list[str] = []
    place = 0
    while place < len(line):
        end = _right_to_left_run(kinds, place)
        if end > place:
            read += _from_the_right(line[place:end], kinds[place:end], mirrored)
            place = end
        else:
            read.append(line[place])
            place += 1
    return read


def _right_to_left_run(kinds: list[str], start: int) -> int:
    """Return the end of a run from the first letter at `start` to the last one with no Latin letter between."""
    if kinds[start] != RTL:
        return start
    end = last = start
    while end < len(kinds) and kinds[end] != LTR:
        if kinds[end] == RTL:
            last = end
        end += 1
    return last + 1


def names_brackets_as_they_look(lines: Sequence[str]) -> bool:
    """Whether in lines that were read unmirrored more brackets close before they open than the other way round."""
    right = wrong = 0
    for line in lines:
        signs = [sign for sign in line if sign in MIRRORED]
        for one, other in pairwise(signs):
            right += PAIRS.get(one) == other
            wrong += PAIRS.get(other) == one
    return wrong > right
