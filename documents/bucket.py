"""The archive in an S3-compatible bucket: django-storages, with what real stores need and errors the site knows.

Nothing else knows botocore: what is not there is FileNotFoundError, a bucket that does not answer or refuses is
`documents.storage.Unreachable`. Loaded only where `ARCHIVE_STORAGE=s3` names it (cicc_site/settings/archive.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from documents.storage import Unreachable

CONNECTING = 5  # seconds; a store that is there answers the first knock in much less
ONE_REQUEST = (
    1024 * 1024 * 1024
)  # no file is larger: each is sent whole or not at all, and leaves no parts behind


@contextmanager
def reached() -> Iterator[None]:
    """Turn what botocore raises into errors the site knows. They name a code, never an address or a key."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in {"404", "NoSuchKey"}:
            raise FileNotFoundError("Not in the bucket.") from None
        raise Unreachable(code) from None
    except (BotoCoreError, Boto3Error, HTTPClientError) as error:
        raise Unreachable(type(error).__name__) from None


class BucketStorage(S3Storage):
    """A private bucket. timeout: seconds without a byte; attempts: of each request, the first included;
    checksums: `when_required` or `when_supported`, as botocore calls them."""

    def __init__(self, *, timeout: int, attempts: int, checksums: str, **options: Any) -> None:
        config = Config(
            signature_version="s3v4",
            connect_timeout=min(timeout, CONNECTING),
            read_timeout=timeout,
            retries={"mode": "standard", "total_max_attempts": attempts},
            request_checksum_calculation=checksums,
            response_checksum_validation=checksums,
            # The signature covers the SHA-256 of what is sent: the store refuses bytes that changed on their way.
            s3={"addressing_style": options["addressing_style"], "payload_signing_enabled": True},
        )
        transfer = TransferConfig(multipart_threshold=ONE_REQUEST, use_threads=False)
        super().__init__(client_config=config, transfer_config=transfer, **options)

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        """Fetch the bytes at once, into memory or a temporary file: what fails, fails before an answer has begun."""
        with reached():
            file: Any = super()._open(name, mode)
            file.open()
        return file  # type: ignore[no-any-return]

    def _save(self, name: str, content: File[bytes]) -> str:
        with reached():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with reached():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with reached():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with reached():
            folders, files = super().listdir(path)
        return folders, files

    def size(self, name: str) -> int:
        with reached():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> dt.datetime:
        with reached():
            found: dt.datetime = super().get_modified_time(name)
        return found
