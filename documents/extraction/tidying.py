"""From what stands on paper to running text: letters as they are typed, words and paragraphs whole, no page numbers.

Only signs that are shapes of letters are replaced by the letters (ligatures, Arabic presentation forms, wide Latin).
Full NFKC would make "article 8²" into "article 82" and change the punctuation of Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

# Of each: first and last sign. Ligatures and presentation forms, radicals, wide letters, letters of mathematics.
SHAPES = (
    (0xFB00, 0xFDFF), (0xFE70, 0xFEFC), (0x2E80, 0x2FDF),
    (0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A), (0x1D400, 0x1D7FF),
)  # fmt: skip
SHAPE = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in SHAPES) + "]")
BLANK = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
# Marks of direction and order, byte order marks, breaks without width. Joiners stay: Persian and Hindi need them.
STEERING = re.compile("[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]")
BREAKS = re.compile("\r\n?|[\x85\u2028\u2029\v]")
SOFT = "\N{SOFT HYPHEN}"
HYPHENS = ("-", "\N{HYPHEN}")
NUMBER = re.compile(r"[-–—\s(\[/|.]*\d{1,4}[-–—\s)\]/|.]*")
BULLET = re.compile(r"(?:\(?(?:\d{1,3}|[ivx]{1,5}|[a-z])[.)]|[•▪●◦*–—-])\s")
ENDS = tuple(".!?…؟。！？।")
# Chinese and Japanese letters and punctuation, wide forms; and what they share with other scripts.
UNDIVIDED = re.compile(
    "[\u2e80-\u312f\u31a0-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9f\U00020000-\U0003ffff]"
)
ITS_SIGNS = frozenset("“”‘’…—·")
EDGE = 2  # lines at the top and the bottom of a page where numbers and headings may run
SHORTEST = 2  # letters before a stroke that belongs to the word: co-operation, là-bas
RUNS_ON = 3  # pages at least that bear a running line
FULL, NEARLY_FULL = 0.7, 0.9  # of the length of a full line


def tidied(pages: list[str], *, reflowed: bool) -> str:
    """Return one text: paragraphs divided by empty lines, pages by form feeds.

    reflowed: the lines are those of the paper.
    """
    split = [part for page in pages for part in page.split("\f")]
    lines = [[line.strip() for line in letters(page).split("\n")] for page in split]
    if not reflowed:
        return "\f".join(_paragraphs(page) for page in lines).strip("\n")
    lines = without_running_lines(lines)
    known = Counter(word.casefold() for page in lines for line in page for word in line.split())
    return "\f".join("\n\n".join(_joined(_full_words(page, known))) for page in lines)


def letters(text: str) -> str:
    """Return a text in letters as they are typed, without signs that only steer how it is shown."""
    text = CONTROLS.sub("", BREAKS.sub("\n", text))
    text = STEERING.sub("", text.replace(f"{SOFT}\n", "").replace(SOFT, ""))
    text = SHAPE.sub(lambda shape: _typed(shape[0]), text)
    return BLANK.sub(" ", unicodedata.normalize("NFC", text))


def _typed(shape: str) -> str:
    """The letters a shape stands for. Vowel signs drawn alone bring a blank or a line to sit on: not theirs."""
    plain = unicodedata.normalize("NFKC", shape)
    if len(plain) > 1 and unicodedata.category(plain[-1]) == "Mn":
        return plain.replace(" ", "").replace("ـ", "") or plain
    return plain


def _paragraphs(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def without_running_lines(pages: list[list[str]]) -> list[list[str]]:
    """Take away page numbers, and what runs along the top or bottom of the pages from its second time on."""
    filled = [[line for line in page if line] for page in pages]
    counted: Counter[str] = Counter()
    for page in filled:
        counted.update({_shape(page[place]) for place in _edges(page)})
    written = sum(bool(page) for page in filled)
    numbers = sum(any(NUMBER.fullmatch(page[place]) for place in (0, -1)) for page in filled if page)
    running = {shape for shape, count in counted.items() if count >= max(RUNS_ON, written / 2)}
    numbered = numbers * 2 > written and (written > 1 or any(page[-1] == "1" for page in filled if page))
    seen: set[str] = set()
    left = []
    for page in filled:
        top = _running(page[:EDGE], running, numbered)
        rest = page[top:]
        bottom = _running(rest[: -EDGE - 1 : -1], running, numbered)
        outside = page[:top] + rest[len(rest) - bottom :]
        # A symbol at the head of every page is part of the text once.
        first = [line for line in outside if _shape(line) not in seen and not NUMBER.fullmatch(line)]
        seen.update(map(_shape, outside))
        left.append([*first, *rest[: len(rest) - bottom]])
    return left


def _running(edge: list[str], running: set[str], numbered: bool) -> int:
    """How many lines from the edge of a page on run on every page."""
    for count, line in enumerate(edge):
        is_number = numbered and NUMBER.fullmatch(line) is not None
        if not (is_number or _shape(line) in running):
            return count
        numbered = numbered and not is_number  # a page has one
    return len(edge)


def _edges(page: list[str]) -> list[int]:
    return sorted({*range(min(EDGE, len(page))), *range(max(0, len(page) - EDGE), len(page))})


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line.casefold())


def _full_words(lines: list[str], known: Counter[str]) -> list[tuple[str, int]]:
    """Put together words that were divided at the end of a line. known: how often each word stands in the text.

    Returns lines with the length of the last line of paper in each.
    """
    whole: list[tuple[str, int]] = []
    for line in lines:
        before = whole[-1][0] if whole else ""
        if before.endswith(HYPHENS) and (joined := _rejoined(before, line, known)) is not None:
            whole[-1] = (joined, len(line))
        else:
            whole.append((line, len(line)))
    return whole


def _rejoined(line: str, following: str, known: Counter[str]) -> str | None:
    """Return both lines as one; None where the stroke at the end divides no word."""
    before, after = line.split()[-1], (following.split() or [""])[0]
    stem = before[:-1]
    if not stem[-1:].isalnum() or not after[:1].isalnum():
        return None
    bare = after.strip(".,;:!?)»”\"'’")
    divided = (stem + bare).casefold()
    compound = f"{stem}-{bare}".casefold()
    # "ICC-" and "01/04", "non-" and "State": no word of small letters goes on. Nobody divides after two letters.
    is_word = stem[-1:].islower() and after[:1].islower() and (len(stem) > SHORTEST or known[divided])
    keeps = not is_word or known[compound] > known[divided]
    return f"{line if keeps else line[:-1]}{following}"


def _joined(lines: list[tuple[str, int]]) -> list[str]:
    """Join the lines of a paragraph: a line that is nearly full goes on in the next one."""
    lengths = sorted(length for _line, length in lines)
    full = lengths[len(lengths) * 3 // 4] if lengths else 0
    paragraphs: list[str] = []
    goes_on = False
    for line, length in lines:
        if goes_on and not BULLET.match(line):
            paragraphs[-1] += ("" if _without_blanks(paragraphs[-1], line) else " ") + line
        else:
            paragraphs.append(line)
        goes_on = length >= full * (NEARLY_FULL if line.endswith(ENDS) else FULL)
    return paragraphs


def _without_blanks(before: str, after: str) -> bool:
    """Whether two lines are of a script that puts no blanks between words: Chinese, Japanese. Korean does."""
    one, other = UNDIVIDED.match(before[-1:]), UNDIVIDED.match(after[:1])
    return bool(one and (other or after[:1] in ITS_SIGNS)) or bool(other and before[-1:] in ITS_SIGNS)
