"""While the database is away visitors are told so at once, and who looks whether it is back is one of them."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import Client
from psycopg_pool import PoolTimeout

from cicc_site import database_away
from cicc_site.database_away import Standing, is_gone
from cicc_site.patience import NoAnswer
from pages import generations

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def standing(monkeypatch: pytest.MonkeyPatch) -> Standing:
    made = Standing()
    monkeypatch.setattr(database_away, "standing", made)
    return made


def fault(kind: type[Exception], cause: type[Exception] | None) -> Exception:
    made = kind()
    made.__cause__ = cause() if cause else None
    return made


@pytest.mark.parametrize(
    ("error", "gone"),
    [
        (fault(OperationalError, psycopg.OperationalError), True),
        (fault(InterfaceError, psycopg.InterfaceError), True),
        (fault(OperationalError, psycopg.errors.AdminShutdown), True),
        (fault(OperationalError, psycopg.errors.CannotConnectNow), True),
        (fault(OperationalError, psycopg.errors.TooManyConnections), True),
        (fault(OperationalError, psycopg.errors.ConnectionFailure), True),
        (fault(OperationalError, psycopg.errors.QueryCanceled), False),
        (fault(OperationalError, psycopg.errors.DeadlockDetected), False),
        (fault(OperationalError, psycopg.errors.DiskFull), False),
        (fault(IntegrityError, psycopg.IntegrityError), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_a_statement_that_is_refused_is_no_absence(error: Any, gone: bool) -> None:
    assert is_gone(error) is gone


@pytest.mark.parametrize(
    ("cause", "away"),
    [
        (psycopg.errors.AdminShutdown(), False),
        (psycopg.errors.CrashShutdown(), False),
        (psycopg.OperationalError("consuming input failed: die Verbindung wurde geschlossen"), False),
        (psycopg.OperationalError("the connection is closed"), False),
        (None, False),  # what Django says of a connection that is closed already
        (PoolTimeout(), True),
        (psycopg.errors.ConnectionTimeout(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.errors.TooManyConnections(), True),
        (NoAnswer(), True),
    ],
)
def test_whoever_comes_after_one_that_was_cut_off_waits_for_a_restart(
    cause: Exception | None, away: bool, standing: Standing
) -> None:
    error = OperationalError()
    error.__cause__ = cause
    assert is_gone(error)
    standing.missed(error)
    assert standing.away is away


def test_nobody_at_the_door_is_waited_for_in_vain(standing: Standing) -> None:
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(host="/nowhere")
    error = OperationalError()
    error.__cause__ = refused.value
    standing.missed(error)
    assert standing.away


def missing(*_given: Any) -> Any:
    raise fault(OperationalError, PoolTimeout)


def test_whoever_misses_it_tells_the_others(
    client: Client, monkeypatch: pytest.MonkeyPatch, standing: Standing
) -> None:
    asked: list[int] = []

    def look() -> Any:
        asked.append(1)
        missing()

    monkeypatch.setattr(generations, "look", look)
    monkeypatch.setattr(database_away, "reaches", lambda: False)
    for language in ("en", "fr", "ar"):
        answer = client.get(f"/{language}/")
        assert (answer.status_code, answer.headers["Content-Language"]) == (503, language)
        assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == ("10", "no-store")
        assert f'lang="{language}"' in answer.content.decode()
    assert asked == [1]
    assert client.get("/healthz").status_code == 200


def test_what_fails_later_counts_as_well(
    client: Client, monkeypatch: pytest.MonkeyPatch, standing: Standing
) -> None:
    from pages import views

    client.raise_request_exception = False
    monkeypatch.setattr(views, "robots_lines", missing)
    assert client.get("/robots.txt").status_code == 503
    assert standing.away


def test_one_looks_again_after_a_while_and_then_everybody_comes_in(
    monkeypatch: pytest.MonkeyPatch, standing: Standing
) -> None:
    looked: list[int] = []
    there = [False]

    def reaches() -> bool:
        looked.append(1)
        return there[0]

    monkeypatch.setattr(database_away, "reaches", reaches)
    assert not standing.is_away()
    standing.missed(fault(OperationalError, PoolTimeout))
    assert all(standing.is_away() for _each in range(5))
    assert looked == []
    standing._looked -= database_away.LOOK_EVERY
    assert all(standing.is_away() for _each in range(5))
    assert looked == [1]
    there[0] = True
    standing._looked -= database_away.LOOK_EVERY
    assert not standing.is_away()
    assert not standing.is_away()
    assert looked == [1, 1]


def test_one_looks_for_all_however_long_it_takes(monkeypatch: pytest.MonkeyPatch, standing: Standing) -> None:
    """With a database that hangs a look takes longer than the pause between two."""
    looks: list[int] = []

    def reaches() -> bool:
        looks.append(1)
        standing._looked -= 10 * database_away.LOOK_EVERY
        if len(looks) == 1:
            assert standing.is_away()  # somebody else, meanwhile
        return False

    monkeypatch.setattr(database_away, "reaches", reaches)
    standing.missed(fault(OperationalError, PoolTimeout))
    standing._looked -= database_away.LOOK_EVERY
    assert standing.is_away()
    assert looks == [1]


def test_a_look_goes_past_the_pool() -> None:
    assert database_away.reaches()
