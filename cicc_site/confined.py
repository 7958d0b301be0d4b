"""Runs a module of ours over a stranger's file in a child that has given up nearly everything (confinement.py).

Who calls believes nothing of the child but bytes of limited length. Whatever happens to it, happens to it alone.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

logger = logging.getLogger(__name__)

PLACE = Path(__file__).resolve().parents[1]
# Of our environment it sees nothing: there are secrets in it.
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
STOPPED = {-signal.SIGXCPU, -signal.SIGKILL}
PIECE = 256 * 1024


class Failed(Exception):
    """The child gave no answer. costly: it took more time, memory or words than it may."""

    def __init__(self, costly: bool) -> None:
        super().__init__("costly" if costly else "broken")
        self.costly = costly


def run(
    module: str, arguments: list[str], source: IO[bytes], *, memory: int, cpu: int, wall: float, most: int
) -> bytes:
    """Return what `python -m module *arguments memory cpu` says about a file, read from its standard input.

    source: a real file, open for reading. wall: seconds until it is killed. most: bytes of an answer. Raises Failed.
    """
    source.seek(0)
    command = [sys.executable, "-m", module, *arguments, str(memory), str(cpu)]
    child = subprocess.Popen(
        command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=PLACE, env=ENVIRONMENT
    )
    try:
        said = _said(child, time.monotonic() + wall, most)
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        if child.stdout:
            child.stdout.close()
        child.wait()
    if child.returncode:
        logger.warning("%s ended with %s.", module, child.returncode)
        raise Failed(child.returncode in STOPPED)
    return said


def _said(child: subprocess.Popen[bytes], deadline: float, most: int) -> bytes:
    """Read its answer to the end and wait for it. Raises Failed when either takes too long or is too long."""
    pipe = child.stdout
    assert pipe is not None  # noqa: S101 - asked for
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                break
            if not (piece := os.read(pipe.fileno(), PIECE)):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.wait(max(0.1, deadline - time.monotonic()))
                    return bytes(answer)
                break
            answer += piece
            if len(answer) > most:
                break
    raise Failed(costly=True)


def in_memory(data: bytes) -> IO[bytes]:
    """Return an open file with these bytes that lies on no disk, where the system can do that."""
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("source"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    file.write(data)
    file.flush()
    return file
