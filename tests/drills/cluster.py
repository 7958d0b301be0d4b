"""A PostgreSQL cluster that belongs to one drill: it may be killed without harm to anybody else's tests."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from cicc_site import postgres
from cicc_site.postgres_places import Place, PostgresError, find_place
from tests import databases


class Cluster:
    """Made by `running`, filled with an empty migrated database of the site."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def url(self, role: str = "web") -> str:
        host = quote(str(self.place.socket), safe="/")
        return f"postgresql://{postgres.ROLES[role]}@/{postgres.DATABASE}?host={host}"

    def environment(self) -> dict[str, str]:
        """For a process of the site that is to use this database."""
        return {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_ROLE"},
            "DJANGO_SETTINGS_MODULE": "cicc_site.settings.dev",
            "DATABASE_URL": self.url("web"),
            "DATABASE_OWNER_URL": self.url("owner"),
        }

    def sql(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run a statement as the owner of the tables."""
        with psycopg.connect(self.url("owner"), autocommit=True) as connection:
            cursor = connection.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def kill(self) -> None:
        """kill -9, in the middle of whatever it does."""
        server = postgres.postmaster(self.place)
        assert server is not None
        struck = [server, *server.children(recursive=True)]
        for process in struck:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(struck, timeout=10)

    def launch(self) -> None:
        """As a service manager does: again while what was born in the moment of the kill still holds its memory."""
        for pause in (0.5, 1.0, 2.0, 4.0):
            try:
                postgres._launch(self.place)
            except PostgresError:
                time.sleep(pause)
            else:
                return
        postgres._launch(self.place)


@contextlib.contextmanager
def running(kind: str = databases.EMPTY) -> Iterator[Cluster]:
    """A fresh cluster for the length of a block, with a copy of a template of the tests."""
    with empty() as made:
        _fill(find_place(), made.place, kind)
        yield made


@contextlib.contextmanager
def empty() -> Iterator[Cluster]:
    """The same without a table in its database."""
    with postgres.passing("drill") as place:
        yield Cluster(place)


def _fill(usual: Place, place: Place, kind: str) -> None:
    """A copy of the template that all tests begin with: quicker than the migrations."""
    source = databases.template(kind)
    read = [program(usual, "pg_dump"), "-h", str(usual.socket), "-U", "postgres", "--no-owner", source]
    write = [program(place, "psql"), "-h", str(place.socket), "-U", postgres.ROLES["owner"], "-q", "-d"]
    dump = subprocess.run(read, check=True, capture_output=True, cwd="/").stdout
    # What belongs to the cluster and not to the owner of the tables is refused, and is there already.
    subprocess.run([*write, postgres.DATABASE], input=dump, check=True, capture_output=True, cwd="/")


def program(place: Place, name: str) -> str:
    return str(Path(place.binaries) / name)
