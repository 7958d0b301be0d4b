"""A backup is complete or not there; it is nobody else's to read; the newest stay; nothing of it is a secret."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from cicc_site.backup import BackupError, age, container, database, inventory, keeping, making
from cicc_site.backup.database import Snapshot
from cicc_site.backup.places import Place, is_plain

KEY = age.new_identity()
RECIPIENTS = [age.recipient_of(KEY)]


class Moment(Snapshot):
    """A database that needs no server."""

    def dump(self) -> Iterator[bytes]:
        yield b"dump " * 10
        yield b"x" * (container.PART + 3)


@pytest.fixture(autouse=True)
def small_database(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def snapshot(parameters: Any) -> Iterator[Moment]:
        yield Moment(parameters, "1", 18, {"t": ["7", "123", "cicc_web:SELECT"], "t_seq": ["9", "True", ""]})

    monkeypatch.setattr(database, "snapshot", snapshot)


def place(root: Path, **files: str) -> Place:
    storage = FileSystemStorage(location=root / "media")
    for name, text in files.items():
        storage.save(name.replace("__", "/"), ContentFile(text.encode()))
    return Place("media", storage)


def make(folder: Path, *places: Place) -> making.Made:
    return making.make(folder, {}, places, RECIPIENTS)


def test_it_holds_every_file_the_dump_and_what_was_counted(tmp_path: Path) -> None:
    made = make(tmp_path / "b", place(tmp_path, a="1", deep__er__b="22", c=""))
    assert (made.files, made.rows) == (3, 7)
    with made.path.open("rb") as source:
        contents = container.verified(source, KEY)
    assert {name: size for name, (size, _hash) in contents.files.items()} == {
        "files/media/a": 1,
        "files/media/c": 0,
        "files/media/deep/er/b": 2,
    }
    with made.path.open("rb") as source:
        assert b"".join(container.dump_of(source, KEY)) == b"dump " * 10 + b"x" * (container.PART + 3)


def test_nobody_else_can_look(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = make(tmp_path / "b")
    finally:
        os.umask(old)
    assert made.path.stat().st_mode & 0o777 == 0o600
    made.path.parent.chmod(0o755)
    with pytest.raises(BackupError, match="chmod 750"):
        make(tmp_path / "b")


class Breaks(Place):
    def open(self, name: str) -> Any:
        raise PermissionError(13, "Permission denied")


class Shrinks(Place):
    def open(self, name: str) -> Any:
        file = super().open(name)
        file.size = 99
        return file


@pytest.mark.parametrize(
    ("kind", "said"), [(Breaks, "Permission denied"), (Shrinks, "changed while it was read")]
)
def test_what_fails_on_the_way_leaves_nothing(tmp_path: Path, kind: type[Place], said: str) -> None:
    with pytest.raises(BackupError, match=said):
        make(tmp_path / "b", kind("media", place(tmp_path, a="1").storage))
    assert list((tmp_path / "b").iterdir()) == []


def test_a_file_that_goes_meanwhile_is_no_fault(tmp_path: Path) -> None:
    class Goes(Place):
        def names(self, below: str = "") -> Iterator[str]:
            yield "gone"
            yield from super().names(below)

    made = make(tmp_path / "b", Goes("media", place(tmp_path, a="1").storage))
    assert made.files == 1


def test_without_a_key_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="backup_key"):
        making.make(tmp_path / "b", {}, [], [])
    with pytest.raises(BackupError, match="no public key"):
        making.make(tmp_path / "b", {}, [], [KEY])
    assert not (tmp_path / "b").exists()


def test_the_newest_stay_and_foreign_names_are_left_alone(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"cicc-2026110{day}T000000Z.tar.age").touch()
        (tmp_path / f"cicc-2026110{day}T000000Z.tar.age.list").touch()
    (tmp_path / "cicc-of-mine.tar.age").touch()
    assert making.forget_old(tmp_path, keeping.Rule(2)) == 3
    assert [path.name[5:13] for path in making.made(tmp_path)] == ["20261105", "20261104"]
    assert len(list(tmp_path.glob("*.list"))) == 2, "and no list of what has gone"
    assert (tmp_path / "cicc-of-mine.tar.age").exists()


def test_two_never_work_in_one_folder(tmp_path: Path) -> None:
    with (
        making.alone(tmp_path / "b"),
        pytest.raises(BackupError, match="Another backup is being made"),
        making.alone(tmp_path / "b"),
    ):
        raise AssertionError
    with making.alone(tmp_path / "b"):
        pass


def test_the_inventory_gives_nothing_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {"SITE_URL": "https://site.org", "MAIL_KEPT_DAYS": "90", "ARCHIVE_BUCKET": "cicc"}
    hidden = {
        "SECRET_KEY": "hush",
        "DATABASE_URL": "postgresql://web:hush@db/cicc",
        "DATABASE_OWNER_URL": "postgresql://owner:hush@db/cicc",
        "EMAIL_URL": "smtp+tls://a:hush@b",
        "ARCHIVE_BUCKET_KEY": "hush",
        "BACKUP_BUCKET_KEY_FILE": "/run/hush",
        "CDN_PURGE_HEADER": "X-Key: hush",
    }
    for name, value in {**shown, **hidden}.items():
        monkeypatch.setenv(name, value)
    found = inventory.settings_made()
    assert shown.items() <= found.items()
    assert {name: found[name] for name in hidden} == dict.fromkeys(hidden, "(set)")
    assert "hush" not in str(inventory.of_this_site())


@pytest.mark.parametrize("name", ["", "/etc/x", "../x", "a/../x", "a/./x", "a//x", "a\\x", "a\0x", "."])
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    assert not is_plain(name)
    assert is_plain("original_images/كلمات.pdf")
