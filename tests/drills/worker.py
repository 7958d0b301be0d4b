"""The worker as a real process, and a message written by another one."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil

from cicc_site import processes
from cicc_site.postgres_places import CHECKOUT

WRITE = """
import django; django.setup()
import sys
from django.db import transaction
from members import outbox
with transaction.atomic():
    outbox.write("app_added", to="drill@example.org", language="en", key=sys.argv[1],
        context={"user": sys.argv[1], "day": "1", "time": "12:00"})
"""


class Worker:
    """`manage.py work` with its queue below it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def queue(self, seconds: float = 60) -> psutil.Process:
        """The process of the queue, once it is there."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(self.process.pid).children():
                    if "db_worker" in child.cmdline():
                        return child
            time.sleep(0.1)
        raise AssertionError("there is no queue")

    def stop(self) -> int:
        """SIGTERM, as a service manager does; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(90)

    def kill(self) -> None:
        """kill -9 of both, at once."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        for child in children:
            with contextlib.suppress(psutil.Error):
                child.kill()
        self.process.wait(10)


@contextlib.contextmanager
def running(environment: dict[str, str]) -> Iterator[Worker]:
    worker = Worker(
        processes.start([sys.executable, "manage.py", "work"], environment=environment, folder=CHECKOUT)
    )
    try:
        yield worker
    finally:
        if worker.is_alive:
            worker.kill()


def write(key: str, environment: dict[str, str]) -> None:
    """Write a message in a process of its own, as the server does."""
    command = [sys.executable, "-c", WRITE, key]
    subprocess.run(
        command, cwd=CHECKOUT, env={**environment, "PYTHONPATH": os.fspath(CHECKOUT)}, check=True, timeout=120
    )


def wait_until(true: Callable[[], object], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        time.sleep(0.1)
