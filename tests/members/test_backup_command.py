"""`manage.py backup`: everything once a day, then what has changed; a full one that fails leaves nobody without one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from cicc_site.backup import BackupError, keeping, listing, making
from cicc_site.backup.listing import Listing
from cicc_site.backup.making import Made
from members import operating

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 26, 9, 30, tzinfo=dt.UTC)
TODAY, YESTERDAY = keeping.name_of(NOW - dt.timedelta(hours=9)), keeping.name_of(NOW - dt.timedelta(hours=33))


class Maker:
    """In the place of `making.make`: remembers since what a backup was wished; `fails` are the full ones."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    def __call__(self, folder: Path, *_arguments: Any, since: Listing | None) -> Made:
        full = since.full if since else ""
        self.asked.append(full)
        if self.fails and since is None:
            raise BackupError("No space left on device.")
        path = folder / keeping.name_of(NOW, full)
        path.touch()
        return Made(path, full, 1, 2, 3, 0.5)


@pytest.fixture
def maker(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    settings.BACKUP_ROOT, settings.BACKUP_RECIPIENTS, settings.BACKUP_KEPT = tmp_path / "b", ["age1"], 2
    settings.BACKUP_ROOT.mkdir(mode=0o700)
    made = Maker()
    monkeypatch.setattr(making, "make", made)
    monkeypatch.setattr(making, "now", lambda: NOW)
    return made


def lies(folder: Path, full: str) -> None:
    (folder / full).touch()
    listing.write(folder, Listing(full, ["age1"]))


def mark() -> Any:
    found = operating.recall(operating.BACKUP)
    assert found
    return found.details


def test_everything_once_a_day_and_whenever_it_is_asked_for(maker: Maker, settings: Settings) -> None:
    call_command("backup", verbosity=0)
    lies(settings.BACKUP_ROOT, TODAY)
    (settings.BACKUP_ROOT / keeping.name_of(NOW)).unlink()
    call_command("backup", verbosity=0)
    assert maker.asked == ["", TODAY]
    assert (mark()["full"], mark()["file"]) == (TODAY, keeping.name_of(NOW, TODAY))
    call_command("backup", "--full", verbosity=0)
    assert maker.asked == ["", TODAY, ""]


def test_a_full_one_that_fails_leaves_one_of_what_has_changed_and_says_so(
    maker: Maker, settings: Settings
) -> None:
    maker.fails = True
    with pytest.raises(CommandError, match=r"^No space left"):
        call_command("backup", verbosity=0)
    assert operating.recall(operating.BACKUP) is None, "there was none that it could rest on"
    lies(settings.BACKUP_ROOT, YESTERDAY)
    with pytest.raises(CommandError, match=r"No full backup could be made.*No space left"):
        call_command("backup", verbosity=0)
    assert maker.asked == ["", "", YESTERDAY]
    assert mark()["full"] == YESTERDAY


def test_what_was_proven_stays(maker: Maker, settings: Settings) -> None:
    folder: Path = settings.BACKUP_ROOT
    old = [keeping.name_of(NOW - dt.timedelta(days=day)) for day in range(20, 25)]
    for name in old:
        (folder / name).touch()
    operating.remember(operating.PROVEN, file=old[2])
    call_command("backup", verbosity=0)
    assert [path.name for path in making.made(folder)] == [keeping.name_of(NOW), old[0], old[2]]


def test_two_do_not_work_at_once(maker: Maker, settings: Settings) -> None:
    with making.alone(settings.BACKUP_ROOT), pytest.raises(CommandError, match="left out"):
        call_command("backup", verbosity=0)
    assert maker.asked == []
