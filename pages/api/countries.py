"""Countries and their acts on the Rome Statute: what may be told of them, and the operations that answer with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop
from ninja import Query, Router
from pydantic import Field

from cicc_site.countries import sort_key
from members.enums import ActKind, Region, TreatyStatus, UnGroup, UnStatus
from members.models import Country, TreatyAct
from members.models.countries import CountryQuerySet
from members.models.registers import rome_statute_as_of
from members.models.treaty_acts import TreatyActQuerySet
from members.treaty import status_on
from pages.api import schemas, terms
from pages.api.asking import (
    Asked,
    AskedList,
    CountryCode,
    Day,
    NotHere,
    WrongParameters,
    check_country,
    check_names,
)
from pages.api.paging import listing
from pages.api.problems import PROBLEMS
from pages.api.terms import DataSet, base
from pages.api.values import Value, act, coded, country_name
from pages.world.addresses import address_below, countries_index

router = Router(tags=["countries"])


# --- What is public --------------------------------------------------------------------------------------


def countries() -> CountryQuerySet:
    """The States that have a page, each with `public_acts`; two queries."""
    acts = public_acts().order_by("date", "pk")
    told = Prefetch("treaty_acts", acts, to_attr="public_acts")
    found: CountryQuerySet = Country.objects.with_page().prefetch_related(told)
    return found


def public_acts() -> TreatyActQuerySet:
    """On the Rome Statute alone: what is known of the amendments has gaps, and lists of it would mislead."""
    return TreatyAct.objects.on_rome_statute().public()


@dataclass(frozen=True)
class Standing:
    """A State with its acts and status on a day."""

    country: Country
    acts: list[TreatyAct]
    status: TreatyStatus
    on: dt.date | None


def standing(country: Country, on: dt.date | None) -> Standing:
    """on: None while the register has no date; then nothing is told to have happened."""
    acts = [row for row in country.public_acts if on and row.when.last_day <= on]
    return Standing(country, acts, status_on(acts, on or dt.date.min), on)


def index_path(language: str) -> str:
    """Where countries have their pages, empty while the index is not published; one query."""
    index = countries_index()
    return base() + index.address_in(language) if index else ""


def country_value(row: Standing, language: str, index: str) -> Value:
    country = row.country
    return {
        **country_name(country, language),
        "alpha2": country.alpha2,
        "numeric": country.numeric,
        "url": address_below(index, country.slug_in(language)) if index else None,
        "un_status": coded(UnStatus, country.un_status),
        "un_regional_group": coded(UnGroup, country.un_regional_group),
        "region": coded(Region, country.cicc_region),
        "status": coded(TreatyStatus, row.status),
        "status_on": row.on,
        "acts": [act(each) for each in row.acts],
    }


# --- Operations ------------------------------------------------------------------------------------------


class AskedCountry(Asked):
    on: Day | None = Field(
        None,
        description=gettext_noop("The day the status is asked for; without it, the date of the register."),
    )


class AskedCountries(AskedList, AskedCountry):
    status: TreatyStatus | None = Field(
        None, description=gettext_noop("Only States that stood so on that day.")
    )
    region: Region | None = Field(None, description=gettext_noop("Region of the Coalition."))
    un_group: UnGroup | None = Field(None, description=gettext_noop("Regional group of the United Nations."))
    sort: Literal["id", "-id", "name", "-name"] = Field(
        "id", description=gettext_noop("The order; “-” turns it round.")
    )


class AskedActs(AskedList):
    country: CountryCode | None = Field(None, description=gettext_noop("Three-letter code of a country."))
    kind: ActKind | None = Field(None, description=gettext_noop("Only acts of this kind."))
    since: Day | None = Field(None, description=gettext_noop("Not before this day."))
    until: Day | None = Field(None, description=gettext_noop("Not after this day."))
    sort: Literal["date", "-date"] = Field("date", description=gettext_noop("The order; “-” turns it round."))


def day_asked_for(on: dt.date | None) -> tuple[dt.date | None, dt.date | None]:
    """(the date of the register, the day that is meant). The register knows nothing of later days."""
    as_of = rome_statute_as_of()
    if on and (as_of is None or on > as_of):
        text = gettext("The register is correct as of %(date)s and knows no later day.")
        raise WrongParameters({"on": text % {"date": as_of.isoformat() if as_of else "–"}})
    return as_of, on or as_of


@router.get(
    "/countries",
    response={200: schemas.CountryList, **PROBLEMS},
    summary=gettext_noop("Countries with their status on the Rome Statute"),
)
def list_countries(request: HttpRequest, asked: Query[AskedCountries]) -> Value:
    check_names(request, AskedCountries)
    as_of, day = day_asked_for(asked.on)
    rows = countries()
    if asked.region:
        rows = rows.filter(cicc_region=asked.region)
    if asked.un_group:
        rows = rows.filter(un_regional_group=asked.un_group)
    stood = [standing(country, day) for country in rows.order_by("alpha3")]
    chosen = [row for row in stood if asked.status in (None, row.status)]
    if asked.sort.endswith("name"):
        chosen.sort(
            key=lambda row: sort_key(country_name(row.country, asked.lang)["name"]["text"], asked.lang)
        )
    if asked.sort.startswith("-"):
        chosen.reverse()

    def show(some: Sequence[Standing]) -> list[Value]:
        index = index_path(asked.lang)
        return [country_value(row, asked.lang, index) for row in some]

    return listing(request, asked, chosen, show, DataSet.COUNTRIES, as_of)


@router.get(
    "/countries/{id}",
    response={200: schemas.CountryOne, 404: schemas.Problem, **PROBLEMS},
    summary=gettext_noop("One country"),
)
def one_country(request: HttpRequest, id: str, asked: Query[AskedCountry]) -> Value:
    check_names(request, AskedCountry)
    as_of, day = day_asked_for(asked.on)
    found = countries().filter(alpha3=id[:3]).first() if len(id) == 3 else None
    if found is None:
        raise NotHere
    data = country_value(standing(found, day), asked.lang, index_path(asked.lang))
    return {"meta": terms.meta(DataSet.COUNTRIES, as_of), "data": data}


@router.get(
    "/treaty-acts",
    response={200: schemas.TreatyActList, **PROBLEMS},
    summary=gettext_noop("Dated acts of States on the Rome Statute"),
)
def list_treaty_acts(request: HttpRequest, asked: Query[AskedActs]) -> Value:
    check_names(request, AskedActs)
    check_country(asked.country)
    as_of = rome_statute_as_of()
    rows = acts_told(as_of)
    wanted: dict[str, Any] = {
        "country__alpha3": asked.country,
        "kind": asked.kind,
        "date__gte": asked.since,
        "date__lte": asked.until,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    rows = rows.reverse() if asked.sort.startswith("-") else rows

    def show(some: Sequence[TreatyAct]) -> list[Value]:
        return [{**act(row), "country": country_name(row.country, asked.lang)} for row in some]

    return listing(request, asked, rows, show, DataSet.TREATY_ACTS, as_of)


def acts_told(as_of: dt.date | None) -> TreatyActQuerySet:
    """The acts of the States that are listed, up to the date of the register; the oldest first."""
    rows = public_acts().happened_by(as_of) if as_of else TreatyAct.objects.none()
    listed = rows.filter(country__in=Country.objects.with_page()).select_related("country")
    return listed.order_by("date", "country__alpha3", "kind", "pk")


def all_standings(as_of: dt.date | None) -> list[Standing]:
    """For the files: every State as the register has it."""
    return [standing(country, as_of) for country in countries().order_by("alpha3")]
