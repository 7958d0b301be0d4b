"""deploy/Dockerfile and the script it runs: made without a database or a secret, and nothing secret goes in."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from cicc_site.postgres_places import CHECKOUT

FILE = CHECKOUT / "deploy" / "Dockerfile"
LOCK = "--require-hashes --only-binary=:all: --no-deps"


def instructions(stage: str) -> list[str]:
    """Each instruction of a stage in one line."""
    text = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    for part in re.split(r"^(?=FROM )", text, flags=re.MULTILINE):
        if re.match(rf"FROM \S+ AS {stage}\n", part):
            return [line for line in part.splitlines() if line.strip()]
    raise AssertionError(f"There is no stage {stage}.")


def test_packages_come_from_the_locks_with_their_hashes() -> None:
    installs = [line for line in instructions("packages") if "pip install" in line]
    assert len(installs) == 2
    assert all(LOCK in re.sub(r"\s+", " ", line) for line in installs)
    assert not any("pip" in line for line in instructions("site")), "what installs stays behind"
    assert not re.search(r"index|https?://", FILE.read_text(encoding="utf-8"))


def test_both_images_end_as_somebody_without_rights() -> None:
    for stage, user in {"site": "cicc", "front": "www-data"}.items():
        lines = instructions(stage)
        users = [line for line in lines if line.startswith("USER ")]
        assert users == [f"USER {user}"]
        after = lines[lines.index(users[0]) :]
        assert not any(line.startswith(("RUN ", "COPY ")) for line in after), "nothing is made later"
        assert any(line.startswith("HEALTHCHECK ") for line in lines)


def test_every_folder_the_site_writes_to_is_a_volume() -> None:
    """A folder that settings.md names and the image forgets would lie on the read-only root."""
    manual = (CHECKOUT / "docs" / "operators" / "settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([A-Z_]+_ROOT)` \|", manual, re.MULTILINE))
    placed = dict(re.findall(r"([A-Z_]+_ROOT)=(\S+)", " ".join(instructions("site"))))
    assert set(placed) == named
    made = re.search(r"install -d -o cicc.*", " ".join(instructions("site")))
    assert made
    for name, folder in placed.items():
        # The one belongs to the image; in the other each container counts for itself, in memory.
        assert name in {"STATIC_ROOT", "METRICS_ROOT"} or any(
            folder == one or folder.startswith(f"{one}/") for one in re.findall(r"/srv/[a-z-]+", made[0])
        )


def test_it_knows_what_it_is_called() -> None:
    """Without a checkout it is told so while it is built; last, so that nothing else is made anew."""
    lines = instructions("site")
    told = lines.index("ARG RELEASE=")
    assert re.search(r"\bRELEASE=\$RELEASE\b", lines[told + 1])
    assert lines[told + 1].startswith("ENV ")
    assert not any(line.startswith(("RUN ", "COPY ")) for line in lines[told:])


def left_out(path: str) -> bool:
    """Whether .dockerignore keeps a path out; as there, the last line that fits counts."""
    parts = path.split("/")
    out = False
    for line in (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        ways = parts if pattern.startswith("**/") else ["/".join(parts[: pattern.count("/") + 1])]
        if any(fnmatch.fnmatch(way, pattern.removeprefix("**/")) for way in ways):
            out = not line.startswith("!")
    return out


def test_nothing_secret_and_nothing_large_goes_in() -> None:
    """What git does not keep stays out, whatever lies there."""
    for path in (
        ".env",
        ".env.production",
        "deploy/.env",
        ".git",
        "var",
        ".venv",
        "tests",
        "cicc-backup.tar.age",
        "x/__pycache__",
    ):
        assert left_out(path), path
    for path in ("requirements.lock", ".env.example", "deploy/serve.sh", "locale/ar/LC_MESSAGES/django.po"):
        assert not left_out(path), path


def test_it_is_built_without_a_database_or_a_secret(tmp_path: Path) -> None:
    """The script of the image, on a copy of what goes in: catalogues and static files are there afterwards."""
    site = tmp_path / "site"

    def skipped(folder: str, names: list[str]) -> list[str]:
        inside = Path(folder).relative_to(CHECKOUT)
        return [name for name in names if left_out((inside / name).as_posix())]

    shutil.copytree(CHECKOUT, site, ignore=skipped)
    static = tmp_path / "static"
    environment = {"PATH": os.environ["PATH"], "PYTHON": sys.executable, "STATIC_ROOT": str(static)}
    done = subprocess.run(
        ["sh", "deploy/build.sh"],
        cwd=site,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (static / "staticfiles.json").exists()
    assert list(static.rglob("*.css.br"))
    for code in ("es", "fr", "ar"):
        assert (site / "locale" / code / "LC_MESSAGES" / "django.mo").exists()
    assert not (site / "var").exists(), "nothing is left that would be written on the read-only root"
    told = subprocess.run(
        [sys.executable, "-c", "from cicc_site.backup import inventory as i; print(i.settings_made())"],
        cwd=site,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cicc_site.settings.test",
            "ADMIN_PATH": "away",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "'ADMIN_PATH': 'away'" in told, "a backup is made in the image, too"
