"""Members per region and members by year of joining, drawn on the server as small SVG, each with its table.

Hidden members are in these numbers: they are totals of the world and of its regions, never of a country.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from cicc_site import languages, numbers
from cicc_site.dates import PartialDate
from members.figures import MembersInNumbers, RegionFigure, members_in_numbers

# Units of the drawing of growth. At both sides there is room for half the number of a year.
WIDTH, HEIGHT, FOOT, TOP, SIDE = 640, 210, 32, 16, 30
YEAR_WIDTH = 52  # that the four digits of a year need
MOST_YEARS = 60  # whoever joined before is in the first column


@dataclass(frozen=True)
class Bar:
    """share: of the longest bar, in hundredths."""

    label: str
    value: int
    share: int


@dataclass(frozen=True)
class Year:
    """joined: in the year; sum: by its end. x, y, width, height: of its column; a text for each, for SVG."""

    year: int
    joined: int
    sum: int
    x: str
    y: str
    width: str
    height: str
    is_marked: bool

    @property
    def middle(self) -> str:
        return f"{float(self.x) + float(self.width) / 2:g}"


@dataclass(frozen=True)
class Growth:
    years: list[Year]
    undated: int
    highest: str
    view_box: str = f"{-SIDE} 0 {WIDTH + 2 * SIDE} {HEIGHT}"
    width: int = WIDTH
    floor: int = HEIGHT - FOOT
    top: int = TOP

    @property
    def label_line(self) -> int:
        return HEIGHT - 6


@dataclass(frozen=True)
class Plots:
    as_of: PartialDate
    total: int
    regions: list[Bar]
    groups: list[Bar]
    growth: Growth | None
    contains_demo: bool


def plots() -> Plots | None:
    """One query; None while no member is entered."""
    counted = members_in_numbers()
    if counted is None:
        return None
    return Plots(
        as_of=counted.as_of,
        total=counted.total,
        regions=bars(counted.by_region),
        groups=bars(counted.by_un_group),
        growth=growth(counted),
        contains_demo=counted.contains_demo,
    )


def bars(places: list[RegionFigure]) -> list[Bar]:
    most = max((place.figure.value or 0 for place in places), default=0) or 1
    return [
        Bar(place.label, place.figure.value or 0, round(100 * (place.figure.value or 0) / most))
        for place in places
    ]


def growth(counted: MembersInNumbers) -> Growth | None:
    """A column for each year up to the present one, as high as the members that had joined by its end."""
    if not counted.joined:
        return None
    last = counted.as_of.date.year
    first = max(min(counted.joined), last - MOST_YEARS + 1)
    dated = sum(counted.joined.values())
    step = WIDTH / (last - first + 1)
    apart = max(1, ceil(YEAR_WIDTH / step))
    backwards = languages.by_code(languages.active()).direction == "rtl"
    total = sum(count for year, count in counted.joined.items() if year < first)
    years: list[Year] = []
    for year in range(first, last + 1):
        total += counted.joined.get(year, 0)
        high = (HEIGHT - FOOT - TOP) * total / dated
        place = last - year if backwards else year - first
        years.append(
            Year(
                year=year,
                joined=counted.joined.get(year, 0),
                sum=total,
                x=f"{(place + 0.1) * step:.1f}",
                y=f"{HEIGHT - FOOT - high:.1f}",
                width=f"{step * 0.8:.1f}",
                height=f"{high:.1f}",
                is_marked=(last - year) % apart == 0,
            )
        )
    return Growth(years, counted.undated, numbers.whole(dated, languages.active()))
