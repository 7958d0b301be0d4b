"""Two transactions at once: a change is seen whichever of them is committed last.

In a file of its own: the tree other tests share lies in a transaction that a second connection cannot see.
"""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection

from pages import generations
from tests.factories import pages as make
from tests.pages.test_generations import generation


@pytest.mark.django_db(transaction=True)
def test_transactions_come_to_light_in_any_order() -> None:
    """The older of two is committed last: it must be seen although its number is the lower one."""
    home = make.home()
    make.about(home, "Beyond")
    seen = [generation()]
    update = "UPDATE pages_sitepage SET show_in_menus = NOT show_in_menus"
    with psycopg.connect(**_connection()) as older, psycopg.connect(**_connection()) as newer:
        older.execute("SELECT pg_current_xact_id()")
        newer.execute(f"{update} WHERE depth = 2")
        assert generation() == seen[-1]
        newer.commit()
        seen.append(generation())
        older.execute(f"{update} WHERE depth = 3")
        generations.prune()
        seen.append(generation())
        older.commit()
        seen.append(generation())
    assert len(set(seen)) == 4


def _connection() -> dict[str, Any]:
    wanted = connection.get_connection_params()
    return {name: wanted[name] for name in ("host", "port", "dbname", "user", "password") if wanted.get(name)}
