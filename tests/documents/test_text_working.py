"""Rows that wait are read once, whoever reads them, and their words are known at commit."""

from __future__ import annotations

import contextlib
import datetime as dt
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from cicc_site import indexing, periodic
from documents import keeping, stored_files, tasks
from documents.enums import TextState
from documents.extraction import calling, findings, working
from documents.extraction.calling import Extracted
from documents.extraction.findings import Unreadable
from documents.models import FileText, WorkFile
from documents.storage import archive as storage
from tests.factories import archive, texts

pytestmark = pytest.mark.django_db

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def found(text: str = "Some words", **fields: Any) -> Extracted:
    values: dict[str, Any] = {
        "pages": 3,
        "has_title": True,
        "has_language": False,
        "is_tagged": None,
        "partial": "",
        "is_empty": False,
        "is_readable": True,
    }
    return Extracted(text, **{**values, **fields})


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the child is made to say, one after the other; the last stays."""
    said: list[Any] = [found()]

    def extract(*_arguments: object, **_options: object) -> Extracted:
        answer = said.pop(0) if len(said) > 1 else said[0]
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Extracted)
        return answer

    monkeypatch.setattr(calling, "extract", extract)
    return said


def test_real_files_of_each_format_are_read() -> None:
    work, said = archive.work(), texts.TEXTS["es"]
    page = f"<html lang=es><title>Prueba</title><script>var hidden = 1</script><p>{said}</p></html>"
    made = {
        "application/pdf": texts.fpdf(said, title="Prueba"),
        DOCX: texts.docx(said),
        ODT: texts.odt(said),
        "text/html": page.encode(),
        "text/plain": said.encode("cp1252"),
    }
    languages = ["es", "pt", "sw", "qu", "ca"]
    for (media_type, data), language in zip(made.items(), languages, strict=True):
        archive.work_file(work, language, data, media_type=media_type, name="file")
    assert working.read_waiting() == 5
    for file in WorkFile.objects.select_related("extracted"):
        assert (file.text_state, file.text_problem) == (TextState.DONE, "")
        assert texts.recall(said, file.extracted.text) == 1, file.media_type
        assert "hidden" not in file.extracted.text
    assert working.read_waiting() == 0


def test_what_was_found_is_kept_and_told_in_one_transaction(
    instead: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive.work_file(archive.work())
    heard: list[tuple[str, bool]] = []
    monkeypatch.setattr(indexing, "_listeners", [])
    indexing.subscribe(
        WorkFile,
        lambda model, keys: heard.append((model.__name__, FileText.objects.filter(file__in=keys).exists())),
    )
    working.read_waiting()
    assert heard == [("WorkFile", True)]
    file.refresh_from_db()
    assert (file.pages, file.has_title, file.has_language, file.is_tagged) == (3, True, False, None)
    assert (file.extracted.text, file.extracted.is_readable) == ("Some words", True)


def test_nothing_is_kept_when_who_hears_of_it_fails(
    instead: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.work_file(archive.work())
    monkeypatch.setattr(indexing, "_listeners", [])

    def refuse(*_arguments: object) -> None:
        raise RuntimeError

    indexing.subscribe(WorkFile, refuse)
    with pytest.raises(RuntimeError):
        working.read_waiting()
    assert working.waiting().count() == 1
    assert not FileText.objects.exists()


@pytest.mark.parametrize(
    ("said", "state", "problem", "kept"),
    [
        (found(is_empty=True, text=""), TextState.EMPTY, "", False),
        (found(partial=findings.PARTIAL), TextState.DONE, findings.PARTIAL, True),
        (Unreadable(findings.ENCRYPTED), TextState.FAILED, findings.ENCRYPTED, False),
        (FileNotFoundError(), TextState.FAILED, findings.MISSING, False),
    ],
)
def test_states(instead: list[Any], said: Any, state: str, problem: str, kept: bool) -> None:
    file = archive.work_file(archive.work())
    FileText.objects.create(file=file, text="of an earlier reading")
    instead[:] = [said]
    working.read_waiting()
    file.refresh_from_db()
    assert (file.text_state, file.text_problem) == (state, problem)
    assert FileText.objects.filter(file=file).exists() is kept


def test_a_format_nobody_reads_is_no_failure() -> None:
    file = archive.work_file(archive.work(), data=b"\x89PNG", media_type="image/png", name="x.png")
    working.read_waiting()
    file.refresh_from_db()
    assert (file.text_state, file.text_problem) == (TextState.UNSUPPORTED, "")


def test_a_number_of_pages_somebody_entered_stays(instead: list[Any]) -> None:
    file = archive.work_file(archive.work(), pages=12)
    working.read_waiting()
    file.refresh_from_db()
    assert file.pages == 12


def test_a_file_another_worker_is_at_is_left_to_it(
    instead: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive.work_file(archive.work())
    monkeypatch.setattr(periodic, "alone", lambda _name: contextlib.nullcontext(False))
    assert working.read(file.pk) is None
    assert working.waiting().count() == 1


def test_a_row_that_was_written_meanwhile_is_left(instead: list[Any]) -> None:
    file = archive.work_file(archive.work())
    WorkFile.objects.filter(pk=file.pk).update(text_state=TextState.EMPTY)
    assert working.keep(file, found()) is None
    assert not FileText.objects.exists()


def test_a_file_that_ends_its_worker_is_given_up(instead: list[Any]) -> None:
    file = archive.work_file(archive.work())
    instead[:] = [WorkerEnds()]
    for _each in range(working.MOST_TRIES):
        with pytest.raises(WorkerEnds):
            working.read_waiting()
    working.read_waiting()
    file.refresh_from_db()
    assert (file.text_state, file.text_problem) == (TextState.FAILED, findings.CRASHED)
    assert working.again(WorkFile.objects.filter(pk=file.pk)) == 1
    instead[:] = [found()]
    working.read_waiting()
    file.refresh_from_db()
    assert file.text_state == TextState.DONE


class WorkerEnds(RuntimeError):
    """Stands for the end of the worker in the middle of a file."""


def test_time_is_up_between_files(instead: list[Any]) -> None:
    work = archive.work()
    for language in ("en", "fr"):
        archive.work_file(work, language)
    assert working.read_waiting(seconds=-1) == 0
    assert working.read_waiting(seconds=60) == 2


def test_a_new_file_nudges_the_queue_once(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.TASKS = {**settings.TASKS, "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        work = archive.work()
        for language in ("en", "fr", "ar"):
            archive.work_file(work, language)
    asked = DBTaskResult.objects.filter(task_path=tasks.read_texts.module_path)
    assert asked.count() == 1


def test_the_worker_knows_its_jobs() -> None:
    jobs = {job.name: job.run for job in periodic.jobs()}
    assert jobs["texts of files"] is working.sweep
    assert jobs["stray files of the archive"] is stored_files.sweep


def test_the_command_reads_and_reads_again(instead: list[Any]) -> None:
    first, second = archive.work_file(archive.work()), archive.work_file(archive.work("Other"))
    instead[:] = [Unreadable(findings.BROKEN), found()]
    output, errors = StringIO(), StringIO()
    call_command("extract_texts", stdout=output, stderr=errors)
    assert output.getvalue() == "Read: 1 done, 1 failed.\n"
    assert errors.getvalue() == f"File {first.pk}: broken\n"
    call_command("extract_texts", "--again", "failed", stdout=output, verbosity=0)
    first.refresh_from_db()
    assert first.text_state == TextState.DONE
    instead[:] = [found("Read anew")]
    call_command("extract_texts", "--file", str(second.pk), stdout=output, verbosity=0)
    assert {text.text for text in FileText.objects.all()} == {"Some words", "Read anew"}
    output = StringIO()
    call_command("extract_texts", stdout=output)
    assert output.getvalue() == "Read: nothing waited.\n"


class TestStoredFiles:
    def old(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stored_files, "STRAY_AFTER", dt.timedelta(seconds=-60))

    def test_what_no_row_knows_is_swept_away_after_a_day(self, monkeypatch: pytest.MonkeyPatch) -> None:
        file = archive.work_file(archive.work())
        stray = storage().save(f"ab/{'ab' * 16}", ContentFile(b"nobody's"))
        foreign = storage().save("ab/README", ContentFile(b"somebody's"))
        try:
            stored_files.sweep()
            assert storage().exists(stray)
            self.old(monkeypatch)
            assert stored_files.sweep() >= 1
            assert not storage().exists(stray)
            assert storage().exists(foreign)
            assert file.file.storage.exists(file.stored_as)
        finally:
            storage().delete(foreign)

    def test_losses_are_told(self) -> None:
        gone, short, other, whole = (archive.work_file(archive.work(title), "en") for title in "abcd")
        storage().delete(gone.stored_as)
        with open(storage().path(short.stored_as), "ab") as longer:
            longer.write(b"more")
        with open(storage().path(other.stored_as), "r+b") as changed:
            changed.write(b"X")
        assert [(loss.file, loss.is_changed) for loss in stored_files.losses()] == [
            (gone, False),
            (short, True),
        ]
        assert [loss.file for loss in stored_files.losses(by_checksum=True)] == [gone, short, other]
        errors = StringIO()
        with pytest.raises(SystemExit):
            call_command("check_archive", "--checksums", stderr=errors)
        assert f"File {other.pk}" in errors.getvalue()
        assert f"File {whole.pk}" not in errors.getvalue()

    def test_a_lost_file_is_told_when_it_is_to_be_read(self) -> None:
        file = archive.work_file(archive.work())
        storage().delete(file.stored_as)
        working.read_waiting()
        file.refresh_from_db()
        assert (file.text_state, file.text_problem) == (TextState.FAILED, findings.MISSING)


def test_a_replaced_version_keeps_its_text(instead: list[Any]) -> None:
    work = archive.work()
    first = archive.work_file(work, "en", b"one")
    working.read_waiting()
    keeping.add_file(work, BytesIO(b"two"), language="en", name="two.txt", media_type="text/plain")
    assert FileText.objects.filter(file=first).exists()
