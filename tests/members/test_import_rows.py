"""What becomes of each row that is taken: new, changed field by field, unchanged; who may see it, what is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import override

from cicc_site import languages
from cicc_site.dates import Precision
from members import history
from members.enums import ListingLevel, MemberStatus, NameKind, OrganizationType, Scope
from members.models import (
    Contact,
    Country,
    ImportRow,
    NationalCoalition,
    Organization,
    RegisterChange,
    Registration,
)
from tests.factories import members as make
from tests.importing import HEADINGS, applied, apply, checked, outcomes, problems

pytestmark = pytest.mark.django_db


FULL = {
    "external_id": "A-1",
    "legal_name": "شبكة نموذج",
    "legal_language": "العربية",
    "name_en": "Demo Network",
    "name_fr": "Réseau Exemple",
    "acronyms": "DN | RE [fr]",
    "former_names": "Demo Group",
    "country": "كينيا",
    "countries_of_work": "Kenya; Costa de Marfil",
    "type": str(OrganizationType.HUMAN_RIGHTS),
    "scope": "NATIONAL",
    "issues": "Gender justice|الضحايا",
    "working_languages": "French, sw, العربية",
    "year_founded": "١٩٩٨",
    "website": "demo.example.org",
    "national_coalition": "coalition démo",
    "joined": "2001-03",
    "status": "active",
    "listing": "Full entry",
    "last_confirmed": "31.12.2024",
    "tags": "one, two",
    "contact_general_email": "office@example.org",
    "contact_main_name": "Amal Demo",
    "contact_main_phone": "00254 20 1234567",
    "registered": "yes",
    "registration_number": "R/7",
    "postal_address": "Box 1\nNairobi",
}


def test_every_fact_is_read_in_any_language(surroundings: NationalCoalition) -> None:
    run = applied([list(FULL), list(FULL.values())])
    assert problems(run) == []
    made = Organization.objects.get()
    found = {
        name: getattr(made, name) for name in ("legal_name", "legal_language", "name_en", "type", "scope")
    }
    assert found == {
        "legal_name": "شبكة نموذج",
        "legal_language": "ar",
        "name_en": "Demo Network",
        "type": "human-rights",
        "scope": "national",
    }
    assert (made.country.alpha3, made.year_founded) == ("KEN", 1998)
    assert made.website == "https://demo.example.org"
    assert sorted(country.alpha3 for country in made.countries_of_work.all()) == ["CIV", "KEN"]
    assert sorted(issue.code for issue in made.issues.all()) == ["gender", "victims"]
    assert (made.working_languages, made.tags) == (["fr", "sw", "ar"], ["one", "two"])
    assert made.national_coalition == surroundings
    assert (made.joined, made.joined_precision) == (dt.date(2001, 3, 1), Precision.MONTH)
    assert (made.status, made.listing) == (MemberStatus.ACTIVE, ListingLevel.FULL)
    assert made.last_confirmed == dt.date(2024, 12, 31)
    names = [(row.kind, row.text, row.language) for row in made.other_names.all()]
    assert names == [("acronym", "DN", ""), ("acronym", "RE", "fr"), ("former", "Demo Group", "")]
    contacts = {row.role: (row.name, row.email, row.phone) for row in Contact.objects.all()}
    assert contacts == {
        "general": ("", "office@example.org", ""),
        "main": ("Amal Demo", "", "+254201234567"),
    }
    registration = Registration.objects.get()
    assert (registration.registered, registration.number) == ("yes", "R/7")
    assert registration.postal_address == "Box 1\nNairobi"


@pytest.mark.parametrize("language", languages.codes())
def test_choices_are_read_by_their_labels_in_every_language(kenya: Country, language: str) -> None:
    with override(language):
        row = ("1", "Demo", "KEN", Scope.LOCAL.label, MemberStatus.DORMANT.label, ListingLevel.FULL.label)
        texts = tuple(map(str, row))
    applied([(*HEADINGS, "scope", "status", "listing"), texts])
    made = Organization.objects.get()
    assert (made.scope, made.status, made.listing) == ("local", "dormant", "full")


def test_what_is_derived_is_as_if_it_had_been_saved(surroundings: NationalCoalition) -> None:
    applied([list(FULL), list(FULL.values())])
    made = Organization.objects.get()
    names = ("search", "match_keys", "sort_en", "sort_es", "sort_fr", "sort_ar")
    by_import = {name: getattr(made, name) for name in names}
    made.derive()
    assert {name: getattr(made, name) for name in names} == by_import
    assert Organization.objects.listed().matching("reseau").exists()


def test_the_history_tells_a_new_entry_in_its_own_words(surroundings: NationalCoalition) -> None:
    amal = make.amal()
    run = applied([list(FULL), list(FULL.values())], actor=amal)
    change = RegisterChange.objects.get()
    assert (change.kind, change.source) == ("created", f"import:{run.pk}")
    assert (change.actor, change.actor_name, change.reason) == (amal, str(amal), "A test")
    told = history.facts(Organization.objects.get())
    for name, (_before, after) in change.changes.items():
        assert after == ("changed" if name in history.PRIVATE else told[name]), name
    silent = {name for name in told if told[name] not in ("", None, []) and name not in change.changes}
    assert silent == {"joined_precision"} - set(change.changes)
    assert "office@example.org" not in str(change.changes)


def test_a_change_is_told_field_by_field(surroundings: NationalCoalition) -> None:
    applied([list(FULL), list(FULL.values())])
    before = history.facts(Organization.objects.get())
    changed = {
        "external_id": "A-1",
        "name_en": "Demo Network for Justice",
        "acronyms": "DNJ | RE",
        "joined": "2001-03-05",
        "scope": "[empty]",
        "working_languages": "",
        "contact_main_phone": "-",
        "contact_general_email": "new@example.org",
    }
    run = applied([list(changed), list(changed.values())])
    assert outcomes(run) == ["changed"]
    row = ImportRow.objects.get(run=run)
    assert row.changes == {
        "name_en": ["Demo Network", "Demo Network for Justice"],
        "acronyms": ["DN | RE [fr]", "DNJ | RE [fr]"],
        "joined": ["2001-03", "2001-03-05"],
        "scope": ["national", ""],
        "contact_main_phone": ["", "…"],
        "contact_general_email": ["", "…"],
    }
    made = Organization.objects.get()
    after = history.facts(made)
    told = RegisterChange.objects.order_by("pk").last()
    assert told is not None
    assert told.kind == "imported"
    assert told.changes == history.compare(before, after)
    assert made.working_languages == ["fr", "sw", "ar"]
    main = Contact.objects.get(role="main")
    assert (main.name, main.phone) == ("Amal Demo", "")
    assert Contact.objects.get(role="general").email == "new@example.org"


def test_clearing_the_last_of_a_contact_and_a_registration_takes_them_away(
    surroundings: NationalCoalition,
) -> None:
    applied([list(FULL), list(FULL.values())])
    gone = {
        name: "-"
        for name in FULL
        if name.startswith(("contact_general", "regist", "postal", "issues", "former"))
    }
    gone |= {"external_id": "A-1", "contact_general_name": "-", "national_coalition": "-", "joined": "-"}
    applied([list(gone), list(gone.values())])
    made = Organization.objects.get()
    assert not Contact.objects.filter(role="general").exists()
    assert not Registration.objects.exists()
    assert (made.national_coalition, made.joined) == (None, None)
    assert not made.issues.exists()
    assert not made.other_names.filter(kind=NameKind.FORMER).exists()
    assert made.other_names.filter(kind=NameKind.ACRONYM).count() == 2


def test_a_second_time_nothing_is_written(surroundings: NationalCoalition) -> None:
    rows = [list(FULL), list(FULL.values())]
    applied(rows)
    before = Organization.objects.get().updated
    run = checked(rows)
    assert outcomes(run) == ["unchanged"]
    assert apply(run) == {"applied": 0, "rechecked": 0}
    assert Organization.objects.get().updated == before
    assert RegisterChange.objects.count() == 1


def test_a_new_entry_is_hidden_unless_the_column_says_otherwise(kenya: Country) -> None:
    run = applied(
        [(*HEADINGS, "listing"), ("1", "Demo A", "KEN", ""), ("2", "Demo B", "KEN", "name_and_country")]
    )
    found = dict(Organization.objects.values_list("external_id", "listing"))
    assert found == {"1": "unlisted", "2": "name_and_country"}
    assert list(ImportRow.objects.filter(run=run).values_list("becomes_public", flat=True)) == [False, True]


@pytest.mark.parametrize("listing", ["unlisted", "members_only", "name_and_country"])
def test_an_import_never_makes_an_entry_more_public_by_itself(kenya: Country, listing: str) -> None:
    make.organization("Demo A", kenya, external_id="1", listing=listing)
    run = applied([(*HEADINGS, "website", "listing"), ("1", "Demo A2", "KEN", "https://example.org", "")])
    made = Organization.objects.get()
    assert (made.legal_name, made.listing) == ("Demo A2", listing)
    assert not ImportRow.objects.get(run=run).becomes_public


def test_what_becomes_more_public_is_marked(kenya: Country) -> None:
    make.organization("Demo A", kenya, external_id="1", listing="unlisted")
    make.organization("Demo B", kenya, external_id="2", status="left")
    make.organization("Demo C", kenya, external_id="3")
    run = checked(
        [("external_id", "listing", "status"), ("1", "full", ""), ("2", "", "active"), ("3", "unlisted", "")]
    )
    assert list(ImportRow.objects.filter(run=run).values_list("becomes_public", flat=True)) == [
        True,
        True,
        False,
    ]


def test_personal_data_are_read_only_for_those_who_may(kenya: Country) -> None:
    rows = [(*HEADINGS, "e-mail"), ("1", "Demo A", "KEN", "office@example.org")]
    run = applied(rows, private=False)
    assert outcomes(run) == ["new"]
    assert [code for *_rest, code in problems(run)] == ["not-allowed"]
    assert not Contact.objects.exists()
    assert "office@example.org" not in str(list(ImportRow.objects.values()))


def test_a_coalition_of_a_name_that_several_have_is_that_of_the_country(
    kenya: Country, ivory: Country
) -> None:
    here = NationalCoalition.objects.create(name_en="Demo Coalition", country=kenya)
    NationalCoalition.objects.create(name_en="Demo Coalition", country=ivory)
    chad = make.country("TCD")
    rows = [
        (*HEADINGS, "coalition"),
        ("1", "Demo A", "KEN", "Demo Coalition"),
        ("2", "Demo B", chad.alpha3, "Demo Coalition"),
    ]
    run = applied(rows)
    assert outcomes(run) == ["new", "refused"]
    assert Organization.objects.get().national_coalition == here


def test_a_file_with_a_name_in_one_language_alone_names_the_entry(kenya: Country) -> None:
    applied([("external_id", "name in french", "country"), ("1", "Réseau Exemple", "KEN")])
    made = Organization.objects.get()
    assert (made.legal_name, made.legal_language, made.name_fr) == ("Réseau Exemple", "fr", "Réseau Exemple")
