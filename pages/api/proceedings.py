"""Situations and cases: what their pages show of them, and the operations that answer with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from members.enums import Verified
from pages.api import schemas, terms
from pages.api.asking import Asked, AskedList, CountryCode, NotHere, check_country, check_known, check_names
from pages.api.paging import listing
from pages.api.problems import PROBLEMS
from pages.api.proceeding_values import case_value, full_case_value, situation_value
from pages.api.terms import DataSet
from pages.api.values import Value
from pages.models import CasePage, SituationPage
from pages.models.cases import body_columns
from pages.proceedings.codes import Crime, SituationStatus, Stage
from pages.readable import for_everybody

router = Router(tags=["proceedings"])


# --- What is public --------------------------------------------------------------------------------------


def readable(pages: Any) -> Any:
    """The pages behind no password, each once: an alias is the same page at a second place."""
    return for_everybody(pages).filter(alias_of=None)


def situations() -> QuerySet[SituationPage]:
    """The public situations, in the order of their codes."""
    rows = readable(SituationPage.objects.live()).defer(*body_columns())
    found: QuerySet[SituationPage] = rows.order_by("code").prefetch_related("countries")
    return found


def cases() -> QuerySet[CasePage]:
    rows = readable(CasePage.objects.live())
    found: QuerySet[CasePage] = rows.order_by("code").prefetch_related("persons")
    return found


def codes_of_situations() -> dict[str, str]:
    """{path in the tree: code} of the public ones."""
    rows = readable(SituationPage.objects.live()).values_list("path", "code")
    return {path: code for path, code in rows if code}


def codes_of_cases() -> dict[str, list[str]]:
    """{path of the situation: codes of its public cases}."""
    found: dict[str, list[str]] = {}
    for path, code in cases().prefetch_related(None).values_list("path", "code"):
        if code:
            found.setdefault(path[: -CasePage.steplen], []).append(code)
    return found


def newest_date(rows: QuerySet[Any]) -> dt.date | None:
    """Each situation and case has its own date; of many the newest is told."""
    day: dt.date | None = rows.order_by().aggregate(day=Max("status_as_of"))["day"]
    return day


# --- Operations ------------------------------------------------------------------------------------------


class AskedSituations(AskedList):
    country: CountryCode | None = Field(None, description=gettext_noop("Three-letter code of a country."))
    status: SituationStatus | None = Field(None, description=gettext_noop("Only those of this status."))
    sort: Literal["id", "-id"] = Field("id", description=gettext_noop("The order; “-” turns it round."))


class AskedCases(AskedList):
    situation: str | None = Field(None, max_length=255, description=gettext_noop("Id of a situation."))
    country: CountryCode | None = Field(None, description=gettext_noop("Three-letter code of a country."))
    stage: Stage | None = Field(None, description=gettext_noop("Only cases of this stage."))
    crime: Crime | None = Field(None, description=gettext_noop("Only cases about this crime."))
    sort: Literal["id", "-id", "status_as_of", "-status_as_of"] = Field(
        "id", description=gettext_noop("The order; “-” turns it round.")
    )


@router.get(
    "/situations",
    response={200: schemas.SituationList, **PROBLEMS},
    summary=gettext_noop("Situations before the Court"),
)
def list_situations(request: HttpRequest, asked: Query[AskedSituations]) -> Value:
    check_names(request, AskedSituations)
    check_country(asked.country)
    every = situations()
    rows = every.filter(countries__alpha3=asked.country) if asked.country else every
    if asked.status:
        rows = rows.filter(status=asked.status, verified=Verified.YES)
    rows = rows.reverse() if asked.sort == "-id" else rows

    def show(some: Sequence[SituationPage]) -> list[Value]:
        below = codes_of_cases()
        return [situation_value(row, below.get(row.path, []), asked.lang) for row in some]

    return listing(request, asked, rows, show, DataSet.SITUATIONS, newest_date(every))


@router.get(
    "/situations/{id}",
    response={200: schemas.SituationOne, 404: schemas.Problem, **PROBLEMS},
    summary=gettext_noop("One situation"),
)
def one_situation(request: HttpRequest, id: str, asked: Query[Asked]) -> Value:
    check_names(request, Asked)
    found = situations().filter(code=id).first()
    if found is None:
        raise NotHere
    below = codes_of_cases().get(found.path, [])
    data = situation_value(found, below, asked.lang)
    return {"meta": terms.meta(DataSet.SITUATIONS, data["status_as_of"]), "data": data}


@router.get(
    "/cases",
    response={200: schemas.CaseList, **PROBLEMS},
    summary=gettext_noop("Cases before the Court"),
)
def list_cases(request: HttpRequest, asked: Query[AskedCases]) -> Value:
    check_names(request, AskedCases)
    check_country(asked.country)
    every = rows = cases()
    above = codes_of_situations()
    if asked.situation:
        check_known("situation", situations().filter(code=asked.situation))
        rows = below(rows, [path for path, code in above.items() if code == asked.situation])
    if asked.country:
        rows = below(
            rows, situations().filter(countries__alpha3=asked.country).values_list("path", flat=True)
        )
    if asked.stage:
        rows = rows.filter(stage=asked.stage, stage_verified=Verified.YES)
    if asked.crime:
        rows = rows.filter(charges__contains=[asked.crime.value], verified=Verified.YES)
    if "status_as_of" in asked.sort:
        rows = rows.order_by("status_as_of", "code")
    rows = rows.reverse() if asked.sort.startswith("-") else rows

    def show(some: Sequence[CasePage]) -> list[Value]:
        return [case_value(row, above, asked.lang) for row in some]

    return listing(request, asked, rows, show, DataSet.CASES, newest_date(every))


@router.get(
    "/cases/{id}",
    response={200: schemas.CaseOne, 404: schemas.Problem, **PROBLEMS},
    summary=gettext_noop("One case with its events"),
)
def one_case(request: HttpRequest, id: str, asked: Query[Asked]) -> Value:
    check_names(request, Asked)
    found = cases().filter(code=id).first()
    if found is None:
        raise NotHere
    data = full_case_value(found, codes_of_situations(), asked.lang)
    return {"meta": terms.meta(DataSet.CASES, found.status_as_of), "data": data}


def below(rows: QuerySet[CasePage], paths: Any) -> QuerySet[CasePage]:
    """Those of the situations at these places of the tree."""
    found: QuerySet[CasePage] = rows.filter(
        pk__in=[
            pk
            for pk, path in rows.order_by().values_list("pk", "path")
            if path[: -CasePage.steplen] in set(paths)
        ]
    )
    return found
