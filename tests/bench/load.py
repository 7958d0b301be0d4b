"""Asks a server as fast as it answers: a closed loop over several connections that are kept open.

Plain sockets, so that little CPU goes into asking. Every answer is checked: anything but a whole 200 is a failure.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import dataclass, field

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
TIMEOUT = 60
Address = tuple[str, int] | str  # host and port, or the path of a Unix socket


class Failure(Exception):
    """An answer that is none: another status, cut short, or no answer at all."""


@dataclass
class Sample:
    """What one turn of asking saw: how long each answer took, in seconds, and how long all of it took."""

    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    elapsed: float = 0.0


class Connection:
    """One connection, opened again when the server has closed it."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.socket: socket.socket | None = None

    def get(self, request: bytes) -> bytes:
        """Send a request and return the whole answer, head and body; raises Failure."""
        try:
            if self.socket is None:
                self.socket = opened(self.address)
            self.socket.sendall(request)
            answer = self._read(self.socket)
        except OSError as error:
            self.close()
            raise Failure(f"no answer: {error}") from error
        if not answer.startswith(b"HTTP/1.1 200"):
            raise Failure(answer.partition(b"\r\n")[0].decode("latin-1") or "an empty answer")
        return answer

    def _read(self, stream: socket.socket) -> bytes:
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more(stream)
        length = LENGTH.search(answer, 0, end + 2)
        if length is None:
            self.close()
            raise Failure("an answer that does not say how long it is")
        whole = end + 4 + int(length[1])
        while len(answer) < whole:
            answer += self._more(stream)
        return answer

    def _more(self, stream: socket.socket) -> bytes:
        received = stream.recv(65536)
        if not received:
            self.close()
            raise Failure("an answer that was cut short")
        return received

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def opened(address: Address) -> socket.socket:
    """A connection to a server. Raises OSError."""
    if isinstance(address, str):
        door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        door.settimeout(TIMEOUT)
        try:
            door.connect(address)
        except OSError:
            door.close()
            raise
        return door
    made = socket.create_connection(address, timeout=TIMEOUT)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def request(path: str, host: str, encoding: str = "br") -> bytes:
    """A request as the proxy in front hands it on for a browser."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\n"
        f"Accept: text/html\r\nAccept-Encoding: {encoding}\r\nUser-Agent: make bench\r\n\r\n"
    ).encode()


def drive(address: Address, asked: bytes, *, seconds: float, connections: int) -> Sample:
    """Ask again and again over so many connections at once, for so long, and let the last answers come in."""
    sample = Sample()
    ready = threading.Barrier(connections + 1)
    lock = threading.Lock()

    def loop() -> None:
        own = Connection(address)
        latencies, failures = [], []
        ready.wait()
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            try:
                own.get(asked)
            except Failure as failure:
                failures.append(str(failure))
                if len(failures) > 10:  # nothing will come of this any more
                    break
            else:
                latencies.append(time.perf_counter() - began)
        own.close()
        with lock:
            sample.latencies += latencies
            sample.failures += failures

    threads = [threading.Thread(target=loop) for _ in range(connections)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    sample.elapsed = time.perf_counter() - began
    return sample
