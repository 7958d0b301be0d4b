"""The figures of the site, each with its date: whoever shows one takes it from here and never types it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from functools import cache
from typing import Any

import yaml
from django.db.models import Count, F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cicc_site.dates import PartialDate
from members.enums import Region, TreatyStatus, UnGroup
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
    contains_demo: bool = False  # invented organizations are counted in it: say so beside it

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
    return parties(on).by_un_group


def states_parties_by_region(on: date | None = None) -> list[RegionFigure]:
    return parties(on).by_region


@dataclass(frozen=True)
class PartyFigures:
    states: Figure
    by_un_group: list[RegionFigure]
    by_region: list[RegionFigure]


def parties(on: date | None = None) -> PartyFigures:
    """The States Parties of a day, all and by region in both schemes, in one query (two without a day)."""
    day = on or rome_statute_as_of()
    found = Country.objects.with_page().states_parties(day) if day else Country.objects.none()
    places = list(found.order_by().values_list("un_regional_group", "cicc_region"))
    return PartyFigures(
        _figure(len(places) if day else None, day),
        _by_place(UnGroup, Counter(group for group, _region in places), day),
        _by_place(Region, Counter(region for _group, region in places), day),
    )


def signatories(on: date | None = None) -> Figure:
    """States that signed and were not bound on that day, those included that do not intend to ratify."""
    day = on or rome_statute_as_of()
    return _figure(Country.objects.with_page().signatories(day).count() if day else None, day)


def states_by_status(on: date | None = None) -> dict[TreatyStatus, Figure]:
    """How many States stood where on that day; together they are all States of the register."""
    return {status: places[0].figure for status, places in _standings(None, on).items()}


def states_by_status_and_un_group(on: date | None = None) -> dict[TreatyStatus, list[RegionFigure]]:
    """The same in each regional group of the United Nations."""
    return _standings("un_regional_group", on)


def states_by_status_and_region(on: date | None = None) -> dict[TreatyStatus, list[RegionFigure]]:
    """The same in each region of the Coalition."""
    return _standings("cicc_region", on)


SCHEMES: dict[str, type[UnGroup] | type[Region]] = {"un_regional_group": UnGroup, "cicc_region": Region}


def _standings(column: str | None, on: date | None) -> dict[TreatyStatus, list[RegionFigure]]:
    """One query for all statuses. column: of a scheme of regions; None: the world as one place."""
    day = on or rome_statute_as_of()
    places = [(place.value, str(place.label)) for place in SCHEMES[column]] if column else [("", "")]
    counts: Counter[tuple[str, str]] = Counter()
    if day:
        states = Country.objects.with_page().with_status(day).order_by()
        place = F(column) if column else Value("")
        counts.update(states.values_list("treaty_status", place))
    return {
        status: [
            RegionFigure(code, label, _figure(counts[status.value, code] if day else None, day))
            for code, label in places
        ]
        for status in TreatyStatus
    }


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

    @property
    def contains_demo(self) -> bool:
        return self.organizations.contains_demo


def members() -> MemberFigures:
    """Both figures on the register of members in one query.

    A hidden member counts in the world and in its region, never by country (product.md): so the countries are those of
    listed members alone, which is what the directory shows.
    """
    counted = Organization.objects.aggregate(
        entries=Count("pk"),
        organizations=Count("pk", filter=COUNTS),
        countries=Count("country", filter=LISTED, distinct=True),
        demo=Count("pk", filter=COUNTS & Q(is_demo=True)),
    )
    if not counted["entries"]:
        return MemberFigures(_told("organizations"), _told("countries"))
    day, demo = PartialDate(today()), bool(counted["demo"])
    return MemberFigures(
        Figure(counted["organizations"], day, contains_demo=demo),
        Figure(counted["countries"], day, contains_demo=demo),
    )


def contains_demo() -> bool:
    """Return whether invented organizations are counted. Whoever has `members()` already asks that instead."""
    return Organization.objects.members().filter(is_demo=True).exists()


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
    contains_demo: bool


def members_in_numbers() -> MembersInNumbers | None:
    """By region in both schemes, and by the year of joining, in one query; None while no member is entered."""
    rows = list(
        Organization.objects.members()
        .order_by()
        .values_list("country__cicc_region", "country__un_regional_group", "joined__year", "is_demo")
        .annotate(Count("pk"))
    )
    if not rows:
        return None
    day = today()
    regions, groups, years = Counter[str](), Counter[str](), Counter[int | None]()
    for region, group, year, _demo, count in rows:
        regions[region] += count
        groups[group] += count
        years[year] += count
    undated = years.pop(None, 0)
    return MembersInNumbers(
        as_of=PartialDate(day),
        total=sum(regions.values()),
        by_region=_by_place(Region, regions, day),
        by_un_group=_by_place(UnGroup, groups, day),
        joined={year: count for year, count in sorted(years.items()) if year is not None},
        undated=undated,
        contains_demo=any(demo for _region, _group, _year, demo, _count in rows),
    )


def today() -> date:
    """The day in UTC: the register of members is always of today."""
    return timezone.now().astimezone(UTC).date()


def _figure(value: int | None, day: date | None) -> Figure:
    return Figure(value, PartialDate(day) if day else None)


def _by_place(places: Iterable[Any], counts: Mapping[str, int], day: date | None) -> list[RegionFigure]:
    return [
        RegionFigure(place.value, str(place.label), _figure(counts.get(place.value, 0) if day else None, day))
        for place in places
    ]


@cache
def _told(name: str) -> Figure:
    told: dict[str, Any] = yaml.safe_load((CONTENT / "register.yaml").read_text("utf-8"))["organizations"]
    return Figure(told[name], PartialDate.parse(told["as_of"]), about=told["about"], counted=False)
