"""Periodic jobs: one worker at a time, a fault ends nothing, and a log tells no values."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection

from cicc_site import periodic
from cicc_site.periodic import Clock, Job, alone, perform

HOUR = timedelta(hours=1)


def nothing() -> None:
    """A job."""


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_in_one_worker_at_a_time() -> None:
    ran: list[str] = []
    started, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        ran.append("slow")
        started.set()
        go_on.wait(120)

    first = threading.Thread(target=perform, args=[Job("same", HOUR, slow)])
    first.start()
    assert started.wait(60)
    assert perform(Job("same", HOUR, lambda: ran.append("second"))) is False
    assert perform(Job("another", HOUR, lambda: ran.append("another"))) is True
    go_on.set()
    first.join(60)
    assert perform(Job("same", HOUR, lambda: ran.append("third"))) is True, "the lock is given back"
    assert ran == ["slow", "another", "third"]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_gives_its_lock_back_and_tells_no_values(caplog: pytest.LogCaptureFixture) -> None:
    def failing() -> None:
        raise ValueError("amal@example.org")

    assert perform(Job("failing", HOUR, failing)) is False
    assert "The job failing failed: ValueError" in caplog.text
    assert "in failing" in caplog.text, "where it failed"
    assert "amal" not in caplog.text
    assert perform(Job("failing", HOUR, nothing)) is True


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_under_a_job_loses_the_lock_and_nothing_else() -> None:
    def lost() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            [pid] = cursor.fetchone()
        killer = threading.Thread(target=kill, args=[pid])
        killer.start()
        killer.join(60)

    def kill(pid: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connection.close()

    perform(Job("lost", HOUR, lost))
    assert perform(Job("lost", HOUR, nothing)) is True


@pytest.mark.django_db(transaction=True)
def test_the_lock_ends_with_the_block() -> None:
    with alone("block") as mine:
        assert mine
        other: list[bool] = []

        def ask() -> None:
            with alone("block") as locked:
                other.append(locked)
            connection.close()

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(60)
        assert other == [False]


def test_a_name_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "_jobs", {})
    periodic.register("one", HOUR, nothing)
    periodic.register("one", HOUR, nothing)
    with pytest.raises(ValueError, match="a job named one already"):
        periodic.register("one", HOUR, lambda: None)
    assert [job.name for job in periodic.jobs()] == ["one"]


def test_the_jobs_of_the_site_are_registered() -> None:
    assert {"heartbeat", "mail", "tidying up"} <= {job.name for job in periodic.jobs()}


def test_a_slow_job_is_not_started_again_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    go_on = threading.Event()
    monkeypatch.setattr(periodic, "perform", lambda job: job.run())
    monkeypatch.setattr(periodic, "AFTER_START", 0.0)

    def slow() -> None:
        ran.append("slow")
        go_on.wait(120)

    jobs = [
        Job("slow", timedelta(0), slow),
        Job("quick", timedelta(0), lambda: ran.append("quick")),
    ]
    clock = Clock(jobs)
    deadline = time.monotonic() + 120
    while ran.count("quick") < 5 and time.monotonic() < deadline:
        clock.tick()
        time.sleep(0.01)
    assert ran.count("slow") == 1
    assert ran.count("quick") >= 5
    assert clock.stop(0.1) == ["slow"], "it says which one has not ended"
    go_on.set()
    assert clock.stop(60) == []


def test_a_long_job_hears_that_the_worker_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "perform", lambda job: job.run())
    begun, heard = threading.Event(), threading.Event()

    def long() -> None:
        begun.set()
        while not periodic.is_ending():
            time.sleep(0.01)
        heard.set()

    clock, other = Clock([Job("long", timedelta(0), long)]), Clock([])
    while not begun.wait(0.01):
        clock.tick()
    other.close()
    assert not heard.wait(0.1), "another clock"
    assert clock.stop(60) == []
    assert heard.is_set()
    assert not periodic.is_ending(), "here is no job"


def test_at_the_end_everything_is_said_even_if_something_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    said: list[str] = []

    def broken() -> None:
        raise OSError("gone")

    monkeypatch.setattr(periodic, "_goodbyes", [])
    for run in (broken, lambda: said.append("goodbye")):
        periodic.at_the_end(run)
    periodic.at_the_end(broken)
    periodic.say_goodbye()
    assert said == ["goodbye"]
    assert caplog.text.count("Not done at the end") == 1
