"""deploy/systemd: read by systemd itself where it is, and shut as far as the site allows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cicc_site.postgres_places import CHECKOUT

FOLDER = CHECKOUT / "deploy" / "systemd"
SERVICES = sorted(path.name for path in FOLDER.glob("*.service"))
SERVING = {"cicc-web@.service", "cicc-worker.service"}
MOST_EXPOSED = 1.4  # of 10; docs/operators/install.md says 1.2, versions of systemd differ
SHUT = {
    "User": "cicc",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "RestrictNamespaces": "yes",
    "SystemCallArchitectures": "native",
}


def settings(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z]+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def test_there_is_one_for_each_part() -> None:
    assert set(SERVICES) == SERVING | {"cicc-prepare.service", "cicc-backup.service"}
    assert (FOLDER / "cicc-backup.timer").exists()


@pytest.mark.parametrize("name", SERVICES)
def test_each_is_shut(name: str) -> None:
    told = settings(name)
    for key, value in SHUT.items():
        assert told[key] == [value], key
    assert told["SystemCallFilter"] == ["@system-service", "~@privileged"]
    for place in told["ReadWritePaths"][0].split():
        assert place in {"/srv/cicc-var", *({"/srv/cicc-releases"} if name == "cicc-prepare.service" else ())}


@pytest.mark.parametrize("name", SERVICES)
def test_only_what_migrates_and_backs_up_knows_the_owner(name: str) -> None:
    known = settings(name).get("EnvironmentFile", [])
    assert known == ([] if name in SERVING else ["/etc/cicc/owner.env"])


@pytest.mark.parametrize("name", sorted(SERVING))
def test_what_serves_comes_back_always_and_has_time_to_end(name: str) -> None:
    told = settings(name)
    assert told["Restart"] == ["always"]
    assert told["StartLimitIntervalSec"] == ["0"]
    assert told["KillMode"] == ["mixed"]
    assert told["TimeoutStopSec"] == ["90"]


def test_one_web_server_does_not_take_the_door_of_the_other_with_it() -> None:
    """systemd removes the folder of a service that ends; both have their sockets in it."""
    told = settings("cicc-web@.service")
    assert told["RuntimeDirectory"] == ["cicc"]
    assert told["RuntimeDirectoryPreserve"] == ["yes"]
    [door] = [value for value in told["Environment"] if value.startswith("SOCKET=")]
    processes = (CHECKOUT / "deploy" / "nginx" / "here" / "processes.conf").read_text(encoding="utf-8")
    for number in ("1", "2"):
        assert f"server unix:{door.removeprefix('SOCKET=').replace('%i', number)} " in processes


def test_what_runs_for_long_does_not_go_through_the_link(tmp_path: Path) -> None:
    """/srv/cicc is moved to the next version under a process that runs; a Python called by that path would take its
    packages from there from then on."""
    for name in SERVING:
        assert [value.split()[0] for value in settings(name)["ExecStart"]] == ["/bin/sh"]
    release = tmp_path / "v1"
    (release / ".venv" / "bin").mkdir(parents=True)
    shutil.copytree(CHECKOUT / "deploy", release / "deploy")
    python = release / ".venv" / "bin" / "python"
    python.write_text('#!/bin/sh\necho "$0 in $(pwd)" >> called\n')
    python.chmod(0o755)
    current = tmp_path / "current"
    current.symlink_to(release)
    scripts = {"manage.sh": ["work"], "serve.sh": [], "prepare.sh": []}
    for script, arguments in scripts.items():
        command = ["sh", f"deploy/{script}", *arguments]
        subprocess.run(command, cwd=current, env={"PATH": "/usr/bin:/bin", "PWD": str(current)}, check=True)
    called = (release / "called").read_text().splitlines()
    assert set(called) == {f".venv/bin/python in {release}"}
    assert len(called) == 5


def test_each_program_they_start_is_there() -> None:
    for name in SERVICES:
        for command in [
            value for key, values in settings(name).items() if key.startswith("Exec") for value in values
        ]:
            for script in re.findall(r"(?:deploy/\S+\.sh|manage\.py)", command):
                assert (CHECKOUT / script).exists(), command
            for module in re.findall(r"-m (\S+)", command):
                assert (CHECKOUT / f"{module.replace('.', '/')}.py").exists(), command


def test_systemd_reads_them_and_finds_little_open(tmp_path: Path) -> None:
    """With /srv/cicc being this checkout. Without systemd there are the tests above."""
    program = shutil.which("systemd-analyze")
    if program is None:
        return
    for path in FOLDER.iterdir():
        text = (
            path.read_text(encoding="utf-8")
            .replace("/srv/cicc/", f"{CHECKOUT}/")
            .replace("=/srv/cicc\n", f"={CHECKOUT}\n")
        )
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / name.replace("@.", "@1.")) for name in SERVICES] + [
        str(tmp_path / "cicc-backup.timer")
    ]
    done = subprocess.run(
        [program, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    for name in SERVICES:
        asked = [program, "security", "--offline=true", "--no-pager", str(tmp_path / name)]
        said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
        assert level, said[-500:]
        assert float(level[1]) <= MOST_EXPOSED, name
