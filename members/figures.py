"""The figures of the site, each with its date: whoever shows one takes it from here and never types it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from functools import cache
from typing import Any

import yaml
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cicc_site.dates import PartialDate
from members.enums import Region, UnGroup
from members.models import Country, Organization, TreatyAct
from members.models.organizations import COUNTS, LISTED
from members.models.registers import rome_statute_as_of
from members.register_files import CONTENT


@dataclass(frozen=True)
class Figure:
    """A number and the date it was true on. `value` is None while the register is empty: show none then."""

    value: int | None
    as_of: PartialDate | None
    about: bool = False  # the date is only roughly known
    counted: bool = True  # False: told by the Coalition, not counted from a register

    def date_text(self, language: str) -> str:
        """The date as it reads after the figure: "as of 2 October 2026", "about 2009"."""
        return "" if self.as_of is None else self.date_pattern(language) % {"date": self.as_of.text(language)}

    def date_pattern(self, language: str) -> str:
        """The words around the date, for whoever marks it up."""
        with override(language):
            return _("about %(date)s") if self.about else _("as of %(date)s")


@dataclass(frozen=True)
class RegionFigure:
    code: str
    label: str
    figure: Figure


def states_parties(on: date | None = None) -> Figure:
    day = on or rome_statute_as_of()
    return _figure(Country.objects.with_page().states_parties(day).count() if day else None, day)


def signatures(on: date | None = None) -> Figure:
    """All signatures ever given, also those of States that ratified, withdrew or changed their mind."""
    day = on or rome_statute_as_of()
    acts = TreatyAct.objects.on_rome_statute().signatures().public()
    return _figure(acts.happened_by(day).count() if day else None, day)


def deposits(on: date | None = None) -> Figure:
    """All instruments ever deposited: ratification, acceptance, approval, accession, succession."""
    day = on or rome_statute_as_of()
    acts = TreatyAct.objects.on_rome_statute().deposits().public()
    return _figure(acts.happened_by(day).count() if day else None, day)


def states_parties_by_un_group(on: date | None = None) -> list[RegionFigure]:
    return _by("un_regional_group", UnGroup, on)


def states_parties_by_region(on: date | None = None) -> list[RegionFigure]:
    return _by("cicc_region", Region, on)


def organizations() -> Figure:
    """Member organizations, hidden ones too: counted today, or the Coalition's dated figure while none is entered."""
    return members().organizations


def organization_countries() -> Figure:
    """Countries with a listed member: counted today, or the Coalition's own dated figure while none is entered."""
    return members().countries


@dataclass(frozen=True)
class MemberFigures:
    organizations: Figure
    countries: Figure


def members() -> MemberFigures:
    """Both figures on the register of members in one query.

    A hidden member counts in the world and in its region, never by country (product.md): so the countries are those of
    listed members alone, which is what the directory shows.
    """
    counted = Organization.objects.aggregate(
        entries=Count("pk"),
        organizations=Count("pk", filter=COUNTS),
        countries=Count("country", filter=LISTED, distinct=True),
    )
    if not counted["entries"]:
        return MemberFigures(_told("organizations"), _told("countries"))
    day = today()
    return MemberFigures(_figure(counted["organizations"], day), _figure(counted["countries"], day))


def organizations_by_region() -> list[RegionFigure]:
    """Members of each region of the Coalition, hidden ones too; without values while none is entered."""
    return _members_by("cicc_region", Region)


def organizations_by_un_group() -> list[RegionFigure]:
    """Members in the States of each regional group of the United Nations, hidden ones too."""
    return _members_by("un_regional_group", UnGroup)


def listed_by_country() -> dict[str, int]:
    """Listed members by country (alpha-3), hidden ones never: each number is that of rows shown."""
    rows = Organization.objects.listed().order_by().values_list("country__alpha3").annotate(Count("pk"))
    return dict(rows)


@dataclass(frozen=True)
class MembersInNumbers:
    """Members of the world on `as_of`, hidden ones too. joined: {year: members that joined in it}; undated: those of
    whom the year is not known."""

    as_of: PartialDate
    total: int
    by_region: list[RegionFigure]
    by_un_group: list[RegionFigure]
    joined: dict[int, int]
    undated: int


def members_in_numbers() -> MembersInNumbers | None:
    """By region in both schemes, and by the year of joining, in one query; None while no member is entered."""
    rows = list(
        Organization.objects.members()
        .order_by()
        .values_list("country__cicc_region", "country__un_regional_group", "joined__year")
        .annotate(Count("pk"))
    )
    if not rows:
        return None
    day = today()
    regions, groups, years = Counter[str](), Counter[str](), Counter[int | None]()
    for region, group, year, count in rows:
        regions[region] += count
        groups[group] += count
        years[year] += count
    undated = years.pop(None, 0)
    return MembersInNumbers(
        as_of=PartialDate(day),
        total=sum(regions.values()),
        by_region=_places(Region, regions, day),
        by_un_group=_places(UnGroup, groups, day),
        joined={year: count for year, count in sorted(years.items()) if year is not None},
        undated=undated,
    )


def _places(places: Iterable[Any], counts: Mapping[str, int], day: date | None) -> list[RegionFigure]:
    return [
        RegionFigure(place.value, str(place.label), _figure(counts.get(place.value, 0) if day else None, day))
        for place in places
    ]


def _members_by(column: str, places: Iterable[Any]) -> list[RegionFigure]:
    rows = Organization.objects.members().order_by().values_list(f"country__{column}").annotate(Count("pk"))
    counts = dict(rows)
    return _places(places, counts, today() if counts else None)


def today() -> date:
    """The day in UTC: the register of members is always of today."""
    return timezone.now().astimezone(UTC).date()


def _figure(value: int | None, day: date | None) -> Figure:
    return Figure(value, PartialDate(day) if day else None)


def _by(column: str, places: Iterable[Any], on: date | None) -> list[RegionFigure]:
    day = on or rome_statute_as_of()
    parties = Country.objects.with_page().states_parties(day) if day else Country.objects.none()
    counts = dict(parties.order_by().values_list(column).annotate(Count("pk")))
    return _places(places, counts, day)


@cache
def _told(name: str) -> Figure:
    told: dict[str, Any] = yaml.safe_load((CONTENT / "register.yaml").read_text("utf-8"))["organizations"]
    return Figure(told[name], PartialDate.parse(told["as_of"]), about=told["about"], counted=False)
