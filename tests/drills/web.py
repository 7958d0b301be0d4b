"""The web server as a real process, as `make run` starts it; it may be killed and started again at the same address."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from cicc_site import processes
from cicc_site.devserver import GRANIAN_OPTIONS
from cicc_site.postgres_places import CHECKOUT
from tests.drills.applicants import request

START_SECONDS = 240


class Web:
    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address: tuple[str, int] = probe.getsockname()
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self, *, until_ready: bool = True) -> None:
        host, port = self.address
        command = [sys.executable, "-m", "granian", *GRANIAN_OPTIONS, "--host", host, "--port", str(port)]
        self.process = processes.start(
            [*command, "cicc_site.wsgi:application"], environment=self.environment, folder=CHECKOUT
        )
        if until_ready:
            self.wait()

    def wait(self) -> None:
        """Until a page that asks the database answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, Exception):
                if request(self.address, "GET", "/en/membership/application/")[0] == 200:
                    return
            time.sleep(0.1)
        raise AssertionError("the web server does not answer")

    def wait_for(self, path: str) -> None:
        """Until an address answers anything."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                request(self.address, "GET", path)
                return
            time.sleep(0.1)
        raise AssertionError("the web server does not answer")

    def drain(self, seconds: float = 60) -> int:
        """SIGTERM, as a service manager does; gives the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """kill -9, workers and all."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@contextlib.contextmanager
def running(environment: dict[str, str]) -> Iterator[Web]:
    web = Web(environment)
    try:
        web.launch()
        yield web
    finally:
        if web.process is not None:
            web.kill()
