"""Each request has a number, in its answer and in what it logs."""

from __future__ import annotations

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from cicc_site import request_ids
from cicc_site.masking import MaskingFormatter
from cicc_site.request_ids import RequestIdMiddleware


def ask(**headers: str) -> tuple[str, str]:
    """The number in the answer, and in a line that was logged while it was made."""
    lines: list[str] = []

    def view(_request: HttpRequest) -> HttpResponse:
        record = logging.LogRecord("site", logging.WARNING, "", 0, "Words", (), None)
        lines.append(MaskingFormatter("{request} {message}", style="{").format(record))
        return HttpResponse()

    answer = RequestIdMiddleware(view)(RequestFactory().get("/en/", headers=headers))
    return answer.headers["X-Request-ID"], lines[0]


def test_it_is_in_the_answer_and_in_the_log_and_new_each_time() -> None:
    number, line = ask()
    assert line == f"{number} Words"
    assert ask()[0] != number
    assert request_ids.present() == "-", "outside of a request there is none"


def test_that_of_the_proxy_is_taken_over_where_there_is_one(settings: Settings) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    assert ask(**{"X-Request-ID": "3fa9c2d4b1e07788"})[0] == "3fa9c2d4b1e07788"
    settings.TRUSTED_PROXY_COUNT = 0
    assert ask(**{"X-Request-ID": "3fa9c2d4b1e07788"})[0] != "3fa9c2d4b1e07788"


@pytest.mark.parametrize("given", ["short", "a" * 65, "x" * 40 + " y", "abcdefgh\u0661", "<script>alert(1)"])
def test_another_form_is_not(settings: Settings, given: str) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/en/")
    request.META["HTTP_X_REQUEST_ID"] = given
    assert request_ids.number_of(request) != given


@pytest.mark.django_db
def test_errors_have_it_too(client: Client) -> None:
    assert len(client.get("/en/no-such-page/").headers["X-Request-ID"]) == 16
