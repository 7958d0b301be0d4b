"""What stands between a bare machine and the site: one clear sentence each, and an exit code that is not zero."""

import errno
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command

from cicc_site import devserver, stamps

BASE = Path(settings.BASE_DIR)


def run(*command: str, cwd: Path = BASE, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_a_used_port_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = run(sys.executable, "-m", "cicc_site.devserver", PORT=str(port))
    assert result.returncode == 1
    assert result.stderr == (
        f"Port {port} is in use by another program: choose another, as in make run PORT={port + 1}.\n"
    )


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    result = run(sys.executable, "-m", "cicc_site.devserver", PORT=port)
    assert result.returncode == 1
    assert result.stderr.startswith("PORT must be ")
    assert len(result.stderr.splitlines()) == 1


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(devserver, "check_room", full)
    monkeypatch.setattr(devserver, "check_port", lambda port: None)
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.delenv("MAKELEVEL", raising=False)
    assert devserver.main([]) == 1
    assert capsys.readouterr().err.startswith("The disk is full: the site needs 200 MB in ")


def test_little_room_is_noticed_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devserver, "ROOM_TO_START", 1 << 62)
    with pytest.raises(devserver.StartError, match="The disk is full"):
        devserver.check_room()


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout with nothing in it but what a first start reads."""
    shutil.copytree(BASE / "deploy", tmp_path / "deploy")
    for name in ("requirements.lock", "requirements-dev.lock"):
        (tmp_path / name).write_text("")
    return tmp_path


def test_a_missing_venv_module_is_named(bare: Path) -> None:
    (bare / "ensurepip.py").write_text("raise ImportError('not here')\n")
    result = run(sys.executable, "deploy/bootstrap.py", "packages", cwd=bare, PYTHONPATH=str(bare))
    assert result.returncode == 1
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert result.stderr.startswith("Python's module venv is missing. Install it, then try again: ")
    assert result.stderr.rstrip().endswith(f"apt-get install python{version}-venv")
    assert not (bare / ".venv").exists()


def test_an_old_python_is_named(bare: Path) -> None:
    script = bare / "deploy" / "bootstrap.py"
    script.write_text(script.read_text().replace("OLDEST = (3, 11)", "OLDEST = (99, 0)"))
    result = run(sys.executable, str(script), "packages", cwd=bare)
    assert result.returncode == 1
    assert result.stderr.startswith("This site needs Python 99.0 or newer; ")


def test_room_for_the_packages_is_looked_for_first(bare: Path) -> None:
    script = bare / "deploy" / "bootstrap.py"
    script.write_text(
        script.read_text().replace("ROOM_FOR_PACKAGES = 600", "ROOM_FOR_PACKAGES = 600_000_000")
    )
    result = run(sys.executable, str(script), "packages", cwd=bare)
    assert result.returncode == 1
    assert result.stderr.startswith("The disk is too full: the packages need 600 MB in ")


def browser(bare: Path, user: int, **tools: str) -> tuple[str, list[str]]:
    """What is said when a browser is looked for with these programs alone, and what was to be installed."""
    folder = bare / "bin"
    folder.mkdir()
    asked = folder / "asked"
    asked.touch()
    for name, script in tools.items():
        program = folder / name.replace("_", "-")
        program.write_text(
            f'#!/bin/sh\nPATH=/usr/bin:/bin\n[ "$1" != install ] || echo $* >> {asked}\n{script}\n'
        )
        program.chmod(0o755)
    code = f"import os, runpy; os.geteuid = lambda: {user}; import sys; sys.argv = ['x', 'browser'];"
    code += "runpy.run_path('deploy/bootstrap.py', run_name='__main__')"
    result = run(sys.executable, "-c", code, cwd=bare, PATH=str(folder))
    assert result.returncode == bool(result.stderr)
    return result.stderr, [line.split()[-1] for line in asked.read_text().splitlines()]


def test_without_chromium_and_without_root_the_one_command_is_named(bare: Path) -> None:
    said, installed = browser(bare, 1000, apt_get="exit 1")
    assert said == (
        "The browser tests need Chromium. Install it, then try again: sudo apt-get install chromium\n"
    )
    assert not installed


NO_QUICK_ONE = "case $* in *headless*) echo E: unknown; exit 100;; esac"


@pytest.mark.parametrize(
    ("user", "tools", "installed"),
    [
        (0, {"apt_get": ""}, ["chromium-headless-shell"]),
        (0, {"apt_get": NO_QUICK_ONE}, ["chromium-headless-shell", "chromium"]),
        (0, {"apt_get": "", "apt_cache": "exit 1", "chromium": ""}, []),
        (0, {"apt_get": "", "apt_cache": "", "chromium": ""}, ["chromium-headless-shell"]),
        (0, {"apt_get": NO_QUICK_ONE, "apt_cache": "", "chromium": ""}, ["chromium-headless-shell"]),
        (0, {"apt_get": "", "apt_cache": "", "chromium_headless_shell": ""}, []),
        (1000, {"apt_get": "", "apt_cache": "", "sudo": "exit 0", "chromium": ""}, []),
    ],
)
def test_the_quick_browser_is_installed_where_it_bothers_nobody(
    bare: Path, user: int, tools: dict[str, str], installed: list[str]
) -> None:
    assert browser(bare, user, **tools) == ("", installed)


def test_a_browser_that_cannot_be_installed_is_named(bare: Path) -> None:
    said, installed = browser(bare, 0, apt_get="[ $1 != install ] || { echo E: no such package; exit 100; }")
    assert said == (
        "Chromium could not be installed (by hand: apt-get install chromium): E: no such package\n"
    )
    assert installed == ["chromium-headless-shell", "chromium"]


def test_the_bootstrap_can_be_read_by_an_old_python() -> None:
    source = (BASE / "deploy" / "bootstrap.py").read_text()
    compile(source, "bootstrap.py", "exec", dont_inherit=True)
    assert not {"match ", ":=", 'f"', "f'", "->"} & set(source.split(" ")), (
        "syntax that Python 3.5 cannot read"
    )
    assert 'f"' not in source


def test_a_step_runs_again_only_when_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(stamps, "FOLDER", tmp_path)
    monkeypatch.setattr(devserver, "manage", ran.append)
    devserver.step("schema", "1", "Preparing", ["migrate"])
    devserver.step("schema", "1", "Preparing", ["migrate"])
    devserver.step("schema", "2", "Preparing", ["migrate"])
    assert ran == [["migrate"], ["migrate"]]


@pytest.mark.parametrize(("asked", "level"), [(None, "ERROR"), ("INFO", "INFO")])
def test_what_a_first_start_notes_down_is_not_told_as_a_warning(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, level: str
) -> None:
    """Two dozen lines about rights that were given stood between the steps. Whoever names a level gets it."""
    given: dict[str, str] = {}

    def ran(command: list[str], *, env: dict[str, str], **_rest: Any) -> subprocess.CompletedProcess[bytes]:
        given.update(env)
        return subprocess.CompletedProcess(command, 0, stderr=b"")

    monkeypatch.delenv("LOG_LEVEL", raising=False)
    if asked:
        monkeypatch.setenv("LOG_LEVEL", asked)
    monkeypatch.setattr(subprocess, "run", ran)
    devserver.manage(["migrate"])
    assert given["LOG_LEVEL"] == level
    assert given["PATH"] == os.environ["PATH"]


def test_a_failed_step_runs_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(command: list[str]) -> None:
        raise devserver.StartError("no")

    monkeypatch.setattr(stamps, "FOLDER", tmp_path)
    monkeypatch.setattr(devserver, "manage", fail)
    with pytest.raises(devserver.StartError):
        devserver.step("schema", "1", "Preparing", ["migrate"])
    assert stamps.read("schema") == ""


def test_a_fingerprint_follows_names_and_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "CHECKOUT", tmp_path)
    (tmp_path / "a").write_text("1")
    seen = {stamps.fingerprint([tmp_path])}
    (tmp_path / "a").write_text("2")
    seen.add(stamps.fingerprint([tmp_path]))
    (tmp_path / "a").rename(tmp_path / "b")
    seen.add(stamps.fingerprint([tmp_path]))
    seen.add(stamps.fingerprint([tmp_path], "another database"))
    assert len(seen) == 4
    assert stamps.fingerprint([tmp_path]) in seen


@pytest.mark.django_db
def test_the_first_account_has_a_random_password_in_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    call_command("ensure_administrator", str(path))
    password = path.read_text().strip()
    assert len(password) >= 16
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    user = get_user_model().objects.get(username="admin")
    assert user.check_password(password)
    assert user.is_superuser
    call_command("ensure_administrator", str(path))
    assert path.read_text().strip() == password


@pytest.mark.parametrize(
    "begin",
    [
        "from cicc_site import wsgi",
        "import django; django.setup(); from cicc_site import wsgi",
        "import manage, sys; sys.argv = ['manage.py', 'check']; manage.main()",
    ],
)
def test_what_is_no_longer_needed_is_cleared_away_however_the_site_was_started(begin: str) -> None:
    """The collector of garbage stands still while the site is read, and no longer."""
    script = f"{begin}; import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    result = run(sys.executable, "-c", script)
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[-1] == "True True"


def test_what_few_requests_need_is_loaded_by_those_alone() -> None:
    """Each process of the server would hold these libraries, some 20 MB, for a letter or a workbook now and then."""
    rare = ["fpdf", "fontTools.varLib", "openpyxl", "pypdf"]
    script = (
        "import json, sys; from cicc_site import wsgi; from django.urls import get_resolver; "
        "get_resolver().reverse_dict; print(json.dumps([name for name in sys.argv[1:] if name in sys.modules]))"
    )
    result = run(sys.executable, "-c", script, *rare, "cicc_site.urls")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == ["cicc_site.urls"]
