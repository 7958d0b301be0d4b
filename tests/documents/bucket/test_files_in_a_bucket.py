"""What the archive does with its files, done in a bucket: kept, replaced, deleted, compared, swept, read for words."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from documents import keeping, stored_files
from documents.enums import TextState
from documents.extraction import working
from documents.models import FileText, WorkFile
from documents.storage import Unreachable
from documents.storage import archive as storage
from tests.factories import archive, texts
from tests.object_storage import Store

pytestmark = pytest.mark.django_db
DATA = bytes(range(256)) * 1000


def test_a_file_is_kept_under_a_name_that_says_nothing_and_read_back(bucket: Store) -> None:
    file = archive.work_file(
        archive.work("Secret title"), "sw", DATA, name="siri.pdf", media_type="text/html"
    )
    [(name, kept)] = bucket.kept.items()
    assert name == file.file.name
    assert len(name) == 35
    assert kept.data == DATA
    # Whoever came upon it would get bytes of no kind, kept nowhere.
    assert kept.headers == {"Content-Type": "application/octet-stream", "Cache-Control": "no-store, private"}
    with WorkFile.objects.get().file.open("rb") as stored:
        assert stored.size == len(DATA)
        assert keeping.checksum(stored) == (file.sha256, len(DATA))


def test_a_large_file_goes_in_one_request_and_through_no_memory(bucket: Store) -> None:
    data = b"0123456789abcdef" * 700_000  # 11 MB: the client would send it in parts by itself
    file = archive.work_file(archive.work(), "en", data)
    assert [method for method, name in bucket.asked if name == file.file.name] == ["HEAD", "PUT"]
    with storage().open(file.stored_as, "rb") as stored:
        spooled: Any = stored.file
        assert spooled._rolled  # on disk
        assert keeping.checksum(stored)[0] == file.sha256


def test_bytes_that_change_on_their_way_are_not_kept(bucket: Store) -> None:
    bucket.spoiling = True
    with pytest.raises(Unreachable, match="XAmzContentSHA256Mismatch"), transaction.atomic():
        archive.work_file(archive.work(), "en", DATA)
    assert (bucket.kept, WorkFile.objects.count()) == ({}, 0)


def test_a_newer_version_leaves_the_earlier_bytes(bucket: Store) -> None:
    work = archive.work()
    first, second = archive.work_file(work, "es", b"primera"), archive.work_file(work, "es", b"segunda")
    assert {bucket.kept[each.stored_as].data for each in (first, second)} == {b"primera", b"segunda"}
    assert WorkFile.objects.get(pk=first.pk).file.read() == b"primera"


def test_a_store_without_newer_checksums_or_access_lists_is_served(
    bucket: Store, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """The small store refuses both, as strict ones do: with either, nothing could be kept."""
    for name, value in (("checksums", "when_supported"), ("default_acl", "private")):
        made = settings.STORAGES["archive"]
        other = {**made, "OPTIONS": {**made["OPTIONS"], name: value}}
        with (
            override_settings(STORAGES={**settings.STORAGES, "archive": other}),
            pytest.raises(Unreachable, match="NotImplemented"),
        ):
            storage().save("ab/x", ContentFile(b"x"))
    assert storage().save("ab/x", ContentFile(b"x")) == "ab/x"


@pytest.mark.django_db(transaction=True)
def test_a_deleted_file_leaves_the_bucket_when_that_is_committed(bucket: Store) -> None:
    work = archive.work()
    first, second = archive.work_file(work, "es", b"primera"), archive.work_file(work, "es", b"segunda")
    with transaction.atomic():
        keeping.remove_file(second)
        transaction.set_rollback(True)
    assert second.stored_as in bucket.kept
    keeping.remove_file(second)
    assert list(bucket.kept) == [first.stored_as]
    # The bucket does not answer: the row goes, its bytes are swept away another day.
    bucket.failing = (503, "SlowDown")
    keeping.remove_file(first)
    assert not WorkFile.objects.exists()
    bucket.failing = None
    bucket.kept[first.stored_as].changed -= dt.timedelta(days=2)
    assert stored_files.sweep() == 1
    assert bucket.kept == {}


def test_strays_are_swept_after_a_day_and_nothing_else(bucket: Store) -> None:
    file = archive.work_file(archive.work(), "en")
    old, fresh, foreign = f"ab/{'1' * 32}", f"ab/{'2' * 32}", "backup/list.txt"
    for name in (old, fresh, foreign):
        storage().save(name, ContentFile(b"x"))
    for name in (old, foreign, file.stored_as):
        bucket.kept[name].changed -= dt.timedelta(days=2)
    bucket.asked.clear()
    assert stored_files.sweep() == 1
    assert set(bucket.kept) == {file.stored_as, fresh, foreign}
    # Only what no row knows is asked for its age.
    assert {name for method, name in bucket.asked if method == "HEAD"} == {old, fresh}


def test_losses_are_told_and_a_bucket_that_is_away_is_none(bucket: Store) -> None:
    work = archive.work()
    lost, short, changed = (
        archive.work_file(work, code, DATA + code.encode()) for code in ("en", "fr", "es")
    )
    assert list(stored_files.losses(by_checksum=True)) == []
    del bucket.kept[lost.stored_as]
    bucket.kept[short.stored_as].data = b"half"
    bucket.kept[changed.stored_as].data = bytes(changed.size)
    found = [(loss.file.pk, loss.is_changed) for loss in stored_files.losses(by_checksum=True)]
    assert found == [(lost.pk, False), (short.pk, True), (changed.pk, True)]
    bucket.failing = (503, "SlowDown")
    with pytest.raises(CommandError, match="does not answer"):
        call_command("check_archive", stdout=StringIO())


def test_the_words_of_a_file_are_found_in_the_bucket(bucket: Store) -> None:
    html = f"<html lang=ar><body><p>{texts.TEXTS['ar']}</p></body></html>".encode()
    file = archive.work_file(archive.work(), "ar", html, name="a.html", media_type="text/html")
    assert working.read_waiting() == 1
    assert "جمعية الدول الأطراف" in FileText.objects.get(file=file).text


def test_a_bucket_that_is_away_uses_up_no_try_of_a_file(
    bucket: Store, caplog: pytest.LogCaptureFixture
) -> None:
    file = archive.work_file(archive.work(), "en", b"Some words that are found later. " * 9)
    bucket.failing = (503, "SlowDown")
    for _time in range(5):
        assert working.read_waiting() == 0
    with pytest.raises(CommandError, match="does not answer"):
        call_command("extract_texts", file=[file.pk])
    file.refresh_from_db()
    assert (file.text_state, file.text_tries) == (TextState.WAITING, 0)
    assert "texts are read later" in caplog.text
    bucket.failing = None
    assert working.read_waiting() == 1
    file.refresh_from_db()
    assert file.text_state == TextState.DONE


def test_a_file_that_the_bucket_lost_is_missing_not_away(bucket: Store) -> None:
    file = archive.work_file(archive.work(), "en")
    bucket.kept.clear()
    assert working.read_waiting() == 1
    file.refresh_from_db()
    assert (file.text_state, file.text_problem) == (TextState.FAILED, "missing")
