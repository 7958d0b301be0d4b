"""Countries, acts and people for the tests; invented places carry invented codes."""

from datetime import date
from itertools import count
from typing import Any

from cicc_site.dates import PartialDate
from members.enums import ActKind, ListingLevel, NameKind, Treaty, UnStatus, Verified
from members.models import (
    Country,
    Issue,
    NationalCoalition,
    Organization,
    OrganizationName,
    RegisterDate,
    TreatyAct,
    User,
)

_numbers = count(1)


def free_codes() -> dict[str, str]:
    """A two-letter code and a number that no country has, of those of the starting content neither."""
    taken = {code for pair in Country.objects.values_list("alpha2", "numeric") for code in pair}
    while True:
        number = next(_numbers)
        codes = {
            "alpha2": f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}",
            "numeric": f"{number % 1000:03}",
        }
        if not taken & set(codes.values()):
            return codes


def country(alpha3: str = "ZZA", acts: dict[ActKind, str] | None = None, **fields: Any) -> Country:
    """A member of the United Nations with the given acts: {ActKind.SIGNATURE: "1998-07-17"}."""
    values: dict[str, Any] = {
        **free_codes(),
        "name_en": f"Country {alpha3}",
        "un_status": UnStatus.MEMBER,
    }
    made = Country(alpha3=alpha3, **{**values, **fields})
    made.fill_slugs()
    made.save()
    for kind, when in (acts or {}).items():
        act(made, kind, when)
    return made


def act(
    state: Country,
    kind: ActKind,
    when: str,
    *,
    verified: Verified = Verified.YES,
    treaty: Treaty = Treaty.ROME_STATUTE,
    **fields: Any,
) -> TreatyAct:
    known = PartialDate.parse(when)
    return TreatyAct.objects.create(
        country=state,
        kind=kind,
        date=known.date,
        precision=known.precision,
        verified=verified,
        treaty=treaty,
        **fields,
    )


def register_date(as_of: date = date(2026, 10, 2)) -> RegisterDate:
    return RegisterDate.objects.create(register=RegisterDate.Register.ROME_STATUTE, as_of=as_of)


def some_country() -> Country:
    """A country of organizations, where the test does not care which."""
    return Country.objects.first() or country()


def organization(
    name: str = "Demo Network for Justice",
    state: Country | None = None,
    *,
    acronym: str = "",
    former: str = "",
    **fields: Any,
) -> Organization:
    """An active member with a full public entry; its country is made where none is given."""
    values: dict[str, Any] = {"legal_language": "en", "listing": ListingLevel.FULL}
    made = Organization(legal_name=name, country=state or some_country(), **{**values, **fields})
    for kind, text in ((NameKind.ACRONYM, acronym), (NameKind.FORMER, former)):
        if text:
            made.other_names.add(OrganizationName(kind=kind, text=text))
    made.save()
    return made


def issue(code: str = "justice", **fields: Any) -> Issue:
    return Issue.objects.create(**{"code": code, "name_en": f"Issue {code}", **fields})


def coalition(name: str = "Demo Coalition", state: Country | None = None, **fields: Any) -> NationalCoalition:
    values: dict[str, Any] = {"name_en": name, "country": state or some_country()}
    return NationalCoalition.objects.create(**{**values, **fields})


def amal(**fields: Any) -> User:
    """Amal works in the secretariat and may do everything."""
    values = {"email": "amal@example.org", "first_name": "Amal", "password": "a long test password"}
    return User.objects.create_superuser("amal", **{**values, **fields})


def chen(**fields: Any) -> User:
    """Chen works in the secretariat too, at the same pages as Amal."""
    values = {"email": "chen@example.org", "first_name": "Chen", "password": "a long test password"}
    return User.objects.create_superuser("chen", **{**values, **fields})
