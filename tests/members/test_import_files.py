"""Files as people send them: any encoding, any separator, CSV or XLSX; and those nobody should have sent."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from members.importing import reading, running, workbooks
from members.importing.problems import FileProblem
from members.importing.reading import Table
from members.models import ImportRun
from tests.importing import as_csv, as_xlsx, received

WESTERN = [["Nom légal", "Pays"], ["Réseau Démo pour la justice", "Côte d’Ivoire"], ["Œuvre d’été", "Bénin"]]
ARABIC = [["الاسم القانوني", "البلد"], ["شبكة نموذج للعدالة", "لبنان"], ["مركز الضحايا في بيروت", "الأردن"]]
CYRILLIC = [
    ["legal name", "country"],
    ["Мережа Демо за справедливість", "Україна"],
    ["Центр Демо прав людини", "Україна"],
]
MIXED = [*WESTERN, *ARABIC[1:], *CYRILLIC[1:]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


def read(path: Path, data: bytes, **options: Any) -> tuple[list[str], list[list[str]], Table]:
    path.write_bytes(data)
    with Table(path, **options) as table:
        return table.headings, [row.cells for row in table.rows()], table


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("rows", "encoding"),
    [
        (MIXED, "utf-8"),
        (MIXED, "utf-8-sig"),
        (MIXED, "utf-16"),
        (MIXED, "utf-16-le"),
        (MIXED, "utf-16-be"),
        (WESTERN, "cp1252"),
        (ARABIC, "cp1256"),
        (CYRILLIC, "cp1251"),
    ],
)
def test_encoding_and_separator_are_found(
    file: Path, rows: list[list[str]], encoding: str, separator: str
) -> None:
    headings, found, table = read(file, as_csv(rows, encoding=encoding, separator=separator))
    assert [headings, *found] == rows
    assert table.separator == separator


def test_one_accent_in_a_large_file_is_enough_to_know_its_encoding(file: Path) -> None:
    rows = [["name", "country"], *[[f"Demo {number}", "KEN"] for number in range(9000)], ["Démo", "KEN"]]
    assert read(file, as_csv(rows, encoding="cp1252"))[1][-1] == ["Démo", "KEN"]
    assert read(file, as_csv(rows, encoding="utf-8"))[1][-1] == ["Démo", "KEN"]


def test_somebody_may_know_the_encoding_better(file: Path) -> None:
    assert read(file, as_csv(CYRILLIC, encoding="cp1251"), encoding="cp1251")[1][0] == CYRILLIC[1]
    with pytest.raises(FileProblem) as caught:
        read(file, as_csv(WESTERN, encoding="cp1252"), encoding="utf-8-sig")
    assert caught.value.code == "encoding"


def test_separators_and_line_ends_within_quotation_marks_belong_to_the_cell(file: Path) -> None:
    rows = [["name", "address"], ["Demo; Group, Ltd", "1, Street\nTown;\tLand"], ["B", 'say "no"']]
    assert read(file, as_csv(rows, separator=";"))[1] == rows[1:]


def test_rows_carry_the_number_the_spreadsheet_shows(file: Path) -> None:
    data = b"Members of the Coalition,,\r\n,,\r\nexternal_id,legal_name,country\r\n1,Demo,KEN\r\n\r\n2,Demo B,KEN\r\n"
    file.write_bytes(data)
    with Table(file) as table:
        assert table.headings == ["external_id", "legal_name", "country"]
        assert [(row.number, row.cells[0]) for row in table.rows()] == [(4, "1"), (6, "2")]


def test_a_workbook_is_read_as_a_csv_of_it_would_be(file: Path) -> None:
    rows: list[list[Any]] = [
        ["name", "founded", "joined", "member"],
        ["Demo", 1999, dt.datetime(2001, 3, 4), True],
        ["B", 2.5, None, ""],
    ]
    assert read(file, as_xlsx(rows))[1] == [["Demo", "1999", "2001-03-04", "true"], ["B", "2.5", "", ""]]


def test_formulas_are_never_computed(file: Path) -> None:
    data = with_part(
        as_xlsx([["name", "country"], ["=1+1", "KEN"]]),
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace("<f>1+1</f><v></v>", "<f>HYPERLINK(1)</f><v>7</v>").replace(
            "<f>1+1</f><v />", "<f>HYPERLINK(1)</f><v>7</v>"
        ),
    )
    assert read(file, data)[1] == [["7", "KEN"]]
    assert read(file, b"name,country\n=1+1,KEN\n")[1] == [["=1+1", "KEN"]]
    # Nobody has computed it yet: the cell says nothing.
    assert read(file, as_xlsx([["name", "country"], ["=1+1", "KEN"]]))[1] == [["", "KEN"]]


def test_line_ends_of_windows_in_a_workbook_are_line_ends(file: Path) -> None:
    data = as_xlsx([["name", "address"], ["Demo", "Box 1_x000D_\nNairobi"]])
    assert read(file, data)[1] == [["Demo", "Box 1\r\nNairobi"]]


def test_the_separator_is_that_of_the_headings_whatever_the_cells_hold(file: Path) -> None:
    """Signs that Python takes for line ends, and cells with more semicolons than there are columns."""
    rows = [["legal_name", "country"], ["Demo\x1e;;;\u2028;;;", "KEN"], ["a\x1c;b\x85;c", "KEN"]]
    assert read(file, as_csv(rows))[::2][1].separator == ","
    assert read(file, as_csv(rows, separator=";"))[1] == rows[1:]


def with_part(data: bytes, name: str, change: Any, *, others: dict[str, bytes] | None = None) -> bytes:
    """A package with one part changed, and others put in."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content.decode()).encode() if part == name else content)
        for part, content in (others or {}).items():
            new.writestr(part, content)
    return made.getvalue()


GOOD = as_xlsx([["name", "country"], ["Demo", "KEN"]])
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def bomb() -> bytes:
    return with_part(GOOD, "", None, others={"xl/media/large.bin": bytes(300 * 1024 * 1024)})


def hidden_bomb() -> bytes:
    """A package whose directory says that the part is small."""
    data = bytearray(with_part(GOOD, "", None, others={"zz.bin": bytes(64 * 1024 * 1024)}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(signature)
        data[place + offset : place + offset + 4] = (1000).to_bytes(4, "little")
    return bytes(data)


MEGABYTE = "Demo " * 200_000


def as_xlsx_text(text: str) -> bytes:
    """A workbook with a text that no spreadsheet could hold: a program that makes them itself may write it."""
    return with_part(
        as_xlsx([["name", "country"], ["MARK", "KEN"]]), SHEET, lambda xml: xml.replace("MARK", text)
    )


def sheet_bomb() -> bytes:
    """A sheet of 120 MB that is one row again and again."""
    row = "<row><c t='str'><v>Demo</v></c></row>"
    return with_part(GOOD, SHEET, lambda xml: xml.replace("</sheetData>", row * 3_200_000 + "</sheetData>"))


def texts_bomb() -> bytes:
    texts = b"<sst>" + b"<si><t>Demo</t></si>" * 6_000_000 + b"</sst>"
    return with_part(GOOD, "", None, others={"xl/sharedStrings.xml": texts})


HOSTILE: list[tuple[str, Any, str]] = [
    ("empty", lambda: b"", "empty"),
    ("spaces", lambda: b"  \r\n", "empty"),
    ("bomb", bomb, "bomb"),
    ("bomb that lies", hidden_bomb, "damaged"),
    ("many parts", lambda: with_part(GOOD, "", None, others={f"x{n}": b"" for n in range(2100)}), "bomb"),
    ("cut short", lambda: GOOD[: len(GOOD) // 2], "damaged"),
    ("no workbook", lambda: with_part(zip_of({"a.txt": b"a"}), "", None), "not-a-table"),
    ("damaged sheet", lambda: with_part(GOOD, SHEET, lambda text: text[: len(text) // 2]), "damaged"),
    ("definitions", lambda: with_part(GOOD, SHEET, lambda text: LAUGHS + text), "entities"),
    (
        "definitions in UTF-16",
        lambda: with_part(GOOD, "", None, others={"xl/x.xml": (LAUGHS + "<x/>").encode("utf-16")}),
        "entities",
    ),
    ("old workbook", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-workbook"),
    ("picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not-a-table"),
    ("zeros", lambda: b"name,country\nDemo\0,KEN\n" + b"\0" * 5000, "not-a-table"),
    ("columns", lambda: as_csv([[f"c{n}" for n in range(10_000)], ["x"] * 10_000]), "too-many-columns"),
    ("columns below", lambda: as_csv([["name", "country"], *[["x"] * 10_000] * 20]), "too-many-columns"),
    ("columns of a workbook", lambda: as_xlsx([[f"c{n}" for n in range(10_000)]]), "too-many-columns"),
    ("no quotation mark", lambda: b'name,country\n"Demo,KEN\n' + b"Demo,KEN\n" * 30_000, "long-cell"),
    ("empty workbook", lambda: as_xlsx([]), "no-sheet"),
    ("headings alone", lambda: as_csv([["name", "country"]]), "no-rows"),
    ("headings and empty rows", lambda: as_csv([["name", "country"], ["", " "], [], ["", ""]]), "no-rows"),
    ("headings of a workbook", lambda: as_xlsx([["name", "country"]]), "no-rows"),
    ("separators alone", lambda: b",,,\n,,,\n", "no-heading"),
    ("no headings", lambda: as_csv([["Demo A", "KEN"], ["Demo B", "TZA"]]), "no-name"),
    ("no headings in a workbook", lambda: as_xlsx([["Demo A", "KEN"], ["Demo B", "TZA"]]), "no-name"),
    ("cell of 1 MB", lambda: as_csv([["name", "country"], [MEGABYTE, "KEN"]]), "long-cell"),
    ("cell of 1 MB among quotation marks", lambda: as_csv([["name"], [MEGABYTE + '"']]), "long-cell"),
    ("heading of 1 MB", lambda: as_csv([[MEGABYTE, "name"], ["Demo", "KEN"]]), "long-cell"),
    ("cell of 1 MB in a workbook", lambda: as_xlsx_text("x" * 1_000_000), "long-cell"),
    ("bomb in the sheet", sheet_bomb, "bomb"),
    ("bomb of texts", texts_bomb, "bomb"),
    ("package in a package", lambda: zip_of({"members.xlsx": GOOD}), "not-a-table"),
    ("other headings", lambda: as_csv([["colour", "size"], ["red", "9"]]), "no-name"),
]


def zip_of(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "code"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_what_is_no_table_is_refused_in_words(make: Any, code: str) -> None:
    before = stored()
    with pytest.raises(FileProblem) as caught:
        list_rows(make())
    assert caught.value.code == code
    assert str(caught.value).endswith(".")
    assert "%(" not in str(caught.value)
    for path in stored() - before:
        path.unlink()


def list_rows(data: bytes) -> None:
    with running.table(received(data)) as table:
        for _row in table.rows():
            pass


def stored() -> set[Path]:
    return set(ImportRun().path.parent.glob("*"))


@pytest.mark.django_db
def test_a_file_of_51_mb_is_refused_and_not_kept() -> None:
    def parts() -> Iterator[bytes]:
        for _number in range(51):
            yield b"x" * 1024 * 1024

    before = stored()
    with pytest.raises(FileProblem) as caught:
        running.receive(parts(), "large.csv", actor=None, private=False)
    assert caught.value.code == "too-large"
    assert stored() == before
    assert not ImportRun.objects.exists()


def test_a_bomb_is_noticed_before_it_is_unpacked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its directory claims, no more comes out of a part than is allowed."""
    file.write_bytes(with_part(GOOD, "", None, others={"xl/x.bin": bytes(8 * 1024 * 1024)}))
    read_bytes = 0
    original = zipfile.ZipExtFile.read

    def counting(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        nonlocal read_bytes
        block = original(self, n)
        read_bytes += len(block)
        return block

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counting)
    with pytest.raises(FileProblem) as caught:
        workbooks.inspect(file)
    assert caught.value.code == "bomb"
    assert read_bytes < 5 * 1024 * 1024


def test_rows_without_end_are_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 5)
    with pytest.raises(FileProblem) as caught:
        read(file, as_csv([["name", "country"], *[["Demo", "KEN"]] * 6]))
    assert caught.value.code == "too-many-rows"
