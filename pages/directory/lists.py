"""The lists an editor can place into a text: drawn from the register of members whenever the page is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from members import figures
from members.directory.registers import CoalitionLine, Seat, coalition_lines, seats
from pages.directory.addresses import directory_index
from pages.world.addresses import countries_index, country_address

if TYPE_CHECKING:
    from pages.models.base import SitePage

COALITIONS, COMMITTEE = "national_coalitions", "steering_committee"
CHOICES = [
    (COALITIONS, _("National coalitions")),
    (COMMITTEE, _("Steering Committee: present and former members")),
]


@dataclass(frozen=True)
class CoalitionRow:
    """country: address of its page; members: address of its members in the directory; each "" where there is none."""

    line: CoalitionLine
    country: str
    members: str


@dataclass(frozen=True)
class RegisterList:
    """kind: which of the lists. index: the page of the directory, None while nobody may read it."""

    kind: str
    index: SitePage | None
    coalitions: list[CoalitionRow] = field(default_factory=list)
    present: list[Seat] = field(default_factory=list)
    former: list[Seat] = field(default_factory=list)


def list_of(kind: str) -> RegisterList:
    """In the active language; three or four queries. An unknown kind is an empty list."""
    language = languages.active()
    index = directory_index()
    if kind == COMMITTEE:
        present, former = seats(language, figures.today())
        return RegisterList(kind, index, present=present, former=former)
    if kind == COALITIONS:
        return RegisterList(kind, index, coalitions=_coalitions(language, index))
    return RegisterList(kind, index)


def _coalitions(language: str, index: SitePage | None) -> list[CoalitionRow]:
    countries = countries_index()
    directory = index.address_in(language) if index else ""
    return [
        CoalitionRow(
            line=line,
            country=country_address(line.country, language, countries)
            if countries and line.country.has_page
            else "",
            members=f"{directory}?coalition={line.key}" if directory and line.members else "",
        )
        for line in coalition_lines(language)
    ]
