"""The world map: each State under its status on a day, its shape and its address; areas without a status apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from members.enums import TreatyStatus
from members.tables import CountryRow
from pages.world.addresses import address_below
from pages.world.question import Question
from pages.world.shapes import DASHED, VIEW_BOX, Shape, shapes


@dataclass(frozen=True)
class MapCountry:
    row: CountryRow
    shape: Shape
    address: str
    dimmed: bool

    @property
    def x(self) -> str:
        """Of the dot, as text that no language writes with a comma."""
        return f"{self.shape.dot[0]:g}" if self.shape.dot else ""

    @property
    def y(self) -> str:
        return f"{self.shape.dot[1]:g}" if self.shape.dot else ""


@dataclass(frozen=True)
class MapGroup:
    """The States of one status. query: of the link that shows only these; key: the name of the pattern."""

    key: str
    label: str
    query: str
    count: int
    chosen: bool
    countries: list[MapCountry]


@dataclass(frozen=True)
class WorldMap:
    groups: list[MapGroup]
    view_box: str
    without_status: list[Shape]
    dashed: Shape


def country_shape(alpha3: str) -> Shape | None:
    """The shape of a State or territory; None for one too small to be drawn that has no page."""
    return shapes().get(alpha3)


def world_map(rows: Iterable[CountryRow], question: Question, base: str) -> WorldMap:
    """rows: every State on the day asked for; those the filters leave out are dimmed. base: address of the index."""
    of_status: dict[str, list[MapCountry]] = {status.value: [] for status in TreatyStatus}
    for row in rows:
        shape = country_shape(row.alpha3)
        if shape is not None:
            dimmed = not question.matches(row)
            of_status[row.status].append(MapCountry(row, shape, address_below(base, row.slug), dimmed))
    drawn = {country.shape.code for countries in of_status.values() for country in countries}
    return WorldMap(
        groups=[
            _group(status, of_status[status.value], question)
            for status in TreatyStatus
            if of_status[status.value]
        ],
        view_box=VIEW_BOX,
        without_status=[
            shape for code, shape in shapes().items() if code not in drawn and code != DASHED and shape.path
        ],
        dashed=shapes()[DASHED],
    )


def _group(status: TreatyStatus, countries: list[MapCountry], question: Question) -> MapGroup:
    chosen = question.chosen.get("status") == status.value
    return MapGroup(
        key=status.value.replace("_", "-"),
        label=str(status.label),
        query=question.query(status=None if chosen else status.value),
        # As many as the link would show, which stands for another status than the one chosen now.
        count=sum(question.matches(country.row, leaving_out="status") for country in countries),
        chosen=chosen,
        countries=countries,
    )
