"""Attaching and removing: limits, states, events, retries, races; where the bytes lie, what becomes of lost ones."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from cicc_site import periodic
from members.applications import attachments, stored_files
from members.applications.attachments import FileRefused
from members.applications.chain import Actor
from members.applications.states import EventKind, State
from members.checks import applications_lie_apart
from members.models import Application, Attachment
from members.workflow import applications as verbs
from tests.factories import applications as make
from tests.factories import uploads

APPLICANT = Actor.applicant()
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings: Any, tmp_path: Path) -> Path:
    settings.APPLICATION_ROOT = tmp_path / "applications"
    return Path(settings.APPLICATION_ROOT)


def noise(size: int, seed: int = 0) -> bytes:
    """A PDF of a size, unlike any other."""
    filling = bytes([seed % 256, seed // 256]) * (size // 2)
    return uploads.raw_pdf(b"<< /Length %d >>\nstream\n" % len(filling) + filling + b"\nendstream")


def add(
    application: Application, data: bytes | None = None, kind: str = "statutes", name: str = "a.pdf"
) -> Attachment:
    file = uploads.upload(uploads.pdf() if data is None else data, name)
    return attachments.add(application, kind, file, APPLICANT)


def files(place: Path) -> set[str]:
    return set(os.listdir(place)) if place.exists() else set()


def test_a_file_lies_apart_and_is_ours_alone(place: Path) -> None:
    application, _ = make.begun()
    attachment = add(application, name="النظام الأساسي.pdf")
    assert files(place) == {attachment.stored_as}
    assert stat.S_IMODE((place / attachment.stored_as).stat().st_mode) == 0o600
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert (place / attachment.stored_as).read_bytes() == uploads.pdf()
    assert attachment.name == "النظام الأساسي.pdf"
    assert attachment.size == len(uploads.pdf())


def test_a_folder_that_is_handed_out_is_no_place(settings: Any) -> None:
    assert applications_lie_apart() == []
    settings.APPLICATION_ROOT = Path(settings.MEDIA_ROOT) / "applications"
    assert [problem.id for problem in applications_lie_apart()] == ["members.E004"]


def test_no_name_leads_out_of_the_folder() -> None:
    for name in ("../x", "/etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "\n"):
        with pytest.raises(ValueError, match="no name"):
            stored_files.path(name)


def test_the_file_is_on_the_disk_before_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Written and flushed, the folder too, when the row is saved."""
    done: list[str] = []
    fsync, save = os.fsync, Attachment.save

    def flush(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def write(self: Attachment, **kwargs: Any) -> None:
        done.append("row")
        save(self, **kwargs)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(Attachment, "save", write)
    application, _ = make.begun()
    add(application)
    assert done == ["folder", "file", "folder", "row"]


def test_sent_twice_it_is_there_once(place: Path) -> None:
    application, _ = make.begun()
    first = add(application)
    again = add(application, name="another name.pdf")
    assert again.pk == first.pk
    assert len(files(place)) == application.attachments.count() == 1
    picture = attachments.add(application, "logo", uploads.upload(uploads.photograph(), "a.jpg"), APPLICANT)
    assert (
        attachments.add(application, "logo", uploads.upload(uploads.photograph(), "b.jpg"), APPLICANT)
        == picture
    )
    # Chosen for the wrong kind at first: what was said last holds.
    assert add(application, kind="report").kind == "report"
    other, _ = make.begun(email="other@example.org")
    assert add(other).pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(
            application=application, kind="report", name="x", size=1, sha256=first.sha256, media_type="x"
        )


def test_all_together_have_a_limit(place: Path) -> None:
    application, _ = make.begun()
    for seed in range(3):
        add(application, noise(1_700_000, seed), name=f"{seed}.pdf")
    with pytest.raises(FileRefused) as refused:
        add(application, noise(1_700_000, 9))
    assert refused.value.code == "total"
    assert len(files(place)) == 3
    attachments.remove(application.attachments.all()[0], APPLICANT)
    add(application, noise(1_700_000, 9))


def test_so_many_and_no_more() -> None:
    application, _ = make.begun()
    for seed in range(attachments.MOST):
        add(application, noise(100, seed))
    with pytest.raises(FileRefused) as refused:
        add(application, noise(100, 99))
    assert refused.value.code == "count"


def test_so_many_tries_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    application, _ = make.begun()
    limit = attachments.LIMIT.__class__("application_files", 2, attachments.LIMIT.period)
    monkeypatch.setattr(attachments, "LIMIT", limit)
    add(application)
    add(application)
    with pytest.raises(FileRefused) as refused:
        add(application)
    assert refused.value.code == "often"


@pytest.mark.parametrize("state", State)
def test_what_may_be_attached_in_which_state(state: State) -> None:
    application = make.moved_to(state, make.officer())
    expected = {State.DRAFT: attachments.WITH_APPLICATION, State.INFO_REQUESTED: ("answer",)}.get(state, ())
    for kind in Attachment.Kind:
        if kind in expected:
            add(application, noise(100, len(kind)), kind=kind)
        else:
            with pytest.raises(FileRefused) as refused:
                add(application, kind=kind)
            assert refused.value.code == "closed"


def test_a_draft_leaves_no_trace_of_what_was_removed(
    place: Path, django_capture_on_commit_callbacks: Any
) -> None:
    application, _ = make.begun()
    attachment = add(application)
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(attachment, APPLICANT)
        attachments.remove(attachment, APPLICANT)
    assert files(place) == set()
    assert not application.attachments.exists()
    assert make.kinds(application) == [EventKind.BEGUN]


def test_once_sent_each_change_is_an_event(place: Path, django_capture_on_commit_callbacks: Any) -> None:
    officer = make.officer()
    application = make.moved_to(State.INFO_REQUESTED, officer)
    attachment = add(application, kind="answer")
    add(application, kind="answer")
    with pytest.raises(FileRefused) as refused:
        attachments.remove(attachment, APPLICANT)
    assert refused.value.code == "kept"
    with pytest.raises(verbs.NotAllowed):
        attachments.remove(attachment, Actor.officer(make.officer("chen", works=False)))
    with django_capture_on_commit_callbacks(execute=True):
        attachments.remove(attachment, Actor.officer(officer))
    attachment.refresh_from_db()
    assert attachment.removed_at
    assert files(place) == set()
    said = [(event.kind, event.subject, event.actor_kind) for event in application.events.order_by("number")]
    assert said[-2:] == [
        (EventKind.FILE_ADDED, f"attachment:{attachment.pk}", "applicant"),
        (EventKind.FILE_REMOVED, f"attachment:{attachment.pk}", "officer"),
    ]


def test_officers_attach_nothing_in_the_name_of_an_applicant() -> None:
    application, _ = make.begun()
    with pytest.raises(verbs.NotAllowed):
        attachments.add(
            application, "report", uploads.upload(uploads.pdf(), "a.pdf"), Actor.officer(make.officer())
        )


def test_what_was_asked_for_fits_when_the_application_was_full() -> None:
    application = make.moved_to(State.INFO_REQUESTED, make.officer())
    Attachment.objects.create(
        application=application, kind="report", name="x", size=attachments.WHOLE, sha256="x", media_type="x"
    )
    assert add(application, kind="answer").kind == "answer"


def test_a_row_that_cannot_be_written_leaves_no_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    application, _ = make.begun()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(IntegrityError):
        add(application)
    assert files(place) == set()


def test_what_has_no_row_is_swept_away_after_a_day(place: Path) -> None:
    application, _ = make.begun()
    kept = add(application)
    with transaction.atomic():
        lost = add(application, noise(50))
        transaction.set_rollback(True)
    young, foreign = "a" * 32, "notes.txt"
    for name in (young, foreign):
        (place / name).write_bytes(b"1")
    assert stored_files.sweep() == 0
    for name in (kept.stored_as, lost.stored_as, foreign):
        os.utime(place / name, (time.time() - 25 * 3600,) * 2)
    assert stored_files.sweep() == 1
    assert files(place) == {kept.stored_as, young, foreign}
    assert stored_files.missing() == []
    stored_files.delete(kept.stored_as)
    assert stored_files.missing() == [f"attachment {kept.pk} of application {kept.application.reference}"]


def test_nothing_to_sweep_is_no_mistake() -> None:
    assert stored_files.sweep() == 0


def test_the_clock_sweeps() -> None:
    assert stored_files.sweep in [job.run for job in periodic.jobs()]


def test_reading_a_file_is_nothing_that_happened_meanwhile() -> None:
    officer = make.officer()
    application = make.received()
    seen = application.version
    verbs.record(application.pk, EventKind.FILE_READ, Actor.officer(officer), subject="attachment:1")
    assert verbs.take_up(application.pk, Actor.officer(officer), seen=seen).state == State.SCREENING
    with pytest.raises(verbs.Meanwhile):
        verbs.ask(application.pk, Actor.officer(officer), "Why?", seen=seen)


class TestRaces:
    """Two requests at once, each in a process of its own as far as the database can tell."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def application(self) -> Application:
        return make.begun()[0]

    def at_once(self, *data: bytes, application: Application) -> list[Any]:
        results: list[Any] = [None] * len(data)
        ready = threading.Barrier(len(data))

        def run(place: int) -> None:
            try:
                checked = attachments.check(uploads.upload(data[place], f"{place}.pdf"))
                ready.wait(60)
                results[place] = attachments._keep(application.pk, "report", checked, APPLICANT)
            except FileRefused as refused:
                results[place] = refused.code
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(place,)) for place in range(len(data))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def test_the_limit_of_all_together_holds(self, application: Application, place: Path) -> None:
        for seed in range(2):
            add(application, noise(1_800_000, seed))
        results = self.at_once(noise(1_400_000, 8), noise(1_400_000, 9), application=application)
        assert [result for result in results if result == "total"] == ["total"]
        assert sum(application.attachments.values_list("size", flat=True)) <= attachments.WHOLE
        assert len(files(place)) == 3

    def test_a_double_click_attaches_once(self, application: Application, place: Path) -> None:
        results = self.at_once(*[uploads.pdf()] * 4, application=application)
        assert len({result.pk for result in results}) == 1
        assert len(files(place)) == 1
