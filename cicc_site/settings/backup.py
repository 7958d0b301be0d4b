"""Where backups go, for whom they are encrypted, and how many stay; besides a folder, a bucket of another provider."""

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from . import archive, env


def bucket() -> dict[str, dict[str, Any]]:
    """The entry "backups" of STORAGES, where BACKUP_BUCKET names one; else nothing."""
    if not env.given("BACKUP_BUCKET"):
        return {}
    if any(find_spec(package) is None for package in ("storages", "boto3")):
        raise ImproperlyConfigured(
            "BACKUP_BUCKET needs the packages of requirements-s3.lock (docs/operators/backup.md)."
        )
    endpoint = archive.store_address("BACKUP_BUCKET_ENDPOINT", env.text("BACKUP_BUCKET_ENDPOINT", ""))
    options = archive.private_bucket(
        bucket_name=env.matching("BACKUP_BUCKET", archive.BUCKET_NAME, "the name of a bucket"),
        region_name=env.matching("BACKUP_BUCKET_REGION", archive.REGION, "a region such as eu-central-1"),
        access_key=env.text("BACKUP_BUCKET_KEY_ID"),
        secret_key=env.credential("BACKUP_BUCKET_KEY"),
        endpoint_url=endpoint,
        addressing_style=env.choice(
            "BACKUP_BUCKET_ADDRESSING",
            archive.PATH if endpoint else archive.VIRTUAL,
            (archive.PATH, archive.VIRTUAL),
        ),
        checksums=env.choice("BACKUP_BUCKET_CHECKSUMS", *archive.CHECKSUMS),
        # A backup is one large file that nobody waits for.
        timeout=60,
        attempts=5,
    )
    return {"backups": options}
