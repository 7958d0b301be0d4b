"""The files of open data: complete, safe in a spreadsheet, described for programs, and never a stale copy."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from typing import Any

import pytest
from django.test import Client

from cicc_site import languages
from cicc_site.spreadsheets import defused
from members.models import Country, Organization
from pages.api import files
from pages.api.tables import TABLES
from pages.api.terms import DataSet
from tests.factories import members as make
from tests.open_data import API, ask, members

pytestmark = [pytest.mark.content, pytest.mark.django_db]

NAMES = [data_set.value for data_set in DataSet]


def text(name: str, ending: str) -> str:
    response = Client().get(f"/open-data/{name}.{ending}")
    assert response.status_code == 200
    return str((response.getvalue() if response.streaming else response.content).decode())


def csv_rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(name, "csv").removeprefix("\ufeff"), newline="")))


def json_rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(text(name, "json"))["data"]
    return rows


def cell(value: Any) -> str:
    """A value of the JSON file as the cell of the table has it."""
    return defused(files.cell(value))


@pytest.mark.parametrize("name", NAMES)
def test_both_files_hold_the_rows_of_the_api(name: str) -> None:
    members()
    from_csv, from_json = csv_rows(name), json_rows(name)
    assert len(from_csv) == len(from_json) == ask(name)["count"] > 0
    columns = [column.name for column in TABLES[DataSet(name)].columns]
    for flat, row in zip(from_csv, from_json, strict=True):
        assert list(flat) == [*columns, "as_of", "licence"]
        assert {column: flat[column] for column in columns} == {
            column: cell(row[column]) for column in columns
        }


@pytest.mark.parametrize("name", NAMES)
def test_each_file_says_of_which_day_and_on_which_terms_it_is(name: str) -> None:
    members()
    as_of, licence = (ask(name)["meta"][key] for key in ("as_of", "licence"))
    assert {(row["as_of"], row["licence"]) for row in csv_rows(name)} == {
        (as_of, licence["url"] or licence["name"])
    }
    meta = json.loads(text(name, "json"))["meta"]
    assert (meta["as_of"], meta["licence"]) == (as_of, licence)
    response = Client().head(f"/open-data/{name}.csv")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}-{as_of}.csv"'
    assert f'/open-data/{name}.csv-metadata.json>; rel="describedby"' in response.headers["Link"]


def test_only_what_came_with_a_licence_has_one() -> None:
    licences = {name: json.loads(text(name, "json"))["meta"]["licence"] for name in NAMES}
    assert [name for name in NAMES if licences[name]["url"]] == ["countries"]
    assert licences["countries"]["name"] == "CC BY-SA 4.0"
    assert "Luke Duncalfe" in licences["countries"]["text"]
    assert "not yet decided" in licences["organizations"]["text"]


@pytest.mark.parametrize("code", languages.codes())
@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_described_in_each_language(name: str, code: str) -> None:
    described = json.loads(Client().get(f"/open-data/{name}.csv-metadata.json", {"lang": code}).content)
    assert described["@context"][0] == "http://www.w3.org/ns/csvw"
    assert described["url"] == f"{name}.csv"
    columns = described["tableSchema"]["columns"]
    header = text(name, "csv").removeprefix("\ufeff").splitlines()[0].split(",")
    assert [column["name"] for column in columns] == header
    assert all(column["dc:description"] for column in columns)
    assert set(described["tableSchema"]["primaryKey"]) <= set(header)
    english = json.loads(Client().get(f"/open-data/{name}.csv-metadata.json").content)
    assert (described["dc:rights"] == english["dc:rights"]) == (code == "en")


@pytest.mark.parametrize("name", NAMES)
def test_the_key_names_one_row(name: str) -> None:
    members()
    key = TABLES[DataSet(name)].key
    keys = [tuple(row[part] for part in key) for row in csv_rows(name)]
    assert len(keys) == len(set(keys))


def test_a_name_in_each_language_stands_in_its_own_column_and_nowhere_else() -> None:
    full = members()["full"]
    row = next(row for row in csv_rows("organizations") if row["id"] == str(full.pk))
    assert row["name_en"] == "Demo Network for Justice"
    assert row["name_ar"] == "شبكة نموذج للعدالة"
    assert row["name_es"] == row["name_fr"] == "", "a file falls back to no other language"
    assert (row["legal_name"], row["legal_language"]) == ("Demo Réseau pour la justice", "fr")
    assert row["countries_of_work"] == "COD; UGA"
    assert row["joined"] == "2001-03"


@pytest.mark.parametrize("sign", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_cell_runs_as_a_formula(sign: str) -> None:
    make.organization(f"{sign} Demo", Country.objects.get(alpha3="KEN"), acronym=sign.strip())
    row = csv_rows("organizations")[0]
    assert row["legal_name"].startswith("'")
    assert row["acronyms"].startswith("'")
    assert json_rows("organizations")[0]["legal_name"] == f"{sign} Demo"


def test_a_name_with_every_sign_of_a_table_comes_back_whole() -> None:
    name = 'Demo "quoted", comma; semicolon\r\nand lines'
    make.organization(name, Country.objects.get(alpha3="KEN"), acronym="A; B")
    assert csv_rows("organizations")[0]["legal_name"] == name
    assert csv_rows("organizations")[0]["acronyms"] == "A, B", "a semicolon separates acronyms"


def test_events_come_once_with_their_words_in_every_language() -> None:
    case = next(row for row in json_rows("cases") if row["id"] == "lubanga")
    told = {code: ask("cases/lubanga", lang=code)["data"]["events"] for code in languages.codes()}
    assert len(case["events"]) == len(told["en"]) > 3
    for number, event in enumerate(case["events"]):
        assert event["type"] == told["en"][number]["type"]["code"]
        for code in languages.codes():
            assert event[f"text_{code}"] == told[code][number]["text"]
            assert event[f"details_{code}"] == told[code][number]["details"]


def test_there_is_no_other_file() -> None:
    for address in ("contacts.csv", "countries.xlsx", "", "countries", "countries.csv.csv", "users.json"):
        assert Client().get(f"/open-data/{address}", follow=True).status_code == 404


def test_a_file_of_many_organizations_takes_no_more_memory_than_a_piece_of_it() -> None:
    state = Country.objects.get(alpha3="KEN")
    rows = [
        Organization(
            legal_name=f"Demo {number} " + "x" * 200, country=state, listing="full", sort_en=str(number)
        )
        for number in range(9_000)
    ]
    Organization.objects.bulk_create(rows, batch_size=3_000)
    del rows
    response: Any = Client().get("/open-data/organizations.csv")
    tracemalloc.start()
    size = sum(len(piece) for piece in response.streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 2_500_000
    # A piece of the rows is at hand at a time, never all of them: those would be more than twenty million bytes.
    assert peak < 15_000_000


def test_the_metadata_is_asked_for_as_often_as_one_likes() -> None:
    first = Client().get("/open-data/cases.csv-metadata.json")
    again = Client().get(
        "/open-data/cases.csv-metadata.json", headers={"if-none-match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert API == "/api/v1/"
