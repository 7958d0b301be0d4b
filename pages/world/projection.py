"""The Equal Earth projection of the world map: from longitude and latitude to the units of `world.svg`.

Formulas: Šavrič, Patterson, Jenny (2018), "The Equal Earth map projection". Also read by `deploy/geometry/build.py`,
which runs without Django: nothing else may be imported here.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

# The middle of the map. Its edge then runs through the Bering Strait and cuts no State but at far islands.
CENTRAL_MERIDIAN = 11.0
WIDTH = 2000.0  # of the whole earth at the equator, in units of the file
NORTH, SOUTH = 83.7, -56.0  # where the drawing ends: Antarctica is not on it

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = sqrt(3) / 2


def _raw(longitude: float, latitude: float) -> tuple[float, float]:
    """Radians in, units of the earth's radius out."""
    t = asin(M * sin(latitude))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = longitude * cos(t) / (M * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)))
    return x, t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))


_SCALE = WIDTH / 2 / _raw(radians(180), 0)[0]
_TOP = _raw(0, radians(NORTH))[1]
HEIGHT = float(round((_TOP - _raw(0, radians(SOUTH))[1]) * _SCALE))


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """The place of a point of the earth on the map: to the right, downwards. Degrees; east and north are positive."""
    east = (longitude - CENTRAL_MERIDIAN + 180) % 360 - 180
    x, y = _raw(radians(east), radians(latitude))
    return WIDTH / 2 + x * _SCALE, (_TOP - y) * _SCALE
