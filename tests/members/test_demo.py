"""Demonstration organizations: always marked, the same for a seed, for an empty register only, gone without a trace."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoDbBlocker

from cicc_site import catalogues, devserver, languages
from members import figures
from members.demo import Entry, chosen_places, entries
from members.demo_loading import load_demo_members
from members.demo_names import KINDS, PLACES, TOPICS, Place, vocabulary
from members.enums import ListingLevel, MemberStatus
from members.models import (
    Contact,
    Country,
    Issue,
    NationalCoalition,
    Organization,
    OrganizationName,
    RegisterChange,
    SteeringCommitteeTerm,
)
from members.register_files import read_registers
from tests.factories import members as make
from tests.standing import standing

MARKERS = {told["demo"] for told in vocabulary().values()}
OURS = ("Demo", "Ejemplo", "Exemple", "نموذج")


@pytest.fixture(scope="module")
def places() -> list[Place]:
    records = [record for record in read_registers().countries if record.un_status != "no"]
    return [Place(record.alpha3, record.alpha2, record.names) for record in records]


@pytest.fixture(scope="module")
def made(places: list[Place]) -> list[Entry]:
    return list(entries(2500, chosen_places(places, 150, 7), ["victims", "gender", "budget"], 7))


def test_words_are_complete_in_each_language() -> None:
    for language, told in vocabulary().items():
        sizes = len(told["kinds"]), len(told["topics"]), len(told["places"])
        assert sizes == (KINDS, TOPICS, PLACES), language
        assert "{demo}" in told["pattern"], language
    assert set(languages.codes()) <= set(vocabulary())


def test_every_name_says_that_it_is_a_demonstration(made: list[Entry]) -> None:
    for entry in made:
        every = [entry.legal_name, *entry.names.values()]
        assert all(any(marker in name for marker in MARKERS) for name in every), entry
        assert any(word in name for name in entry.names.values() for word in OURS), entry


def test_they_stand_in_150_countries_and_many_scripts(made: list[Entry]) -> None:
    assert len(made) == 2500
    assert len({entry.country for entry in made}) == 150
    scripts = Counter(
        unicodedata.name(next(letter for letter in entry.legal_name if letter.isalpha())).split()[0]
        for entry in made
    )
    assert {
        "LATIN",
        "ARABIC",
        "CYRILLIC",
        "DEVANAGARI",
        "BENGALI",
        "CJK",
        "KATAKANA",
        "HANGUL",
        "GEORGIAN",
        "ARMENIAN",
        "GREEK",
        "HEBREW",
        "THAI",
        "ETHIOPIC",
        "KHMER",
    } <= set(scripts) | {"KATAKANA"}
    assert any("KATAKANA" in unicodedata.name(letter, "") for entry in made for letter in entry.legal_name)


def test_a_seed_makes_the_same_ones(places: list[Place]) -> None:
    first, again, other = (
        list(entries(300, chosen_places(places, 150, seed), ["victims"], seed)) for seed in (3, 3, 4)
    )
    assert first == again
    assert first != other


def test_no_address_of_anybody_real(made: list[Entry]) -> None:
    for entry in made:
        assert re.fullmatch(r"(https?://(www\.)?demo-\d+\.example\.org/)?", entry.website)
        assert all(email.endswith(".example.org") for _role, _name, email, _language in entry.contacts)


def test_every_status_and_level_is_there(made: list[Entry]) -> None:
    assert {entry.status for entry in made} == set(MemberStatus) - {MemberStatus.MERGED}
    assert {entry.listing for entry in made} == set(ListingLevel)


@pytest.mark.content
class TestLoaded:
    @pytest.fixture(scope="class")
    def four_hundred(self, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with standing(django_db_blocker):
            assert load_demo_members(400, 60, 1) == 400
            yield

    @pytest.fixture(autouse=True)
    def loaded(self, four_hundred: None, db: None) -> None:
        assert Organization.objects.count() == 400

    def test_all_of_it_is_marked_and_derived_as_saving_would(self) -> None:
        assert Organization.objects.filter(is_demo=True).count() == Organization.objects.count() == 400
        for organization in Organization.objects.order_by("?")[:25]:
            before = (organization.search, organization.match_keys, organization.sort_ar)
            organization.derive()
            assert (organization.search, organization.match_keys, organization.sort_ar) == before
        assert RegisterChange.objects.count() == 400
        assert SteeringCommitteeTerm.objects.count() == 16

    def test_coalitions_have_names_in_all_languages_and_a_coordinator_of_theirs(self) -> None:
        for coalition in NationalCoalition.objects.all():
            assert all(getattr(coalition, f"name_{code}") for code in languages.codes())
            if coalition.coordinator:
                assert coalition.coordinator.national_coalition == coalition
                assert coalition.coordinator.is_listed

    def test_a_second_time_nothing_comes_of_it(self) -> None:
        assert load_demo_members(10, 5, 2) == 0
        assert Organization.objects.count() == 400

    def test_figures_say_that_they_contain_demonstrations(self, client: Client) -> None:
        assert figures.members().contains_demo
        assert figures.contains_demo()
        for language in languages.codes():
            assert 'class="demo-note"' in client.get(f"/{language}/").content.decode()

    def test_removal_takes_all_of_it_and_nothing_else(self) -> None:
        real = make.organization("Legal Aid of Somewhere", Country.objects.first(), acronym="LAS")
        real.national_coalition = NationalCoalition.objects.first()
        real.save()
        call_command("load_demo_members", "--remove", verbosity=0)
        assert list(Organization.objects.all()) == [real]
        real.refresh_from_db()
        assert real.national_coalition is None
        assert OrganizationName.objects.count() == 1
        for model in (Contact, NationalCoalition, SteeringCommitteeTerm, RegisterChange):
            assert not model._default_manager.exists(), model
        assert Issue.objects.exists()

    def test_removal_refuses_to_break_the_address_of_a_real_entry(self) -> None:
        real = make.organization("Legal Aid of Somewhere", Country.objects.first())
        Organization.objects.filter(pk=real.pk).update(
            status=MemberStatus.MERGED, merged_into=Organization.objects.filter(is_demo=True).first()
        )
        with pytest.raises(CommandError, match="Legal Aid of Somewhere"):
            call_command("load_demo_members", "--remove", verbosity=0)
        assert Organization.objects.filter(is_demo=True).count() == 400


@pytest.mark.django_db
def test_a_register_with_real_entries_gets_none() -> None:
    real = make.organization("Legal Aid of Somewhere")
    assert load_demo_members(10, 5, 1) == 0
    assert list(Organization.objects.all()) == [real]
    assert not figures.members().contains_demo
    assert not figures.contains_demo()


@pytest.mark.django_db
def test_without_countries_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="load_registers"):
        call_command("load_demo_members", verbosity=0)


@pytest.mark.parametrize(("told", "expected"), [("0", False), ("no", False), ("1", True), (None, True)])
def test_make_run_loads_them_unless_told_not_to(
    monkeypatch: pytest.MonkeyPatch, told: str | None, expected: bool
) -> None:
    steps: list[str] = []
    monkeypatch.setattr(devserver, "step", lambda name, *_rest: steps.append(name))
    monkeypatch.setattr(catalogues, "compile_all", lambda: None)
    monkeypatch.delenv("DEMO", raising=False)
    if told is not None:
        monkeypatch.setenv("DEMO", told)
    devserver.bring_up_to_date()
    assert ("demo" in steps) is expected
