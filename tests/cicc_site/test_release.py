"""Two sites that run the same files, each on a database of its own, are two releases; two processes of one are not."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from pytest_django import Settings

from cicc_site import release


def name_with(settings: Settings, **more: Any) -> str:
    made = copy.deepcopy(settings.DATABASES)
    made["default"] |= more
    settings.DATABASES = made
    return release.present.__wrapped__()


@pytest.mark.parametrize(
    ("name", "value"), [("NAME", "another"), ("HOST", "elsewhere.test"), ("PORT", "6432")]
)
def test_another_database_is_another_release(settings: Settings, name: str, value: str) -> None:
    assert name_with(settings, **{name: value}) != name_with(settings, **{name: "first"})


def test_who_asks_the_database_and_how_makes_no_other_release(settings: Settings) -> None:
    first = name_with(settings)
    assert name_with(settings, USER="another", PASSWORD="x", OPTIONS={}, CONN_HEALTH_CHECKS=False) == first
