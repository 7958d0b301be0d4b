"""Makes `pages/world/world.svg` from Natural Earth 1:50m, with the borders corrected by rule. See README.md here.

A tool of the workshop: nothing on the site calls it, and what it needs (shapely) is not among the packages of the
site. Call: python deploy/geometry/build.py path/to/countries-50m.json
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import shapely
from corrections import CAPITALS, DOTS_ONLY, corrected
from shapely import MultiPolygon, Polygon
from shapely.affinity import translate
from shapely.geometry import box, shape

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pages.world.projection import CENTRAL_MERIDIAN, HEIGHT, WIDTH, project  # noqa: E402

TARGET = ROOT / "pages" / "world" / "world.svg"
COUNTRIES = ROOT / "members" / "content" / "countries.csv"
EDGE = CENTRAL_MERIDIAN - 180  # the meridian at which the map is cut

TOLERANCE = 1.9  # of the simplification: the square root of the area a corner may cost, in units of the file
SMALLEST_ISLAND = 7.0  # square units; smaller ones are left out unless the State has no larger part
DOT_BELOW = 26.0  # square units: a State whose largest part is smaller is a dot
SAME_PLACE = 1e-9
# Drawn to a tenth of a unit and hardly simplified: what would be lost here is whole places.
FINE = {"CYP", "ISR", "JOR", "LBN", "PSE", "SYR", "golan"}
FINE_TOLERANCE = 0.25


def main(source: Path) -> None:
    shapes = {
        code: whole_on_the_map(area) for code, area in corrected(read_topology(source), by_number()).items()
    }
    with_page = states_with_page()
    drawn = {code: projected(area) for code, area in shapes.items()}
    dots = {code: dot(code, drawn.get(code)) for code in with_page if is_dot(code, drawn.get(code))}
    # Every area takes part in the simplification, so that neighbours keep one border.
    codes = sorted(drawn)
    areas = [without_specks(code, drawn[code]) for code in codes]
    found = dict(zip(codes, shapely.coverage_simplify(areas, TOLERANCE), strict=True))
    finer = dict(zip(codes, shapely.coverage_simplify(areas, FINE_TOLERANCE), strict=True))
    found |= {code: finer[code] for code in FINE}
    paths = {
        code: path
        for code, area in found.items()
        if is_worth_a_path(code, area, dots, with_page) and (path := path_of(area, 10 if code in FINE else 1))
    }
    missing = with_page - set(paths) - set(dots)
    if missing:
        sys.exit(f"Not on the map: {sorted(missing)}")
    TARGET.write_text(document(paths, dots), encoding="utf-8")
    print(f"{TARGET}: {len(paths)} shapes, {len(dots)} dots, {TARGET.stat().st_size} bytes")


# ---- reading


def read_topology(source: Path) -> list[tuple[str, str, MultiPolygon]]:
    """The areas of a TopoJSON file as (ISO number or nothing, name, shape)."""
    topology = json.loads(source.read_text("utf-8"))
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for right, up in arc:
            x, y = x + right, y + up
            points.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(points)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            part = arcs[number] if number >= 0 else arcs[~number][::-1]
            points += part[1:] if points else part
        return unbroken(points)

    areas = []
    for area in topology["objects"]["countries"]["geometries"]:
        polygons = area["arcs"] if area["type"] == "MultiPolygon" else [area["arcs"]]
        coordinates = [[ring(numbers) for numbers in polygon] for polygon in polygons]
        found = shape({"type": "MultiPolygon", "coordinates": coordinates})
        areas.append((area.get("id", ""), area["properties"]["name"], shapely.make_valid(found)))
    return areas


def unbroken(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A ring that crosses 180 degrees jumps there to the other end of the world: count on instead."""
    turn = 0.0
    result = []
    for place, (x, y) in enumerate(points):
        if place and abs(x - points[place - 1][0]) > 180:
            turn += 360 if x < points[place - 1][0] else -360
        result.append((x + turn, y))
    return result


def rows() -> Iterator[dict[str, str]]:
    with COUNTRIES.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def by_number() -> dict[str, str]:
    return {row["numeric"].zfill(3): row["alpha3"] for row in rows()}


def states_with_page() -> set[str]:
    return {
        row["alpha3"]
        for row in rows()
        if row["un_status"] in ("member", "observer") or row["alpha3"] == "COK"
    }


# ---- from the earth to the map


def whole_on_the_map(area: MultiPolygon) -> MultiPolygon:
    """Move what lies beyond the edge of the map to its other side, and join what the source cut at 180 degrees."""
    if area.bounds[0] >= EDGE:
        return area
    here, beyond = (
        area.intersection(box(EDGE, -90, EDGE + 360, 90)),
        area.intersection(box(EDGE - 360, -90, EDGE, 90)),
    )
    return polygons_of(shapely.union(here, translate(beyond, 360), grid_size=SAME_PLACE))


def projected(area: MultiPolygon) -> MultiPolygon:
    # A point on the edge itself belongs to the side its area lies on.
    def place(x: float, y: float) -> tuple[float, float]:
        return project(min(x, EDGE + 360 - 1e-6), y)

    return polygons_of(shapely.transform_coordseq(area, lambda points: [place(x, y) for x, y in points]))


def polygons_of(area: shapely.Geometry) -> MultiPolygon:
    parts = [part for part in shapely.get_parts(area) if isinstance(part, Polygon) and part.area > 0]
    return MultiPolygon(parts)


def without_specks(code: str, area: MultiPolygon) -> MultiPolygon:
    parts = sorted(area.geoms, key=lambda part: -part.area)
    smallest = 0.5 if code in FINE else SMALLEST_ISLAND
    return MultiPolygon([part for part in parts if part is parts[0] or part.area >= smallest])


def is_dot(code: str, area: MultiPolygon | None) -> bool:
    return (
        area is None
        or code in DOTS_ONLY
        or (code not in FINE and max(part.area for part in area.geoms) < DOT_BELOW)
    )


def largest(area: MultiPolygon) -> float:
    return max(part.area for part in area.geoms)


def is_worth_a_path(
    code: str, area: MultiPolygon, dots: dict[str, tuple[int, int]], states: set[str]
) -> bool:
    """A speck that belongs to no State with a page is left out."""
    return code not in dots and (code in states | FINE or area.area >= SMALLEST_ISLAND)


def dot(code: str, area: MultiPolygon | None) -> tuple[int, int]:
    """At the capital where one is named, else in the middle of the largest part."""
    if code in CAPITALS:
        x, y = project(*CAPITALS[code])
    elif area is not None:
        middle = max(area.geoms, key=lambda part: part.area).centroid
        x, y = middle.x, middle.y
    else:
        sys.exit(f"{code} is not in the source and has no place in CAPITALS")
    return round(x), round(y)


# ---- writing


def path_of(area: MultiPolygon, parts_of_a_unit: int) -> str:
    """The data of a path, each corner relative to the one before, in whole units or tenths of them."""
    parts = sorted(shapely.get_parts(area), key=lambda part: -part.area)
    return "".join(
        ring_path(ring.coords, parts_of_a_unit) for part in parts for ring in (part.exterior, *part.interiors)
    )


def ring_path(coordinates: Iterable[tuple[float, float]], parts_of_a_unit: int) -> str:
    points: list[tuple[int, int]] = []
    for x, y in coordinates:
        point = (round(x * parts_of_a_unit), round(y * parts_of_a_unit))
        if not points or points[-1] != point:
            points.append(point)
    if len(points) < 4:  # the last repeats the first
        return ""
    x, y = points[0]
    steps = [f"M{number(x, parts_of_a_unit)}{number(y, parts_of_a_unit, follows=True)}"]
    last = "M"
    for to_x, to_y in points[1:-1]:
        right, down = to_x - x, to_y - y
        x, y = to_x, to_y
        letter = "h" if down == 0 else "v" if right == 0 else "l"
        moves = [right] if letter == "h" else [down] if letter == "v" else [right, down]
        steps.append("" if letter == last else letter)
        for place, move in enumerate(moves):
            steps.append(number(move, parts_of_a_unit, follows=place > 0 or letter == last))
        last = letter
    return "".join(steps) + "z"


def number(value: int, parts_of_a_unit: int, follows: bool = False) -> str:
    """As short as can be; a minus sets two numbers apart by itself."""
    text = f"{value / parts_of_a_unit:g}"
    if 0 < abs(value) < parts_of_a_unit:
        text = text.replace("0.", ".")
    return f" {text}" if follows and not text.startswith("-") else text


def document(paths: dict[str, str], dots: dict[str, tuple[int, int]]) -> str:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" fill="#999" stroke="#fff">',
        "<!-- Made with Natural Earth (public domain) by deploy/geometry/build.py: change that, not this file. -->",
        *(f'<path id="{code}" d="{path}"/>' for code, path in sorted(paths.items())),
        *(f'<circle id="{code}" cx="{x}" cy="{y}" r="5"/>' for code, (x, y) in sorted(dots.items())),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
