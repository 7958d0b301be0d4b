"""Listed organizations: what each lets the public know, and the operations that answer with it.

Every row begins at `Organization.objects.listed()`. `told` alone decides what is said of it, for the API and for the
files: an entry of name and country gives nothing else, whatever the table holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Query, Router
from pydantic import Field

from cicc_site import languages
from cicc_site.dates import PartialDate, Precision
from members.directory.entries import listed_under
from members.enums import ListingLevel, OrganizationType, Region, Scope, UnGroup
from members.figures import today
from members.models import Issue, NationalCoalition, Organization, OrganizationName, SteeringCommitteeTerm
from members.models.organizations import NAME_COLUMNS, OrganizationQuerySet, name_for
from members.rows import in_order_of_name
from pages.api import schemas, terms
from pages.api.asking import Asked, AskedList, CountryCode, NotHere, check_country, check_known, check_names
from pages.api.paging import listing
from pages.api.problems import PROBLEMS
from pages.api.terms import DataSet, base
from pages.api.values import Value, coded, iso

router = Router(tags=["organizations"])
CODES = languages.codes()
FULL, NAME_AND_COUNTRY = "full", "name and country"
NUMBER = re.compile(r"[1-9][0-9]{0,17}")


# --- What is public --------------------------------------------------------------------------------------


def with_everything(rows: OrganizationQuerySet) -> Any:
    """The rows as plain values with all that hangs on them: one query, however many there are."""
    own = OuterRef("pk")
    names = OrganizationName.objects.filter(organization=own).order_by("kind", "pk")
    issues = Organization.issues.through.objects.filter(organization=own).order_by("issue__code")
    places = Organization.countries_of_work.through.objects.filter(organization=own)
    issue_names = {f"name_{code}": f"issue__name_{code}" for code in CODES}
    coalition = {f"coalition_name_{code}": F(f"national_coalition__name_{code}") for code in CODES}
    country = {f"country_name_{code}": F(f"country__name_{code}") for code in CODES}
    return rows.annotate(
        names=ArraySubquery(names.values(row=JSONObject(kind="kind", text="text", language="language"))),
        issue_rows=ArraySubquery(issues.values(row=JSONObject(code="issue__code", **issue_names))),
        places=ArraySubquery(places.order_by("country__alpha3").values("country__alpha3")),
        sits=Exists(SteeringCommitteeTerm.objects.on(today()).filter(organization=own)),
        alpha3=F("country__alpha3"),
        **coalition,
        **country,
    ).values(
        *("pk", "listing", "is_demo", "legal_language", *NAME_COLUMNS, "alpha3", *country, "names"),
        *("type", "scope", "issue_rows", "working_languages", "places", "website", "year_founded"),
        *("joined", "joined_precision", "national_coalition_id", *coalition, "sits"),
    )


def told(row: dict[str, Any], language: str) -> Value:
    """What the public may know of a listed organization. row: of `with_everything`."""
    everything = row["listing"] == ListingLevel.FULL
    text, text_language = name_for(row, language)
    value: Value = {
        "entry": FULL if everything else NAME_AND_COUNTRY,
        "id": row["pk"],
        "name": {"text": text, "language": text_language or None},
        "names": {code: row[f"name_{code}"] for code in CODES if row[f"name_{code}"]},
        "legal_name": {"text": row["legal_name"], "language": row["legal_language"] or None},
        "country": {"id": row["alpha3"], "name": best_name(row, "country_name_", language)},
        "url": f"{base()}/m/{row['pk']}/",
        "is_demo": row["is_demo"],
    }
    return {**value, **the_rest(row, language)} if everything else value


def the_rest(row: dict[str, Any], language: str) -> Value:
    """What only a full entry tells."""
    joined = PartialDate(row["joined"], Precision(row["joined_precision"])) if row["joined"] else None
    coalition = row["national_coalition_id"]
    return {
        "other_names": [{**each, "language": each["language"] or None} for each in row["names"]],
        "type": coded(OrganizationType, row["type"]),
        "scope": coded(Scope, row["scope"]),
        "issues": [
            {"code": each["code"], "name": best_name(each, "name_", language)} for each in row["issue_rows"]
        ],
        "working_languages": row["working_languages"],
        "countries_of_work": row["places"],
        "website": row["website"] or None,
        "year_founded": row["year_founded"],
        "joined": iso(joined),
        "national_coalition": (
            {"id": coalition, "name": best_name(row, "coalition_name_", language)} if coalition else None
        ),
        "steering_committee": row["sits"],
    }


def best_name(row: dict[str, Any], prefix: str, language: str) -> Value:
    """The translated name in columns `prefix` + code for a reader, with the language it is in."""
    for code in languages.reading_order(language):
        if row[prefix + code]:
            return {"text": row[prefix + code], "language": code}
    return {"text": "", "language": None}


# --- Operations ------------------------------------------------------------------------------------------


class AskedOrganizations(AskedList):
    q: str | None = Field(
        None, max_length=100, description=gettext_noop("Words of a name, or their beginnings, in any script.")
    )
    country: CountryCode | None = Field(None, description=gettext_noop("Three-letter code of a country."))
    region: Region | None = Field(None, description=gettext_noop("Region of the Coalition."))
    un_group: UnGroup | None = Field(None, description=gettext_noop("Regional group of the United Nations."))
    type: OrganizationType | None = Field(None, description=gettext_noop("Full entries of this type."))
    issue: str | None = Field(
        None, max_length=40, description=gettext_noop("Code of an issue; full entries that work on it.")
    )
    language: str | None = Field(
        None,
        max_length=12,
        description=gettext_noop("Code of a language; full entries that work in it."),
    )
    national_coalition: int | None = Field(
        None, ge=1, le=2**63 - 1, description=gettext_noop("Id of a national coalition; its full entries.")
    )
    steering_committee: bool | None = Field(
        None, description=gettext_noop("Full entries that sit in the Steering Committee, or that do not.")
    )
    sort: Literal["id", "-id", "name", "-name"] = Field(
        "id", description=gettext_noop("The order; “-” turns it round.")
    )


def chosen(asked: AskedOrganizations) -> OrganizationQuerySet:
    """The listed organizations a question is about; whoever asks for more than name and place gets full entries."""
    more = (asked.type, asked.issue, asked.language, asked.national_coalition, asked.steering_committee)
    objects = Organization.objects
    rows = objects.listed() if all(value is None for value in more) else objects.in_full()
    wanted: dict[str, Any] = {
        "country__alpha3": asked.country,
        "country__cicc_region": asked.region,
        "country__un_regional_group": asked.un_group,
        "type": asked.type,
        "issues__code": asked.issue,
        "working_languages__contains": [asked.language] if asked.language else None,
        "national_coalition": asked.national_coalition,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if asked.q is not None:
        rows = rows.matching(asked.q)
    if asked.steering_committee is not None:
        sitting = SteeringCommitteeTerm.objects.on(today()).filter(organization=OuterRef("pk"))
        rows = rows.filter(Exists(sitting) if asked.steering_committee else ~Exists(sitting))
    return rows


def ordered(rows: OrganizationQuerySet, sort: str, language: str) -> OrganizationQuerySet:
    rows = in_order_of_name(rows, language) if sort.endswith("name") else rows.order_by("pk")
    return rows.reverse() if sort.startswith("-") else rows


@router.get(
    "/organizations",
    response={200: schemas.OrganizationList, **PROBLEMS},
    summary=gettext_noop("Member organizations that are listed"),
)
def list_organizations(request: HttpRequest, asked: Query[AskedOrganizations]) -> Value:
    check_names(request, AskedOrganizations)
    check_country(asked.country)
    if asked.issue:
        check_known("issue", Issue.objects.filter(code=asked.issue))
    if asked.national_coalition:
        check_known("national_coalition", NationalCoalition.objects.filter(pk=asked.national_coalition))
    rows = ordered(chosen(asked), asked.sort, asked.lang).values_list("pk", flat=True)

    def show(some: Sequence[int]) -> list[Value]:
        """What hangs on the rows is asked for those of this page alone, not for all that come before it."""
        found = with_everything(Organization.objects.listed().filter(pk__in=some))
        by_id = {row["pk"]: told(row, asked.lang) for row in found}
        return [by_id[pk] for pk in some if pk in by_id]

    return listing(request, asked, rows, show, DataSet.ORGANIZATIONS, today())


@router.get(
    "/organizations/{id}",
    response={200: schemas.OrganizationOne, 308: None, 404: schemas.Problem, **PROBLEMS},
    summary=gettext_noop("One organization"),
)
def one_organization(request: HttpRequest, id: str, asked: Query[Asked]) -> Value | HttpResponse:
    """Of an entry that was merged into another the number leads to the one that stayed."""
    check_names(request, Asked)
    number = int(id) if NUMBER.fullmatch(id) else 0
    found = with_everything(listed_under(number)).first()
    if found is None:
        raise NotHere
    if found["pk"] != number:
        query = request.META.get("QUERY_STRING", "")
        stayed = request.path.removesuffix(id) + str(found["pk"])
        return HttpResponse(status=308, headers={"Location": f"{stayed}?{query}" if query else stayed})
    return {"meta": terms.meta(DataSet.ORGANIZATIONS, today()), "data": told(found, asked.lang)}
