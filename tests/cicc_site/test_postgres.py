"""The embedded PostgreSQL, started for real in a checkout of its own: data survive what happens to servers.

To make a cluster takes longest: the tests have one in common, and each begins with starting or stopping its server.
"""

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
AS_ROOT = os.geteuid() == 0
# A folder above that is closed to others matters to root only, who hands the server over to another account.
FOLDER_MODES = [0o755, 0o700] if AS_ROOT else [0o755]


class Checkout:
    """The launcher alone, copied to a folder that the test may treat badly."""

    def __init__(self, above: Path) -> None:
        self.folder = above / "checkout"
        (self.folder / "cicc_site").mkdir(parents=True)
        for name in ("__init__.py", "postgres.py", "postgres_places.py"):
            shutil.copy(BASE / "cicc_site" / name, self.folder / "cicc_site")
        shutil.copytree(BASE / "deploy", self.folder / "deploy")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")}
        return subprocess.run(
            [sys.executable, "-m", "cicc_site.postgres", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> Path:
        result = self.run("start")
        assert result.returncode == 0, result.stderr + self.log()
        return Path(result.stdout.strip().split("data in ")[1])

    def log(self) -> str:
        logs = [
            *self.folder.glob("var/postgres/server.log"),
            *Path("/var/tmp").glob("cicc-*/postgres/server.log"),
        ]
        return "".join(log.read_text() for log in logs)

    def connect(self, role: str = "web") -> psycopg.Connection:
        return psycopg.connect(self.address(role), autocommit=True)

    @functools.cache  # noqa: B019 - a checkout lives as long as its test
    def address(self, role: str) -> str:
        return self.run("url", role).stdout.strip()

    def socket(self) -> Path:
        return Path(self.address("web").split("host=")[1])

    def pid(self, data: Path) -> int:
        return int((data / "postmaster.pid").read_text().splitlines()[0])

    def note(self, word: str) -> None:
        """The first note, whatever an earlier test has left."""
        with self.connect("owner") as connection:
            connection.execute("DROP TABLE IF EXISTS note")
            connection.execute("CREATE TABLE note (word text)")
            connection.execute("INSERT INTO note VALUES (%s)", [word])

    def notes(self) -> list[str]:
        with self.connect() as connection:
            return [row[0] for row in connection.execute("SELECT word FROM note").fetchall()]


@pytest.fixture(scope="module")
def checkouts() -> Iterator[Callable[[int], Checkout]]:
    """One below a folder of each mode, made when it is first asked for."""
    made: dict[int, Checkout] = {}

    def of(mode: int) -> Checkout:
        if mode not in made:
            above = Path(tempfile.mkdtemp(prefix="cicc-test-"))
            above.chmod(mode)
            made[mode] = Checkout(above)
        return made[mode]

    try:
        yield of
    finally:
        for each in made.values():
            each.run("remove")
            shutil.rmtree(each.folder.parent)


@pytest.fixture
def checkout(checkouts: Callable[[int], Checkout]) -> Checkout:
    return checkouts(0o755)


@pytest.mark.parametrize("mode", FOLDER_MODES, ids=oct)
def test_data_survive_a_restart_and_the_serving_role_changes_no_table(
    checkouts: Callable[[int], Checkout], mode: int
) -> None:
    checkout = checkouts(mode)
    checkout.start()
    checkout.note("kept")
    assert checkout.run("stop").stdout.strip() == "PostgreSQL stopped"
    assert checkout.run("status").returncode == 3
    checkout.start()
    with checkout.connect() as connection:
        connection.execute("INSERT INTO note VALUES ('written by the web role')")
        connection.execute("DELETE FROM note WHERE word <> 'kept'")
        for forbidden in ("CREATE TABLE other (i int)", "ALTER TABLE note ADD i int", "DROP TABLE note"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden.encode())
    assert checkout.notes() == ["kept"]


def test_it_starts_again_after_a_kill_and_keeps_the_data(checkout: Checkout) -> None:
    data = checkout.start()
    checkout.note("kept")
    os.kill(checkout.pid(data), signal.SIGKILL)
    checkout.start()
    assert checkout.notes() == ["kept"]


def test_lock_files_whose_pid_now_belongs_to_another_program_do_not_hinder(checkout: Checkout) -> None:
    data = checkout.start()
    checkout.note("kept")
    socket = checkout.socket()
    locks = [data / "postmaster.pid", socket / ".s.PGSQL.5432.lock"]
    texts = [lock.read_text().splitlines() for lock in locks]
    checkout.run("stop")
    for lock, lines in zip(locks, texts, strict=True):
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    checkout.start()
    assert checkout.notes() == ["kept"]
    assert psutil.pid_exists(os.getpid())


def test_the_server_lives_as_long_as_its_last_user(checkout: Checkout) -> None:
    checkout.run("stop")
    first = subprocess.Popen(
        [sys.executable, "-m", "cicc_site.postgres", "during", "sleep", "60"], cwd=checkout.folder
    )
    try:
        wait_until(lambda: checkout.run("status").returncode == 0)
        assert checkout.run("during", "true").returncode == 0
        assert checkout.run("status").returncode == 0, "the second user stopped the server of the first"
    finally:
        psutil.Process(first.pid).children()[0].terminate()
        first.wait(30)
    assert checkout.run("status").returncode == 3


SLOW_TO_END = """
import signal, sys, time
def stop(*_):
    time.sleep(1)
    print("put away")
    sys.exit(7)
signal.signal(signal.SIGINT, stop)
print("ready", flush=True)
while True:
    signal.pause()
"""


def test_ctrl_c_lets_a_command_end_in_its_own_way(checkout: Checkout) -> None:
    """A mirror, an import, a backup clear away what they have begun; killed, they cannot."""
    checkout.run("stop")
    command = [sys.executable, "-m", "cicc_site.postgres", "during", sys.executable, "-c", SLOW_TO_END]
    asked = subprocess.Popen(
        command,
        cwd=checkout.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert asked.stdout is not None
    assert asked.stdout.readline() == "ready\n"
    os.killpg(asked.pid, signal.SIGINT)
    said, wrong = asked.communicate(timeout=60)
    assert (asked.returncode, said) == (7, "put away\n")
    assert "Traceback" not in wrong


def test_a_server_started_by_hand_stays(checkout: Checkout) -> None:
    checkout.start()
    assert checkout.run("during", "true").returncode == 0
    assert checkout.run("status").returncode == 0


def test_the_socket_is_private_and_its_path_short(checkout: Checkout) -> None:
    checkout.start()
    socket = checkout.socket()
    assert socket.stat().st_mode & 0o777 == 0o700
    assert len(str(socket / ".s.PGSQL.5432")) < 100


def test_a_socket_folder_laid_by_somebody_else_is_refused(checkout: Checkout) -> None:
    checkout.run("stop")
    socket = checkout.socket()
    if socket.exists():
        socket.rmdir()
    target = checkout.folder / "elsewhere"
    target.mkdir()
    socket.symlink_to(target)
    try:
        result = checkout.run("start")
    finally:
        socket.unlink()
    assert result.returncode == 1
    assert result.stderr.strip() == f"{socket} belongs to somebody else: remove it, then try again."


def test_nothing_listens_on_the_network(checkout: Checkout) -> None:
    data = checkout.start()
    server = psutil.Process(checkout.pid(data))
    assert not [c for c in server.net_connections("inet") if c.status == psutil.CONN_LISTEN]


def test_an_interrupted_first_start_leaves_nothing_in_the_way(checkout: Checkout) -> None:
    data = checkout.start()
    checkout.run("remove")
    fresh = data.with_name(data.name + ".new")
    fresh.mkdir(parents=True)
    (fresh / "PG_VERSION").write_text("half made")
    checkout.start()
    checkout.note("works")


def wait_until(condition: "object", seconds: int = 120) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
