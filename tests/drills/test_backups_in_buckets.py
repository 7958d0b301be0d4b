"""A site whose archive lies in a bucket is backed up to another one, and restored from there onto an empty place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cicc_site.backup import age, keeping
from tests import databases, object_storage
from tests.drills import cluster
from tests.drills.site import Site
from tests.drills.test_restoring import counted, secret
from tests.object_storage import Store

# How much memory a backup took at its most, in kilobytes; beside it the archive is filled with so many megabytes.
FILL = """
import sys
from django.conf import settings
from pathlib import Path
place = Path(settings.ARCHIVE_ROOT) / "00"
place.mkdir(parents=True, exist_ok=True)
with (place / ("%032x" % {megabytes})).open("wb") as file:
    file.truncate({megabytes} * 1024 * 1024)
"""
MEASURED = """
import re
import django; django.setup()
{before}
from django.core.management import call_command
call_command("backup", verbosity=0)
print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1])
"""
# What the next backup is to hold besides.
AN_HOUR_LATER = """
import django; django.setup()
from tests.factories import archive as works
works.work_file(works.work("Of the hour after"), "en", b"later")
"""
LARGE = 120  # megabytes, three times what it may take in memory


def bucket(prefix: str, store: Store) -> dict[str, str]:
    return {
        f"{prefix}_BUCKET": object_storage.BUCKET,
        f"{prefix}_BUCKET_REGION": object_storage.REGION,
        f"{prefix}_BUCKET_ENDPOINT": store.endpoint,
        f"{prefix}_BUCKET_KEY_ID": object_storage.KEY_ID,
        f"{prefix}_BUCKET_KEY": object_storage.KEY,
    }


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("safe") / "key"
    path.write_text(age.new_identity(), encoding="ascii")
    return path


@pytest.fixture
def stores() -> Iterator[list[Store]]:
    made = [Store() for _each in range(3)]
    yield made
    for store in made:
        if not store.gone:
            store.stop()


def test_from_bucket_to_bucket(key: Path, stores: list[Store], tmp_path: Path) -> None:
    archive, backups, new_archive = stores
    more = {"ARCHIVE_STORAGE": "s3", **bucket("ARCHIVE", archive), **bucket("BACKUP", backups)}
    more |= {"BACKUP_RECIPIENTS": age.recipient_of(secret(key)), "BACKUP_KEPT": "2"}
    with cluster.running(databases.CONTENT) as made, cluster.empty() as other:
        site = Site(made, tmp_path / "site", more)
        site.root.mkdir()
        site.fill()
        for hour in range(3):
            site.must("backup")
            if hour == 0:
                site.run(AN_HOUR_LATER)
                kept = {name: found.data for name, found in archive.kept.items()}
            assert made.sql("SELECT details->>'bucket' FROM members_operatingmark WHERE mark = 'backup'") == [
                ("copied",)
            ]
        assert len(backups.kept) == 3, "all of the last day stay"
        assert any(keeping.full_of(name) for name in backups.kept), "with what has changed, and no more"
        told = site.must("backups")
        assert told.count("folder, bucket") == 3
        newest = max(backups.kept)
        assert b"What the drill keeps" not in backups.kept[newest].data

        # The machine is lost, with its folder of backups.
        place = Site(other, tmp_path / "new", {**more, **bucket("ARCHIVE", new_archive)})
        place.root.mkdir()
        told = place.must("restore", "bucket:latest", "--identity", str(key))
        assert "Mail is shut" in told
        assert len(kept) >= 3
        assert {name: found.data for name, found in new_archive.kept.items()} == kept
        assert place.files() == site.files()
        before, after = counted(site), counted(place)
        assert {name for name in before if before[name] != after.get(name)} == {"members_operatingmark"}
        [(file,)] = other.sql("SELECT details->>'file' FROM members_operatingmark WHERE mark = 'restored'")
        assert file == newest

        # The bucket goes away: there is a backup all the same, and everybody is told.
        backups.stop()
        done = site.manage("backup")
        assert done.returncode == 1
        assert "was made and not copied to the bucket" in done.stderr
        assert object_storage.KEY not in done.stderr
        assert made.sql("SELECT details->>'bucket' FROM members_operatingmark WHERE mark = 'backup'") == [
            ("failed",)
        ]


def test_a_large_archive_passes_through_and_never_lies_in_memory(
    key: Path, stores: list[Store], tmp_path: Path
) -> None:
    with cluster.running() as made:
        more = {"BACKUP_RECIPIENTS": age.recipient_of(secret(key)), **bucket("BACKUP", stores[1])}
        site = Site(made, tmp_path, more)
        small = int(site.run(MEASURED.format(before="")).split()[-1])
        large = int(site.run(MEASURED.format(before=FILL.format(megabytes=LARGE))).split()[-1])
        assert max(len(found.data) for found in stores[1].kept.values()) > LARGE * 1024 * 1024
        assert large - small < 40 * 1024, (small, large)
