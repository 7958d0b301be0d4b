"""A membership for the tests of the directory: every listing level, status, filter and combination of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random

from members.enums import ListingLevel, MemberStatus, OrganizationType, Region, UnGroup
from members.models import Country, Issue, NationalCoalition, Organization, SteeringCommitteeTerm
from tests.factories import members as make

DAY = dt.date(2026, 10, 2)
TYPES = list(OrganizationType.values)[:4]
LANGUAGES = ["ar", "en", "fr", "sw"]


@dataclass
class Membership:
    countries: list[Country]
    issues: list[Issue]
    coalitions: list[NationalCoalition]
    organizations: list[Organization]


def membership(count: int = 80, seed: int = 1) -> Membership:
    """`count` invented members, the same for the same seed; about one in three is hidden or does not count."""
    draw = Random(seed)  # noqa: S311 - no secret
    places = [
        ("ZZA", Region.AFRICA, UnGroup.AFRICAN),
        ("ZZB", Region.AFRICA, UnGroup.AFRICAN),
        ("ZZC", Region.MENA, UnGroup.AFRICAN),
        ("ZZD", Region.MENA, UnGroup.ASIA_PACIFIC),
        ("ZZE", Region.EUROPE_CENTRAL_ASIA, UnGroup.WEOG),
        ("ZZF", Region.ASIA_PACIFIC, ""),
    ]
    countries = [
        make.country(code, cicc_region=region, un_regional_group=group) for code, region, group in places
    ]
    issues = [
        Issue.objects.create(code=code, name_en=code.title()) for code in ("gender", "peace", "victims")
    ]
    coalitions = [
        NationalCoalition.objects.create(name_en="Demo Coalition", country=place) for place in countries[:2]
    ]
    made = Membership(countries, issues, coalitions, [])
    for number in range(count):
        organization = make.organization(
            f"Demo {draw.choice(['Network', 'Forum', 'League'])} {number}",
            draw.choice(countries),
            type=draw.choice([*TYPES, ""]),
            working_languages=draw.choices(LANGUAGES, k=draw.randrange(4)),  # some twice
            national_coalition=draw.choice([*coalitions, None]),
            listing=draw.choices(ListingLevel.values, [6, 2, 1, 1])[0],
            status=draw.choices(MemberStatus.values, [12, 3, 1, 1, 1, 1, 1, 0])[0],
            joined=dt.date(draw.randrange(1995, 2026), 1, 1) if number % 7 else None,
        )
        organization.issues.set(draw.sample(issues, draw.randrange(3)))
        organization.save()
        if number % 9 == 0:
            ends = draw.choice([None, dt.date(2020, 1, 1)])
            SteeringCommitteeTerm.objects.create(
                organization=organization, starts=dt.date(2015, 1, 1), ends=ends
            )
        made.organizations.append(organization)
    return made
