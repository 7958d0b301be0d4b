"""A site is filled, backed up, and restored in another database and folders: everything is there, nothing is sent.

In `make test` with the starting content; `make drill` adds the invented members, applications and documents.
"""

from __future__ import annotations

import json
import os
import re
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from cicc_site.backup import age, container, database, making
from tests import databases
from tests.bench import server
from tests.drills import applicants, cluster, mail_server, web, worker
from tests.drills.site import FILL, PASSWORD, Site, Visitor
from tests.drills.test_worker import SUBJECT
from tests.drills.worker import wait_until

IS_FULL = os.environ.get("DRILL") == "full"
PAGES = ("/en/", "/ar/", "/fr/", "/es/", "/en/search/?q=court", "/admin/pages/")
DEMO = """
import django; django.setup()
from django.core.management import call_command
for command in %r:
    call_command(command, verbosity=0)
"""
# Somebody is signed in while the backup is made, and stays so on the site itself: it is the restore that ends it.
SIGNED_IN = """
import datetime as dt
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from members.models import User
user = User.objects.get(username="keeper")
kept = {SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend", "began": 9e9, "seen": 9e9}
Session.objects.create(session_key="o" * 32, session_data=SessionStore().encode(kept),
    expire_date=timezone.now() + dt.timedelta(days=1))
shown = Client(headers={"host": "localhost", "cookie": "sessionid=" + "o" * 32}).get("/admin/")
assert shown.status_code == 200 and "keeper" in shown.content.decode(), "the session is a good one"
"""
# Several restores in one process, each as the command does it; tells what each was refused with.
TRIED = """
import json, sys
import django; django.setup()
from django.core.management import CommandError, call_command
told = []
for path, identity in json.loads(sys.argv[1]):
    try:
        call_command("restore", path, identity=identity, stdout=sys.stderr)
        told.append("")
    except CommandError as error:
        told.append(str(error))
json.dump(told, sys.stdout)
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("safe") / "key"
    path.write_text(f"# of the drill\n{age.new_identity()}\n", encoding="ascii")
    return path


def secret(key: Path) -> str:
    return key.read_text().split()[-1]


@pytest.fixture(scope="module")
def original(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with everything in it, and one letter that waits."""
    with cluster.running(databases.CONTENT) as made:
        site = Site(
            made, tmp_path_factory.mktemp("original"), {"BACKUP_RECIPIENTS": age.recipient_of(secret(key))}
        )
        demo = ("load_demo_members", "load_demo_applications", "load_demo_documents") if IS_FULL else ()
        site.run(f"{DEMO % (demo,)}{FILL % PASSWORD}{SIGNED_IN}")
        applicants.prepare(2, site.environment)
        worker.write("waits", site.environment)
        yield site


@pytest.fixture(scope="module")
def backup(original: Site) -> Path:
    original.must("backup", "--full")
    [path] = making.made(original.root / "backups")
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    with cluster.empty() as made:
        yield Site(made, tmp_path, {})


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty place that stays empty, because everything is refused."""
    with cluster.empty() as made:
        yield Site(made, tmp_path_factory.mktemp("untouched"), {})


def counted(site: Site) -> database.Tally:
    return database.tally({"conninfo": site.database.url("owner")})


def test_a_restored_site_is_the_same_and_writes_to_nobody(
    original: Site, backup: Path, key: Path, empty: Site
) -> None:
    before, files = counted(original), original.files()
    assert {name.split("/")[0] for name in files} == {"media", "archive", "applications"}
    told = empty.must("restore", str(backup), "--identity", str(key))
    assert "Mail is shut" in told

    after = counted(empty)
    # When it was backed up and where it comes from; and nobody is signed in.
    changed = {"members_operatingmark", "django_session"}
    assert {name for name in before if before[name] != after.get(name)} == changed
    assert original.database.sql("SELECT count(*) FROM django_session") == [(1,)]
    assert empty.database.sql("SELECT count(*) FROM django_session") == [(0,)]
    assert before.keys() == after.keys()
    assert sum(int(found[0]) for found in after.values()) > 1000
    assert empty.files() == files
    assert all(path.stat().st_mode & 0o077 == 0 for path in (empty.root / "applications").iterdir())
    assert empty.must("makemigrations", "--check", "--dry-run")

    with mail_server.running() as post:
        empty.more = {"EMAIL_URL": f"smtp://127.0.0.1:{post.port}"}
        server.gather_static_files(empty.environment)
        [[began]] = empty.database.sql("SELECT now()")
        with web.running(empty.environment) as site, worker.running(empty.environment):
            assert "keeper" not in with_old_session(site.address)
            visitor = Visitor(site.address)
            assert "keeper" in visitor.sign_in("keeper", PASSWORD)
            assert "This is a copy of the site" in visitor.get("/admin/")[1]
            for path in PAGES:
                status, page = visitor.get(path)
                assert (status, "<h1" in page) == (200, True), path
            parts = "SELECT count(DISTINCT part) FROM members_heartbeat"
            wait_until(lambda: empty.database.sql(parts) == [(2,)], "the worker works")
            looked = "SELECT count(*) FROM members_jobrun WHERE job = 'mail' AND fault = '' AND at > %s"
            wait_until(lambda: empty.database.sql(looked, began) == [(1,)], "the worker has looked for mail")
            assert post.taken == []
            # The same worker sends as soon as an operator says so: it was the gate that kept it.
            assert "Mail is sent." in empty.must("mail_gate", "open")
            worker.write("after", empty.environment)
            post.wait_for(SUBJECT, 2)


def with_old_session(address: tuple[str, int]) -> str:
    visitor = Visitor(address)
    visitor.opener.addheaders = [("Cookie", f"sessionid={'o' * 32}")]
    return visitor.get("/admin/")[1]


def test_the_proof_is_remembered_where_it_was_made(original: Site, backup: Path, key: Path) -> None:
    told = original.must("restore", str(backup), "--identity", str(key), "--trial")
    assert re.search(r"Proven: \d{2,} tables and \d+ files", told)
    rows = dict(original.database.sql("SELECT mark, details->>'file' FROM members_operatingmark"))
    assert rows["backup"] == rows["proven"] == backup.name
    assert original.must("mail_gate").strip() == "Mail is sent."


def test_what_is_not_empty_is_left_as_it_is(original: Site, backup: Path, key: Path, untouched: Site) -> None:
    before = counted(original)
    done = original.manage("restore", str(backup), "--identity", str(key))
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr
    assert counted(original) == before

    theirs = untouched.root / "archive" / "somebody's"
    theirs.parent.mkdir()
    theirs.write_text("x")
    done = untouched.manage("restore", str(backup), "--identity", str(key))
    assert "There are files already where those of archive belong" in done.stderr
    assert theirs.read_text() == "x"
    theirs.unlink()
    theirs.parent.rmdir()
    assert is_untouched(untouched)


def is_untouched(site: Site) -> bool:
    tables = site.database.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    return tables == [(0,)] and not list(site.root.iterdir())


def test_a_damaged_backup_is_refused_and_nothing_is_half_restored(
    backup: Path, key: Path, untouched: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = backup.read_bytes()
    middle = bytearray(data)
    middle[len(data) // 2] ^= 1
    size = age.PART + age.TAG
    head = data.index(b"\n", data.index(b"\n--- ") + 1) + 1 + 16
    damaged = {
        "cut off": data[: len(data) // 2],
        "cut off between two parts": data[: head + 3 * size],
        "without its end": data[:-1],
        "one bit": bytes(middle),
        "nothing": b"",
    }
    folder = tmp_path_factory.mktemp("damaged")
    for name, content in damaged.items():
        (folder / name).write_bytes(content)
    told = tried(untouched, [(folder / name, key) for name in damaged])
    assert told == [container.NOT_OURS if name == "nothing" else container.CUT_OFF for name in damaged]
    assert is_untouched(untouched)
    done = untouched.manage("restore", str(folder / "one bit"), "--identity", str(key))
    assert (done.returncode, done.stderr.strip()) == (1, f"CommandError: {container.CUT_OFF}")
    assert is_untouched(untouched)


def tried(site: Site, restores: list[tuple[Path, Path]]) -> list[str]:
    """What each of these restores was refused with. restores: the file and the key."""
    asked = json.dumps([(str(path), str(identity)) for path, identity in restores])
    told: list[str] = applicants.run(TRIED, {**site.environment, "DATABASE_ROLE": "owner"}, asked)
    assert all(told), "each is refused"
    return told


def test_whoever_has_the_key_can_lie_and_is_found_out(
    backup: Path, key: Path, untouched: Site, tmp_path: Path
) -> None:
    """Encrypted rightly, and not what it says of itself: a file changed, a part left out, a way out of the folder."""
    written = age.Reader(BytesIO(backup.read_bytes()), secret(key)).read()
    folder = tmp_path / "archive"
    folder.mkdir()
    lies = []
    for name, change in {"changed": _changed, "left out": _left_out, "way out": _way_out}.items():
        path = folder / name
        with path.open("wb") as target:
            writer = age.Writer(target, [age.recipient_of(secret(key))])
            writer.write(change(written))
            writer.close()
        content = path.read_bytes()
        path.unlink()
        lie = key.with_name(name)
        lie.write_bytes(content)
        lies.append((lie, key))
    folder.rmdir()
    tried(untouched, lies)
    assert is_untouched(untouched)


def _rewritten(data: bytes, change: object) -> bytes:
    target = BytesIO()
    with (
        tarfile.open(fileobj=BytesIO(data), mode="r:") as old,
        tarfile.open(fileobj=target, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in old:
            content = old.extractfile(member)
            assert content is not None
            change(new, member, content.read())  # type: ignore[operator]
    return target.getvalue()


def _add(archive: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
    entry = tarfile.TarInfo(member.name)
    entry.size = len(content)
    archive.addfile(entry, BytesIO(content))


def _changed(data: bytes) -> bytes:
    def change(archive: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
        _add(
            archive, member, content[:-1] + b"?" if member.name.startswith("files/applications/") else content
        )

    return _rewritten(data, change)


def _left_out(data: bytes) -> bytes:
    def change(archive: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
        if not member.name.startswith("files/archive/"):
            _add(archive, member, content)

    return _rewritten(data, change)


def _way_out(data: bytes) -> bytes:
    def change(archive: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
        if member.name == container.END:
            content = content.replace(b"files/media/", b"files/media/../")
        member.name = member.name.replace("files/media/", "files/media/../")
        _add(archive, member, content)

    return _rewritten(data, change)


def test_a_wrong_key_says_so(backup: Path, untouched: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    other = folder / "other"
    other.write_text(age.new_identity())
    none = folder / "none"
    none.write_text("not a key")
    wrong, no_key = tried(untouched, [(backup, other), (backup, none)])
    assert wrong == container.NOT_OURS
    assert "is no secret key" in no_key


def test_it_is_nobody_elses_and_holds_no_secret(original: Site, backup: Path, key: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert backup.parent.stat().st_mode & 0o777 == 0o700
    with backup.open("rb") as source:
        contents = container.verified(source, secret(key))
    told = contents.begin["settings"]
    assert told["BACKUP_RECIPIENTS"] == original.more["BACKUP_RECIPIENTS"]
    assert told["DATABASE_URL"] == "(set)"
    assert b"What the drill keeps" not in backup.read_bytes()
