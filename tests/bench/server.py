"""The production server, started as deploy/serve.sh starts it, on a database of its own with the starting content."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psutil

from cicc_site import postgres, processes, stamps
from cicc_site.postgres_places import CHECKOUT, VAR
from tests import databases
from tests.bench.load import Address, opened

HOST = "bench.coalition.test"
PLACE = VAR / "bench"
LOG = PLACE / "server.log"
START_SECONDS = 90


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, and its process."""

    address: Address
    process: psutil.Process
    database: str

    def database_seconds(self) -> float:
        """The CPU time of the database processes that work for it; 0 where the database is on another machine."""
        spent = 0.0
        for process in psutil.process_iter(["cmdline"]):
            title = " ".join(process.info["cmdline"] or ())
            if title.startswith("postgres:") and f" {self.database} " in title:
                with contextlib.suppress(psutil.Error):
                    times = process.cpu_times()
                    spent += times.user + times.system
        return spent

    def cpu_seconds(self) -> float:
        """The CPU time the server and its workers have used so far; what asks it and the database do not count."""
        times = [
            process.cpu_times()
            for process in [self.process, *self.process.children(recursive=True)]
            if process.is_running()
        ]
        return sum(spent.user + spent.system for spent in times)


@contextlib.contextmanager
def running(door: str = "", **more: str) -> Iterator[Server]:
    """Start the server, yield it when it answers, take it and its database away afterwards.

    door: the path of a socket to listen at; else it is a port of ours. more: variables of its environment. Unless they
    say so no page is kept whole.
    """
    # With the mark of a test database: should this process be killed, the next test run tidies up.
    name = f"test_{os.getpid()}_bench"
    PLACE.mkdir(parents=True, exist_ok=True)
    databases.create(name, databases.template(databases.CONTENT))
    address: Address = door or ("127.0.0.1", free_port())
    environment = {**os.environ, **production(name), "PAGE_CACHE": "no", **more}
    try:
        gather_static_files(environment)
        with LOG.open("wb") as log:
            command = [sys.executable, *granian(address)]
            process = subprocess.Popen(
                command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log, start_new_session=True
            )
            try:
                wait_for(address, process)
                yield Server(address, psutil.Process(process.pid), name)
            finally:
                processes.end(process)
    finally:
        databases.drop(name)


def gather_static_files(environment: dict[str, str]) -> None:
    """As production does; once, until a file changes. One process gathers, the others wait for it."""
    files = [CHECKOUT / "static", CHECKOUT / "cicc_site" / "storage.py", CHECKOUT / "requirements.lock"]
    present = stamps.fingerprint(files)
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamps.read("bench-static") != present:
            command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--clear", "--verbosity=0"]
            subprocess.run(command, cwd=CHECKOUT, env=environment, check=True)
            stamps.write("bench-static", present)


def granian(address: Address) -> list[str]:
    """The arguments of the interpreter in deploy/serve.sh, at a place of ours."""
    script = (CHECKOUT / "deploy" / "serve.sh").read_text(encoding="utf-8")
    [line] = re.findall(r'^exec "\$PYTHON" (.*)', script.replace("\\\n", " "), re.MULTILINE)
    place = ["--socket", address] if isinstance(address, str) else ["--port", str(address[1])]
    return [*shlex.split(line), *place]


def production(database: str) -> dict[str, str]:
    """An environment production settings accept; `database` is the name of the database to serve."""
    address = database_url(database)
    return {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_ROLE": "web",
        "DATABASE_URL": address,
        "DATABASE_OWNER_URL": address,
        "SECRET_KEY": secrets.token_hex(32),
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_URL": "smtp+tls://mail.coalition.test:587",
        "DEFAULT_FROM_EMAIL": f"website@{HOST}",
        "STATIC_ROOT": str(PLACE / "static"),
        "MEDIA_ROOT": str(PLACE / "media"),
        "WORKERS": "2",  # one server alone on two cores
    }


def database_url(name: str) -> str:
    if postgres.is_ours():
        return postgres.url("web", name)
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: Address, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError("The server stopped while starting; its message is in var/bench/server.log.")
        with contextlib.suppress(OSError), opened(address):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not open its door within {START_SECONDS} seconds.")
