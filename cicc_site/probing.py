"""Asks a running server how it is, without a shell tool: for the health check of containers and for restarts.

    python -m cicc_site.probing                    exit 0 when /healthz answers 200
    python -m cicc_site.probing --wait 90          the same, waiting so many seconds for it
    python -m cicc_site.probing --path /readyz

Where it listens is read from SOCKET, or HOST and PORT, as cicc_site/serving.py does. Loads no settings.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import sys
import time
from collections.abc import Sequence

from cicc_site.postgres_places import CHECKOUT
from cicc_site.settings import env

PATIENCE = 5.0  # seconds for one answer
PAUSE = 0.2
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where it listens, not where we ask


class SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket. path: where it lies."""

    def __init__(self, path: str, timeout: float = PATIENCE) -> None:
        super().__init__("localhost", timeout=timeout)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def connection() -> http.client.HTTPConnection:
    if path := env.text("SOCKET", ""):
        return SocketConnection(path)
    host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000)
    return http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=PATIENCE)


def answer(asked: http.client.HTTPConnection, path: str) -> str:
    """Status and text of the answer in one line, or why there was none."""
    try:
        asked.request("GET", path)
        found = asked.getresponse()
        return f"{found.status} {found.read(2000).decode('utf-8', 'replace').strip()}"
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {type(error).__name__}"
    finally:
        asked.close()


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="cicc_site.probing")
    parser.add_argument("--path", default="/healthz")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS")
    given = parser.parse_args(arguments)
    deadline = time.monotonic() + given.wait
    while not (told := answer(connection(), given.path)).startswith("200 ") and time.monotonic() < deadline:
        time.sleep(PAUSE)
    print(told)
    return 0 if told.startswith("200 ") else 1


if __name__ == "__main__":
    env.read_file(CHECKOUT / ".env")
    sys.exit(main(sys.argv[1:]))
