"""Test databases: made once as a template of each kind, then copied in a fraction of a second.

The template is named after everything that decides what it holds, so a stale one is never used.
"""

import contextlib
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from cicc_site import stamps
from cicc_site.postgres_places import CHECKOUT, VAR

EMPTY, STAFFED, CONTENT, DEMO = "empty", "staffed", "content", "demo"
# Nobody misses these databases after a power failure, so nothing waits for the disk; and no autovacuum comes between,
# which changes the plan of a query while a test looks at it and holds a copy that is to be dropped.
SERVER = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
    "shared_buffers=256MB",
)
SCHEMA_FILES = [
    *CHECKOUT.glob("*/migrations/*.py"),
    CHECKOUT / "requirements.lock",
    CHECKOUT / "cicc_site" / "languages.py",
    CHECKOUT / "cicc_site" / "settings" / "production.py",
]
CONTENT_FILES = [
    *CHECKOUT.glob("*/content"),
    *CHECKOUT.glob("*/models"),
    *CHECKOUT.glob("*/loading*"),
    *CHECKOUT.glob("*/figures*"),
    *CHECKOUT.glob("*/proceedings"),
    CHECKOUT / "pages" / "search",
    *CHECKOUT.glob("locale/*/LC_MESSAGES/*.po"),
    *CHECKOUT.glob("*/management/commands/load_content.py"),
    CHECKOUT / "cicc_site" / "multilingual",
]
STAFF_FILES = [
    *CHECKOUT.glob("*/roles.py"),
    *CHECKOUT.glob("*/permissions.py"),
    *CHECKOUT.glob("*/wagtail_hooks.py"),
    *CHECKOUT.glob("*/models"),
    CHECKOUT / "tests" / "factories" / "pages.py",
]
DEMO_FILES = [
    *CONTENT_FILES,
    *STAFF_FILES,
    *CHECKOUT.glob("*/demo*"),
    *CHECKOUT.glob("*/management/commands"),
]
HOME_AND_ROLES = (
    "from tests.factories import pages; pages.home(); from pages.roles import ensure_roles; ensure_roles()"
)


@dataclass(frozen=True)
class Kind:
    """What a template is made from: another one, the files that decide what it holds, and commands of the site."""

    source: str | None
    files: list[Path]
    commands: tuple[tuple[str, ...], ...]


KINDS = {
    EMPTY: Kind(None, SCHEMA_FILES, (("migrate",),)),
    STAFFED: Kind(EMPTY, STAFF_FILES, (("shell", "-c", HOME_AND_ROLES),)),
    CONTENT: Kind(EMPTY, CONTENT_FILES, (("load_content",),)),
    DEMO: Kind(CONTENT, DEMO_FILES, (("load_demo",), ("ensure_roles",))),
}


@contextlib.contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection to the server itself, outside every test database."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    wanted = {
        key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if key in parameters
    }
    with psycopg.connect(**wanted, autocommit=True) as raw:
        yield raw


def files_of(kind: str) -> list[Path]:
    """What decides the contents of a template, those it is made from included."""
    made = KINDS[kind]
    return [*(files_of(made.source) if made.source else []), *made.files]


def template(kind: str) -> str:
    """The name of the template of this kind, made first if there is none for the present state of the code."""
    made = KINDS[kind]
    name = f"template_{kind}_{stamps.fingerprint(files_of(kind))[:12]}"
    VAR.mkdir(exist_ok=True)
    with (VAR / f"test-{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not exists(name):
            source = template(made.source) if made.source else None
            for old in names(f"template_{kind}_"):
                drop(old)
            create("building_" + name, source)
            for command in made.commands:
                run(command, "building_" + name)
            execute("ALTER DATABASE {} RENAME TO {}", "building_" + name, name)
    return name


def begin() -> subprocess.Popen[bytes]:
    """Make the templates that every run needs in a process beside this one; whoever asks for one waits for it."""
    code = "import django; django.setup(); from tests import databases; databases.template(databases.CONTENT)"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.test",
        "PYTHONPATH": str(CHECKOUT),
    }
    return subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, env=environment)


def run(command: Iterable[str], database: str) -> None:
    """A command of the site against another database, in a process of its own."""
    environment = {**os.environ, "DATABASE_ROLE": "owner", "TEST_DATABASE": database}
    subprocess.run(
        [sys.executable, "manage.py", *command, "--verbosity=0", "--settings=cicc_site.settings.test"],
        cwd=CHECKOUT,
        env=environment,
        check=True,
    )


def copy_of(kind: str) -> str:
    """A fresh database for this process alone."""
    name = f"test_{os.getpid()}_{kind}"
    source = template(kind)
    drop(name)
    create(name, source)
    return name


def create(name: str, source: str | None) -> None:
    drop(name)
    if source:
        # Copied by the kernel, file by file: half the work of copying page by page through the log.
        execute("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, source)
    else:
        execute("CREATE DATABASE {}", name)


def drop(name: str) -> None:
    try:
        execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except psycopg.errors.InsufficientPrivilege:
        # Autovacuum is at it, which only a superuser may end; without force it is asked to go, and waited for.
        execute("DROP DATABASE IF EXISTS {}", name)


def exists(name: str) -> bool:
    return name in names(name)


def names(prefix: str) -> list[str]:
    with server() as raw:
        rows = raw.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        return [row[0] for row in rows]


def drop_left_over() -> None:
    """What test runs left behind that were killed."""
    for name in names("test_"):
        owner = name.split("_")[1]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            drop(name)
    for name in names("building_"):
        drop(name)


def execute(query: str, *identifiers: str) -> None:
    with server() as raw:
        raw.execute(sql.SQL(query).format(*map(sql.Identifier, identifiers)))


def switch_to(name: str) -> None:
    """Point Django's one connection at another database."""
    connection.close()
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
