"""Where the files of the archive lie: a folder for the service alone, or a private bucket, never half of either."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from cicc_site.settings import archive
from documents.checks import archive_lies_apart

WHOLE = {
    "ARCHIVE_STORAGE": "s3",
    "ARCHIVE_BUCKET": "cicc-archive",
    "ARCHIVE_BUCKET_REGION": "eu-central-1",
    "ARCHIVE_BUCKET_KEY_ID": "AKIAEXAMPLE",
    "ARCHIVE_BUCKET_KEY": "a key of forty letters",
}
OTHERS = ("ENDPOINT", "KEY_FILE", "ADDRESSING", "CHECKSUMS", "TIMEOUT", "ATTEMPTS")
NAMES = (*WHOLE, "ARCHIVE_ACCEL", *(f"ARCHIVE_BUCKET_{name}" for name in OTHERS))


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


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


def test_a_bucket_is_private_and_its_links_are_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch, ARCHIVE_BUCKET_ENDPOINT="https://objects.example.org")
    options = archive.storage(tmp_path)["OPTIONS"]
    assert options["bucket_name"] == "cicc-archive"
    assert options["endpoint_url"] == "https://objects.example.org"
    assert (options["default_acl"], options["querystring_auth"], options["querystring_expire"]) == (
        None,
        True,
        60,
    )
    assert (options["file_overwrite"], options["custom_domain"]) == (False, None)


def test_the_key_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch, ARCHIVE_BUCKET_KEY="", ARCHIVE_BUCKET_KEY_FILE=str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_BUCKET_KEY_FILE cannot be read"):
        archive.storage(tmp_path)
    (tmp_path / "key").write_text(" \n")
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_BUCKET_KEY_FILE is empty"):
        archive.storage(tmp_path)
    (tmp_path / "key").write_text("from a file\n")
    assert archive.storage(tmp_path)["OPTIONS"]["secret_key"] == "from a file"


@pytest.mark.parametrize("missing", [name for name in WHOLE if name != "ARCHIVE_STORAGE"])
def test_half_a_bucket_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str) -> None:
    put(monkeypatch, **{missing: ""})
    with pytest.raises(ImproperlyConfigured, match=rf"{missing} is not set"):
        archive.storage(tmp_path)


def test_a_bucket_is_not_sent_by_the_web_server(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, ARCHIVE_ACCEL="/archive-files/")
    with pytest.raises(ImproperlyConfigured, match="ARCHIVE_ACCEL is for ARCHIVE_STORAGE=local"):
        archive.accel()


def test_a_bucket_needs_its_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put(monkeypatch)
    monkeypatch.setattr(archive, "find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match=r"requirements-s3\.lock"):
        archive.storage(tmp_path)


def test_the_backend_is_made_from_these_options_without_asking_anybody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    put(monkeypatch, ARCHIVE_BUCKET_TIMEOUT="3", ARCHIVE_BUCKET_ATTEMPTS="4")
    settings.STORAGES = {**settings.STORAGES, "archive": archive.storage(tmp_path)}
    made: Any = storages["archive"]
    assert (made.bucket_name, made.default_acl) == ("cicc-archive", None)
    config = made.client_config
    assert (config.connect_timeout, config.read_timeout) == (3, 3)
    assert config.retries["total_max_attempts"] == 4
    assert config.request_checksum_calculation == config.response_checksum_validation == "when_required"
    assert config.signature_version == "s3v4"
    assert config.s3["payload_signing_enabled"]


@pytest.mark.parametrize(
    ("values", "start"),
    [
        ({}, "https://cicc-archive.s3.eu-central-1.amazonaws.com/ab/x?"),
        ({"ARCHIVE_BUCKET_ADDRESSING": "path"}, "https://s3.eu-central-1.amazonaws.com/cicc-archive/ab/x?"),
        (
            {"ARCHIVE_BUCKET_ENDPOINT": "https://objects.example.org"},
            "https://objects.example.org/cicc-archive/ab/x?",
        ),
        (
            {
                "ARCHIVE_BUCKET_ENDPOINT": "https://objects.example.org",
                "ARCHIVE_BUCKET_ADDRESSING": "virtual",
            },
            "https://cicc-archive.objects.example.org/ab/x?",
        ),
    ],
)
def test_the_bucket_stands_in_the_path_or_in_the_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any, values: dict[str, str], start: str
) -> None:
    put(monkeypatch, **values)
    settings.STORAGES = {**settings.STORAGES, "archive": archive.storage(tmp_path)}
    link = storages["archive"].url("ab/x")
    assert link.startswith(start)
    assert "X-Amz-Expires=60" in link
    assert "eu-central-1%2Fs3%2Faws4_request" in link


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ARCHIVE_BUCKET": "CICC archive"}, "ARCHIVE_BUCKET must be the name of a bucket"),
        ({"ARCHIVE_BUCKET": "cicc/archive"}, "ARCHIVE_BUCKET must be the name of a bucket"),
        ({"ARCHIVE_BUCKET_REGION": "Frankfurt am Main"}, "ARCHIVE_BUCKET_REGION must be a region such as"),
        ({"ARCHIVE_BUCKET_ENDPOINT": "objects.example.org"}, "ARCHIVE_BUCKET_ENDPOINT must be an address"),
        ({"ARCHIVE_BUCKET_ENDPOINT": "https://objects.example.org/b"}, "ARCHIVE_BUCKET_ENDPOINT must be an"),
        ({"ARCHIVE_BUCKET_ENDPOINT": "http://objects.example.org"}, "would send documents in clear"),
        ({"ARCHIVE_BUCKET_ENDPOINT": "https://a:b@objects.example.org"}, "ENDPOINT must not hold a key"),
        ({"ARCHIVE_BUCKET_ADDRESSING": "auto"}, "ARCHIVE_BUCKET_ADDRESSING must be one of path, virtual"),
        (
            {"ARCHIVE_BUCKET_CHECKSUMS": "never"},
            "ARCHIVE_BUCKET_CHECKSUMS must be one of when_required, when",
        ),
        ({"ARCHIVE_BUCKET_TIMEOUT": "0"}, "ARCHIVE_BUCKET_TIMEOUT must be between 1 and 120"),
        ({"ARCHIVE_BUCKET_TIMEOUT": "1.5"}, "ARCHIVE_BUCKET_TIMEOUT must be a whole number"),
        ({"ARCHIVE_BUCKET_ATTEMPTS": "11"}, "ARCHIVE_BUCKET_ATTEMPTS must be between 1 and 10"),
    ],
)
def test_what_no_store_understands_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, values: dict[str, str], message: str
) -> None:
    put(monkeypatch, **values)
    with pytest.raises(ImproperlyConfigured, match=message) as refused:
        archive.storage(tmp_path)
    assert "a:b@" not in str(refused.value)
    assert WHOLE["ARCHIVE_BUCKET_KEY"] not in str(refused.value)


def test_a_folder_that_the_web_server_hands_out_stops_the_site(settings: Any) -> None:
    assert archive_lies_apart() == []
    settings.ARCHIVE_ROOT = Path(settings.MEDIA_ROOT) / "archive"
    assert [error.id for error in archive_lies_apart()] == ["documents.E001"]
    settings.ARCHIVE_SIGNED_LINKS = True
    assert archive_lies_apart() == []
