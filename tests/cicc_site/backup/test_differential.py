"""A differential backup holds what has changed since the full one it names, and comes back with that one only."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from pytest_django import Settings

from cicc_site.backup import BackupError, age, container, database, listing, making, restoring
from cicc_site.backup.listing import Listing
from cicc_site.backup.making import Made
from cicc_site.backup.places import Place
from tests.cicc_site.backup.test_making import Moment

KEY = age.new_identity()
RECIPIENTS = [age.recipient_of(KEY)]


@pytest.fixture(autouse=True)
def small_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are what this is about; the drills restore a database."""

    @contextmanager
    def snapshot(parameters: Any) -> Iterator[Moment]:
        yield Moment(parameters, "1", 18, {"t": ["7", "123", ""]})

    monkeypatch.setattr(database, "snapshot", snapshot)
    monkeypatch.setattr(database, "is_empty", lambda _parameters: True)
    monkeypatch.setattr(restoring, "_database", lambda *_arguments: None)


class Read(Place):
    """Remembers what was opened."""

    opened: list[str]

    def open(self, name: str) -> Any:
        self.opened.append(name)
        return super().open(name)


@pytest.fixture
def media(tmp_path: Path) -> Read:
    place = Read("media", FileSystemStorage(location=tmp_path / "media"))
    place.opened = []
    for name, text in {"same": "1", "rewritten": "22", "deleted": "333", "deep/er": "4"}.items():
        place.storage.save(name, ContentFile(text.encode()))
    return place


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def make(folder: Path, place: Place, moment: dt.datetime, since: Listing | None = None) -> Made:
    """A backup of that moment: two within a second would bear one name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "now", lambda: moment)
        return making.make(folder, {}, [place], RECIPIENTS, since=since)


NIGHT = dt.datetime(2026, 11, 26, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def full(backups: Path, media: Read) -> Made:
    made = make(backups, media, NIGHT)
    media.opened.clear()
    return made


@pytest.fixture
def later(backups: Path, media: Read, full: Made) -> Made:
    """After a morning's work: one file is new, one has other bytes of the same length and date, one is gone."""
    folder = media.folder
    assert folder
    media.storage.save("new", ContentFile(b"55555"))
    before = (folder / "rewritten").stat()
    (folder / "rewritten").write_text("xx")
    os.utime(folder / "rewritten", ns=(before.st_atime_ns, before.st_mtime_ns))
    media.storage.delete("deleted")
    return make(backups, media, NIGHT + dt.timedelta(hours=9), listing.newest(backups, RECIPIENTS))


def read(made: Made) -> container.Contents:
    with made.path.open("rb") as source:
        return container.verified(source, KEY)


def restored(path: Path, to: Path, key: str = KEY) -> dict[str, bytes]:
    place = Place("media", FileSystemStorage(location=to))
    restoring.restore(path, key, {}, [place])
    return {name: (to / name).read_bytes() for name in place.names()}


def test_it_reads_and_holds_only_what_has_changed(full: Made, later: Made, media: Read) -> None:
    assert sorted(media.opened) == ["new", "rewritten"]
    contents = read(later)
    assert sorted(contents.end["files"]) == ["files/media/new", "files/media/rewritten"]
    assert sorted(contents.since) == ["files/media/deep/er", "files/media/same"]
    assert (later.files, full.files) == (4, 4)
    assert later.path.name == "cicc-20261126T093000Z-since-20261126T003000Z.tar.age"


def test_both_together_are_the_files_as_they_were(full: Made, later: Made, tmp_path: Path) -> None:
    first = {"same": b"1", "rewritten": b"22", "deleted": b"333", "deep/er": b"4"}
    assert restored(full.path, tmp_path / "first") == first
    second = {"same": b"1", "rewritten": b"xx", "new": b"55555", "deep/er": b"4"}
    assert restored(later.path, tmp_path / "second") == second


def test_no_older_version_takes_it_for_all_there_is(full: Made, later: Made) -> None:
    """Versions that know nothing of it read format 1 and refuse every other."""
    assert (read(full).begin["format"], read(later).begin["format"]) == (1, 2)


def refused(path: Path, to: Path) -> str:
    with pytest.raises(BackupError) as caught:
        restored(path, to)
    assert not list(to.rglob("*")), "nothing was laid out"
    return str(caught.value)


def test_without_the_full_one_or_with_another_nothing_is_restored(
    full: Made, later: Made, media: Read, tmp_path: Path
) -> None:
    to = tmp_path / "to"
    whole = full.path.read_bytes()
    full.path.write_bytes(whole[:-1])
    assert refused(later.path, to) == container.CUT_OFF
    full.path.unlink()
    assert f"since {full.path.name}: lay that one into the same folder" in refused(later.path, to)
    make(full.path.parent, media, NIGHT)  # with one that bears its name and was made of other files
    assert restored(later.path, tmp_path / "alike")["same"] == b"1"
    assert media.folder
    (media.folder / "same").write_text("2")
    full.path.unlink()
    make(full.path.parent, media, NIGHT)
    assert "it is another one" in refused(later.path, to)


def test_it_is_no_backup_when_the_full_one_goes_meanwhile(backups: Path, media: Read, full: Made) -> None:
    since = listing.newest(backups, RECIPIENTS)
    full.path.unlink()
    with pytest.raises(BackupError, match="went meanwhile"):
        make(backups, media, NIGHT + dt.timedelta(hours=1), since)
    assert making.made(backups) == []


def test_the_list_tells_nobody_what_the_files_are_called(backups: Path, full: Made) -> None:
    path = listing.path_of(full.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"rewritten" not in path.read_bytes()
    found = listing.newest(backups, RECIPIENTS)
    assert found
    assert "files/media/rewritten" in found.files


@pytest.mark.parametrize(
    "loss", ["lost", "damaged", "other key of the site", "other recipients", "other full"]
)
def test_without_a_list_that_fits_the_next_is_a_full_one(
    loss: str, backups: Path, full: Made, settings: Settings
) -> None:
    path, recipients = listing.path_of(full.path), RECIPIENTS
    assert listing.newest(backups, recipients)
    if loss == "lost":
        path.unlink()
    elif loss == "damaged":
        path.write_bytes(path.read_bytes()[:-9])
    elif loss == "other key of the site":
        settings.SECRET_KEY = "x" * 60
    elif loss == "other recipients":
        recipients = [*RECIPIENTS, age.recipient_of(age.new_identity())]
    else:
        (backups / "cicc-20261126T070000Z.tar.age").touch()
    assert listing.newest(backups, recipients) is None
    assert making.is_full_due(None)


def test_the_first_of_each_day_is_a_full_one(
    backups: Path, full: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = listing.newest(backups, RECIPIENTS)
    for minutes, is_due in ((9, False), (23 * 60, False), (23 * 60 + 30, True)):
        monkeypatch.setattr(making, "now", lambda later=minutes: NIGHT + dt.timedelta(minutes=later))
        assert making.is_full_due(since) is is_due
