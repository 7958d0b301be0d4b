"""The shapes of `world.svg`, read once: one per State or area, a path or a dot, in the units of the projection."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pages.world.projection import HEIGHT, WIDTH

FILE = Path(__file__).with_name("world.svg")
VIEW_BOX = f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"
PATH = re.compile(r'<path id="(?P<code>[\w-]+)" d="(?P<path>[^"]+)"/>')
DOT = re.compile(r'<circle id="(?P<code>[\w-]+)" cx="(?P<x>\d+)" cy="(?P<y>\d+)" r="\d+"/>')
# Occupied, of no one's status: drawn with a broken line (docs/decisions/world-map-geometry.md).
DASHED = "golan"

Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the map. code: alpha-3, or a word in small letters for an area that has none.

    path: the data of an SVG path, empty for a small State, which is a dot at `dot`.
    """

    code: str
    path: str = ""
    dot: Point | None = None

    def rings(self) -> list[list[Point]]:
        """The closed lines of the path as corners, the first not repeated."""
        return [_corners(part) for part in self.path.split("M") if part]

    def box(self) -> Box:
        """The least rectangle around it: left, top, right, bottom."""
        points = [corner for ring in self.rings() for corner in ring] or [self.dot or (0.0, 0.0)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def contains(self, point: Point) -> bool:
        """Whether a point lies within the path, by counting the lines to its right."""
        return sum(_crossings(ring, point) for ring in self.rings()) % 2 == 1


@cache
def shapes() -> dict[str, Shape]:
    """Every shape by its code, in the order of the file."""
    text = FILE.read_text("utf-8")
    found = {match["code"]: Shape(match["code"], match["path"]) for match in PATH.finditer(text)}
    for match in DOT.finditer(text):
        found[match["code"]] = Shape(match["code"], dot=(float(match["x"]), float(match["y"])))
    return found


def _corners(part: str) -> list[Point]:
    """One ring, `120 40l3-2h5v-1z`: where it begins, then steps."""
    corners: list[Point] = []
    x = y = 0.0
    for letter, numbers in re.findall(r"([lhv]?)([^lhvz]+)", part):
        values = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        if letter == "h":
            steps = [(value, 0.0) for value in values]
        elif letter == "v":
            steps = [(0.0, value) for value in values]
        else:
            steps = list(zip(values[::2], values[1::2], strict=True))
        for right, down in steps:
            x, y = x + right, y + down
            corners.append((x, y))
    return corners


def _crossings(ring: list[Point], point: Point) -> int:
    x, y = point
    count = 0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            count += 1
    return count
