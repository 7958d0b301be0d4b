"""`make run`: brings database, catalogues, static files and starting content up to date, then serves.

With the argument `reload` (`make dev`) Django's own server shows errors and reloads changed code.
Each step runs only when what it depends on has changed, so that a second start is quick. Knows Django only
through manage.py; production uses the same steps one by one (docs/operators/install.md).
"""

import contextlib
import errno
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import psycopg
from django.core.exceptions import ImproperlyConfigured

from cicc_site import catalogues, postgres, processes, stamps
from cicc_site.postgres_places import CHECKOUT, VAR, PostgresError
from cicc_site.settings import env

env.read_file(CHECKOUT / ".env")
HOST = env.text("HOST", "127.0.0.1")
GRANIAN_OPTIONS = (
    "--interface=wsgi",
    "--workers=1",
    "--blocking-threads=4",
    "--respawn-failed-workers",
    "--log-level=warning",
)
ROOM_TO_START = 200 * 1024 * 1024
NO_ROOM = 20 * 1024 * 1024
PASSWORD_FILE = VAR / "admin-password"
CONTENT_FOLDERS = ("pages/content", "members/content", "documents/content")
CONTENT_CODE = (
    "pages/management/commands/load_content.py",
    "pages/loading",
    "pages/figures",
    "pages/proceedings",
    "pages/search",
    "members/loading.py",
    "documents/loading",
)
STOP_SECONDS = 10
LOOK_SECONDS = 0.5


class StartError(Exception):
    """One sentence for the person at the terminal."""


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, or make itself."""


def main(arguments: list[str]) -> int:
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, _stop)
    if os.environ.get("MAKELEVEL"):
        processes.die_with_parent()
    try:
        port = port_number()
        check_port(port)
        check_room()
        with database():
            bring_up_to_date()
            serve(port, reloading=arguments == ["reload"])
    except Stopped:
        return 0
    except (StartError, PostgresError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, psycopg.Error) as error:
        full = isinstance(error, psycopg.errors.DiskFull) or getattr(error, "errno", 0) == errno.ENOSPC
        print(disk_full() if full else f"The site could not start: {error}", file=sys.stderr)
        return 1
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave anything behind
    raise Stopped


# --- Before anything is touched --------------------------------------------------------------------------


def port_number() -> int:
    return env.number("PORT", 8000, minimum=1, maximum=65535)


def check_port(port: int) -> None:
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise StartError(
                f"Port {port} is for root only: choose another, as in make run PORT=8001."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StartError(f"The address {HOST} cannot be served from this machine.") from error
            raise StartError(
                f"Port {port} is in use by another program: choose another, as in make run PORT={port + 1}."
            ) from None


def check_room() -> None:
    VAR.mkdir(exist_ok=True)
    if shutil.disk_usage(VAR).free < ROOM_TO_START:
        raise StartError(disk_full())


def disk_full() -> str:
    return f"The disk is full: the site needs 200 MB in {VAR}."


# --- Steps -----------------------------------------------------------------------------------------------


def database() -> contextlib.AbstractContextManager[object]:
    """Our own server, unless DATABASE_URL names one."""
    return postgres.running() if postgres.is_ours() else contextlib.nullcontext()


def bring_up_to_date() -> None:
    lock = CHECKOUT / "requirements.lock"
    where = stamps.database_identity(env.text("DATABASE_URL", postgres.url("web")))
    catalogues.compile_all()
    apps = (
        CHECKOUT / "cicc_site" / "settings" / "production.py"
    )  # a package's migrations come with its name there
    schema = stamps.fingerprint([*CHECKOUT.glob("*/migrations/*.py"), lock, apps], where)
    step("schema", schema, "Preparing the database", ["migrate", "--verbosity=0"])
    static = stamps.fingerprint([CHECKOUT / "static", CHECKOUT / "cicc_site" / "storage.py", lock])
    step(
        "static",
        static,
        "Gathering the static files",
        ["collectstatic", "--noinput", "--clear", "--verbosity=0"],
    )
    # Court updates are written with the words of the catalogues.
    words = CHECKOUT.glob("locale/*/LC_MESSAGES/*.po")
    content = stamps.fingerprint(
        [*words, *(CHECKOUT / path for path in CONTENT_FOLDERS + CONTENT_CODE)], where
    )
    step("content", content, "Loading the starting content", ["load_content", "--verbosity=0"])
    roles = stamps.fingerprint([CHECKOUT / "pages" / "roles.py", CHECKOUT / "pages" / "moderation.py"], where)
    step("roles", roles, "Preparing the roles of the staff", ["ensure_roles", "--verbosity=0"])
    if env.flag("DEMO", True):
        # Which entries there are is the command's business: it loads into an empty register only.
        step(
            "demo",
            where,
            "Loading the demonstration organizations",
            ["load_demo_members", "--verbosity=0"],
        )
        step(
            "demo-applications",
            where,
            "Loading the demonstration applications",
            ["load_demo_applications", "--verbosity=0"],
        )
        step(
            "demo-documents",
            where,
            "Loading the demonstration documents",
            ["load_demo_documents", "--verbosity=0"],
        )
    step("administrator", where, "Making the staff sign-in", ["ensure_administrator", str(PASSWORD_FILE)])


def step(name: str, fingerprint: str, message: str, command: list[str]) -> None:
    if stamps.read(name) == fingerprint:
        return
    print(f"{message} ...", flush=True)
    manage(command)
    stamps.write(name, fingerprint)


def manage(command: list[str]) -> None:
    # In a session of its own, so that Ctrl-C reaches us alone: we end the step, without its traceback. That accounts
    # and rights are made at the first start is no warning to whoever sits there: it stands in the security events.
    result = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=CHECKOUT,
        env={"LOG_LEVEL": "ERROR", **os.environ},
        check=False,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=processes.die_with_parent,
    )
    said = result.stderr.decode("utf-8", "replace")
    if result.returncode and ("No space left on device" in said or shutil.disk_usage(VAR).free < NO_ROOM):
        raise StartError(disk_full())
    sys.stderr.write(said)
    if result.returncode:
        raise StartError(f"The step `manage.py {command[0]}` failed; its message stands above.")


# --- Serving ---------------------------------------------------------------------------------------------


def serve(port: int, *, reloading: bool) -> None:
    """Run the application server and the worker as groups of their own, and take both down with us."""
    command = [sys.executable, "-m", "granian", *GRANIAN_OPTIONS, "--host", HOST, "--port", str(port)]
    command += ["cicc_site.wsgi:application"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cicc_site.settings.dev"}
    if reloading:
        command = [sys.executable, "manage.py", "runserver", f"{HOST}:{port}"]
        environment["DEV_DEBUG"] = "yes"
    server = processes.start(command, environment=environment, folder=CHECKOUT)
    worker = processes.Kept(
        "The worker", [sys.executable, "manage.py", "work"], environment=environment, folder=CHECKOUT
    )
    try:
        wait_until_ready(server, port)
        print(welcome(port), flush=True)
        while server.poll() is None:
            worker.tend()
            time.sleep(LOOK_SECONDS)
        raise StartError("The application server ended by itself; its message stands above.")
    finally:
        processes.end(server, STOP_SECONDS)
        worker.end(STOP_SECONDS)


def wait_until_ready(server: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        if answers(port):
            return
        time.sleep(0.1)
    if server.poll() is None:
        raise StartError("The application server did not answer within a minute; its messages stand above.")


def answers(port: int) -> bool:
    """Whether the site itself answers: the port alone opens before the application is loaded."""
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", "/robots.txt", headers={"Host": "localhost"})
        return connection.getresponse().status < 600
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(port: int) -> str:
    shown = "localhost" if HOST in {"127.0.0.1", "0.0.0.0"} else HOST  # noqa: S104 - shown, not served
    admin = env.text("ADMIN_PATH", "admin")
    try:
        password = PASSWORD_FILE.read_text(encoding="utf-8").strip()
        sign_in = f"admin / {password}  (until it is changed there)"
    except OSError:
        sign_in = "with your own account"
    return f"""
  The site:      http://{shown}:{port}
  Staff sign-in: http://{shown}:{port}/{admin}/   {sign_in}
  Ctrl-C stops it; the data stay in var/.
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
