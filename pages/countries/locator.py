"""Where a country lies: a ring and its shape, to be laid over the picture of the world map."""

from __future__ import annotations

from dataclasses import dataclass

from pages.world.map import country_shape
from pages.world.shapes import VIEW_BOX, Point

# In the units of the map, which is 2000 wide: the least ring that is seen in a picture of 270 pixels.
LEAST_RADIUS = 60.0
ROOM = 24.0


@dataclass(frozen=True)
class Locator:
    """path: empty for a small State, which is the dot in the middle of its ring."""

    view_box: str
    path: str
    x: str
    y: str
    radius: str


def locator(alpha3: str) -> Locator | None:
    """None for a place that is not on the map."""
    shape = country_shape(alpha3)
    if shape is None:
        return None
    left, top, right, bottom = _box(max(shape.rings(), key=_area) if shape.path else [shape.dot or (0, 0)])
    half = max(right - left, bottom - top) / 2
    return Locator(
        view_box=VIEW_BOX,
        path=shape.path,
        x=f"{(left + right) / 2:.0f}",
        y=f"{(top + bottom) / 2:.0f}",
        radius=f"{max(half + ROOM, LEAST_RADIUS):.0f}",
    )


def _box(points: list[Point]) -> tuple[float, float, float, float]:
    """The least rectangle around the mainland: far islands, or the end of the map, are left out."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _area(points: list[Point]) -> float:
    left, top, right, bottom = _box(points)
    return (right - left) * (bottom - top)
