"""Releases beside each other in one folder: one leads, the next follows when nobody of it lives any more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from cicc_site import kept_releases
from cicc_site.kept_pages import Folder
from cicc_site.kept_releases import Lead
from cicc_site.postgres_places import CHECKOUT

PLACE = "en/x/index.html"
ONE, OLD, NEW = ("0123456789abcdef" + ending for ending in ("0001", "0002", "0003"))


def leads(base: Path) -> str:
    return os.readlink(base / "current")


def of(base: Path, release: str) -> Lead:
    lead = Lead(Folder(base, release))
    lead.take()
    return lead


def test_the_first_leads_and_the_next_waits_for_its_last_process(tmp_path: Path) -> None:
    old, second_old = of(tmp_path, OLD), of(tmp_path, OLD)
    old.folder.write(PLACE, [], b"old")
    new = of(tmp_path, NEW)
    assert leads(tmp_path) == OLD
    old.end()
    new.take()
    assert leads(tmp_path) == OLD
    second_old.end()
    new.take()
    assert leads(tmp_path) == NEW
    assert not (tmp_path / OLD).exists()
    assert (tmp_path / NEW).is_dir()


def test_one_that_is_back_takes_nothing_away(tmp_path: Path) -> None:
    """A process of the former release is started anew amid a restart, or one deploys it again."""
    new = of(tmp_path, NEW)
    of(tmp_path, OLD)
    new.take()
    assert leads(tmp_path) == NEW


def test_a_process_that_is_killed_lives_no_longer(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cicc_site.kept_pages import Folder;"
        "from cicc_site.kept_releases import Lead; Lead(Folder(Path(sys.argv[1]), sys.argv[2])).take();"
        "print('lives', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path), OLD],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"lives\n"
    new = of(tmp_path, NEW)
    assert leads(tmp_path) == OLD
    process.kill()
    process.communicate()
    new.take()
    assert leads(tmp_path) == NEW


def test_a_folder_that_was_emptied_is_made_anew(tmp_path: Path) -> None:
    base = tmp_path / "pages"
    lead = of(base, "one")
    before = kept_releases.identity(base)
    subprocess.run(["rm", "-rf", str(base)], check=True)
    lead.take()
    assert leads(base) == "one"
    assert kept_releases.identity(base) != before
    other = of(base, "two")
    assert leads(base) == "one"  # it lives, in the new folder
    lead.end()
    other.take()
    assert leads(base) == "two"


def test_what_nobody_runs_any_more_is_tidied(tmp_path: Path) -> None:
    for name in (ONE, OLD, NEW):
        Folder(tmp_path, name).write(PLACE, [], b"x")
    two = of(tmp_path, OLD)
    three = of(tmp_path, NEW)
    three.tidy()
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {OLD, NEW, "current"}
    two.end()


def test_what_is_no_release_is_never_taken_away(tmp_path: Path) -> None:
    """Somebody set PAGE_CACHE_ROOT to a folder where other things lie."""
    for name in ("media", "releases"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("not ours")
    (tmp_path / "current").symlink_to("releases")
    new = of(tmp_path, NEW)
    new.tidy()
    assert leads(tmp_path) == NEW
    assert all((tmp_path / name / "file").exists() for name in ("media", "releases"))


def test_each_folder_knows_itself(tmp_path: Path) -> None:
    """Two hosts of one database may call theirs by the same path."""
    one, other = tmp_path / "one", tmp_path / "other"
    assert kept_releases.identity(one) == kept_releases.identity(one) != kept_releases.identity(other)
    (one / ".id").write_text("")
    assert len(kept_releases.identity(one)) == 24


def test_a_release_is_all_that_shapes_a_page() -> None:
    """The settings too, whatever order a process gives to its sets; dev.py tells no browser to stay with TLS."""
    code = "import django; django.setup(); from cicc_site import release; print(release.present())"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cicc_site.settings.dev"}
    present, same, other = (
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=CHECKOUT,
            env={**environment, **more, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for seed, more in (
            ("1", {}),
            ("2", {"WORKER_NAME": "another", "HSTS_SECONDS": "5"}),
            ("1", {"SITE_URL": "http://other.example"}),
        )
    )
    assert len(present) == 20
    assert present == same
    assert present != other
