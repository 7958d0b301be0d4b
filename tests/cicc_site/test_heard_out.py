"""Whoever sends too much is heard out, so that the browser reads why it was not taken."""

from __future__ import annotations

import io

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cicc_site.middleware import HeardOutMiddleware


class Sent(io.BytesIO):
    """What a browser sends; closed: the browser went away after so many bytes."""

    def __init__(self, size: int, *, gone_after: int | None = None) -> None:
        super().__init__(b"x" * size)
        self.gone_after = gone_after

    def read(self, size: int | None = -1, /) -> bytes:
        if self.gone_after is not None and self.tell() >= self.gone_after:
            raise ConnectionResetError
        return super().read(size)


def request_with(sent: Sent) -> HttpRequest:
    request = RequestFactory().post("/")
    return type(request)({**request.META, "CONTENT_LENGTH": str(len(sent.getvalue())), "wsgi.input": sent})


def answered(sent: Sent, status: int) -> HttpResponse:
    answer = HttpResponse("why", status=status)
    assert HeardOutMiddleware(lambda _request: answer)(request_with(sent)) is answer
    return answer


@pytest.mark.parametrize("status", [400, 403, 413])
def test_a_refused_form_is_read_to_its_end(status: int) -> None:
    sent = Sent(5_000_000)
    answered(sent, status)
    assert sent.tell() == 5_000_000


def test_what_was_taken_and_what_goes_on_for_ever_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = Sent(5_000_000)
    answered(sent, 200)
    assert sent.tell() == 0
    monkeypatch.setattr(HeardOutMiddleware, "MOST", 1_000_000)
    answered(sent, 413)
    assert 1_000_000 <= sent.tell() < 1_100_000


def test_a_browser_that_went_away_is_no_fault() -> None:
    sent = Sent(5_000_000, gone_after=1_000_000)
    answered(sent, 413)
    assert sent.tell() < 5_000_000
