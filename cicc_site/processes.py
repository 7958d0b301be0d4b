"""Child processes that are kept running, end with their parent and leave nothing behind. Knows no Django."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
HEALTHY_SECONDS = 60.0  # whoever ran so long is started at once again


def start(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program as a group of its own, so that Ctrl-C reaches us alone; a kill -9 of us ends it too.

    To be called from the main thread: the kernel takes the end of the thread that started it for ours.
    """
    return subprocess.Popen(
        command, cwd=folder, env=environment, start_new_session=True, preexec_fn=die_with_parent
    )


def end(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """Ask, wait, then insist; what it has started too, should itself be gone already."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def die_with_parent() -> None:
    """On Linux the kernel itself asks us to end when the process above is killed."""
    if sys.platform == "linux":
        parent_death_signal = 1
        ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGTERM)


class Kept:
    """A program that is started again whenever it ends: at once when it had run well, otherwise after a pause that
    grows. `tend` is called again and again and never waits."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        folder: str | os.PathLike[str] | None = None,
    ) -> None:
        self.name, self.command, self.environment, self.folder = name, command, environment, folder
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._began = 0.0
        self._not_before = 0.0
        self._pause = FIRST_PAUSE

    def tend(self) -> None:
        """Start it if it does not run and its pause is over."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                return
            self._ended(code)
        if time.monotonic() >= self._not_before:
            self._began = time.monotonic()
            try:
                self.process = start(self.command, environment=self.environment, folder=self.folder)
            except OSError as error:  # no memory, no processes left: it may pass
                self._ended(error.errno or -1)

    def _ended(self, code: int) -> None:
        well = time.monotonic() - self._began >= HEALTHY_SECONDS
        pause = 0.0 if well else self._pause * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
        self._pause = FIRST_PAUSE if well else min(self._pause * 2, LONGEST_PAUSE)
        self._not_before = time.monotonic() + pause
        self.process = None
        self.restarts += 1
        logger.warning("%s ended with %d; started again in %.0f s.", self.name, code, pause)

    def end(self, seconds: float) -> None:
        if self.process is not None:
            end(self.process, seconds)
            self.process = None
