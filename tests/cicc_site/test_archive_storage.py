"""Where the files of the archive lie: a folder for the service alone, or a private bucket, never half of either."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages

from cicc_site.settings import archive
from documents.checks import archive_lies_apart

WHOLE = {
    "ARCHIVE_STORAGE": "s3",
    "ARCHIVE_BUCKET": "cicc-archive",
    "ARCHIVE_BUCKET_REGION": "eu-central-1",
    "ARCHIVE_BUCKET_KEY_ID": "AKIAEXAMPLE",
    "ARCHIVE_BUCKET_KEY": "a key of forty letters",
}
NAMES = (*WHOLE, "ARCHIVE_ACCEL", "ARCHIVE_BUCKET_ENDPOINT", "ARCHIVE_BUCKET_KEY_FILE")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the packages of the extra were there."""
    found = {"storages", "boto3"}
    monkeypatch.setattr(archive, "find_spec", lambda name: ModuleSpec(name, None) if name in found else None)


def put(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in {**WHOLE, **values}.items():
        monkeypatch.setenv(name, value)


def test_a_folder_is_the_default_and_closed_to_others(tmp_path: Path) -> None:
    made = archive.storage(tmp_path / "archive")
    assert made["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    storage = FileSystemStorage(**made["OPTIONS"])
    name = storage.save("ab/abcdef", ContentFile(b"x"))
    assert Path(storage.path(name)).stat().st_mode & 0o777 == 0o600
    assert Path(storage.path("ab")).stat().st_mode & 0o777 == 0o700


def test_a_web_server_that_sends_the_files_may_read_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARCHIVE_ACCEL", "/archive-files/")
    storage = FileSystemStorage(**archive.storage(tmp_path)["OPTIONS"])
    name = storage.save("ab/abcdef", ContentFile(b"x"))
    assert Path(storage.path(name)).stat().st_mode & 0o777 == 0o640
    assert archive.accel() == "/archive-files/"


@pytest.mark.usefixtures("installed")
def test_a_bucket_is_private_and_its_links_are_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch, ARCHIVE_BUCKET_ENDPOINT="https://objects.example.org")
    options = archive.storage(tmp_path)["OPTIONS"]
    assert options["bucket_name"] == "cicc-archive"
    assert options["endpoint_url"] == "https://objects.example.org"
    assert (options["default_acl"], options["querystring_auth"], options["querystring_expire"]) == (
        "private",
        True,
        60,
    )
    assert (options["file_overwrite"], options["custom_domain"]) == (False, None)


@pytest.mark.usefixtures("installed")
def test_the_key_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch, ARCHIVE_BUCKET_KEY="", ARCHIVE_BUCKET_KEY_FILE=str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_BUCKET_KEY_FILE cannot be read"):
        archive.storage(tmp_path)
    (tmp_path / "key").write_text(" \n")
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_BUCKET_KEY_FILE is empty"):
        archive.storage(tmp_path)
    (tmp_path / "key").write_text("from a file\n")
    assert archive.storage(tmp_path)["OPTIONS"]["secret_key"] == "from a file"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("missing", [name for name in WHOLE if name != "ARCHIVE_STORAGE"])
def test_half_a_bucket_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str) -> None:
    put(monkeypatch, **{missing: ""})
    with pytest.raises(ImproperlyConfigured, match=rf"{missing} is not set"):
        archive.storage(tmp_path)


@pytest.mark.usefixtures("installed")
def test_a_bucket_is_not_sent_by_the_web_server(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, ARCHIVE_ACCEL="/archive-files/")
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_ACCEL is for ARCHIVE_STORAGE=local"):
        archive.accel()


def test_a_bucket_needs_its_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch)
    monkeypatch.setattr(archive, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="extra `s3`"):
        archive.storage(tmp_path)


def test_the_backend_is_made_from_these_options_and_only_when_it_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any, installed: None
) -> None:
    """A stand-in for the package, which is not installed here, takes the options that its settings describe."""

    class Bucket(Storage):
        def __init__(self, **options: Any) -> None:
            self.options = options

    module = type(sys)("storages.backends.s3")
    module.S3Storage = Bucket  # type: ignore[attr-defined]
    put(monkeypatch)
    settings.STORAGES = {**settings.STORAGES, "archive": archive.storage(tmp_path)}
    for name in ("storages", "storages.backends"):
        monkeypatch.setitem(sys.modules, name, type(sys)(name))
    monkeypatch.setitem(sys.modules, "storages.backends.s3", module)
    made = storages["archive"]
    assert isinstance(made, Bucket)
    assert made.options["bucket_name"] == "cicc-archive"


def test_a_folder_that_the_web_server_hands_out_stops_the_site(settings: Any) -> None:
    assert archive_lies_apart() == []
    settings.ARCHIVE_ROOT = Path(settings.MEDIA_ROOT) / "archive"
    assert [error.id for error in archive_lies_apart()] == ["documents.E001"]
    settings.ARCHIVE_SIGNED_LINKS = True
    assert archive_lies_apart() == []
