"""The command: trial by default, reports, the reader's language; killed in the middle, begun again, everything once."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from documents.importing import running
from documents.models import ArchiveImport, Work, WorkFile
from members.importing.problems import FileProblem
from tests.archive_importing import Legacy, row, rows_of_archive
from tests.factories import archive

SOME = 300


def called(legacy: Legacy, *options: str) -> str:
    out = StringIO()
    call_command("import_archive", str(legacy.folder), str(legacy.manifest), *options, stdout=out)
    return out.getvalue()


def some(legacy: Legacy, count: int = SOME) -> None:
    """Works in two languages each, one file each."""
    rows: list[dict[str, Any]] = []
    for number in range(count // 2):
        for language in ("en", "fr"):
            name = legacy.file(f"{number // 50}/{number}-{language}.txt")
            rows.append(row(str(number), symbol=f"TEST/{number}", file=name, language=language))
            rows[-1]["supersedes"] = str(number + 1) if number % 10 == 0 and language == "en" else ""
    legacy.write(rows)


@pytest.mark.django_db
def test_it_only_tells_until_it_is_told_to_write(legacy: Legacy) -> None:
    some(legacy, 4)
    assert "--apply" in called(legacy)
    assert not Work.objects.exists()
    said = called(legacy, "--apply")
    assert "New works: 2" in said
    assert "--apply" not in said
    assert Work.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "no such file"), ("fr", "dossier"), ("es", "carpeta"), ("ar", "المجلد")],
)
def test_reports_are_in_the_language_of_their_reader(
    legacy: Legacy, tmp_path: Path, language: str, words: str
) -> None:
    legacy.write([row("1", file="gone.txt", language="en")])
    table, page = tmp_path / "report.csv", tmp_path / "report.html"
    options = ("--report", str(table), "--report", str(page), "--language", language)
    said = called(legacy, *options)
    assert words in said
    assert words in table.read_text("utf-8-sig")
    assert words in page.read_text("utf-8")
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page.read_text("utf-8")


@pytest.mark.django_db
def test_what_cannot_be_done_is_one_sentence(legacy: Legacy, tmp_path: Path) -> None:
    legacy.write([row("1")])
    with pytest.raises(CommandError, match=r"There is no column of this name: colour\."):
        called(legacy, "--column", "key=colour")
    with pytest.raises(CommandError, match="The file has no heading of this name: Colour"):
        called(legacy, "--column", "Colour=notes")
    with pytest.raises(CommandError, match="HEADING=NAME"):
        called(legacy, "--column", "Colour")
    with pytest.raises(CommandError, match=r"ends in \.csv or \.html"):
        called(legacy, "--report", "report.docx")
    legacy.folder.rmdir()
    with pytest.raises(CommandError, match="no folder"):
        called(legacy)


@pytest.mark.django_db
def test_a_work_costs_the_same_however_many_there_are(legacy: Legacy) -> None:
    """Queries for each work, and memory for each file: neither grows with the manifest."""
    from django.test.utils import CaptureQueriesContext

    archive.subject()
    costs = []
    for count in (10, 110):
        some(legacy, count)
        with CaptureQueriesContext(connection) as queries:
            legacy.run()
        costs.append(len(queries))
        Work.objects.all().update(key=None, symbol_key="")
        WorkFile.objects.update(sha256="0" * 64)
    assert costs[1] / 55 < costs[0] / 5 + 1


@pytest.mark.django_db
def test_hundreds_of_files_are_taken_in_and_the_second_time_nothing_is(legacy: Legacy) -> None:
    some(legacy)
    assert legacy.run().counts == {"new": 150, "new_file": 300, "relation": 15}
    before, peak = rows_of_archive(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert legacy.run().counts == {"unchanged": 150, "same_file": 300}
    assert rows_of_archive() == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 50_000


def child(legacy: Legacy) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_ROLE": "owner",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.test",
    }
    command = [
        sys.executable,
        "manage.py",
        "import_archive",
        str(legacy.folder),
        str(legacy.manifest),
        "--apply",
    ]
    return subprocess.Popen([*command, "--verbosity=0"], env=environment, cwd=settings.BASE_DIR)


def wait_until(happened: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_begun_again_everything_is_there_once(legacy: Legacy) -> None:
    some(legacy)
    process = child(legacy)
    try:
        wait_until(lambda: Work.objects.count() > 20)
        process.send_signal(signal.SIGSTOP)  # so that it is in the middle for as long as we look
        with pytest.raises(FileProblem) as refused:
            legacy.run()
        assert refused.value.code == "busy"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = Work.objects.count()
    assert 20 < done < 150
    assert WorkFile.objects.count() == 2 * done
    assert ArchiveImport.objects.get().finished_at is None

    wait_until(lambda: _is_free())
    assert legacy.run().counts["new"] == 150 - done
    assert Work.objects.count() == 150
    assert WorkFile.objects.count() == 300
    assert set(WorkFile.objects.values_list("version", flat=True)) == {1}
    assert legacy.run().counts == {"unchanged": 150, "same_file": 300}


def _is_free() -> bool:
    """The database notices after a moment that nobody is there any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [running.LOCK]
        )
        [count] = cursor.fetchone()
    return bool(count == 0)
