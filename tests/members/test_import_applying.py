"""Taking in: all or nothing, one at a time, what was looked at and nothing else; no more work than there is news."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import workflow
from members.importing import alike, applying, deciding, running
from members.importing.comparing import judge
from members.models import ImportRow, ImportRun, Issue, Organization, RegisterChange
from tests.factories import members as make
from tests.importing import HEADINGS, applied, apply, as_csv, checked, outcomes, quiet, received

State = ImportRun.State


def rows(count: int, *, name: str = "Demo", first: int = 1) -> list[tuple[str, ...]]:
    numbers = range(first, first + count)
    return [
        (*HEADINGS, "acronyms", "e-mail"),
        *((str(n), f"{name} {n}", "KEN", f"D{n}", f"office{n}@example.org") for n in numbers),
    ]


@pytest.fixture
def kenya(db: None) -> None:
    make.country("KEN")


@pytest.mark.usefixtures("kenya")
class TestChoosing:
    def test_chosen_rows_are_taken_in_and_the_others_wait(self) -> None:
        run = checked(rows(5))
        assert apply(run, numbers=[3, 5]) == {"applied": 2, "rechecked": 0}
        assert set(Organization.objects.values_list("external_id", flat=True)) == {"2", "4"}
        assert (run.counts["applied"], run.counts["waiting"]) == (2, 3)
        assert apply(run) == {"applied": 3, "rechecked": 0}
        assert run.counts["waiting"] == 0
        assert apply(run) == {"applied": 0, "rechecked": 0}
        assert Organization.objects.count() == RegisterChange.objects.count() == 5

    def test_one_kind_of_rows_can_be_taken_in(self) -> None:
        applied(rows(2))
        run = checked(rows(4, name="Other"))
        assert apply(run, outcome="new")["applied"] == 2
        assert Organization.objects.filter(legal_name__startswith="Demo").count() == 2

    def test_what_was_taken_in_leaves_no_copy_of_its_values(self) -> None:
        run = applied(rows(2))
        assert not ImportRow.objects.filter(run=run).exclude(values={}).exists()
        assert "office1@example.org" not in str(list(ImportRow.objects.values()))


@pytest.mark.usefixtures("kenya")
class TestAnotherState:
    """Something changed between the report and the moment it is applied."""

    def test_an_entry_that_was_changed_is_looked_at_again(self) -> None:
        applied(rows(3))
        run = checked(rows(3, name="Other"))
        first = Organization.objects.get(external_id="1")
        first.legal_name = "Changed by an officer"
        first.save()
        assert apply(run) == {"applied": 2, "rechecked": 1}
        first.refresh_from_db()
        assert first.legal_name == "Changed by an officer"
        row = ImportRow.objects.get(run=run, rechecked=True)
        assert row.changes["legal_name"] == ["Changed by an officer", "Other 1"]
        assert not row.applied
        assert apply(run)["applied"] == 1
        first.refresh_from_db()
        assert first.legal_name == "Other 1"

    def test_a_delisted_entry_stays_hidden_without_anybody_looking(self) -> None:
        make.organization("Demo 1", external_id="1", listing="name_and_country")
        run = checked([("external_id", "listing"), ("1", "full")])
        workflow.delist(Organization.objects.get().pk, actor=None)
        assert apply(run) == {"applied": 0, "rechecked": 1}
        assert Organization.objects.get().listing == "unlisted"

    def test_an_entry_of_the_same_name_that_came_meanwhile_is_asked_about(self) -> None:
        run = checked(rows(2))
        make.organization("Demo 1", listing="unlisted")
        assert apply(run) == {"applied": 1, "rechecked": 1}
        assert sorted(outcomes(run)) == ["duplicate", "new"]

    def test_the_same_file_twice_makes_no_entry_twice(self) -> None:
        one, two = checked(rows(2)), checked(rows(2))
        assert apply(one)["applied"] == 2
        assert apply(two) == {"applied": 0, "rechecked": 2}
        assert outcomes(two) == ["unchanged", "unchanged"]

    def test_what_the_register_lost_meanwhile_refuses_its_row(self) -> None:
        Issue.objects.create(code="gender", name_en="Gender")
        run = checked([(*HEADINGS, "issues"), ("1", "Demo", "KEN", "gender")])
        Issue.objects.all().delete()
        assert apply(run) == {"applied": 0, "rechecked": 1}
        assert ImportRow.objects.get(run=run).problems[0]["code"] == "gone-since"

    def test_two_rows_said_to_be_one_entry_are_not_both_written(self) -> None:
        present = make.organization("Demo", listing="unlisted")
        run = checked(
            [
                (*HEADINGS, "website"),
                ("", "Demo", "KEN", "a.example.org"),
                ("", "DEMO", "KEN", "b.example.org"),
            ]
        )
        for row in ImportRow.objects.filter(run=run):
            assert deciding.decide(row, str(present.pk))
        assert apply(run) == {"applied": 1, "rechecked": 1}


@pytest.mark.usefixtures("kenya")
class TestWorking:
    def test_nobody_takes_a_run_from_somebody_who_works(self) -> None:
        run = received(as_csv(rows(1)))
        assert running.claim(run, "check")
        assert not running.claim(ImportRun.objects.get(), "check")
        ImportRun.objects.update(heartbeat=timezone.now() - dt.timedelta(minutes=2))
        again = ImportRun.objects.get()
        assert again.is_interrupted
        assert running.claim(again, "check")

    def test_an_error_changes_nothing_and_is_told_without_what_the_file_says(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        run = checked(rows(3))
        monkeypatch.setattr("members.importing.writing.changes_for_history", explode)
        assert running.claim(run, "apply")
        running.work(run, "apply", quiet)
        assert (run.state, run.problem) == (State.CHECKED, {"code": "stopped"})
        assert not Organization.objects.exists()
        assert "RuntimeError" in caplog.text
        assert "office" not in caplog.text

    def test_old_files_and_rows_are_dropped_and_the_import_is_remembered(self) -> None:
        run = applied(rows(2))
        ImportRun.objects.update(created=timezone.now() - dt.timedelta(days=settings.IMPORTS_KEPT_DAYS + 1))
        assert run.path.exists()
        assert run.path.stat().st_mode & 0o077 == 0
        received(as_csv(rows(1))).path.unlink()
        run.refresh_from_db()
        assert run.dropped
        assert not run.path.exists()
        assert not run.rows.exists()
        assert run.preview == {}
        assert run.counts["applied"] == 2


def explode(*arguments: Any) -> None:
    raise RuntimeError("office1@example.org")


@pytest.mark.usefixtures("kenya")
def test_the_number_of_queries_does_not_depend_on_the_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    # Other spellings are looked for row by row, but for no more than fifty rows of a file.
    monkeypatch.setattr(alike, "MOST_ROWS", 0)

    def queries(work: Callable[[], object]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            work()
        return len(context)

    counted = []
    for size in (5, 150):
        first = 1000 * size
        counted.append(
            (
                queries(lambda: checked(rows(size, first=first))),  # noqa: B023
                queries(lambda: applied(rows(size, first=first))),  # noqa: B023
                queries(lambda: applied(rows(size, name="Other", first=first))),  # noqa: B023
                queries(lambda: checked(rows(size, name="Other", first=first))),  # noqa: B023
            )
        )
    assert counted[0] == counted[1]
    assert counted[0][3] < counted[0][1] < 120


@pytest.mark.usefixtures("kenya")
def test_a_file_is_judged_and_written_in_sets_of_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory stays flat because no more than one set is ever held."""
    monkeypatch.setattr(running, "CHUNK", 10)
    monkeypatch.setattr(applying, "CHUNK", 10)
    sizes: list[int] = []
    real = judge

    def watched(records: list[Any], *arguments: Any, **options: Any) -> Any:
        sizes.append(len(records))
        return real(records, *arguments, **options)

    monkeypatch.setattr(running, "judge", watched)
    monkeypatch.setattr(applying, "judge", watched)
    assert applied(rows(35)).counts["applied"] == 35
    assert sizes == [10, 10, 10, 5] * 2


# --- Processes of their own --------------------------------------------------------------------------------


def child(run: ImportRun, step: str) -> subprocess.Popen[bytes]:
    """As the site starts it, on the database of the test."""
    environment = {
        **os.environ,
        "DATABASE_ROLE": "owner",
        "TEST_DATABASE": str(connection.settings_dict["NAME"]),
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.test",
    }
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "run_import", str(run.pk), step]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)


def wait_until(happened: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def written_uncommitted(run: ImportRun) -> bool:
    """Whether the process is seen at work by the sign of life it gives while nothing is committed."""
    run.refresh_from_db()
    return run.done > 0


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_nothing_is_half_done_and_it_can_be_begun_again() -> None:
    make.country("KEN")
    run = checked(rows(6_000))
    before = state()
    assert running.claim(run, "apply")
    process = child(run, "apply")
    try:
        wait_until(lambda: written_uncommitted(run))
        assert process.poll() is None
        psutil.Process(process.pid).kill()
    finally:
        process.wait()
    # The server notices the lost connection, and takes back what was written.
    wait_until(nobody_holds_the_lock)
    assert state() == before == (0, 0, 0)
    run.refresh_from_db()
    assert run.state == State.APPLYING
    ImportRun.objects.update(heartbeat=timezone.now() - dt.timedelta(minutes=2))
    run.refresh_from_db()
    assert run.is_interrupted
    assert running.claim(run, "apply")
    assert child(run, "apply").wait() == 0
    assert state() == (6_000, 6_000, 6_000)
    run.refresh_from_db()
    assert (run.state, run.counts["applied"]) == (State.APPLIED, 6_000)


def state() -> tuple[int, int, int]:
    return (
        Organization.objects.count(),
        RegisterChange.objects.count(),
        ImportRow.objects.filter(applied=True).count(),
    )


def nobody_holds_the_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [applying.LOCK])
        [taken] = cursor.fetchone() or [False]
        if taken:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [applying.LOCK])
        return bool(taken)


@pytest.mark.django_db(transaction=True)
def test_two_imports_are_never_applied_at_once() -> None:
    make.country("KEN")
    run = checked(rows(2))
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [applying.LOCK])
        assert running.claim(run, "apply")
        running.work(run, "apply", quiet)
        assert run.problem == {"code": "busy"}
        assert not Organization.objects.exists()
        with other.cursor() as cursor:  # a server notices that a connection was closed when it gets to it
            cursor.execute("SELECT pg_advisory_unlock(%s)", [applying.LOCK])
    finally:
        other.close()
    assert apply(run)["applied"] == 2
