"""What every test gets: the embedded PostgreSQL, unless DATABASE_URL names another."""

import os

import pytest

from cicc_site import postgres


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if not os.environ.get("DATABASE_URL"):
        postgres.start()
