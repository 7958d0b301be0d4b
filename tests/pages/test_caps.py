"""What can be asked for has a largest size: pages, rows, words, values, parameters, the patience of the database."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from psycopg.errors import LockNotAvailable, QueryCanceled

from cicc_site.settings.databases import patience
from tests.cicc_site.test_settings import GOOD

pytestmark = [pytest.mark.content, pytest.mark.django_db]

FAR = "999999999"
LISTS = (
    "/en/search/?q=court",
    "/ar/documents/?",
    "/en/documents/?",
    "/en/membership/directory/?",
    "/en/press/?",
)
UPDATES = "/en/about-the-court/updates/?"


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    for name in ("OPEN_DATA_LIMIT", "SEARCH_LIMIT", "FILES_LIMIT"):
        setattr(settings, name, 0)


def rows_skipped(statements: list[dict[str, str]]) -> int:
    import re

    return max(
        (int(found) for each in statements for found in re.findall(r"OFFSET (\d+)", each["sql"])), default=0
    )


@pytest.mark.parametrize("address", [*LISTS, UPDATES])
def test_a_page_far_away_skips_no_rows(client: Client, address: str) -> None:
    """PostgreSQL walks over every row it skips."""
    from django.test.utils import CaptureQueriesContext

    address = client.get(address).headers.get("Location", address)
    joint = "&" if "?" in address else "?"
    for page in (FAR, "100000", "99999999999999999999"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(f"{address}{joint}page={page}", follow=True)
        assert answer.status_code in {200, 404}, (address, page)
        assert rows_skipped(captured.captured_queries) < 10_000


SIZES = (
    ("page=999999999", 422),
    ("per_page=201", 422),
    ("per_page=0", 422),
    ("page=100000", 200),
    ("per_page=200", 200),
)
OPEN_DATA = ("countries", "documents", "organizations", "cases", "situations", "treaty-acts")


# All of them of one list, and two of each other one, which take turns.
@pytest.mark.parametrize(
    ("name", "query", "status"),
    [
        (name, *size)
        for number, name in enumerate(OPEN_DATA)
        for place, size in enumerate(SIZES)
        if name == "documents" or (place - number) % len(SIZES) in {0, 2}
    ],
)
def test_the_open_data_have_pages_of_a_size(client: Client, name: str, query: str, status: int) -> None:
    answer = client.get(f"/api/v1/{name}?{query}&lang=ar")
    assert answer.status_code in {status, 400 if status == 422 else status}
    if answer.status_code == 200:
        assert len(answer.json()["data"]) <= 200
    else:
        assert "must" not in answer.content.decode(), "told in another language than the reader's"


@pytest.mark.parametrize("address", [*LISTS, UPDATES])
def test_thousands_of_values_and_letters_are_cut(client: Client, address: str) -> None:
    many = "&".join(f"country={code}&kind=x{code}&language=en&issue=i{code}" for code in range(300))
    for query in (many, f"q={'a' * 20_000}", f"q={'%D8%A7+' * 4_000}", f"year={'9' * 4_000}"):
        answer = client.get(f"{address}&{query}", follow=True)
        assert answer.status_code in {200, 400}, address  # 400: a detour longer than any browser follows
        assert len(answer.content) < 600_000, "what was asked comes back"


@pytest.mark.parametrize(("path", "words"), [("/en/", "This cannot be read"), ("/ar/", "لا يمكن قراءة هذا")])
def test_more_fields_than_any_form_has_are_refused_in_the_language_of_the_reader(
    client: Client, path: str, words: str
) -> None:
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    answer = client.get(f"{path}search/?{'a=&' * (most + 1)}")
    assert answer.status_code == 400
    assert words in answer.content.decode()


@pytest.mark.parametrize("cause", [QueryCanceled, LockNotAvailable])
@pytest.mark.parametrize(("path", "words"), [("/en/", "very busy"), ("/fr/", "très sollicité")])
def test_a_reader_of_a_busy_database_is_asked_to_come_back(
    client: Client, path: str, words: str, cause: type[Exception]
) -> None:
    def overdue(*_statement: Any) -> Any:
        raise OperationalError("canceling statement") from cause("canceling statement")

    client.raise_request_exception = False
    with connection.execute_wrapper(overdue):
        answer = client.get(f"{path}search/?q=court")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert words in answer.content.decode()


def test_another_fault_of_the_database_is_ours(client: Client) -> None:
    def broken(*_statement: Any) -> Any:
        raise ProgrammingError("no such column")

    client.raise_request_exception = False
    with connection.execute_wrapper(broken):
        assert client.get("/en/search/?q=court").status_code == 500


def test_the_database_ends_what_takes_too_long() -> None:
    """The server understands the options, and does what they say."""
    known = connection.get_connection_params()
    place = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**place, **patience(30)) as served:
        shown = {
            name: served.execute(f"SHOW {name}").fetchone()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
    assert shown == {
        "statement_timeout": ("30s",),
        "lock_timeout": ("15s",),
        "idle_in_transaction_session_timeout": ("2min",),
    }
    with psycopg.connect(**place, **patience(1)) as served, pytest.raises(QueryCanceled):
        served.execute("SELECT pg_sleep(20)")


def test_readers_have_little_patience_and_commands_have_all() -> None:
    program = (
        "import cicc_site.settings.production as s; print(s.DATABASES['default']['OPTIONS'].get('options'))"
    )
    command = "import runpy, sys; sys.argv = ['manage.py', 'version']; runpy.run_path('manage.py', run_name='__main__')"
    told = {}
    for name, code in {"web": program, "command": f"{command}; {program}"}.items():
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env={**os.environ, **GOOD, "DJANGO_SETTINGS_MODULE": "cicc_site.settings.production"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told[name] = done.stdout.splitlines()[-1]
    assert "statement_timeout=30s" in told["web"]
    assert told["command"] == "None"
