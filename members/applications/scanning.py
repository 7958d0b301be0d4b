"""Asking ClamAV about a file: its INSTREAM command over a socket. Off unless settings.CLAMAV_SOCKET names one.

When it is set, a file is taken only after the scanner has said that it is clean: one that does not answer in time lets
nothing through.
"""

from __future__ import annotations

import logging
import socket
import struct
import time

from django.conf import settings

logger = logging.getLogger(__name__)

SECONDS = 20.0  # for the whole conversation
PIECE = 128 * 1024
LONGEST_ANSWER = 4 * 1024


class Found(Exception):
    """The scanner knows the file as harmful; name: what it calls it."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class Silent(Exception):
    """The scanner did not answer, not in time, or with an error of its own."""


def check(data: bytes, *, seconds: float = SECONDS) -> None:
    """Return when the scanner calls `data` clean, or when none is set. Raises Found, Silent."""
    place = settings.CLAMAV_SOCKET
    if not place:
        return
    try:
        answer = _ask(place, data, time.monotonic() + seconds)
    except (OSError, ValueError) as error:
        logger.error("The virus scanner does not answer (%s): files are refused.", type(error).__name__)
        raise Silent from error
    # “stream: OK”, “stream: NAME FOUND”, “… ERROR”.
    words = answer.partition(": ")[2].strip()
    if words.endswith(" FOUND"):
        name = words.removesuffix(" FOUND")
        logger.warning("A file was refused: %s.", name)
        raise Found(name)
    if words != "OK":
        logger.error("The virus scanner answers with an error: files are refused. It said: %.200s", answer)
        raise Silent


def _ask(place: str, data: bytes, deadline: float) -> str:
    with _connect(place, deadline) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            connection.settimeout(_left(deadline))
            try:
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            except BrokenPipeError:
                break  # it refuses the rest, and says why
        else:
            connection.sendall(struct.pack("!I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            connection.settimeout(_left(deadline))
            received = connection.recv(LONGEST_ANSWER)
            if not received:
                break
            answer += received
    return answer.partition(b"\0")[0].decode("utf-8", "replace")


def _connect(place: str, deadline: float) -> socket.socket:
    if place.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(_left(deadline))
            connection.connect(place)
        except BaseException:
            connection.close()
            raise
        return connection
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(deadline))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
