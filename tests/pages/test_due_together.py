"""Two requests after a due time: the second waits for the first, and is answered with what it did.

In a file of its own: the tree other tests share lies in a transaction that a second connection cannot see.
"""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from pages import due
from tests.editing import now_stored
from tests.factories import pages as make
from tests.pages.test_due import address, schedule, time_passes


@pytest.mark.django_db(transaction=True)
def test_a_second_request_waits_for_the_first() -> None:
    home = make.home()
    page = make.about(home, "Embargo", live=False)
    time_passes(schedule(page))
    where = address(page)
    answers: list[int] = []

    def visit() -> None:
        try:
            answers.append(Client().get(where).status_code)
        finally:
            connection.close()

    with psycopg.connect(**_connection()) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [due.LOCK])
        visitor = threading.Thread(target=visit)
        visitor.start()
        visitor.join(0.5)
        assert visitor.is_alive(), answers
        assert not now_stored(page).live
    visitor.join(30)
    assert answers == [200]


def _connection() -> dict[str, Any]:
    wanted = connection.get_connection_params()
    return {name: wanted[name] for name in ("host", "port", "dbname", "user", "password") if wanted.get(name)}
