"""The map of the directory: the shapes of the countries with members, darker the more, and the same as a table.

Every number is that of the rows the list shows under the same filters; hidden members are in none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cicc_site.multilingual.values import Localized
from members.directory.counting import Tally
from pages.world.shapes import DASHED, VIEW_BOX, Shape, shapes

# From how many members on a country is drawn in the next darker tone.
STEPS = (1, 5, 20, 50)


@dataclass(frozen=True)
class MapLine:
    """A country with members. address: of the list of them; share: of the longest bar, in hundredths."""

    code: str
    name: Localized
    count: int
    address: str
    share: int
    shape: Shape | None
    tone: int

    @property
    def x(self) -> str:
        """Of the dot, as text that no language writes with a comma."""
        return f"{self.shape.dot[0]:g}" if self.shape and self.shape.dot else ""

    @property
    def y(self) -> str:
        return f"{self.shape.dot[1]:g}" if self.shape and self.shape.dot else ""


@dataclass(frozen=True)
class Tone:
    """A tone of the legend. last: None for the darkest."""

    number: int
    first: int
    last: int | None


@dataclass(frozen=True)
class MemberMap:
    """lines: in the alphabet of the reader. rest: one path of every area without a member."""

    lines: list[MapLine]
    tones: list[Tone]
    rest: str
    dashed: str
    view_box: str = VIEW_BOX

    @property
    def drawn(self) -> list[MapLine]:
        return [line for line in self.lines if line.shape is not None]


def member_map(tally: Tally, address: Callable[[str], str]) -> MemberMap:
    """address: of the list of a country (alpha-3). Asks the database for nothing."""
    counts, known = tally.by_country, shapes()
    most = max(counts.values(), default=1)
    lines = [
        MapLine(
            code=country.code,
            name=country.name,
            count=counts[country.code],
            address=address(country.code),
            share=max(1, round(100 * counts[country.code] / most)),
            shape=known.get(country.code),
            tone=tone_of(counts[country.code]),
        )
        for country in tally.choices.alphabet
        if country.code in counts
    ]
    rest = "".join(shape.path for code, shape in known.items() if code not in counts and code != DASHED)
    ends = [*(step - 1 for step in STEPS[1:]), None]
    tones = [
        Tone(number, first, last) for number, (first, last) in enumerate(zip(STEPS, ends, strict=True), 1)
    ]
    return MemberMap(lines, tones, rest, known[DASHED].path)


def tone_of(count: int) -> int:
    return sum(count >= step for step in STEPS)
