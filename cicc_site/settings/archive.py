"""Where the files of the archive lie, and who hands them out: a folder of this machine, or an S3-compatible bucket.

Refuses to start with half a configuration: a bucket that is not named, a package that is not installed.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from . import env

LOCAL, BUCKET = "local", "s3"
FOLDER = "django.core.files.storage.FileSystemStorage"
BUCKET_BACKEND = "storages.backends.s3.S3Storage"
# What an upload or a look of staff may hold in memory before it goes on to a temporary file.
IN_MEMORY = 5 * 1024 * 1024


def kind() -> str:
    return env.choice("ARCHIVE_STORAGE", LOCAL, (LOCAL, BUCKET))


def accel() -> str:
    """The inner path by which the web server in front sends the files; empty: the application sends them."""
    path = env.inner_path("ARCHIVE_ACCEL")
    if path and kind() == BUCKET:
        raise ImproperlyConfigured(
            "ARCHIVE_ACCEL is for ARCHIVE_STORAGE=local: a bucket hands out its files itself."
        )
    return path


def storage(root: Path) -> dict[str, Any]:
    """The entry "archive" of STORAGES. root: the folder, where it is a folder."""
    return _bucket() if kind() == BUCKET else _folder(root)


def _folder(root: Path) -> dict[str, Any]:
    # The web server in front reads what it sends as a member of the group; otherwise nobody else needs to.
    modes = (0o640, 0o750) if accel() else (0o600, 0o700)
    return {
        "BACKEND": FOLDER,
        "OPTIONS": {
            "location": root,
            "base_url": None,
            "file_permissions_mode": modes[0],
            "directory_permissions_mode": modes[1],
        },
    }


def _bucket() -> dict[str, Any]:
    missing = [package for package in ("storages", "boto3") if find_spec(package) is None]
    if missing:
        raise ImproperlyConfigured(
            "ARCHIVE_STORAGE=s3 needs the packages of the extra `s3` (docs/operators/archive.md)."
        )
    endpoint = (
        env.web_address("ARCHIVE_BUCKET_ENDPOINT", "") if env.given("ARCHIVE_BUCKET_ENDPOINT") else None
    )
    return private_bucket(
        name=env.text("ARCHIVE_BUCKET"),
        region=env.text("ARCHIVE_BUCKET_REGION"),
        key_id=env.text("ARCHIVE_BUCKET_KEY_ID"),
        key=env.credential("ARCHIVE_BUCKET_KEY"),
        endpoint=endpoint,
    )


def private_bucket(*, name: str, region: str, key_id: str, key: str, endpoint: str | None) -> dict[str, Any]:
    """An entry of STORAGES for a bucket that nobody reads but us."""
    return {
        "BACKEND": BUCKET_BACKEND,
        "OPTIONS": {
            "bucket_name": name,
            "region_name": region,
            "access_key": key_id,
            "secret_key": key,
            "endpoint_url": endpoint,
            "signature_version": "s3v4",
            # Private, whatever the bucket says; every link is signed and short-lived.
            "default_acl": "private",
            "querystring_auth": True,
            "querystring_expire": 60,
            "custom_domain": None,
            "file_overwrite": False,
            "max_memory_size": IN_MEMORY,
            "object_parameters": {"CacheControl": "no-store, private"},
        },
    }
