"""`manage.py import_members`: the same import from the terminal."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from members.importing import mapping
from members.models import Contact, ImportRun, Organization, RegisterChange
from tests.factories import members as make
from tests.importing import HEADINGS, as_csv

# The sign of life goes over a second connection, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make.country("KEN")
    path = tmp_path / "members.csv"
    rows = [(*HEADINGS, "e-mail"), ("1", "Demo A", "KEN", "a@example.org"), ("2", "Demo B", "Atlantis", "")]
    path.write_bytes(as_csv(rows))
    return path


def run(*arguments: Any) -> str:
    said = StringIO()
    call_command("import_members", *map(str, arguments), stdout=said)
    return said.getvalue()


def test_a_dry_run_says_what_would_happen(file: Path, tmp_path: Path) -> None:
    said = run(file, "--dry-run", "--report", tmp_path / "report.csv")
    assert "New: 1" in said
    assert "row 3, country: 'Atlantis'. No country of the register is called so." in said
    assert said.rstrip().endswith("Nothing was changed.")
    assert not Organization.objects.exists()
    with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as report:
        rows = list(csv.reader(report))
    assert ["3", "Refused", "Demo B"] in [row[:3] for row in rows]


def test_what_is_good_is_taken_in(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert "Nothing was changed." in run(file)
    assert not Organization.objects.exists()
    said = run(file, "--yes", "--reason", "List of November")
    assert "Taken in: 1 rows." in said
    assert Organization.objects.get().legal_name == "Demo A"
    assert Contact.objects.get().email == "a@example.org"
    change = RegisterChange.objects.get()
    assert (change.actor, change.reason, change.source) == (
        None,
        "List of November",
        ImportRun.objects.latest("pk").source,
    )
    assert "There is nothing to take in." in run(file, "--yes")


def test_without_a_terminal_to_ask_in_nothing_is_taken_in(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_there(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody_there)
    assert "Nothing was changed." in run(file)
    assert not Organization.objects.exists()


def test_a_report_that_cannot_be_written_ends_with_one_sentence(file: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"Nothing was taken in\. .* cannot be written"):
        run(file, "--yes", "--report", tmp_path / "no" / "such" / "folder.csv")
    assert not Organization.objects.exists()


def test_a_remembered_mapping_is_used_by_its_name(tmp_path: Path) -> None:
    make.country("KEN")
    headings = ["Nr.", "Wer", "Wo"]
    (tmp_path / "x.csv").write_bytes(as_csv([headings, ("1", "Demo A", "KEN")], separator=";"))
    mapping.remember(
        headings, {0: "external_id", 1: "legal_name", 2: "country"}, name="Berlin", user=make.amal()
    )
    run(tmp_path / "x.csv", "--yes", "--mapping", "Berlin")
    assert Organization.objects.get().external_id == "1"
    with pytest.raises(CommandError, match="No mapping is called Paris"):
        run(tmp_path / "x.csv", "--mapping", "Paris")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "cannot be read"),
        (b"", "empty"),
        (b"PK\x03\x04", "damaged"),
        (b"colour,size\nred,9\n", "No column holds"),
    ],
)
def test_a_bad_file_ends_with_one_sentence(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "bad.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError, match=words):
        run(path, "--yes")
    assert not ImportRun.objects.exists()
