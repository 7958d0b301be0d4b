"""What every test gets: PostgreSQL, compiled catalogues, and a database of its own kind.

A test that uses the database runs on an empty migrated one; with the fixture `roles`, on one with a home page and
the groups of the staff; marked `content`, on one with the starting content loaded. All are copies of templates
(tests/databases.py). A test that commits spoils its copy: the next
test gets a fresh one, so that no test depends on what another left behind.
"""

import contextlib
import gc
import os
import shutil
from collections.abc import Generator
from copy import copy
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.test import client as test_client
from django.test.utils import ContextList
from hypothesis import HealthCheck

from cicc_site import catalogues, database_away, postgres
from pages.roles import ensure_roles
from tests import databases, order

# Examples are the same everywhere, and none fails because the machine had something else to do. To look for new ones:
# pytest --hypothesis-profile=default.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("steady")

# Reading nine thousand tests makes no garbage, and much to look at in search of it (pytest_collection_finish).
gc.disable()

# Playwright keeps a loop of its own in the process of a browser test; what comes after it in the same process is no
# asynchronous code for that.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

COMMITTING_FIXTURES = {"transactional_db", "live_server", "django_db_serialized_rollback"}
DATABASE_FIXTURES = COMMITTING_FIXTURES | {"db", "client", "admin_client", "django_assert_num_queries"}

# Django empties every table after a committing test; here the whole copy is dropped, which takes less time.
setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)  # noqa: B010 - private, so untyped


def keep_context(store: dict[str, Any], template: Any, context: Any, **told: Any) -> None:
    """What a client keeps for `response.context`: a copy of each context once, where Django copies it anew for each of
    the thousands of small templates that are rendered with it."""
    store.setdefault("templates", []).append(template)
    kept = store.setdefault("context", ContextList())
    if store.get("copied") is not context:
        store["copied"] = context
        kept.append(copy(context))


setattr(test_client, "store_rendered_templates", keep_context)  # noqa: B010 - private, so untyped

_server = contextlib.ExitStack()
_copies: dict[str, str] = {}


def pytest_configure(config: pytest.Config) -> None:
    if not getattr(config.option, "numprocesses", None):
        # A process that a test starts finds its test's files; what only starts workers has none to give them.
        os.environ["IMPORT_ROOT"] = str(settings.IMPORT_ROOT)
        os.environ["ARCHIVE_ROOT"] = str(settings.ARCHIVE_ROOT)
    if hasattr(config, "workerinput"):
        return  # the process that started this worker keeps the server
    if postgres.is_ours():
        _server.enter_context(postgres.running(databases.SERVER))
    catalogues.compile_all()
    databases.drop_left_over()
    if getattr(config.option, "numprocesses", None):
        _server.callback(databases.begin().wait)  # made while the workers read the tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order.arrange(items, uses_database)


def pytest_collection_finish() -> None:
    """The site and nine thousand tests stay to the end: the collector of garbage need not look at them each time.

    Nor after every few hundred objects: a page of the admin makes tens of thousands, and few of them are garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_sessionfinish() -> None:
    shutil.rmtree(settings.IMPORT_ROOT, ignore_errors=True)
    shutil.rmtree(settings.ARCHIVE_ROOT, ignore_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    connection.close()
    while _copies:
        databases.drop(_copies.popitem()[1])
    _server.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before any fixture of the test: put the right database in place."""
    if not uses_database(item):
        return
    kind = kind_for(item)
    if kind not in _copies:
        _copies[kind] = databases.copy_of(kind)
    if connection.settings_dict["NAME"] != _copies[kind]:
        databases.switch_to(_copies[kind])
        ContentType.objects.clear_cache()
    cache.clear()
    database_away.standing.away = False  # what another test has met


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    try:
        yield
    finally:
        if uses_database(item) and commits(item):
            connection.close()
            for kind, name in list(_copies.items()):
                if name == connection.settings_dict["NAME"]:
                    databases.drop(_copies.pop(kind))


def kind_for(item: pytest.Item) -> str:
    if item.get_closest_marker("content"):
        return databases.CONTENT
    return databases.STAFFED if "roles" in getattr(item, "fixturenames", ()) else databases.EMPTY


def uses_database(item: pytest.Item) -> bool:
    asked_for = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asked_for) or item.get_closest_marker("django_db") is not None


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked_for = COMMITTING_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(asked_for) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Instead of pytest-django's own: the hooks above have chosen the database already."""


@pytest.fixture
def roles(request: pytest.FixtureRequest, db: None) -> None:
    """A home page, and the groups of the staff with their rights: the hooks above have chosen a database with both."""
    if request.node.get_closest_marker("content"):
        ensure_roles()
