"""The virus scanner: a server that speaks the protocol of ClamAV, clean, found, failing, silent and slow."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from cicc_site.settings import env
from members.applications import attachments, scanning
from members.applications.attachments import FileRefused
from tests.factories import uploads

Answer = Callable[[socket.socket, bytes], None]
# Seconds that a scanner without an answer holds on: far more than any machine needs to give up after less than one.
ENDLESS = 30


def says(text: bytes) -> Answer:
    return lambda connection, _data: connection.sendall(text + b"\0")


def by_content(connection: socket.socket, data: bytes) -> None:
    """As the real one: knows EICAR at the beginning of a file."""
    found = data.startswith(uploads.EICAR)
    connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


def silent(connection: socket.socket, _data: bytes) -> None:
    """Says nothing for as long as somebody waits."""
    connection.settimeout(ENDLESS)
    connection.recv(1)


def slow(connection: socket.socket, _data: bytes) -> None:
    """A letter now and then: each wait is short, all together are not."""
    for _each in range(ENDLESS * 5):
        time.sleep(0.2)
        connection.sendall(b" ")


class Scanner:
    """Takes one conversation after another; `received` holds what was sent for scanning."""

    def __init__(self, server: socket.socket, answer: Answer) -> None:
        self.server, self.answer = server, answer
        self.received: list[bytes] = []
        self.commands: list[bytes] = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self.talk(connection)

    def talk(self, connection: socket.socket) -> None:
        file = connection.makefile("rb")
        self.commands.append(file.read(10))
        data = b""
        while length := struct.unpack("!I", file.read(4))[0]:
            data += file.read(length)
        self.received.append(data)
        self.answer(connection, data)


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Callable[[Answer], Scanner]]:
    servers: list[socket.socket] = []

    def start(answer: Answer) -> Scanner:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd"))
        server.listen()
        servers.append(server)
        settings.CLAMAV_SOCKET = str(tmp_path / "clamd")
        return Scanner(server, answer)

    yield start
    for server in servers:
        server.close()


def test_it_is_off_by_default(settings: Any) -> None:
    assert settings.CLAMAV_SOCKET == ""
    scanning.check(uploads.EICAR)


def test_what_is_clean_is_taken_and_was_seen_whole(scanner: Any) -> None:
    started = scanner(by_content)
    data = uploads.pdf() + b"%" + b"x" * 300_000 + b"\n%%EOF"
    scanning.check(data)
    assert started.received == [data]
    assert started.commands == [b"zINSTREAM\0"]


def test_what_is_found_is_refused(scanner: Any, caplog: pytest.LogCaptureFixture) -> None:
    scanner(says(b"stream: Win.Test FOUND"))
    with pytest.raises(FileRefused) as refused:
        attachments.check(uploads.upload(uploads.pdf(), "secret name.pdf"))
    assert refused.value.code == "virus"
    assert "Win.Test" in caplog.text
    assert "secret name" not in caplog.text


def test_the_file_as_sent_is_scanned_not_the_one_made_of_it(scanner: Any) -> None:
    started = scanner(by_content)
    sent = uploads.photograph()
    attachments.check(uploads.upload(sent, "a.jpg"))
    assert started.received == [sent]


@pytest.mark.parametrize(
    "answer",
    [
        says(b"INSTREAM size limit exceeded. ERROR"),
        says(b""),
        says(b"nonsense"),
        says(b"stream: NOT OK"),
        lambda connection, _data: connection.close(),
        silent,
        slow,
    ],
    ids=["error", "empty", "nonsense", "not-ok", "hangs-up", "silent", "slow"],
)
def test_without_a_clear_answer_nothing_is_taken(
    scanner: Any, answer: Answer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    scanner(answer)
    check = scanning.check
    monkeypatch.setattr(scanning, "check", lambda data: check(data, seconds=0.8))
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        attachments.check(uploads.upload(uploads.pdf(), "a.pdf"))
    assert refused.value.code == "silent"
    assert time.monotonic() - began < ENDLESS / 2, "it waited for the end of it"
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.parametrize("place", ["/no/such/socket", "127.0.0.1:9"])
def test_nobody_listens(settings: Any, place: str) -> None:
    settings.CLAMAV_SOCKET = place
    with pytest.raises(scanning.Silent):
        scanning.check(b"1")


def test_over_a_network(settings: Any) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    settings.CLAMAV_SOCKET = f"127.0.0.1:{server.getsockname()[1]}"
    Scanner(server, by_content)
    with server:
        scanning.check(b"1")
        with pytest.raises(scanning.Found, match="Eicar"):
            scanning.check(uploads.EICAR)


def test_where_it_listens_is_a_path_or_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("", "/run/clamav/clamd.ctl", "clamav:3310", "[::1]:3310"):
        monkeypatch.setenv("CLAMAV_SOCKET", value)
        assert env.listener("CLAMAV_SOCKET") == value
    for value in ("clamav", "yes", "http://clamav:3310/", "run/clamd"):
        monkeypatch.setenv("CLAMAV_SOCKET", value)
        with pytest.raises(ImproperlyConfigured, match="CLAMAV_SOCKET"):
            env.listener("CLAMAV_SOCKET")
