"""Setting text for a picture: the order in which a line is read, where lines break, how large they can be.

Shaping (which glyphs, how wide) is asked of a shaper, see shaping.py; nothing here draws.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from bidi import get_display

from cicc_site.faces import STEERING, Face, clusters, face_of
from cicc_site.languages import Direction

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
# Says nothing to the bidirectional algorithm and is drawn by nobody: it carries the direction of what it follows.
MARKER = "\N{SOFT HYPHEN}"
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\N{LEFT-TO-RIGHT MARK}", "\N{RIGHT-TO-LEFT MARK}"
ISOLATES = "\N{LEFT-TO-RIGHT ISOLATE}\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}"
END_OF_ISOLATE = "\N{POP DIRECTIONAL ISOLATE}"
EVEN_ENOUGH = 24  # points

Width = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one face and one direction, in the order they are spoken."""

    text: str
    face: Face
    direction: Direction


def runs(line: str, direction: Direction) -> list[Run]:
    """Return the runs of a line from left to right as they stand on the paper.

    The library reorders a line but does not say which way each character runs, which brackets need in order to be
    mirrored. So a marker follows every cluster: after the reordering it stands behind what runs to the right, and
    in front of what runs to the left. A mark of direction shuts the line: a marker at its very end would count among
    its trailing blanks, and stand elsewhere.
    """
    whole = line.replace(MARKER, "")
    whole += END_OF_ISOLATE * len(open_isolates(whole))
    marked = "".join(cluster + MARKER for cluster in clusters(whole))
    if direction == "rtl":
        visual = get_display(marked + RIGHT_TO_LEFT, base_dir="R").removeprefix(RIGHT_TO_LEFT)
    else:
        visual = get_display(marked + LEFT_TO_RIGHT, base_dir="L").removesuffix(LEFT_TO_RIGHT)
    parts = [
        (cluster, way) for cluster, way in _read(visual) if cluster not in STEERING
    ]  # steering has done its work
    result = []
    for (face, way), group in groupby(parts, key=lambda part: (face_of(part[0][0]), part[1])):
        letters = [cluster for cluster, _way in group]
        result.append(Run("".join(letters if way == "ltr" else reversed(letters)), face, way))
    return result


def _read(visual: str) -> Iterator[tuple[str, Direction]]:
    """Take the markers out again: each cluster, its marks behind its letter, with its direction."""
    place = 0
    while place < len(visual):
        leftwards = visual[place] == MARKER
        place += leftwards
        cluster = ""
        while place < len(visual) and visual[place] != MARKER:
            cluster += visual[place]
            place += 1
            if leftwards and unicodedata.bidirectional(cluster[-1]) != "NSM":
                break  # reversed, the letter comes after its marks
        if leftwards:
            yield cluster[::-1], "rtl"
        else:
            place += 1
            yield cluster, "ltr"


def wrapped(text: str, width: Width, room: float) -> list[str]:
    """Break a text into lines no wider than `room`; a word that is wider is broken too."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width(line) > room:
            head = _longest_start(line, width, room)
            lines.append(head)
            line = line[len(head) :]
    return shut_in([*lines, line] if line else lines)


def shut_in(lines: list[str]) -> list[str]:
    """Close at the end of each line what isolates it leaves open, and open them again on the next.

    A name in another script may be broken between two lines; each half keeps its direction.
    """
    result = []
    carried = ""
    for line in lines:
        opened = open_isolates(carried + line)
        result.append(carried + line + END_OF_ISOLATE * len(opened))
        carried = opened
    return result


def open_isolates(text: str) -> str:
    """The isolates that a text opens and does not close."""
    opened = ""
    for sign in text:
        if sign in ISOLATES:
            opened += sign
        elif sign == END_OF_ISOLATE:
            opened = opened[:-1]
    return opened


def _longest_start(word: str, width: Width, room: float) -> str:
    """The most of a word that fits, one cluster at the least."""
    parts = clusters(word)
    low, high = 1, len(parts)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width("".join(parts[:middle])) <= room else (low, middle - 1)
    return "".join(parts[:low])


def shortened(lines: list[str], most: int, width: Width, room: float) -> list[str]:
    """No more than `most` lines; where something is left out, the last one ends in an ellipsis."""
    if len(lines) <= most:
        return lines
    kept, last = lines[: most - 1], lines[most - 1]
    words = last.split(" ")
    while len(words) > 1 and width(" ".join(words) + ELLIPSIS) > room:
        words.pop()
    end = " ".join(words)
    if width(end + ELLIPSIS) > room:
        end = _longest_start(end, lambda start: width(start + ELLIPSIS), room)
    # Not inside the isolate of a name that was cut: it would stand on the wrong side.
    end = end.rstrip(" ,;:.\N{ARABIC COMMA}")
    return [*kept, end + END_OF_ISOLATE * len(open_isolates(end)) + ELLIPSIS]


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it is going to be drawn."""

    size: int
    lines: list[str]


def fitted(
    text: str, sizes: list[tuple[int, int]], width: Callable[[str, int], float], room: float
) -> Setting:
    """The largest of `sizes`, each (size, most lines), at which a text fits; at the smallest it is shortened."""
    lines: list[str] = []
    for size, most in sizes:
        lines = wrapped(text, partial(_at, width, size), room)
        if len(lines) <= most:
            return Setting(size, evened(lines, text, partial(_at, width, size), room))
    size, most = sizes[-1]
    return Setting(size, shortened(lines, most, partial(_at, width, size), room))


def evened(lines: list[str], text: str, width: Width, room: float) -> list[str]:
    """As many lines, of more even length: no word stands alone on the last one where another could join it."""
    low, high = room / 2, room
    while len(lines) > 1 and high - low > EVEN_ENOUGH:
        middle = (low + high) / 2
        closer = wrapped(text, width, middle)
        if len(closer) > len(lines):
            low = middle
        else:
            lines, high = closer, middle
    return lines


def _at(width: Callable[[str, int], float], size: int, text: str) -> float:
    return width(text, size)
