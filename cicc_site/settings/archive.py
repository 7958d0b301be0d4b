"""Where the files of the archive lie, and who hands them out: a folder of this machine, or an S3-compatible bucket.

Refuses to start with half a configuration: a bucket that is not named, a package that is not installed.
"""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from . import env

LOCAL, BUCKET = "local", "s3"
FOLDER = "django.core.files.storage.FileSystemStorage"
BUCKET_BACKEND = "documents.bucket.BucketStorage"
PATH, VIRTUAL = "path", "virtual"
REQUIRED, SUPPORTED = "when_required", "when_supported"
CHECKSUMS = (REQUIRED, (REQUIRED, SUPPORTED))
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
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
            "ARCHIVE_STORAGE=s3 needs the packages of requirements-s3.lock (docs/operators/archive.md)."
        )
    endpoint = store_address("ARCHIVE_BUCKET_ENDPOINT", env.text("ARCHIVE_BUCKET_ENDPOINT", ""))
    return private_bucket(
        bucket_name=env.matching("ARCHIVE_BUCKET", BUCKET_NAME, "the name of a bucket"),
        region_name=env.matching("ARCHIVE_BUCKET_REGION", REGION, "a region such as eu-central-1"),
        access_key=env.text("ARCHIVE_BUCKET_KEY_ID"),
        secret_key=env.credential("ARCHIVE_BUCKET_KEY"),
        endpoint_url=endpoint,
        addressing_style=env.choice(
            "ARCHIVE_BUCKET_ADDRESSING", PATH if endpoint else VIRTUAL, (PATH, VIRTUAL)
        ),
        # Many stores refuse the checksums that newer clients add to each request.
        checksums=env.choice("ARCHIVE_BUCKET_CHECKSUMS", *CHECKSUMS),
        timeout=env.number("ARCHIVE_BUCKET_TIMEOUT", 10, minimum=1, maximum=120),
        attempts=env.number("ARCHIVE_BUCKET_ATTEMPTS", 2, minimum=1, maximum=10),
    )


def private_bucket(**options: Any) -> dict[str, Any]:
    """An entry of STORAGES for a bucket that nobody reads but us. options: where it is, and how to speak to it."""
    return {
        "BACKEND": BUCKET_BACKEND,
        "OPTIONS": {
            **options,
            # No ACL is sent: files are private without one, and buckets made today refuse any.
            "default_acl": None,
            "querystring_auth": True,
            "querystring_expire": 60,
            "custom_domain": None,
            "file_overwrite": False,
            "max_memory_size": IN_MEMORY,
            # What a file is, only a signed link says.
            "object_parameters": {
                "CacheControl": "no-store, private",
                "ContentType": "application/octet-stream",
            },
        },
    }


def store_address(name: str, value: str) -> str | None:
    """The address of a store that is not Amazon's; encrypted, unless it is on this machine. None: none is given.

    name: the variable it stands in, for the message.
    """
    if not value:
        return None
    if "@" in value:  # not repeated, as other wrong values are
        raise ImproperlyConfigured(f"{name} must not hold a key: keys have variables of their own.")
    address = env.address(name)
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in env.LOCAL_HOSTS:
        raise ImproperlyConfigured(f"{name} would send documents in clear: write https://.")
    return address
