"""Organizations that are hidden in every way there is: a word that stands nowhere else is in each of their fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from cicc_site import languages
from members.enums import COUNTED, PUBLIC_LISTINGS, ListingLevel, MemberStatus
from members.models import (
    Contact,
    Country,
    Issue,
    NationalCoalition,
    Organization,
    Registration,
    SteeringCommitteeTerm,
)
from tests.factories import members as make

HIDDEN = [
    (status, listing)
    for status in MemberStatus
    for listing in ListingLevel
    if status not in COUNTED or listing not in PUBLIC_LISTINGS
]
# Where the canaries sit: a country with shown members beside them, and one without any.
BESIDE, ALONE = "KEN", "TUV"


@dataclass(frozen=True)
class Canary:
    organization: Organization
    word: str


def canary(number: int, status: MemberStatus, listing: ListingLevel, state: Country) -> Canary:
    """A hidden organization that has everything an organization can have, each with the word in it."""
    word = f"zqx{number:03}canary"
    coalition = NationalCoalition.objects.create(
        country=state, **{f"name_{code}": f"Demo coalition {code}" for code in languages.codes()}
    )
    made = make.organization(
        f"Demo {word} legal",
        state,
        acronym=f"{word}ac",
        former=f"{word} former",
        status=status,
        listing=listing,
        external_id=f"{word}-id",
        website=f"https://{word}.example.org/",
        tags=[word],
        working_languages=["gu"],
        type="labour",
        scope="local",
        year_founded=1971,
        joined=dt.date(1999, 3, 1),
        national_coalition=coalition,
        **{f"name_{code}": f"Demo {word} {code}" for code in languages.codes()},
    )
    made.issues.add(Issue.objects.get(code="aggression"))
    made.save()
    coalition.coordinator = made
    coalition.save()
    Contact.objects.create(organization=made, name=f"{word} person", email=f"{word}@example.org")
    Registration.objects.create(organization=made, number=word, postal_address=word)
    SteeringCommitteeTerm.objects.create(organization=made, starts=dt.date(2020, 1, 1))
    return Canary(made, word)


def canaries() -> list[Canary]:
    """One per way of being hidden, and shown members beside them, so that every list is there to be walked."""
    states = {code: Country.objects.get(alpha3=code) for code in (BESIDE, ALONE)}
    with connection.cursor() as cursor:  # numbers that stand nowhere else in a page
        cursor.execute("SELECT setval(pg_get_serial_sequence('members_organization', 'id'), 712345)")
    shown = make.organization("Demo Shown Network", states[BESIDE], working_languages=["en"], type="legal")
    coalition = NationalCoalition.objects.create(
        country=states[BESIDE], name_en="Demo coalition shown", coordinator=shown
    )
    Organization.objects.filter(pk=shown.pk).update(national_coalition=coalition)
    SteeringCommitteeTerm.objects.create(organization=shown, starts=dt.date(2020, 1, 1))
    make.organization("Demo Name Only", states[BESIDE], listing=ListingLevel.NAME_AND_COUNTRY)
    return [
        canary(number, status, listing, states[BESIDE if number % 2 else ALONE])
        for number, (status, listing) in enumerate(HIDDEN)
    ]
