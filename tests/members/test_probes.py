"""What is told to whatever watches: each part by name, what is worse than usual without an alarm, and no secret."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from cicc_site.patience import NoAnswer, PatientConnection
from members import heartbeats, operating, outbox, readiness
from members.models import Heartbeat, OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(readiness, "KEPT_SECONDS", -1.0)
    monkeypatch.setattr(readiness, "_migrated", set())
    monkeypatch.setattr(readiness, "_under_way", {})
    settings.MEDIA_ROOT = settings.APPLICATION_ROOT = tmp_path / "files"
    settings.ALLOWED_HOSTS = ["only.example.org"]


@pytest.fixture
def working() -> None:
    for part in (heartbeats.CLOCK, heartbeats.QUEUE):
        heartbeats.beat(part)


def ask(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz", HTTP_HOST="10.0.0.7:8000")
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, answer.json()


def test_all_is_well(client: Client, working: None) -> None:
    operating.remember(operating.BACKUP, file="x")
    status, told = ask(client)
    assert (status, told["status"]) == (200, "ready"), told
    assert set(told["checks"]) == {
        "database",
        "migrations",
        "worker",
        "mail",
        "files",
        "archive",
        "kept pages",
        "antivirus",
    }
    assert set(told["checks"].values()) == {"ok"}
    assert told["last_backup"].startswith(str(timezone.now().year))
    assert (told["last_proven_restore"], told["read_only"]) == (None, False)


def test_health_asks_nothing_of_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz", HTTP_HOST="anything")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/healthz", HTTP_HOST="only.example.org").status_code == 404


def test_without_the_database_it_is_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_parameters: Any) -> None:
        raise psycopg.OperationalError("connection to server at 10.1.2.3, user cicc_web failed")

    monkeypatch.setattr(PatientConnection, "connect", gone)
    status, told = ask(client)
    assert (status, told["status"], told["checks"]["database"]) == (503, "down", "OperationalError")
    assert told["checks"]["files"] == "ok"
    assert "10.1.2.3" not in str(told)


def test_a_migration_that_is_missing_takes_it_out(client: Client, working: None) -> None:
    with connection.cursor() as cursor:
        newest = "SELECT max(name) FROM django_migrations WHERE app = 'members'"
        cursor.execute(f"DELETE FROM django_migrations WHERE app = 'members' AND name = ({newest})")
    status, told = ask(client)
    assert (status, told["checks"]["migrations"]) == (503, "1 migration(s) are not applied")


def test_a_silent_worker_and_old_mail_are_told_and_the_site_stays(client: Client, working: None) -> None:
    Heartbeat.objects.filter(part=heartbeats.QUEUE).update(at=F("at") - dt.timedelta(hours=1))
    with transaction.atomic():
        context = {"user": "x", "day": "1", "time": "12:00"}
        outbox.write("app_added", to="amal@example.org", language="en", key="k", context=context)
    OutboxMessage.objects.update(not_before=timezone.now() - dt.timedelta(minutes=40))
    status, told = ask(client)
    assert (status, told["status"]) == (200, "degraded")
    assert told["checks"]["worker"] == "not heard of: queue"
    assert told["checks"]["mail"] == "the oldest message waits for 40 minutes"
    assert "amal" not in str(told)


def test_a_copy_says_that_its_mail_is_shut(client: Client, working: None) -> None:
    operating.remember(operating.MAIL, place="1/1")
    assert "is a copy" in ask(client)[1]["checks"]["mail"]


def test_folders_and_the_scanner(client: Client, working: None, settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    settings.MEDIA_ROOT = blocked / "media"
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody.sock")
    status, told = ask(client)
    assert (status, told["status"]) == (200, "degraded")
    assert told["checks"]["files"] == "MEDIA_ROOT: cannot be written (Not a directory)"
    assert told["checks"]["antivirus"] == "does not answer: files are refused"
    assert str(tmp_path) not in str(told)


def test_what_hangs_does_not_hold_it_up(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "LONGEST", 0.5)
    held = threading.Event()
    hanging = readiness.Check("archive", lambda: str(held.wait(20)))
    monkeypatch.setattr(readiness, "BESIDES", (hanging,))
    try:
        assert ask(client)[1]["checks"]["archive"] == "does not answer"
    finally:
        held.set()


def test_a_database_that_hangs_is_asked_anew_when_it_is_given_up(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one look at it waits for the former: with one that never ends nobody would see that it is back."""
    whole = PatientConnection.connect

    def hang(**_parameters: Any) -> Any:
        raise NoAnswer

    monkeypatch.setattr(PatientConnection, "connect", hang)
    assert (ask(client)[0], readiness.told()["checks"]["database"]) == (503, "NoAnswer")
    monkeypatch.setattr(PatientConnection, "connect", whole)
    assert readiness.told()["checks"]["database"] == "ok"


def test_what_hangs_for_long_leaves_room_for_the_database(
    client: Client, working: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often it is asked meanwhile: whoever watches would restart a site that lacks its bucket only."""
    released, begun = threading.Event(), []

    def hang() -> str:
        begun.append(1)
        released.wait(60)
        return ""

    besides = tuple(
        readiness.Check(check.name, hang if check.name == "archive" else check.run)
        for check in readiness.BESIDES
    )
    monkeypatch.setattr(readiness, "BESIDES", besides)
    monkeypatch.setattr(readiness, "LONGEST", 0.05)
    try:
        for _question in range(12):
            assert readiness.told()["checks"]["archive"] == "does not answer"
        monkeypatch.setattr(readiness, "LONGEST", 60.0)
        assert readiness._ended(readiness._started(readiness.DATABASE, readiness._answers)) == ""
        assert len(begun) == 1
    finally:
        released.set()


def test_many_questions_are_one(client: Client, working: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(readiness, "KEPT_SECONDS", 60.0)
    monkeypatch.setattr(readiness, "_kept", {"at": 0.0, "told": None})

    def look() -> dict[str, Any]:
        asked.append(1)
        return {"status": "ready", "checks": {}}

    monkeypatch.setattr(readiness, "_look", look)
    for _each in range(5):
        ask(client)
    assert len(asked) == 1
