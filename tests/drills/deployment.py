"""A whole deployment without a container engine: web servers, worker, scheduler, nginx, PostgreSQL, one environment.

Production settings, both database roles, the scripts of deploy/ and nginx as operators have it. `Kept` is the service
manager: it starts each part in a group of its own, again whenever it ends, and whoever is killed is killed as a whole.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cicc_site import probing, processes, workers
from cicc_site.postgres_places import CHECKOUT
from tests import databases
from tests.bench import server
from tests.drills import cluster, proxy
from tests.drills.cluster import Cluster

START_SECONDS = 120
# With nothing to write to but /tmp, where the folders of the drill are: what the containers and units promise.
SPACE = ("unshare", "--mount") if os.geteuid() == 0 else ("unshare", "--map-root-user", "--mount")
READ_ONLY = (
    "mount --make-rprivate / && mount --bind /tmp /tmp && mount -o remount,ro,bind / "
    '&& ! touch "$0/var/writable" 2>/dev/null && exec "$@"'
)
RESTART_PAUSE = 0.5  # as RestartSec of the units
WEBS = ("web-1", "web-2")
HALVES = {"worker": workers.QUEUE, "scheduler": workers.CLOCK}  # as the services of docker-compose.yml
TOLD: list[str] = []  # for the end of the drill (conftest.py)


class Kept:
    """A program with its supervisor: a thread that starts it, waits for its end, and starts it again until `end`."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        self.name, self.command, self.environment = name, command, environment
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.output = Path(environment["DRILL_LOGS"]) / f"{name}.log"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tend, daemon=True)
        self._thread.start()

    def _tend(self) -> None:
        while not self._over.is_set():
            with self.output.open("ab") as log:
                self.process = subprocess.Popen(
                    self.command,
                    cwd=CHECKOUT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            self.starts += 1
            self.process.wait()
            self._signal(signal.SIGKILL)  # nobody of the group is left behind, as with a service manager
            self._over.wait(RESTART_PAUSE)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """kill -9 of all of it, in the middle of whatever it does."""
        self._signal(signal.SIGKILL)

    def restart(self, seconds: float = 90) -> None:
        """SIGTERM to the first process, as a service manager does; back when another one has been started."""
        before = self.starts
        assert self.process is not None
        self.process.terminate()
        deadline = time.monotonic() + seconds
        while self.starts == before:
            assert time.monotonic() < deadline, f"{self.name} does not end in {seconds} s"
            time.sleep(0.05)

    def end(self) -> None:
        self._over.set()
        if self.process is not None:
            processes.end(self.process, 30)
        self._thread.join(30)


@dataclass
class Deployment:
    """address: where nginx listens. run: the folder of the sockets."""

    database: Cluster
    root: Path
    run: Path
    address: tuple[str, int]
    environment: dict[str, str]
    parts: dict[str, Kept] = field(default_factory=dict)

    def of(self, name: str) -> dict[str, str]:
        """The environment of one part: a web server has its socket and never the role that owns the tables."""
        mine = dict(self.environment)
        if name in HALVES:
            mine["WORKER_NAME"] = "worker"
        if name in WEBS:
            mine["SOCKET"] = str(self.run / f"{name}.sock")
        del mine["DATABASE_OWNER_URL"]
        return mine

    def start(self) -> None:
        TOLD.append(
            "Web servers, worker and scheduler: "
            + ("a root that cannot be written." if is_shut() else "not shut in.")
        )
        for name in WEBS:
            self.parts[name] = Kept(name, shut(["sh", "deploy/serve.sh"]), self.of(name))
        for name, half in HALVES.items():
            command = [sys.executable, "manage.py", "work", "--only", half]
            self.parts[name] = Kept(name, shut(command), self.of(name))
        self.parts["nginx"] = Kept("nginx", self.front(), self.of("nginx"))
        for name in WEBS:
            self.wait_for_door(name)

    def front(self) -> list[str]:
        """nginx with the files of operators, in front of both sockets and of the folders that it may read."""
        place = self.root / "nginx"
        place.mkdir()
        mine = self.environment
        folders = proxy.Folders(
            pages=Path(mine["PAGE_CACHE_ROOT"]) / "current",
            static=Path(mine["STATIC_ROOT"]),
            media=Path(mine["MEDIA_ROOT"]),
            archive=Path(mine["ARCHIVE_ROOT"]),
        )
        doors = [str(self.run / f"{name}.sock") for name in WEBS]
        command = proxy.command_of(place, proxy.configure(place, self.address[1], folders, doors))
        tried = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        return command

    def wait_for_door(self, name: str) -> None:
        """Until the door of a web server is open: the site behind it answers."""
        wait_for(str(self.run / f"{name}.sock"), self.parts[name].output)

    def manage(self, *command: str, **more: str) -> str:
        """A command as the operator gives it, with the rights of both roles."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=CHECKOUT,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def stop(self) -> None:
        for part in reversed(self.parts.values()):
            part.end()


def wait_for(door: str, output: Path) -> None:
    """Until a socket answers. output: what the server says, for the case that it never does."""
    deadline = time.monotonic() + START_SECONDS
    while not probing.answer(probing.SocketConnection(door), "/healthz").startswith("200 "):
        assert time.monotonic() < deadline, output.read_text(errors="replace")[-3000:]
        time.sleep(0.05)


@contextlib.contextmanager
def doors() -> Iterator[Path]:
    """A folder for sockets: with a short name, because the path of a socket is short."""
    folder = Path(tempfile.mkdtemp(prefix="cicc-run-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def shut(command: list[str]) -> list[str]:
    """The command on a root that cannot be written, in a space of its own, where the system lets us make one."""
    return [*SPACE, "sh", "-c", READ_ONLY, str(CHECKOUT), *command] if is_shut() else command


@cache
def is_shut() -> bool:
    with contextlib.suppress(OSError):
        tried = [*SPACE, "sh", "-c", READ_ONLY, str(CHECKOUT), "true"]
        return subprocess.run(tried, check=False, capture_output=True).returncode == 0
    return False


@contextlib.contextmanager
def running(root: Path, mail_port: int) -> Iterator[Deployment]:
    """root: an empty folder for files and logs."""
    with doors() as run, cluster.running(databases.CONTENT) as database:
        environment = production(database, root, mail_port)
        server.gather_static_files(environment)
        made = Deployment(database, root, run, ("127.0.0.1", server.free_port()), environment)
        try:
            made.start()
            yield made
        finally:
            made.stop()


def production(database: Cluster, root: Path, mail_port: int) -> dict[str, str]:
    """The environment of docs/operators/settings.md, filled in for this machine."""
    folders = {
        f"{name.upper().replace('-', '_')}_ROOT": str(root / name)
        for name in ("media", "archive", "applications", "imports", "share-images", "backups")
    }
    logs = root / "logs"
    for folder in (*folders.values(), str(logs)):
        Path(folder).mkdir(parents=True)
    return {
        **{
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_ROLE", "TEST_DATABASE"}
        },
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.production",
        "PYTHON": sys.executable,
        "SECRET_KEY": secrets.token_hex(32),
        "SITE_URL": "https://localhost",
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": database.url("web"),
        "DATABASE_OWNER_URL": database.url("owner"),
        "TRUSTED_PROXY_COUNT": "1",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "DEFAULT_FROM_EMAIL": "website@coalition.test",
        "STATIC_ROOT": str(server.PLACE / "static"),
        "PAGE_CACHE_ROOT": str(root / "pages"),
        **folders,
        "WORKERS": "1",
        # The load comes from one address, faster than any person.
        "APPLICATION_WORK_BITS": "0",
        "APPLICATION_LIMIT": "0",
        "SEARCH_LIMIT": "0",
        "FILES_LIMIT": "0",
        "OPEN_DATA_LIMIT": "0",
        "LOG_LEVEL": "ERROR",
        "DRILL_LOGS": str(logs),
    }
