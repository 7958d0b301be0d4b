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


@pytest.mark.parametrize(
    "written", ["a.b%40c.org", "a.b%2540c.org", "a.b%252540c.org", "a.b\uff20c.org", "a.b%EF%BC%A0c.org"]
)
def test_an_address_is_masked_however_its_sign_is_written(written: str) -> None:
    assert masked(f"Not Found: /en/{written}/x") == "Not Found: /en/[e-mail]/x"
    assert masked(f"Invalid HTTP_HOST header: '{written}'.") == "Invalid HTTP_HOST header: '[e-mail]'."


@pytest.mark.parametrize("place", ["{}x", "x{}", "{}_{}", "/{}9/"])
def test_a_token_with_something_glued_to_it_is_masked(place: str) -> None:
    for _ in range(50):
        token = secrets.token_urlsafe(32)
        assert token not in masked(place.replace("{}", token))


@pytest.mark.parametrize(
    "line",
    [
        "GET /en/membership/directory/12/reseau-exemple/ 200 in 12 ms",
        "Not Found: /en/press/statement-of-the-coalition-on-the-twenty-fifth-anniversary/",
        "50%, 100 %40",
    ],
)
def test_other_words_stay(line: str) -> None:
    assert masked(line) == line.replace("%40", "[e-mail]")


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


LINE = MaskingFormatter("{levelname} {name} [{request}]: {message}", style="{")


def written(message: str, *values: object, failure: BaseException | None = None) -> str:
    told = (type(failure), failure, None) if failure else None
    return LINE.format(logging.LogRecord("site", logging.WARNING, "", 0, message, values, told))


FORGED = "ERROR root [-]: everything was deleted"


@pytest.mark.parametrize(
    "sign", ["\n", "\r\n", "\r", "\v", "\f", "\x1b[2J", "\x85", "\u2028", "\u2029", "\u202e", "\0"]
)
def test_nobody_writes_a_line_of_the_log(sign: str) -> None:
    line = written("No page at %s", f"/en/{sign}{FORGED}")
    assert line.splitlines() == [line]
    assert line.isprintable()
    assert FORGED in line, "it can still be read"


def test_the_lines_of_a_traceback_are_marked() -> None:
    lines = written("Failed", failure=ValueError(f"a\n{FORGED}\r{FORGED}")).splitlines()
    assert lines[0] == "WARNING site [-]: Failed"
    assert len(lines) > 2
    assert all(line.startswith("  | ") for line in lines[1:])


def test_what_strangers_do_wrong_is_one_line_and_no_fault_of_ours() -> None:
    """Django writes an error with a traceback for each request with a wrong host name."""
    handler: Any = settings.LOGGING["handlers"]["terminal"]
    names = [settings.LOGGING["filters"][name]["()"] for name in handler["filters"]]
    [strangers] = [import_string(name)() for name in names]
    try:
        raise ValueError("evil.example")
    except ValueError:
        told = sys.exc_info()
    lines = {}
    for name in ("django.security.DisallowedHost", "django.request"):
        record = logging.LogRecord(name, logging.ERROR, "", 0, "Invalid: %s", ("evil.example",), told)
        assert strangers.filter(record), "nothing is hidden"
        lines[name] = LINE.format(record).splitlines()
    assert lines["django.security.DisallowedHost"] == [
        "WARNING django.security.DisallowedHost [-]: Invalid: evil.example"
    ]
    assert lines["django.request"][0].startswith("ERROR")
    assert "ValueError" in lines["django.request"][-1]


def test_letters_of_all_languages_stay_as_they_are() -> None:
    assert "العربية ñ ł 中文" in written("العربية ñ ł 中文")
