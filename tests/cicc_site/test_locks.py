"""The three locks: the packages for a bucket, and those of the tests, are those that the site runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-s3.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    """{name of a package: its lines}: one that has another version on an older Python has two."""
    found: dict[str, str] = {}
    for name, rest in re.findall(
        r"^([\w.-]+)==(.*) \\\n    --hash=", (BASE / lock).read_text(), re.MULTILINE
    ):
        found[name] = f"{found.get(name, '')} {rest}".strip()
    return found


def test_one_package_has_one_version_in_all_of_them() -> None:
    """pip is told to take the locks as they are (--no-deps): the last one installed would win."""
    site, bucket, tests = map(pins, LOCKS)
    assert {"boto3", "botocore", "django-storages", "s3transfer", "jmespath"} <= set(bucket)
    assert bucket.items() <= (tests | site).items()
    for name in set(site) & set(tests):
        assert site[name] == tests[name], name


def test_who_has_no_bucket_gets_no_client_for_one() -> None:
    assert not {"boto3", "botocore", "django-storages"} & set(pins("requirements.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_names_no_registry(lock: str) -> None:
    text = (BASE / lock).read_text()
    assert "://" not in text
    named = {line.partition("==")[0] for line in text.splitlines() if line[:1].isalpha()}
    assert named == set(pins(lock))
