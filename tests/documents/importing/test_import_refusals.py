"""Hostile and broken manifests and files: a clear reason, harm to their own row alone, no way out of the folder."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.importing import sources
from documents.importing.findings import Outcome
from documents.importing.problems import told as in_words
from documents.models import ArchiveImport, Work, WorkFile
from members.importing.problems import BadValue, FileProblem
from tests.archive_importing import PDF, Legacy, row, rows_of_archive
from tests.factories import archive

pytestmark = pytest.mark.django_db


def packed(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        if mimetype:
            package.writestr("mimetype", mimetype)
        for name in names:
            package.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        "../secret.txt",
        "sub/../../secret.txt",
        "..\\secret.txt",
        "/etc/passwd",
        "C:\\secret.txt",
        "\\\\server\\share",
        "link.txt",
        "linked/secret.txt",
        "a\u202etxt",
    ],
)
def test_no_path_leads_out_of_the_folder(legacy: Legacy, tmp_path: Path, said: str) -> None:
    (tmp_path / "secret.txt").write_text("Not for the archive")
    (legacy.folder / "sub").mkdir()
    (legacy.folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (legacy.folder / "linked").symlink_to(tmp_path)
    legacy.write([row("1", file=said, language="en"), row("2")])
    assert legacy.run().reasons() == [(2, "file", "outside")]
    assert list(Work.objects.values_list("key", flat=True)) == ["2"]
    assert not WorkFile.objects.exists()


@settings(max_examples=300)
@given(
    said=st.lists(
        st.sampled_from(["..", ".", "", "sub", "secret.txt", "link", "\0", "~", "%2e%2e", "\\", "é"])
    ).map("/".join)
)
def test_whatever_a_path_says_it_is_found_inside_or_not_at_all(tmp_path: Path, said: str) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True, exist_ok=True)
    (tmp_path / "secret.txt").touch()
    link = folder / "link"
    if not link.is_symlink():
        link.symlink_to(tmp_path)
    try:
        found = sources.located(folder.resolve(), said)
    except BadValue as error:
        found, refused = folder.resolve(), error.code
    else:
        refused = ""
    assert found.is_relative_to(folder.resolve())
    assert refused in {"", "outside", "no-file"}


def test_a_link_within_the_folder_is_followed(legacy: Legacy) -> None:
    legacy.file("a.txt")
    (legacy.folder / "b.txt").symlink_to(legacy.folder / "a.txt")
    legacy.write([row("1", file="b.txt", language="en")])
    assert legacy.run().counts == {"new": 1, "new_file": 1}


def test_names_that_a_mac_wrote_are_found(legacy: Legacy) -> None:
    legacy.file("re\u0301sume\u0301.txt")
    legacy.write([row("1", file="r\u00e9sum\u00e9.txt", language="fr")])
    assert legacy.run().counts == {"new": 1, "new_file": 1}
    assert WorkFile.objects.get().name == "r\u00e9sum\u00e9.txt"


FILES: list[tuple[bytes, str]] = [
    (b"", "empty-file"),
    (packed("a.txt"), "packed"),
    (b"PK\x03\x04 and nothing else", "packed"),
    (b"Rar!\x1a\x07\x00", "packed"),
    (b"\x1f\x8b\x08\x00", "packed"),
    (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no Word", "format"),
    (b"\x7fELF\x02\x01\x01\x00", "format"),
    (b"MZ\x90\x00\x03", "format"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "format"),
    (b"\n \n", "format"),
    (b"x" * (2 * 1024 * 1024), "large-file"),
]


@pytest.mark.parametrize(("data", "code"), FILES, ids=[code + str(i) for i, (_, code) in enumerate(FILES)])
def test_a_file_the_archive_does_not_keep_harms_its_own_row(legacy: Legacy, data: bytes, code: str) -> None:
    legacy.file("bad.pdf", data)
    legacy.file("good.txt")
    legacy.write(
        [row("1", file="bad.pdf", language="en"), {"key": "1", "file": "good.txt", "language": "es"}]
    )
    told = legacy.run(largest=1)
    assert told.reasons() == [(2, "file", code)]
    assert told.counts == {"new": 1, "new_file": 1, "refused": 1}
    assert [file.language for file in WorkFile.objects.all()] == ["es"]


def test_a_folder_and_a_pipe_are_no_files(legacy: Legacy) -> None:
    (legacy.folder / "sub").mkdir()
    os.mkfifo(legacy.folder / "pipe")
    legacy.write(
        [
            row("1", file="sub", language="en"),
            row("2", file="pipe", language="en"),
            row("3", file="no", language="en"),
        ]
    )
    codes = [code for _row, _column, code in legacy.run().reasons()]
    assert codes == ["no-regular-file", "no-regular-file", "no-file"]
    assert not Work.objects.exists()


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (PDF, "application/pdf", "x.pdf"),
        (
            packed("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "x.docx",
        ),
        (
            packed(mimetype="application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
            "x.odt",
        ),
        (b"{\\rtf1 text}", "application/rtf", "x.rtf"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "application/msword",
            "x.doc",
        ),
        (b"<!-- old --><!DOCTYPE html><p>", "text/html; charset=utf-8", "x.html"),
        ("Témoins à la barre".encode("cp1252"), "text/plain; charset=windows-1252", "x.txt"),
        ("نص قصير".encode("utf-16"), "text/plain; charset=utf-16", "x.txt"),
    ],
)
def test_a_file_is_what_its_content_says(legacy: Legacy, data: bytes, media_type: str, name: str) -> None:
    legacy.file("x.pdf", data)
    legacy.write([row("1", file="x.pdf", language="en")])
    legacy.run()
    file = WorkFile.objects.get()
    assert (file.media_type, file.name) == (media_type, name)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"kind": "poem"}, "kind", "unknown-choice"),
        ({"kind": "-"}, "kind", "no-clearing"),
        ({"title_en": "x" * 501}, "title_en", "too-long"),
        ({"title_en": "#REF!"}, "title_en", "sheet-error"),
        ({"date": "03/04/2001"}, "date", "ambiguous-date"),
        ({"date": "2001-02-30"}, "date", "date"),
        ({"bodies": "The Court of Nowhere"}, "bodies", "unknown-subject"),
        ({"language": "Klingonese", "file": "a.txt"}, "language", "unknown-language"),
        ({"file": "a.txt"}, "language", "missing-language"),
        ({"pages": "-3"}, "pages", "number"),
        ({"public_from": "soon"}, "public_from", "moment"),
        ({"held_elsewhere": "javascript:alert(1)"}, "held_elsewhere", "web-address"),
        ({"title_en": ""}, "title_en", "missing"),
        ({"kind": ""}, "kind", "missing"),
        ({"key": "", "symbol": ""}, "", "nothing-names-it"),
    ],
)
def test_a_cell_that_means_nothing_refuses_its_row_and_says_why(
    legacy: Legacy, cells: dict[str, Any], column: str, code: str
) -> None:
    legacy.file("a.txt")
    legacy.write([{**row("1"), **cells}, row("2")])
    told = legacy.run()
    assert told.reasons() == [(2, column, code)]
    refused = next(line for line in told.lines if line.outcome == Outcome.REFUSED)
    assert "%(" not in in_words(refused.problem)
    assert list(Work.objects.values_list("key", flat=True)) == ["2"]


def test_two_rows_that_contradict_each_other_or_have_one_language(legacy: Legacy) -> None:
    for name in ("a", "b", "c"):
        legacy.file(name)
    legacy.write(
        [
            row("1", file="a", language="en"),
            row("1", file="b", language="E"),
            row("1", file="c", language="fr", title_en="Another"),
        ]
    )
    assert legacy.run().reasons() == [(3, "language", "same-language"), (4, "title_en", "differs")]
    assert WorkFile.objects.count() == 1


def test_two_keys_never_write_one_work_and_a_symbol_of_several_names_none(legacy: Legacy) -> None:
    archive.work("There", symbol="TEST/1")
    archive.work("One", symbol="TEST/2")
    archive.work("Two", symbol="TEST/2")
    legacy.write(
        [
            row("a", symbol="TEST/1", title_en="There", kind="resolution"),
            row("b", symbol="TEST/1", title_en="There", kind="resolution"),
            row("c", symbol="TEST/2"),
        ]
    )
    told = legacy.tried()
    assert told.reasons() == [(3, "symbol", "same-work"), (4, "symbol", "several-works")]


def test_formulas_stay_texts_and_the_report_runs_none(legacy: Legacy) -> None:
    from documents.importing import report, running

    formula = '=HYPERLINK("https://evil.example")'
    legacy.write([row("1", title_en=formula, summary_en="'=1+1"), row("2", kind="@SUM(1)")])
    legacy.run()
    work = Work.objects.get()
    assert (work.title_en, work.summary_en) == (formula, "=1+1")
    with running.run(running.Order(legacy.folder, legacy.manifest)) as done:
        done.report.seek(0)
        text = b"".join(report.as_csv(done.report)).decode("utf-8-sig")
        done.report.seek(0)
        page = b"".join(report.as_html(done.report, done.counts, "<script>")).decode()
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert f"'{formula}" in cells
    assert "'@SUM(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"title_en,kind\nA,report\n", "no-key"),
        (b"key,title_en\n", "no-rows"),
        (b"key,key,title_en\n1,2,A\n", "twice"),
        (b"key,Title,title_en\n1,A,B\n", "twice"),
        (b'key,title_en\n1,"' + b"x" * 200_000, "long-cell"),
        (b"\x7fELF" + b"\x00\x01\x00" * 500, "not-a-table"),
        (b"%PDF-1.4", "not-a-table"),
        (packed("a"), "not-a-table"),
        (b"\xff\xfek\x00e\x00y\x00,\x00t\x00\n\x00\x00\xd8\x00", "encoding"),
    ],
)
def test_a_manifest_that_is_none_is_refused_as_a_whole(legacy: Legacy, data: bytes, code: str) -> None:
    legacy.manifest.write_bytes(data)
    with pytest.raises(FileProblem) as refused:
        legacy.run()
    assert refused.value.code == code
    assert not ArchiveImport.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_manifest_in_another_encoding_is_read(legacy: Legacy, encoding: str) -> None:
    legacy.manifest.write_bytes('key;title_fr;kind\n1;"Témoins à protéger";report\n'.encode(encoding))
    legacy.run()
    assert Work.objects.get().title_fr == "Témoins à protéger"


CELL = st.one_of(
    st.sampled_from(
        ["", "-", "report", "en", "fr", "a.txt", "b.txt", "../a.txt", "2001", "2001-13", "asp", "1", "2"]
    ),
    st.text(max_size=12),
)
ROW = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["", "1", "2", "3"]),
        "title_en": CELL,
        "kind": st.sampled_from(["report", "", "x"]),
    },
    optional={
        "symbol": st.sampled_from(["", "A/1", "a 1", "B/2"]),
        "file": CELL,
        "language": st.sampled_from(["en", "fr", "", "?"]),
        "date": CELL,
        "authors": CELL,
        "bodies": CELL,
        "supersedes": st.sampled_from(["", "1", "A/1", "B/2"]),
        "access": st.sampled_from(["public", "staff", ""]),
        "translator": CELL,
    },
)


@settings(max_examples=60)
@given(rows=st.lists(ROW, min_size=1, max_size=6))
def test_whatever_a_manifest_says_a_second_run_changes_nothing(
    legacy: Legacy, rows: list[dict[str, str]]
) -> None:
    """The trial, the first run, the second: each tells what is so; none is an error."""
    from django.db import transaction

    for name in ("a.txt", "b.txt"):
        legacy.file(name)
    with legacy.manifest.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    with transaction.atomic():
        try:
            tried = legacy.tried()
        except FileProblem:
            return
        told = legacy.run()
        assert told.counts == tried.counts
        before = rows_of_archive()
        again = legacy.run()
        assert rows_of_archive() == before
        for changing in ("new", "changed", "new_file", "new_version", "file_changed", "relation"):
            assert changing not in again.counts, (told.lines, again.lines)
        assert again.counts.get("refused") == told.counts.get("refused")
        transaction.set_rollback(True)
