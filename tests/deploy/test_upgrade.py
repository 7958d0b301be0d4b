"""deploy/upgrade.sh with a real repository, and a systemctl that writes down what it is asked or fails when told."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from cicc_site.postgres_places import CHECKOUT

SYSTEMCTL = """#!/bin/sh
echo "$@ in $(basename "$(readlink -f "$CURRENT")")" >> "$ASKED"
case "$FAILING" in
"$* new") test "$(basename "$(readlink -f "$CURRENT")")" != new ;;
esac
"""
BOOTSTRAP = "import pathlib; pathlib.Path(__file__).with_name('packages-made').touch()\n"


UNIT = Path("deploy/systemd/cicc-web@.service")


@dataclass
class Server:
    root: Path

    def upgrade(self, version: str, failing: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", str(CHECKOUT / "deploy" / "upgrade.sh"), version],
            env={
                **os.environ,
                "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
                "CURRENT": str(self.root / "current"),
                "RELEASES": str(self.root / "releases"),
                "FILES": str(self.root / "files"),
                "SETTINGS": str(self.root / "site.env"),
                "ACCOUNT": str(os.geteuid()),
                "UNITS": str(self.root / "units"),
                "ASKED": str(self.root / "asked"),
                "FAILING": failing,
            },
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def asked(self) -> list[str]:
        path = self.root / "asked"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def unit(self) -> str:
        return (self.root / "units" / "cicc-web@.service").read_text()

    @property
    def current(self) -> str:
        return (self.root / "current").resolve().name


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A server with the version `old`, whose repository has a tag `new`."""

    def git(*command: str, folder: Path) -> None:
        known = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *known, *command], cwd=folder, check=True, capture_output=True)

    upstream = tmp_path / "upstream"
    for name in ("deploy", "deploy/systemd", "locale"):
        (upstream / name).mkdir(parents=True)
        (upstream / name / "kept").touch()
    (upstream / "deploy" / "bootstrap.py").write_text(BOOTSTRAP)
    (upstream / UNIT).write_text("old")
    git("init", "-q", folder=upstream)
    git("add", "-A", folder=upstream)
    git("commit", "-q", "-m", "old", folder=upstream)
    for name in ("files", "releases", "bin", "units"):
        (tmp_path / name).mkdir()
    (tmp_path / "site.env").write_text("SECRET_KEY=x\n")
    git("clone", "-q", str(upstream), str(tmp_path / "releases" / "old"), folder=tmp_path)
    (upstream / "news").write_text("new")
    (upstream / UNIT).write_text("new")
    git("add", "-A", folder=upstream)
    git("commit", "-q", "-m", "new", folder=upstream)
    git("tag", "new", folder=upstream)
    (tmp_path / "current").symlink_to(tmp_path / "releases" / "old")
    program = tmp_path / "bin" / "systemctl"
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)
    return Server(tmp_path)


def test_each_part_is_restarted_after_the_tables_are_ready(server: Server) -> None:
    done = server.upgrade("new")
    assert done.returncode == 0, done.stderr
    assert server.asked == [
        "daemon-reload in new",
        "start cicc-prepare in new",
        "restart cicc-web@1 in new",
        "restart cicc-web@2 in new",
        "restart cicc-web@[!12]* in new",
        "restart cicc-worker in new",
    ]
    made = server.root / "releases" / "new"
    assert server.current == "new"
    assert (made / "news").read_text() == "new"
    assert server.unit == "new"
    assert (made / ".env").read_text() == "SECRET_KEY=x\n"
    assert (made / "var").resolve() == server.root / "files"
    assert (made / "deploy" / "packages-made").exists()
    assert not (server.root / "releases" / "old" / "news").exists(), "nothing changes under who runs"


def test_it_may_be_repeated(server: Server) -> None:
    assert server.upgrade("new").returncode == 0
    assert server.upgrade("new").returncode == 0
    assert server.current == "new"
    assert not (server.root / "files" / "files").exists()


def test_what_cannot_be_prepared_is_not_started(server: Server) -> None:
    done = server.upgrade("new", failing="start cicc-prepare new")
    assert done.returncode == 1
    assert "could not be prepared" in done.stderr
    assert (server.current, server.unit) == ("old", "old")
    assert server.asked == ["daemon-reload in new", "start cicc-prepare in new", "daemon-reload in old"]


def test_what_does_not_start_is_taken_back_and_the_other_never_stopped(server: Server) -> None:
    done = server.upgrade("new", failing="restart cicc-web@1 new")
    assert done.returncode == 1
    assert "does not start" in done.stderr
    assert (server.current, server.unit) == ("old", "old")
    assert [line for line in server.asked if not line.startswith("daemon-reload")] == [
        "start cicc-prepare in new",
        "restart cicc-web@1 in new",
        "restart cicc-web@1 in old",
    ]


def test_the_folder_of_an_older_version_may_go(server: Server) -> None:
    """Also that of the first, from which all others came."""
    assert server.upgrade("new").returncode == 0
    shutil.rmtree(server.root / "releases" / "old")
    upstream = server.root / "upstream"
    subprocess.run(["git", "tag", "newest"], cwd=upstream, check=True)
    done = server.upgrade("newest")
    assert done.returncode == 0, done.stderr
    assert server.current == "newest"


def test_a_version_that_does_not_exist_changes_nothing(server: Server) -> None:
    assert server.upgrade("newer").returncode != 0
    assert server.current == "old"
    assert server.asked == []
