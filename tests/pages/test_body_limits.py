"""Gigabytes that somebody sends are refused before they are read: neither memory nor the disk grows."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from cicc_site.middleware import HeardOutMiddleware
from pages import body_limits
from tests.factories import members as people

pytestmark = pytest.mark.django_db

GIGABYTE = 1024**3
MEGABYTE = 1024**2
BEGIN = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'


class Endless:
    """The body of a request that never ends: notes how much of it was read, and by how much at once."""

    def __init__(self) -> None:
        self.given, self.most = 0, 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "somebody wants all of it"
        self.most = max(self.most, size)
        begin = BEGIN[self.given : self.given + size]
        self.given += size
        return begin + b"\0" * (size - len(begin))

    def readline(self, size: int = -1) -> bytes:
        return self.read(size)


def sent(path: str, length: int | None, **environ: Any) -> tuple[int, str, Endless, int]:
    """Status, text, what was read of it, and the most memory that was taken."""
    body = Endless()
    request = RequestFactory().generic(
        "POST", path, content_type="multipart/form-data; boundary=x", **environ
    )
    made = {**request.environ, "wsgi.input": body, "CONTENT_LENGTH": "" if length is None else str(length)}
    seen: dict[str, Any] = {}
    handler: Any = WSGIHandler()

    def start(status: str, _headers: Any, *_rest: Any) -> None:
        seen["status"] = int(status.split()[0])

    tracemalloc.start()
    try:
        answer = handler(made, start)
        text = b"".join(answer).decode()
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return seen["status"], text, body, peak


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request ends the connection it finds; here the test's transaction goes on with it."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/en/search/",
        "/ar/membership/application/look-up/",
        "/admin/login/",
        "/admin/images/multiple/add/",
        "/api/v1/cases",
    ],
)
def test_three_gigabytes_are_refused_before_they_are_read(path: str, tmp_path: Any, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    status, text, body, peak = sent(path, 3 * GIGABYTE)
    assert status == 413
    assert ("هذا أكبر من اللازم" if path.startswith("/ar/") else "This is too large") in text
    # A browser shows an answer only after it has sent some: that much is read, and thrown away.
    assert body.given <= HeardOutMiddleware.MOST
    assert body.most <= 64 * 1024
    assert peak < 20 * MEGABYTE
    assert not list(tmp_path.iterdir()), "something lies on the disk"


def test_who_only_says_to_be_of_the_staff_sends_no_more(tmp_path: Any, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    cookie = f"{settings.SESSION_COOKIE_NAME}=invented"
    status, _text, body, _peak = sent("/admin/images/multiple/add/", 100 * MEGABYTE, HTTP_COOKIE=cookie)
    assert status == 413
    assert body.given <= HeardOutMiddleware.MOST
    assert not list(tmp_path.iterdir())


def test_what_comes_in_parts_without_a_length_is_not_read(tmp_path: Any, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    for path in ("/en/membership/application/look-up/", "/admin/login/"):
        status, _text, body, peak = sent(path, None, HTTP_TRANSFER_ENCODING="chunked")
        assert 400 <= status < 500 or status == 200
        assert body.given == 0
        assert peak < 20 * MEGABYTE
        assert not list(tmp_path.iterdir())


def test_the_staff_may_send_what_the_archive_takes(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits a hundred thousand times smaller: who is signed in may send more than a visitor, and not anything."""
    monkeypatch.setattr(body_limits, "OF_VISITORS", 170)
    monkeypatch.setattr(body_limits, "OF_STAFF", 5_120)
    few, many = {"deed": "a" * 1_000}, {"deed": "a" * 6_000}
    address = f"/{settings.ADMIN_PATH}/translations/act/"
    assert client.post(address, few).status_code == 413
    client.force_login(people.amal(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(address, few).status_code == 302
    assert client.post(address, many).status_code == 413
    assert client.post("/en/", few).status_code == 413
