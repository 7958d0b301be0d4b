"""What becomes of each row: new, changed field by field, unchanged, duplicate?, refused with row, column and reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override

from cicc_site import languages
from cicc_site.dates import Precision
from members import history
from members.enums import ListingLevel, MemberStatus, NameKind, OrganizationType, Scope
from members.importing import alike, deciding
from members.models import (
    Contact,
    Country,
    ImportRow,
    Issue,
    NationalCoalition,
    Organization,
    RegisterChange,
    Registration,
)
from tests.factories import members as make
from tests.importing import HEADINGS, applied, apply, checked, outcomes, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def kenya() -> Country:
    return make.country("KEN", alpha2="KE", name_en="Kenya", name_fr="Kenya", name_ar="كينيا")


@pytest.fixture
def ivory() -> Country:
    return make.country(
        "CIV", alpha2="CI", name_en="Côte d’Ivoire", name_es="Costa de Marfil", name_ar="كوت ديفوار"
    )


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


@pytest.fixture
def surroundings(kenya: Country, ivory: Country) -> NationalCoalition:
    Issue.objects.create(code="gender", name_en="Gender justice")
    Issue.objects.create(code="victims", name_en="Victims", name_ar="الضحايا")
    return NationalCoalition.objects.create(name_en="Demo Coalition", name_fr="Coalition Démo", country=kenya)


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


REFUSED: list[tuple[dict[str, str], tuple[str, str, str]]] = [
    ({"country": "Atlantis"}, ("country", "Atlantis", "unknown-country")),
    ({"country": ""}, ("country", "", "missing")),
    ({"legal_name": ""}, ("legal_name", "", "missing")),
    ({"legal_name": "x" * 301}, ("legal_name", "x" * 200, "too-long")),
    ({"status": "merged"}, ("status", "merged", "merged")),
    ({"status": "Fusionnée"}, ("status", "Fusionnée", "unknown-choice")),
    ({"listing": "public"}, ("listing", "public", "unknown-choice")),
    ({"issues": "gender | knitting"}, ("issues", "knitting", "unknown-issue")),
    ({"countries_of_work": "Kenya, Atlantis"}, ("countries_of_work", "Atlantis", "unknown-country")),
    ({"working_languages": "en, Klingonese"}, ("working_languages", "Klingonese", "unknown-language")),
    ({"national_coalition": "Nobody"}, ("national_coalition", "Nobody", "unknown-coalition")),
    ({"joined": "03/04/2001"}, ("joined", "03/04/2001", "ambiguous-date")),
    ({"joined": "soon"}, ("joined", "soon", "date")),
    ({"joined": "2001-02-30"}, ("joined", "2001-02-30", "date")),
    ({"joined": "2999"}, ("joined", "2999", "future")),
    ({"last_confirmed": "2001"}, ("last_confirmed", "2001", "date")),
    ({"year_founded": "98"}, ("year_founded", "98", "year")),
    ({"website": "javascript:alert(1)"}, ("website", "javascript:alert(1)", "website")),
    ({"website": "ftp://example.org"}, ("website", "ftp://example.org", "website")),
    ({"contact_general_email": "office at example"}, ("contact_general_email", "office at example", "email")),
    ({"contact_main_phone": "020 1234567"}, ("contact_main_phone", "020 1234567", "phone")),
    ({"legal_name": "#REF!"}, ("legal_name", "#REF!", "sheet-error")),
    ({"legal_name": "Demo\0"}, ("legal_name", "Demo", "not-text")),
    ({"cicc_id": "999"}, ("cicc_id", "999", "unknown-id")),
    ({"cicc_id": "Demo"}, ("cicc_id", "Demo", "id")),
]


@pytest.mark.parametrize(
    ("given", "expected"), REFUSED, ids=[str(case[1][2]) + str(n) for n, case in enumerate(REFUSED)]
)
def test_a_bad_cell_refuses_its_row_alone(
    surroundings: NationalCoalition, given: dict[str, str], expected: tuple[str, str, str]
) -> None:
    good = {"external_id": "1", "legal_name": "Demo A", "country": "KEN"}
    bad = {**good, "external_id": "2", "legal_name": "Demo B", **given}
    names = list(bad)
    run = applied([names, [good.get(name, "") for name in names], [bad[name] for name in names]])
    assert outcomes(run) == ["new", "refused"]
    [(number, heading, value, code)] = problems(run)
    assert (number, code, value) == (3, expected[2], expected[1])
    assert heading == expected[0]
    assert Organization.objects.get().external_id == "1"


def test_what_cannot_be_empty_is_not_emptied(kenya: Country) -> None:
    make.organization("Demo", kenya, external_id="1")
    run = checked([(*HEADINGS, "status", "listing"), ("1", "-", "[empty]", "-", "[EMPTY]")])
    assert [code for *_rest, code in problems(run)] == ["no-clearing"] * 4


def test_numbers_are_unique_within_a_file(kenya: Country) -> None:
    made = make.organization("Demo C", kenya, external_id="3")
    rows: list[tuple[Any, ...]] = [
        ("cicc_id", *HEADINGS),
        ("", "1", "Demo A", "KEN"),
        ("", "1", "Demo B", "KEN"),
        (made.pk, "", "Demo C2", ""),
        ("", "3", "Demo C3", ""),
    ]
    run = applied(rows)
    assert outcomes(run) == ["new", "refused", "changed", "refused"]
    found = list(ImportRow.objects.filter(run=run, outcome="refused").values_list("problems", flat=True))
    assert [(each[0]["code"], each[0]["row"]) for each in found] == [("twice-in-file", 2), ("same-entry", 4)]


def test_a_number_of_another_entry_is_not_taken_over(kenya: Country) -> None:
    first = make.organization("Demo A", kenya, external_id="1")
    make.organization("Demo B", kenya, external_id="2")
    run = checked([("cicc_id", "external_id"), (first.pk, "2")])
    assert [code for *_rest, code in problems(run)] == ["id-taken"]
    applied([("cicc_id", "external_id"), (first.pk, "9")])
    first.refresh_from_db()
    assert first.external_id == "9"


def test_a_merged_entry_is_left_alone(kenya: Country) -> None:
    into = make.organization("Demo A", kenya)
    made = make.organization("Demo B", kenya, external_id="2", status="merged", merged_into=into)
    run = checked([("cicc_id", *HEADINGS, "status"), (made.pk, "2", "Demo B2", "KEN", "")])
    assert [code for *_rest, code in problems(run)] == ["is-merged"]
    for row in ((made.pk, "2", "Demo B", "KEN", "merged"), ("", "2", "Demo B", "KEN", "merged")):
        assert outcomes(checked([("cicc_id", *HEADINGS, "status"), row])) == ["unchanged"]


def test_the_same_name_in_the_same_country_is_asked_about(kenya: Country, ivory: Country) -> None:
    present = make.organization("Demo Réseau, Inc.", kenya, listing="unlisted")
    rows = [HEADINGS, ("", "DEMO reseau", "KEN"), ("7", "Demo Reseau", "KEN"), ("", "Demo Réseau", "CIV")]
    run = applied(rows)
    assert outcomes(run) == ["duplicate", "duplicate", "new"]
    first, second = ImportRow.objects.filter(run=run, outcome="duplicate")
    assert first.candidates == [{"entry": present.pk}]
    assert not deciding.decide(first, "999")
    assert deciding.decide(first, str(present.pk))
    assert first.outcome == "changed"
    assert deciding.decide(second, "new")
    assert second.outcome == "new"
    assert apply(run) == {"applied": 2, "rechecked": 0}
    present.refresh_from_db()
    assert present.legal_name == "DEMO reseau"
    assert Organization.objects.filter(country=kenya).count() == 2


def test_two_rows_of_one_name_are_asked_about(kenya: Country) -> None:
    run = applied([HEADINGS, ("1", "Demo A", "KEN"), ("2", "Demo A", "KEN")])
    assert outcomes(run) == ["new", "duplicate"]
    assert ImportRow.objects.get(run=run, outcome="duplicate").candidates == [{"row": 2}]


def test_a_file_without_numbers_asks_about_nothing_the_second_time(kenya: Country) -> None:
    rows = [("name", "country"), ("Demo A", "Kenya"), ("Demo B", "Kenya")]
    assert outcomes(applied(rows)) == ["new", "new"]
    assert outcomes(checked(rows)) == ["unchanged", "unchanged"]


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


def test_another_spelling_of_an_entry_is_asked_about(kenya: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    there = make.organization(
        "شبكة نموذج للعدالة", kenya, legal_language="ar", website="https://demo-1.example.org"
    )
    head = (*HEADINGS, "website")
    row = ("B-1", "Demo Justice Network", "KEN", "https://www.demo-1.example.org/en")
    run = checked([head, row, ("B-2", "Demo Weavers Guild", "KEN", "")])
    assert outcomes(run) == ["duplicate", "new"]
    asked = ImportRow.objects.get(run=run, outcome="duplicate")
    assert asked.candidates == [{"entry": there.pk}]
    assert asked.changes == {}
    assert deciding.decide(asked, "new")
    assert ImportRow.objects.get(pk=asked.pk).outcome == "new"
    # A file too long to wait for is not asked about: the list of duplicates finds them afterwards.
    monkeypatch.setattr(alike, "MOST_ROWS", 0)
    assert outcomes(checked([head, row])) == ["new"]
