"""docs/operators/install.md, typed: an empty database, the two roles, the scripts of deploy/, a site that answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from cicc_site import probing
from cicc_site.postgres_places import CHECKOUT
from tests.drills import cluster, deployment
from tests.drills.cluster import Cluster

MANUAL = CHECKOUT / "docs" / "operators" / "install.md"
AS_SUPERUSER = "sudo -u postgres "


def typed(word: str) -> str:
    """The one line of the manual that begins so, without the change of account."""
    [line] = re.findall(rf"^    {AS_SUPERUSER}({word} .*)$", MANUAL.read_text(encoding="utf-8"), re.MULTILINE)
    return str(line)


def run(command: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])


def test_the_commands_of_the_manual_make_a_site(tmp_path: Path) -> None:
    with cluster.empty() as database:
        superuser = {
            **os.environ,
            "PATH": f"{database.place.binaries}:{os.environ['PATH']}",
            "PGHOST": str(database.place.socket),
            "PGUSER": "postgres",
        }
        run("dropdb cicc", superuser)  # our drills make one; here it is the manual that does
        run(typed("createdb"), superuser)
        run(typed("psql cicc"), superuser)
        environment = {
            **deployment.production(database, tmp_path, 25),
            "STATIC_ROOT": str(tmp_path / "static"),
        }
        run("sh deploy/prepare.sh", environment)
        web = {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}
        for command in (
            "load_content --verbosity=0",
            "ensure_roles",
            "createsuperuser --noinput --username keeper --email k@example.org",
        ):
            run(
                f"{sys.executable} manage.py {command}",
                {**web, "DJANGO_SUPERUSER_PASSWORD": "a password for the drill 7"},
            )
        serves(web, tmp_path, database)


def serves(web: dict[str, str], folder: Path, database: Cluster) -> None:
    """deploy/serve.sh opens the door, a page has its words, and who serves can change no table."""
    with deployment.doors() as run_folder:
        door = str(run_folder / "web-1.sock")
        part = deployment.Kept("web-1", ["sh", "deploy/serve.sh"], {**web, "SOCKET": door})
        try:
            deployment.wait_for(door, part.output)
            asked = probing.SocketConnection(door, timeout=60)
            asked.request("GET", "/en/", headers={"Host": "localhost", "X-Forwarded-Proto": "https"})
            answer = asked.getresponse()
            assert answer.status == 200
            assert "Coalition for the International Criminal Court" in answer.read().decode()
        finally:
            part.end()
    owners = database.sql("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
    assert owners == [("cicc_owner",)]
