"""Backups in a bucket: a real client against a store that refuses what real stores refuse."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage.handler import StorageHandler

from cicc_site.backup import BackupError, away
from cicc_site.backup.keeping import Rule
from cicc_site.settings import archive
from documents import bucket as client
from tests.object_storage import BUCKET, KEY, KEY_ID, REGION, Store

RULE = Rule(2)
NEW = "cicc-20251126T013000Z.tar.age"
NAME_LATER = "cicc-20251126T023000Z-since-20251126T013000Z.tar.age"


@pytest.fixture
def store() -> Iterator[Store]:
    made = Store()
    yield made
    if not made.gone:
        made.stop()


def bucket_of(store: Store) -> Any:
    entry: Any = archive.private_bucket(
        bucket_name=BUCKET,
        region_name=REGION,
        access_key=KEY_ID,
        secret_key=KEY,
        endpoint_url=store.endpoint,
        addressing_style=archive.PATH,
        checksums=archive.REQUIRED,
        timeout=5,
        attempts=1,
    )
    return StorageHandler({"backups": entry})["backups"]


def backup(folder: Path, size: int = 1000) -> Path:
    path = folder / NEW
    path.write_bytes(os.urandom(size))
    return path


def test_each_is_copied_and_the_newest_stay(store: Store, tmp_path: Path) -> None:
    bucket = bucket_of(store)
    for day in range(1, 4):
        bucket.save(f"cicc-2025110{day}T000000Z.tar.age", ContentFile(b"old"))
    bucket.save("somebody's", ContentFile(b"foreign"))
    path = backup(tmp_path)
    away.carry(path, bucket, RULE)
    assert away.names(bucket) == [NEW, "cicc-20251103T000000Z.tar.age"]
    assert store.kept[NEW].data == path.read_bytes()
    assert "somebody's" in store.kept
    with pytest.raises(
        BackupError, match="not whole"
    ):  # the name is taken: it would have been given another one
        away.carry(path, bucket, RULE)


def test_a_large_one_goes_in_parts_and_comes_back_whole(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ONE_REQUEST", 6 * 1024 * 1024)
    path = backup(tmp_path, 30_000_000)
    bucket = bucket_of(store)
    away.carry(path, bucket, RULE)
    assert store.kept[NEW].data == path.read_bytes()
    assert store.largest < 10_000_000, "in parts"
    assert store.parts == {}, "nothing is left of the upload"
    for name in (NEW, away.LATEST):
        with away.fetched(name, bucket, tmp_path / "here") as found:
            assert found.name == NEW
            assert found.read_bytes() == path.read_bytes()
            assert found.stat().st_mode & 0o077 == 0 or found.parent.stat().st_mode & 0o077 == 0
        assert list((tmp_path / "here").iterdir()) == []


def test_a_differential_one_takes_the_full_one_along_both_ways(store: Store, tmp_path: Path) -> None:
    """Its own copy had failed, or somebody has deleted it there."""
    bucket = bucket_of(store)
    full = backup(tmp_path)
    later = tmp_path / NAME_LATER
    later.write_bytes(b"changes")
    away.carry(later, bucket, RULE)
    assert away.names(bucket) == [NAME_LATER, NEW]
    with away.fetched(away.LATEST, bucket, tmp_path / "here") as found:
        assert found.read_bytes() == b"changes"
        assert found.with_name(NEW).read_bytes() == full.read_bytes()
    bucket.delete(NEW)
    with (
        pytest.raises(BackupError, match=f"does not hold {NEW}"),
        away.fetched(away.LATEST, bucket, tmp_path / "here"),
    ):
        raise AssertionError


def test_what_changes_on_its_way_is_no_copy(store: Store, tmp_path: Path) -> None:
    store.spoiling = True
    with pytest.raises(BackupError, match="not copied to the bucket: Unreachable"):
        away.carry(backup(tmp_path), bucket_of(store), RULE)
    assert store.kept == {}


def test_a_bucket_that_is_away_is_one_sentence_without_a_secret(store: Store, tmp_path: Path) -> None:
    bucket = bucket_of(store)
    store.stop()
    later = tmp_path / NAME_LATER
    later.write_bytes(b"changes")
    for path in (backup(tmp_path), later):
        with pytest.raises(BackupError, match="was made and not copied to the bucket") as caught:
            away.carry(path, bucket, RULE)
        assert KEY not in str(caught.value)
    with (
        pytest.raises(BackupError, match="cannot be read"),
        away.fetched(away.LATEST, bucket, tmp_path / "b"),
    ):
        pass


def test_what_is_not_there_is_not_fetched(store: Store, tmp_path: Path) -> None:
    bucket = bucket_of(store)
    bucket.save("foreign", ContentFile(b"x"))
    for name in (away.LATEST, NEW, "foreign", "../../etc/passwd"):
        with pytest.raises(BackupError, match="no such backup"), away.fetched(name, bucket, tmp_path / "b"):
            pass
