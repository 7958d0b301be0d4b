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

# For each line it is given, a message with that key. A database that was killed is waited for.
WRITE = """
import django; django.setup()
import sys, time
from django.db import Error, connection, transaction
from members import outbox
for line in sys.stdin:
    key = line.strip()
    for trial in range(120):
        try:
            with transaction.atomic():
                outbox.write("app_added", to="drill@example.org", language="en", key=key,
                    context={"user": key, "day": "1", "time": "12:00"})
            break
        except Error:
            time.sleep(0.5)
        finally:
            connection.close()
    print(key, flush=True)
"""


class Worker:
    """`manage.py work` with its queue below it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def queue(self, seconds: float = 240) -> psutil.Process:
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


@contextlib.contextmanager
def writing(environment: dict[str, str]) -> Iterator[Callable[[str], None]]:
    """Messages are written in a process of its own, as the server does: one process for as many as are wanted."""
    command = [sys.executable, "-c", WRITE]
    with subprocess.Popen(
        command,
        cwd=CHECKOUT,
        env={**environment, "PYTHONPATH": os.fspath(CHECKOUT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def write(key: str) -> None:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(f"{key}\n")
            process.stdin.flush()
            assert process.stdout.readline() == f"{key}\n"

        try:
            yield write
        finally:
            assert process.stdin is not None
            process.stdin.close()


def write(key: str, environment: dict[str, str]) -> None:
    """Write a single message in a process of its own."""
    with writing(environment) as one:
        one(key)


def wait_until(true: Callable[[], object], what: str, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not in {seconds} s: {what}"
        time.sleep(0.1)
