"""Tokens of personal links and e-mail addresses never reach a log, tracebacks included."""

from __future__ import annotations

import logging
import secrets
import sys
from typing import Any

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from cicc_site.masking import MaskingFormatter, masked


def test_every_handler_masks() -> None:
    logs: Any = settings.LOGGING
    for handler in logs["handlers"].values():
        formatter = logs["formatters"][handler["formatter"]]
        assert import_string(formatter["()"]) is MaskingFormatter


@pytest.mark.parametrize(
    "place", ["/en/membership/application/{}/", "{}", "token={} failed", "'{}'", "/{}?x=1"]
)
def test_a_token_is_masked_wherever_it_stands(place: str) -> None:
    for _ in range(50):
        token = secrets.token_urlsafe(32)
        assert token not in masked(place.format(token))


@pytest.mark.parametrize("address", ["a@b.org", "first.last+tag@mail.example.org", "بريد@مثال.إختبار"])
def test_an_address_is_masked(address: str) -> None:
    assert masked(f"to <{address}>, again {address}.") == "to <[e-mail]>, again [e-mail]."


def test_other_words_stay() -> None:
    line = "GET /en/membership/directory/12/reseau-exemple/ 200 in 12 ms"
    assert masked(line) == line


def test_a_traceback_is_masked_too() -> None:
    token = secrets.token_urlsafe(32)
    try:
        raise ValueError(f"no page at /en/membership/application/{token}/ for a@b.org")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "Failed", None, sys.exc_info())
    line = MaskingFormatter("{message}", style="{").format(record)
    assert token not in line
    assert "a@b.org" not in line
    assert "ValueError" in line
