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
            "BACKUP_BUCKET needs the packages of the extra `s3` (docs/operators/backup.md)."
        )
    endpoint = env.web_address("BACKUP_BUCKET_ENDPOINT", "") if env.given("BACKUP_BUCKET_ENDPOINT") else None
    options = archive.private_bucket(
        name=env.text("BACKUP_BUCKET"),
        region=env.text("BACKUP_BUCKET_REGION"),
        key_id=env.text("BACKUP_BUCKET_KEY_ID"),
        key=env.credential("BACKUP_BUCKET_KEY"),
        endpoint=endpoint,
    )
    return {"backups": options}
