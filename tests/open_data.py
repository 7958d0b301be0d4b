"""What tests of open data share: organizations of every listing level, and the answers of the API read as JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client

from members.enums import ListingLevel, MemberStatus, OrganizationType, Scope
from members.models import Country, Issue, NationalCoalition, Organization, SteeringCommitteeTerm
from tests.factories import members as make

API = "/api/v1/"
# Stands in everything a hidden organization has, and in what an entry of name and country does not tell.
CANARY = "Zwqcanary"


def ask(path: str, **query: Any) -> Any:
    """The answer of the API as JSON, which has to be one."""
    response = Client().get(API + path, query)
    assert response.status_code == 200, response.content.decode()
    return response.json()


def members() -> dict[str, Organization]:
    """One full entry with all there is, one of name and country, and hidden ones of every sort, in Kenya."""
    kenya = Country.objects.get(alpha3="KEN")
    full = make.organization(
        "Demo Réseau pour la justice",
        kenya,
        acronym="DRJ",
        former="Demo Former Network",
        legal_language="fr",
        name_en="Demo Network for Justice",
        name_ar="شبكة نموذج للعدالة",
        type=OrganizationType.LEGAL,
        scope=Scope.NATIONAL,
        working_languages=["fr", "sw"],
        website="https://network.example/",
        year_founded=1998,
        joined=dt.date(2001, 3, 1),
        joined_precision="month",
        is_demo=True,
    )
    issue = Issue.objects.create(
        code="victims-rights", name_en="Victims’ rights", name_fr="Droits des victimes"
    )
    full.national_coalition = NationalCoalition.objects.create(
        name_en="Demo Coalition of Kenya", country=kenya
    )
    full.issues.set([issue])
    full.countries_of_work.set(Country.objects.filter(alpha3__in=["UGA", "COD"]))
    full.save()
    SteeringCommitteeTerm.objects.create(organization=full, starts=dt.date(2020, 1, 1))
    named = make.organization(
        "Demo Quiet Group",
        kenya,
        acronym=f"{CANARY}Acronym",
        listing=ListingLevel.NAME_AND_COUNTRY,
        website=f"https://{CANARY.lower()}.example/",
        type=OrganizationType.LEGAL,
        year_founded=1911,
        working_languages=["sw"],
    )
    named.issues.set([issue])
    named.save()
    SteeringCommitteeTerm.objects.create(organization=named, starts=dt.date(2020, 1, 1))
    hidden = {
        str(level): make.organization(f"{CANARY} {level}", kenya, name_ar=f"{CANARY} ar", listing=level)
        for level in (ListingLevel.MEMBERS_ONLY, ListingLevel.UNLISTED)
    }
    gone = {
        str(status): make.organization(f"{CANARY} {status}", kenya, status=status)
        for status in MemberStatus
        if status not in (MemberStatus.ACTIVE, MemberStatus.CONFIRMATION_DUE)
    }
    return {"full": full, "named": named, **hidden, **gone}
