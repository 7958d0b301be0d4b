"""What of Natural Earth is corrected, by rule, before the map is drawn. Why: docs/decisions/world-map-geometry.md.

Natural Earth draws who holds a place; this map follows the register and the practice of the United Nations. Each rule
checks that it found what it corrects, so that a newer edition of the source cannot pass it by in silence.
"""

from __future__ import annotations

import shapely
from shapely import MultiPolygon, Point, Polygon
from shapely.geometry import box
from shapely.ops import snap

Areas = dict[str, MultiPolygon]

# Names of areas that have no ISO code in the source: how they are called here. `None`: joined by a rule below.
WITHOUT_CODE = {
    "Kosovo": "kosovo",
    "Siachen Glacier": "siachen",
    "Indian Ocean Ter.": "CXR",  # Christmas Island and the Cocos (Keeling) Islands, which are too small to tell apart
    "Somaliland": "somaliland",
    "N. Cyprus": "northern-cyprus",
}
NOT_DRAWN = {"ATA"}

# The end of Morocco in the south: the parallel of 27 degrees 40 minutes.
MOROCCO_ENDS = 27 + 40 / 60
# Where the line along 27°40'N meets the border of Algeria is added to that border, too.
ON_ONE_LINE = 1e-6

# The western edge of the occupied Syrian Golan, from the border of Lebanon to that of Jordan: the line between
# Palestine and Syria of 1923, by hand, to a kilometre or two (one unit of the map is twenty). It begins and ends at
# corners of the source (35.629, 33.271 and 35.611, 32.682).
GOLAN_WEST = [
    (35.69, 33.25),
    (35.655, 33.15),
    (35.63, 33.08),
    (35.628, 33.0),
    (35.645, 32.95),
    (35.62, 32.89),
    (35.65, 32.85),
    (35.66, 32.78),
    (35.64, 32.72),
]
GOLAN_EAST = [(36.2, 32.6), (36.2, 33.6), (35.8, 33.6)]  # beyond the line of separation

# Where a small State gets its dot if its largest island would mislead; in degrees east and north.
CAPITALS = {
    "ATG": (-61.85, 17.12),
    "BHR": (50.58, 26.22),
    "COK": (-159.78, -21.21),
    "COM": (43.26, -11.70),
    "CPV": (-23.51, 14.92),
    "FSM": (158.16, 6.92),
    "KIR": (172.98, 1.33),
    "KNA": (-62.72, 17.30),
    "MDV": (73.51, 4.18),
    "MHL": (171.38, 7.10),
    "NRU": (166.92, -0.53),
    "PLW": (134.62, 7.50),
    "STP": (6.73, 0.34),
    "SYC": (55.45, -4.62),
    "TON": (-175.20, -21.14),
    "TUV": (179.20, -8.52),
    "VCT": (-61.22, 13.16),
}
# Archipelagos of which no island could be seen, although one of them may be just large enough for a shape.
DOTS_ONLY = {"CPV", "FSM", "KIR", "MUS", "STP", "TON", "WSM"}


def corrected(source: list[tuple[str, str, MultiPolygon]], codes: dict[str, str]) -> Areas:
    """The areas by ISO code (those without one by a word in small letters), with every rule applied."""
    areas: Areas = {}
    for number, name, area in source:
        code = codes[number] if number else WITHOUT_CODE[name]
        areas[code] = polygons(shapely.union(areas[code], area)) if code in areas else area
    for rule in (crimea, western_sahara, somaliland, cyprus, golan):
        rule(areas)
    for code in NOT_DRAWN:
        del areas[code]
    return areas


def crimea(areas: Areas) -> None:
    """Part of Ukraine: the piece of Russia south of Perekop, Chonhar and the Arabat Spit, which the source cuts off."""
    parts = list(areas["RUS"].geoms)
    [peninsula] = [part for part in parts if part.contains(Point(34.10, 44.95))]
    expect(box(32.3, 44.3, 36.8, 46.3).contains(peninsula), "Crimea is no piece of its own any more")
    areas["RUS"] = MultiPolygon([part for part in parts if part is not peninsula])
    areas["UKR"] = polygons(shapely.union(areas["UKR"], peninsula))


def western_sahara(areas: Areas) -> None:
    """A territory of its own up to 27°40'N: the source ends it at the berm, and draws the rest as Morocco."""
    both = shapely.union(areas["MAR"], areas["ESH"])
    south = polygons(both.intersection(box(-20, 15, 0, MOROCCO_ENDS)))
    expect(south.contains(Point(-13.2, 27.15)), "Laayoune is not in Western Sahara")
    expect(south.contains(Point(-10.57, 26.16)), "Tifariti is not in Western Sahara")
    areas["ESH"] = south
    areas["MAR"] = polygons(both.intersection(box(-20, MOROCCO_ENDS, 0, 40)))
    corner = max(
        (
            point
            for point in shapely.points(shapely.get_coordinates(south))
            if abs(point.y - MOROCCO_ENDS) < 1e-9
        ),
        key=lambda point: point.x,
    )
    areas["DZA"] = polygons(snap(areas["DZA"], corner, ON_ONE_LINE))


def somaliland(areas: Areas) -> None:
    """Part of Somalia."""
    areas["SOM"] = polygons(shapely.union(areas["SOM"], areas.pop("somaliland")))


def cyprus(areas: Areas) -> None:
    """One island, one State: with the north and the buffer zone. The British bases are drawn with it, too.

    The source at 1:50m gives the bases to Cyprus and shares the buffer zone out; a gap would be closed here.
    """
    island = shapely.union(areas["CYP"], areas.pop("northern-cyprus"))
    areas["CYP"] = polygons(shapely.union_all([Polygon(part.exterior) for part in polygons(island).geoms]))
    expect(len(areas["CYP"].geoms) == 1, "Cyprus is not one island")


def golan(areas: Areas) -> None:
    """The occupied Syrian Golan: an area of its own, nobody's status, which the source draws as Israel."""
    corners = shapely.points(shapely.get_coordinates(areas["ISR"]))
    north, south = (
        min(corners, key=lambda corner: corner.distance(Point(place)))
        for place in ((35.629, 33.271), (35.611, 32.682))
    )
    line = [(north.x, north.y), *GOLAN_WEST, (south.x, south.y)]
    east_of_it = Polygon([*line, *GOLAN_EAST, (35.6, 33.6)])
    areas["golan"] = polygons(areas["ISR"].intersection(east_of_it))
    areas["ISR"] = polygons(areas["ISR"].difference(east_of_it))
    expect(areas["golan"].contains(Point(35.80, 33.0)), "the Golan was not cut out")
    expect(areas["ISR"].contains(Point(35.55, 33.05)), "more than the Golan was cut out")


def expect(holds: bool, otherwise: str) -> None:
    """A rule that did not find what it corrects stops the work."""
    if not holds:
        raise SystemExit(f"A correction no longer fits the source: {otherwise}")


def polygons(area: shapely.Geometry) -> MultiPolygon:
    return MultiPolygon(
        [part for part in shapely.get_parts(area) if isinstance(part, Polygon) and part.area > 0]
    )
