"""Which release runs is found without git: in a checkout, in a work tree, and where git has packed its names."""

from __future__ import annotations

import subprocess
from pathlib import Path

from cicc_site.version import commit


def git(folder: Path, *command: str) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    done = subprocess.run(["git", *who, *command], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_commit_is_that_of_git(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    assert commit(site) == ""
    git(site, "init", "-q")
    assert commit(site) == "", "nothing was committed yet"
    git(site, "commit", "-q", "--allow-empty", "-m", "x")
    assert commit(site) == git(site, "rev-parse", "HEAD")
    git(site, "worktree", "add", "-q", "-b", "other", str(tmp_path / "other"))
    git(tmp_path / "other", "commit", "-q", "--allow-empty", "-m", "y")
    assert commit(tmp_path / "other") == git(tmp_path / "other", "rev-parse", "HEAD") != commit(site)
    git(site, "pack-refs", "--all")
    assert commit(tmp_path / "other") == git(tmp_path / "other", "rev-parse", "HEAD")
    git(site, "checkout", "-q", "--detach")
    assert commit(site) == git(site, "rev-parse", "HEAD")
