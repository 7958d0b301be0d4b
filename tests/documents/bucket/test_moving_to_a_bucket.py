"""An archive moves from a folder to a bucket: same names, compared by checksum, resumed where it was interrupted."""

from __future__ import annotations

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from documents import stored_files
from documents.models import WaitingFile, WorkFile
from members.models import User
from tests.factories import archive
from tests.object_storage import Store

pytestmark = pytest.mark.django_db
WAITING = hashlib.sha256(b"waiting").hexdigest()


@pytest.fixture
def folder(settings: Any, db: None) -> Path:
    """An archive in a folder: two works, one with an earlier version, and a file that waits."""
    work = archive.work()
    for number in range(3):
        archive.work_file(work, "en", f"version {number}".encode())
    archive.work_file(archive.work("Another"), "ar", b"arabic")
    waiting = WaitingFile(name="w.txt", media_type="text/plain", size=7, sha256=WAITING)
    waiting.sent_by = User.objects.create_user("archivist")
    waiting.file.save("w.txt", ContentFile(b"waiting"))
    return Path(settings.ARCHIVE_ROOT)


def moved(folder: Path) -> tuple[str, str, int]:
    """What the command says, complains of, and ends with."""
    out, errors, end = StringIO(), StringIO(), 0
    try:
        call_command("move_archive", folder, stdout=out, stderr=errors)
    except SystemExit as exit_:
        end = int(str(exit_.code))
    return out.getvalue().strip(), errors.getvalue(), end


def known() -> set[str]:
    return {row.file.name or "" for row in (*WorkFile.objects.all(), *WaitingFile.objects.all())}


def test_everything_a_row_knows_is_in_the_bucket_afterwards(folder: Path, bucket: Store) -> None:
    assert moved(folder) == ("5 moved.", "", 0)
    assert set(bucket.kept) == known()
    assert list(stored_files.losses(by_checksum=True)) == []
    assert all((folder / name).is_file() for name in known())


def test_a_move_that_was_interrupted_goes_on_where_it_was(folder: Path, bucket: Store) -> None:
    bucket.full_with = 2
    with pytest.raises(CommandError, match="What was moved stays"):
        moved(folder)
    assert len(bucket.kept) == 2
    bucket.failing = bucket.full_with = None
    assert moved(folder) == ("3 moved, 2 there already.", "", 0)
    bucket.asked.clear()
    assert moved(folder) == ("5 there already.", "", 0)
    assert not [name for method, name in bucket.asked if method == "PUT"]


def test_what_is_missing_or_changed_is_named_and_not_moved(folder: Path, bucket: Store) -> None:
    lost, changed, *_others = WorkFile.objects.order_by("pk")
    (folder / lost.stored_as).unlink()
    (folder / changed.stored_as).write_bytes(b"something else")
    out, errors, end = moved(folder)
    assert (out, end) == ("1 missing, 3 moved, 1 other bytes.", 1)
    assert f"{lost.stored_as}: missing" in errors
    assert f"{changed.stored_as}: other bytes" in errors
    assert not {lost.stored_as, changed.stored_as} & set(bucket.kept)


def test_half_a_file_in_the_bucket_is_told_not_overwritten(folder: Path, bucket: Store) -> None:
    moved(folder)
    first = WorkFile.objects.earliest("pk")
    bucket.kept[first.stored_as].data = b"half"
    assert moved(folder)[2] == 1
    assert bucket.kept[first.stored_as].data == b"half"


def test_nothing_is_moved_into_a_folder_or_from_nowhere(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ARCHIVE_STORAGE=s3"):
        call_command("move_archive", folder)
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("move_archive", tmp_path / "nothing")
