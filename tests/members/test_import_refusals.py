"""Rows that are not simply taken: refused with row, column and reason, or asked about as a possible duplicate."""

from __future__ import annotations

from typing import Any

import pytest

from members.importing import alike, deciding
from members.models import (
    Country,
    ImportRow,
    NationalCoalition,
    Organization,
)
from tests.factories import members as make
from tests.importing import HEADINGS, applied, apply, checked, outcomes, problems

pytestmark = pytest.mark.django_db


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
    ({"postal_address": "x" * 2001}, ("postal_address", "x" * 200, "too-long")),
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
