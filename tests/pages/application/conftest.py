"""What the tests of hostile texts share: nobody counts, an officer at the desk, and what the log says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cicc_site.masking import MaskingFormatter
from members import rate_limits
from members.models import User
from tests.factories import applications as make
from tests.factories import pages


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.APPLICATION_ROOT = tmp_path
    monkeypatch.setattr(rate_limits, "take", lambda *_asked: rate_limits.UNLIMITED)


@pytest.fixture
def user(db: None) -> User:
    pages.home()
    return make.officer()


@pytest.fixture
def officer(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def log() -> Iterator[list[str]]:
    """What is written to the log, line by line as in production."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper, root = Keeper(), logging.getLogger()
    keeper.setFormatter(MaskingFormatter("{levelname} {name}: {message}", style="{"))
    root.addHandler(keeper)
    yield lines
    root.removeHandler(keeper)
