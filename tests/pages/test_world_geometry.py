"""The committed shapes of the world: whose ground a place lies on, and that every State is there to be clicked."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

import brotli
import pytest

from pages.world.map import country_shape
from pages.world.projection import HEIGHT, WIDTH, project
from pages.world.shapes import DASHED, FILE, Shape, shapes

COUNTRIES = Path(__file__).resolve().parents[2] / "members" / "content" / "countries.csv"
# How far off the simplified coast a town on the sea may lie, in units of the map (one is about twenty kilometres).
COAST = 2.0


@cache
def rows() -> list[dict[str, str]]:
    with COUNTRIES.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def states() -> set[str]:
    found = {row["alpha3"] for row in rows() if row["un_status"] in ("member", "observer")} | {"COK"}
    assert len(found) == 196
    return found


def around(longitude: float, latitude: float) -> list[str]:
    """Every path that a place lies in."""
    point = project(longitude, latitude)
    return [code for code, shape in shapes().items() if shape.path and shape.contains(point)]


def nearest(longitude: float, latitude: float) -> str:
    """The path that a place lies in or, on the sea side of a simplified coast, next to."""
    inside = around(longitude, latitude)
    assert len(inside) <= 1, f"shapes overlap: {inside}"
    if inside:
        return inside[0]
    point = project(longitude, latitude)
    distances = {code: to_edge(shape, point) for code, shape in shapes().items() if shape.path}
    code = min(distances, key=lambda code: distances[code])
    assert distances[code] < COAST, f"in the sea, {distances[code]:.1f} from {code}"
    return code


def to_edge(shape: Shape, point: tuple[float, float]) -> float:
    return min(
        to_line(point, start, end)
        for ring in shape.rings()
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True)
    )


def to_line(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length)) if length else 0.0
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


@pytest.mark.parametrize(
    ("place", "east", "north", "code"),
    [
        ("Simferopol", 34.10, 44.95, "UKR"),
        ("Sevastopol", 33.55, 44.60, "UKR"),
        ("Kerch", 36.40, 45.30, "UKR"),
        ("Krasnodar", 38.98, 45.04, "RUS"),
        ("Laayoune", -13.20, 27.15, "ESH"),
        ("Dakhla", -15.93, 23.70, "ESH"),
        ("Smara, west of the berm", -11.67, 26.74, "ESH"),
        ("Tifariti, east of the berm", -10.57, 26.16, "ESH"),
        ("Tarfaya, north of 27°40'N", -12.90, 27.90, "MAR"),
        ("Agadir", -9.60, 30.42, "MAR"),
        ("Hargeisa", 44.06, 9.56, "SOM"),
        ("Mogadishu", 45.32, 2.05, "SOM"),
        ("Kyrenia", 33.32, 35.33, "CYP"),
        ("Famagusta", 33.93, 35.12, "CYP"),
        ("Nicosia, on the buffer zone", 33.365, 35.176, "CYP"),
        ("Akrotiri", 32.97, 34.60, "CYP"),
        ("Pristina", 21.16, 42.66, "kosovo"),
        ("Belgrade", 20.46, 44.80, "SRB"),
        ("Gaza City", 34.46, 31.50, "PSE"),
        ("Rafah", 34.25, 31.28, "PSE"),
        ("Ramallah", 35.20, 31.90, "PSE"),
        ("Hebron", 35.10, 31.53, "PSE"),
        ("East Jerusalem", 35.24, 31.78, "PSE"),
        ("Haifa", 35.02, 32.78, "ISR"),
        ("Tel Aviv", 34.80, 32.08, "ISR"),
        ("Damascus", 36.30, 33.50, "SYR"),
        ("Anadyr, beyond 180 degrees", 177.5, 64.73, "RUS"),
        ("Uelen, in the western hemisphere", -169.9, 66.15, "RUS"),
        ("Suva", 178.44, -18.12, "FJI"),
    ],
)
def test_a_place_lies_where_the_rules_put_it(place: str, east: float, north: float, code: str) -> None:
    assert nearest(east, north) == code, place


@pytest.mark.parametrize(("east", "north"), [(35.80, 33.00), (35.82, 33.12), (35.75, 32.85)])
def test_the_golan_is_the_dashed_shape_and_nobodys_else(east: float, north: float) -> None:
    assert around(east, north) == [DASHED]


@pytest.mark.parametrize(
    ("east", "north", "code"),
    [
        (36.82, -1.29, "KEN"),
        (28.28, -15.42, "ZMB"),
        (2.35, 48.86, "FRA"),
        (-3.70, 40.42, "ESP"),
        (31.24, 30.04, "EGY"),
        (-74.08, 4.61, "COL"),
        (-99.13, 19.43, "MEX"),
        (106.91, 47.92, "MNG"),
        (139.69, 35.69, "JPN"),
        (174.78, -41.29, "NZL"),
        (90.41, 23.81, "BGD"),
        (69.17, 34.53, "AFG"),
        (-52.33, 4.94, "FRA"),
        (32.58, 0.32, "UGA"),
        (-77.04, 38.90, "USA"),
    ],
)
def test_capitals_lie_in_their_countries(east: float, north: float, code: str) -> None:
    assert nearest(east, north) == code


@pytest.mark.parametrize(
    ("east", "north", "code"),
    [
        (7.42, 43.74, "MCO"),
        (12.45, 41.90, "VAT"),
        (166.92, -0.53, "NRU"),
        (179.20, -8.52, "TUV"),
        (-159.78, -21.21, "COK"),
    ],
)
def test_a_small_state_is_a_dot_at_its_place(east: float, north: float, code: str) -> None:
    shape = country_shape(code)
    assert shape is not None
    assert shape.dot is not None
    assert math.dist(shape.dot, project(east, north)) < COAST


def test_all_196_states_are_on_the_map() -> None:
    drawn = {code for code, shape in shapes().items() if shape.path or shape.dot}
    assert states() - drawn == set()
    # An area with no status of its own never takes the code of a State.
    codes = {row["alpha3"] for row in rows()}
    assert {code for code in drawn if code not in codes} == {"golan", "kosovo", "siachen"}


def test_everything_lies_within_the_drawing() -> None:
    for code, shape in shapes().items():
        left, top, right, bottom = shape.box()
        assert 0 <= left <= right <= WIDTH, code
        # The far south ends before Antarctica; Heard Island or South Georgia may lie a little beyond.
        assert -1 <= top <= bottom <= HEIGHT, code


def test_no_state_is_torn_over_the_edge_of_the_map() -> None:
    """A line as long as a continent is a border that jumped to the other end of the world."""
    longest = max(
        math.dist(start, end)
        for shape in shapes().values()
        for ring in shape.rings()
        for start, end in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    assert 50 < longest < 150


def test_the_inline_map_stays_small() -> None:
    assert len(brotli.compress(FILE.read_bytes(), quality=5)) <= 16 * 1024
