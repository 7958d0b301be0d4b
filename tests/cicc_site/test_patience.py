"""A database that says nothing is not waited for without end; one that works for long is."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg.waiting import Wait

from cicc_site import patience
from cicc_site.backup.database import parameters_of
from cicc_site.settings import databases

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often somebody looked whether the server is there; it is."""
    looks: list[int] = []
    whole = patience.PatientConnection.is_there

    def look(self: Any) -> bool:
        looks.append(1)
        return whole(self)

    monkeypatch.setattr(patience, "QUIET", 0.1)
    monkeypatch.setattr(patience.PatientConnection, "is_there", look)
    return looks


def connect(seconds: int = 0) -> psycopg.Connection[Any]:
    return patience.patient(seconds).connect(**parameters_of(connection))


def test_what_takes_long_is_waited_for(looked: list[int]) -> None:
    with connect() as made:
        assert made.execute("SELECT 'done', pg_sleep(0.5)").fetchone() == ("done", "")
        assert looked
        looked.clear()
        assert made.execute("SELECT 'at once'").fetchone() == ("at once",)
        assert not looked, "nobody looks where nobody waits"


def test_a_conversation_goes_on_where_it_was(looked: list[int]) -> None:
    """psycopg's own ways of sending take a number each time, and fail where they are begun anew with nothing."""
    heard: list[Any] = []

    def talk() -> Generator[Wait, Any, str]:
        for _each in range(4):
            heard.append((yield Wait.R))
        return "done"

    with connect() as made:
        assert made.wait(talk()) == "done"
    assert looked
    assert heard == [0, 0, 0, 0]


def test_a_server_that_takes_nobody_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "QUIET", 0.1)
    monkeypatch.setattr(patience.PatientConnection, "is_there", lambda _self: False)
    made = connect()
    with pytest.raises(patience.NoAnswer) as told:
        made.execute("SELECT pg_sleep(60)")
    assert told.value.sqlstate is None, "or it would pass for a statement that was refused"
    assert made.closed
    with pytest.raises(psycopg.OperationalError):  # at once: the next question does not wait as long
        made.execute("SELECT 1")


def test_no_statement_is_waited_for_longer_than_the_server_lets_it_go_on(looked: list[int]) -> None:
    """One process of the server may hang while others answer."""
    made = connect(1)
    with pytest.raises(patience.NoAnswer):
        made.execute("SELECT pg_sleep(60)")
    assert looked


def test_a_server_that_refuses_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_parameters: Any) -> Any:
        raise psycopg.errors.TooManyConnections

    def silent(**_parameters: Any) -> Any:
        raise psycopg.errors.ConnectionTimeout

    with connect() as made:
        assert isinstance(made, patience.PatientConnection)
        monkeypatch.setattr(psycopg, "connect", refused)
        assert made.is_there()
        monkeypatch.setattr(psycopg, "connect", silent)
        assert not made.is_there()


def test_the_site_is_served_by_such_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_ROLE", "web")
    monkeypatch.setenv("DATABASE_URL", "postgresql://web@localhost/site")
    monkeypatch.setenv("DATABASE_STATEMENT_SECONDS", "20")
    used = databases.served()["OPTIONS"]["pool"]["connection_class"]
    assert issubclass(used, patience.PatientConnection)
    assert used.longest == 20 + patience.QUIET
    monkeypatch.setenv("DATABASE_STATEMENT_SECONDS", "0")
    assert databases.served()["OPTIONS"]["pool"]["connection_class"].longest is None
