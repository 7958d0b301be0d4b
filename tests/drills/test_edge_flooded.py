"""nginx among visitors who are too many or too slow: what lies ready is read all the same, the application is spared.

deploy/nginx in front of nobody, or of a stand-in for the site that answers when it is told to.
"""

from __future__ import annotations

import contextlib
import http.client
import resource
import select
import socket
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.drills import proxy
from tests.drills.edge import until
from tests.drills.proxy import Folders

NOBODY = [("127.0.0.1", 9)]
DEFAULT = 1024  # files that a service of Debian may have open
ASKED = b"GET /en/away/ HTTP/1.1\r\nHost: localhost\r\n"
PATIENCE = 40  # seconds; below the 60 that nginx waits where nothing is said


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """One kept page, in English."""
    page = tmp_path / "pages" / "en" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(b"kept")
    return Folders(pages=tmp_path / "pages")


@pytest.fixture
def many_files() -> Iterator[None]:
    """Enough of them for a test that holds more connections than nginx may at first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_heads_that_never_end_leave_room_for_readers(
    tmp_path: Path, folders: Folders, many_files: None
) -> None:
    """Before its head is there nginx counts nobody: what has to suffice is the room."""
    waiting = {"client_header_timeout": 600}
    with (
        proxy.running(tmp_path, folders, NOBODY, seconds=waiting, open_files=DEFAULT) as front,
        contextlib.ExitStack() as held,
    ):
        for _ in range(DEFAULT + 76):
            held.enter_context(socket.create_connection(front.address, timeout=30)).sendall(ASKED)
        answer = front.ask("/en/")
    assert (answer.status, answer.body) == (200, b"kept")
    assert "limit" not in (tmp_path / "error.log").read_text(encoding="utf-8")


def test_a_flood_of_readers_is_told_to_wait(tmp_path: Path, folders: Folders) -> None:
    """By one connection: nobody behind it is asked more often than the limit says. What lies ready has none."""
    with proxy.running(tmp_path, folders, NOBODY) as front:
        connection = http.client.HTTPConnection(*front.address, timeout=30)
        told = []
        for _ in range(600):
            connection.request("GET", "/en/away/", headers={"Host": "localhost"})
            answer = connection.getresponse()
            told.append((answer.status, answer.headers["Retry-After"]))
            answer.read()
        connection.close()
        assert {status for status, _wait in told[:150]} == {503}, "there is nobody behind it"
        assert (429, "60") in told[150:]
        assert front.ask("/en/").status == 200


class Holding(BaseHTTPRequestHandler):
    """Answers once it is allowed to."""

    may = threading.Event()

    def do_GET(self) -> None:
        self.may.wait(PATIENCE)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        return


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 200
    daemon_threads = True


def test_from_one_address_a_hundred_are_asked_at_once(tmp_path: Path, folders: Folders) -> None:
    with Server(("127.0.0.1", 0), Holding) as site, contextlib.ExitStack() as stack:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        stack.callback(site.shutdown)
        stack.callback(Holding.may.set)
        behind = [("127.0.0.1", int(site.server_address[1]))]
        front = stack.enter_context(proxy.running(tmp_path, folders, behind))
        asking = [
            stack.enter_context(socket.create_connection(front.address, timeout=30)) for _ in range(120)
        ]
        for one in asking:
            one.sendall(ASKED + b"Connection: close\r\n\r\n")
        until(lambda: len(select.select(asking, [], [], 0)[0]) == 20)
        refused = set(select.select(asking, [], [], 0)[0])
        assert front.ask("/en/").status == 200
        Holding.may.set()
        for one in asking:
            assert one.recv(12) == (b"HTTP/1.1 429" if one in refused else b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("client_header_timeout", ASKED),
        ("client_body_timeout", b"POST" + ASKED[3:] + b"Content-Length: 9\r\n\r\nhalf"),
    ],
)
def test_who_does_not_go_on_is_left(tmp_path: Path, folders: Folders, name: str, sent: bytes) -> None:
    with (
        proxy.running(tmp_path, folders, NOBODY, seconds={name: 1}) as front,
        socket.create_connection(front.address, timeout=PATIENCE) as slow,
    ):
        slow.sendall(sent)
        with contextlib.suppress(ConnectionResetError):
            assert slow.recv(1) == b""


def test_who_does_not_read_is_left(tmp_path: Path, folders: Folders) -> None:
    whole = b"x" * (24 << 20)  # more than the system takes over from nginx
    (folders.pages / "en" / "index.html").write_bytes(whole)
    log = tmp_path / "access.log"
    with proxy.running(tmp_path, folders, NOBODY, log=f"{log} site", seconds={"send_timeout": 1}) as front:
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(front.address)
            slow.sendall(b"GET /en/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            until(lambda: '"/en/" 200' in log.read_text(encoding="utf-8"), PATIENCE)
        [line] = log.read_text(encoding="utf-8").splitlines()
        assert int(line.split()[5]) < len(whole)


def test_in_a_flood_it_can_be_seen_who_asks_for_what(tmp_path: Path, folders: Folders) -> None:
    """For that time alone, as the manual says it: the networks, and not what was searched for."""
    log = tmp_path / "networks.log"
    with proxy.running(tmp_path, folders, NOBODY, log=f"{log} networks") as front:
        front.ask("/en/away/?q=an-unsaid-word", Referer="https://elsewhere.example/")
        until(lambda: "\n" in log.read_text(encoding="utf-8"))
    assert log.read_text(encoding="utf-8").split()[1:] == ["127.0.0.1", "503", '"/en/away/"']
