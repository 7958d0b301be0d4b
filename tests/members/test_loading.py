"""Loading: a second run changes nothing, staff are never overruled, bad files say what is wrong with them."""

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from cicc_site.multilingual.reader import as_reader
from members.enums import ActKind
from members.loading import Report, load_registers
from members.management.commands import load_registers as command
from members.models import Country, RegisterDate, TreatyAct
from members.register_files import CONTENT, RegisterError, read_registers


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the files that a test may spoil."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def change(folder: Path) -> Callable[..., None]:
    """Set cells of one row of a file."""

    def change_cells(file: str, alpha3: str, /, **cells: str) -> None:
        with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for row in rows:
            if row["alpha3"] == alpha3:
                row.update(cells)
        with (folder / file).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    return change_cells


def snapshot() -> list[tuple[object, ...]]:
    """Every raw column of every row, past all that Python does with them."""
    with connection.cursor() as cursor:
        rows: list[tuple[object, ...]] = []
        for table in ("members_country", "members_treatyact", "members_registerdate"):
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            rows += cursor.fetchall()
        return rows


@pytest.mark.django_db
class TestLoading:
    def test_a_second_run_changes_nothing_and_is_quick(self) -> None:
        assert load_registers() == Report(created=249)
        before = snapshot()
        with CaptureQueriesContext(connection) as queries:
            assert load_registers() == Report(unchanged=249)
        assert snapshot() == before
        assert not [
            query for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]
        assert len(queries) <= 4

    @pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
    def test_names_do_not_depend_on_the_language_of_whoever_loads(self, language: str) -> None:
        with override(language), as_reader():
            load_registers()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, name_en, name_es, name_fr, name_ar FROM members_country WHERE alpha3='DEU'"
            )
            assert cursor.fetchone() == ("Germany", "Germany", "Alemania", "Allemagne", "ألمانيا")

    def test_a_corrected_file_reaches_a_country_nobody_touched(
        self, folder: Path, change: Callable[..., None]
    ) -> None:
        load_registers()
        slug = Country.objects.get(alpha3="TUN").slug_en
        change("country_names.csv", "TUR", en="Republic of Türkiye")
        change("rome_statute_status.csv", "TUN", verified="yes")
        assert load_registers(folder) == Report(updated=2, unchanged=247)
        assert {act.verified for act in TreatyAct.objects.filter(country__alpha3="TUN")} == {"yes"}
        assert TreatyAct.objects.filter(country__alpha3="TUN").count() == 2
        renamed = Country.objects.get(alpha3="TUR")
        assert (renamed.name_en, renamed.slug_en) == ("Republic of Türkiye", "turkiye")
        assert Country.objects.get(alpha3="TUN").slug_en == slug
        assert load_registers(folder) == Report(unchanged=249)

    def test_a_country_that_staff_changed_stays_as_they_left_it(
        self, folder: Path, change: Callable[..., None]
    ) -> None:
        load_registers()
        Country.objects.filter(alpha3="TUR").update(name_en="Turkey, as we write it")
        TreatyAct.objects.filter(country__alpha3="TUN", kind=ActKind.ACCESSION).update(verified="yes")
        assert load_registers() == Report(unchanged=249)
        change("country_names.csv", "TUR", es="Turquía")
        change("rome_statute_status.csv", "TUN", source="NEW-SOURCE")
        assert load_registers(folder) == Report(unchanged=247, kept=["TUN", "TUR"])
        assert Country.objects.get(alpha3="TUR").name_en == "Turkey, as we write it"
        assert TreatyAct.objects.get(country__alpha3="TUN", kind=ActKind.ACCESSION).verified == "yes"

    def test_a_country_that_is_missing_comes_back(self) -> None:
        load_registers()
        Country.objects.filter(alpha3="KEN").delete()
        assert load_registers() == Report(created=1, unchanged=248)
        assert Country.objects.get(alpha3="KEN").treaty_acts.count() == 3

    def test_the_date_of_the_register_only_moves_forward(self) -> None:
        load_registers()
        RegisterDate.objects.update(as_of=date(2026, 11, 20))
        load_registers()
        assert RegisterDate.objects.get().as_of == date(2026, 11, 20)
        RegisterDate.objects.update(as_of=date(2020, 1, 1))
        load_registers()
        assert RegisterDate.objects.get().as_of == date(2026, 10, 2)

    def test_bad_files_load_nothing_at_all(self, folder: Path, change: Callable[..., None]) -> None:
        change("countries.csv", "ZWE", numeric="seven")
        with pytest.raises(RegisterError):
            load_registers(folder)
        assert not Country.objects.exists()

    def test_the_command_says_what_it_did(self, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("load_registers")
        call_command("load_registers")
        said = capsys.readouterr().out.splitlines()
        assert said == [
            "Countries: 249 created, 0 updated, 0 as they were.",
            "Countries: 0 created, 0 updated, 249 as they were.",
        ]

    def test_the_command_names_what_it_left_alone(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(command, "load_registers", lambda: Report(unchanged=248, kept=["TUN"]))
        call_command("load_registers")
        assert "changed in the admin: TUN." in capsys.readouterr().out

    def test_the_command_refuses_bad_files_in_plain_words(
        self, folder: Path, change: Callable[..., None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change("countries.csv", "ZWE", numeric="seven")
        monkeypatch.setattr(command, "load_registers", lambda: load_registers(folder))
        with pytest.raises(
            CommandError, match=r"Nothing was loaded.*\ncountries.csv, row 250, column numeric"
        ):
            call_command("load_registers")


@pytest.mark.parametrize(
    ("file", "alpha3", "cells", "message"),
    [
        (
            "countries.csv",
            "KEN",
            {"alpha2": "ke"},
            "row 116, column alpha2: 'ke' is not of the expected form",
        ),
        ("countries.csv", "KEN", {"alpha2": "QQ"}, "column alpha2: 'QQ' has no name in CLDR"),
        ("countries.csv", "KEN", {"numeric": ""}, "column numeric: is empty"),
        (
            "countries.csv",
            "KEN",
            {"un_status": "maybe"},
            "column un_status: 'maybe' is none of member, observer, no",
        ),
        (
            "countries.csv",
            "KEN",
            {"un_regional_group": "AFRICA"},
            "'AFRICA' is none of AFRICAN, ASIA-PACIFIC",
        ),
        ("countries.csv", "KEN", {"cicc_region": "Afrika"}, "column cicc_region: 'Afrika' is none of Africa"),
        ("countries.csv", "KEN", {"alpha3": "UGA"}, "column alpha3: UGA stands in this file twice"),
        ("countries.csv", "KEN", {"alpha3": "KEX"}, "column alpha3: countries.csv has no such country"),
        (
            "country_names.csv",
            "PSE",
            {"alpha3": "PAL"},
            "country_names.csv, row 2, column alpha3: countries.csv has no",
        ),
        (
            "rome_statute_status.csv",
            "KEN",
            {"signed": "11/08/1999"},
            "column signed: '11/08/1999' is not a date",
        ),
        ("rome_statute_status.csv", "KEN", {"signed": "1999-02-30"}, "column signed: day is out of range"),
        ("rome_statute_status.csv", "KEN", {"instrument": ""}, "the date of its deposit go together"),
        (
            "rome_statute_status.csv",
            "KEN",
            {"instrument": "handshake"},
            "'handshake' is none of ratification",
        ),
        (
            "rome_statute_status.csv",
            "KEN",
            {"verified": "sure"},
            "column verified: 'sure' is none of yes, partial, no",
        ),
        ("rome_statute_status.csv", "KEN", {"signed": "2006-08-11"}, "open for signature until"),
        (
            "rome_statute_status.csv",
            "KEN",
            {"entry_into_force": "2005-05-01"},
            "enters into force on 2005-06-01",
        ),
        (
            "rome_statute_status.csv",
            "KEN",
            {"status": "signatory"},
            "but the dates in this row make it state_party",
        ),
        ("rome_statute_status.csv", "KEN", {"source": "see below;"}, "column source: 'see below;' is not of"),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(
    folder: Path, change: Callable[..., None], file: str, alpha3: str, cells: dict[str, str], message: str
) -> None:
    change(file, alpha3, **cells)
    with pytest.raises(RegisterError) as refused:
        read_registers(folder)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("alpha2,alpha3", "alpha2,alfa3", "countries.csv, row 1, column alpha3: this column is missing"),
        ("cicc_region,notes", "cicc_region,notes,colour", "row 1, column colour: this column is not known"),
        (
            "AD,AND,020,Andorra",
            "AD,AND,020,Andorra, the country",
            "row 2, column notes: more cells than columns",
        ),
    ],
)
def test_a_file_of_another_shape_is_refused(folder: Path, before: str, after: str, message: str) -> None:
    path = folder / "countries.csv"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(RegisterError) as refused:
        read_registers(folder)
    assert message in str(refused.value)


def test_all_problems_are_told_at_once(folder: Path, change: Callable[..., None]) -> None:
    change("countries.csv", "KEN", numeric="x")
    change("rome_statute_status.csv", "UGA", signed="soon")
    with pytest.raises(RegisterError) as refused:
        read_registers(folder)
    assert {problem.file for problem in refused.value.problems} == {
        "countries.csv",
        "rome_statute_status.csv",
    }
