"""Who the public may know of, under which words, and how the figures count those it may not."""

from __future__ import annotations

import datetime as dt

import pytest

from cicc_site.dates import PartialDate
from members import figures, workflow
from members.enums import ListingLevel, MemberStatus, Region
from members.models import Organization, RegisterChange, SteeringCommitteeTerm
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", MemberStatus)
@pytest.mark.parametrize("listing", ListingLevel)
def test_only_counted_members_of_a_public_level_are_listed(
    status: MemberStatus, listing: ListingLevel
) -> None:
    made = make.organization("Demo Alpha", status=status, listing=listing)
    public = status in {"active", "confirmation_due"} and listing in {"full", "name_and_country"}
    assert Organization.objects.listed().exists() is public is made.is_listed
    assert Organization.objects.in_full().exists() is (public and listing == "full") is made.shows_everything
    assert Organization.objects.listed().matching("alp").exists() is public
    # Even whoever forgets `listed` finds no word of a hidden one.
    assert Organization.objects.matching("alp").exists() is public


def test_a_new_entry_is_hidden_until_somebody_says_otherwise() -> None:
    assert Organization(legal_name="Demo", country=make.some_country()).listing == ListingLevel.UNLISTED


@pytest.mark.parametrize(
    ("listing", "found"), [(ListingLevel.FULL, True), (ListingLevel.NAME_AND_COUNTRY, False)]
)
def test_other_names_are_found_only_where_the_whole_entry_is_public(
    listing: ListingLevel, found: bool
) -> None:
    made = make.organization("Demo Alpha", acronym="DALF", former="Beta Group", listing=listing)
    assert Organization.objects.listed().matching("dalf").exists() is found
    assert Organization.objects.listed().matching("beta").exists() is found
    assert made.match_keys == ["demo alpha", "dalf", "beta group"]


def test_every_script_is_found_by_the_beginning_of_its_words() -> None:
    make.organization("منظمة نموذج للعدالة", legal_language="ar", name_fr="Exemple pour la paix")
    found = Organization.objects.listed()
    for text in ("منظمه", "نمو", "EXEM paix", "exemple منظ"):
        assert found.matching(text).count() == 1, text
    for text in ("", "&", "'", "xemple", "a:*", "!!", "(", "\\"):
        assert found.matching(text).count() == 0, text


def test_the_name_a_reader_sees() -> None:
    made = make.organization("Організація Демо", legal_language="uk", name_en="Demo", name_ar="نموذج")
    assert made.name_in("en") == ("Demo", "en")
    assert made.name_in("fr") == ("Demo", "en")
    assert made.name_in("ar") == ("نموذج", "ar")
    spanish = make.organization("Ejemplo", legal_language="es", name_en="Example")
    assert spanish.name_in("es") == ("Ejemplo", "es")
    assert make.organization("Примет", legal_language="ru").name_in("ar") == ("Примет", "ru")


def test_hidden_members_count_in_the_world_and_in_regions_only() -> None:
    kenya = make.country("KEN", cicc_region=Region.AFRICA)
    chad = make.country("TCD", cicc_region=Region.AFRICA)
    make.organization("Demo A", kenya)
    make.organization("Demo B", chad, listing=ListingLevel.MEMBERS_ONLY)
    make.organization("Demo C", kenya, status=MemberStatus.LEFT)
    counted = figures.members()
    assert (counted.organizations.value, counted.countries.value) == (2, 1)
    assert counted.organizations.as_of == PartialDate(figures.today())
    in_numbers = figures.members_in_numbers()
    assert in_numbers is not None
    by_region = {part.code: part.figure.value for part in in_numbers.by_region}
    assert by_region[Region.AFRICA] == 2
    assert by_region[Region.AMERICAS] == 0


def test_without_any_entry_the_figures_are_the_dated_ones_of_the_coalition() -> None:
    assert figures.members().organizations.value == 2500
    assert not figures.members().organizations.counted
    make.organization("Demo", status=MemberStatus.LEFT)
    assert figures.members().organizations.value == 0


def test_delisting_hides_at_once_and_says_who_and_why() -> None:
    made, amal = make.organization("Demo Alpha"), make.amal()
    workflow.delist(made.pk, actor=amal, reason="Threats")
    assert not Organization.objects.listed().exists()
    assert Organization.objects.get().search == ""
    change = RegisterChange.objects.get()
    assert change.changes == {"listing": ["full", "unlisted"]}
    assert (change.actor, change.reason, change.kind) == (amal, "Threats", "listing")
    workflow.delist(made.pk, actor=amal)
    assert RegisterChange.objects.count() == 1


def test_terms_of_the_steering_committee_are_dated() -> None:
    made = make.organization()
    SteeringCommitteeTerm.objects.create(
        organization=made, starts=dt.date(2020, 1, 1), ends=dt.date(2021, 12, 31)
    )
    on = Organization.objects.on_steering_committee
    assert on(dt.date(2021, 12, 31)).exists()
    assert not on(dt.date(2022, 1, 1)).exists()
    assert not on(dt.date(2019, 12, 31)).exists()
