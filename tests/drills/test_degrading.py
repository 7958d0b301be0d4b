"""What the site needs goes away, one after another, and the site goes on: it answers, and says what it cannot do."""

from __future__ import annotations

import contextlib
import json
import re
import resource
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from cicc_site import postgres
from tests import databases, object_storage
from tests.bench import server
from tests.drills import cluster, mail_server, web, worker
from tests.drills.cluster import Cluster
from tests.drills.site import FILL, PASSWORD, Site, Visitor
from tests.drills.test_worker import SUBJECT, state
from tests.drills.worker import wait_until

# A work with a file, as the site keeps it; goes on where FILL ends.
WORK = """
work = works.work("What lies in the bucket")
works.work_file(work, "en", b"words in the bucket", name="words.txt", media_type="text/plain")
print(work.pk)
"""
# Seconds, on a machine with other things to do. Somebody who came when it went away waits for it (5 s: settings,
# DATABASES) and is told then; everybody after that without any waiting.
PATIENCE = 14.0
AT_ONCE = 4.5
SAID = {
    "en": ("The site cannot be shown just now", 'lang="en"'),
    "es": ("El sitio no se puede mostrar", 'lang="es"'),
    "fr": ("Le site ne peut pas être affiché", 'lang="fr"'),
    "ar": ("لا يمكن عرض الموقع", 'dir="rtl"'),
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float


def ask(address: tuple[str, int], path: str, **headers: str) -> Answer:
    began = time.monotonic()
    connection = HTTPConnection(*address, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": "localhost", **headers})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        text = answer.read().decode("utf-8", "replace")
        return Answer(answer.status, told, text, time.monotonic() - began)
    finally:
        connection.close()


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), "#335577").save(target, "PNG")
    return target.getvalue()


def ready(address: tuple[str, int]) -> tuple[int, dict[str, Any]]:
    time.sleep(2.1)  # more often it gives the same answer
    answer = ask(address, "/readyz")
    return answer.status, json.loads(answer.text)


@pytest.fixture(scope="module")
def database() -> Iterator[Cluster]:
    with cluster.running(databases.CONTENT) as made:
        yield made


@pytest.fixture(scope="module")
def store() -> Iterator[object_storage.Store]:
    """The bucket of the archive."""
    made = object_storage.Store()
    yield made
    if not made.gone:
        made.stop()


@pytest.fixture(scope="module")
def site(database: Cluster, store: object_storage.Store, tmp_path_factory: pytest.TempPathFactory) -> Site:
    place = tmp_path_factory.mktemp("site")
    bucket = {
        "ARCHIVE_STORAGE": "s3",
        "ARCHIVE_BUCKET": object_storage.BUCKET,
        "ARCHIVE_BUCKET_REGION": object_storage.REGION,
        "ARCHIVE_BUCKET_ENDPOINT": store.endpoint,
        "ARCHIVE_BUCKET_KEY_ID": object_storage.KEY_ID,
        "ARCHIVE_BUCKET_KEY": object_storage.KEY,
        "ARCHIVE_BUCKET_TIMEOUT": "2",
        "ARCHIVE_BUCKET_ATTEMPTS": "1",
    }
    roots = {"PAGE_CACHE_ROOT": str(place / "pages"), "METRICS_ROOT": str(place / "metrics")}
    made = Site(database, place, {**roots, **bucket})
    server.gather_static_files(made.environment)
    return made


@pytest.fixture(scope="module")
def work(site: Site) -> str:
    """Somebody to sign in, a picture, and the number of a work whose file lies in the bucket."""
    return site.run(FILL % PASSWORD + WORK).strip()


@pytest.fixture(scope="module")
def made(site: Site, work: str) -> Iterator[web.Web]:
    """One server meets one trouble after another; each is put right again by whoever made it."""
    with web.running(site.environment) as running:
        yield running


def send_picture(visitor: Visitor, site: Site, title: str) -> tuple[int, str]:
    [[drawer]] = site.database.sql("SELECT id FROM wagtailcore_collection WHERE depth = 1")
    form = {"title": title, "collection": str(drawer), "credit": "Demo", "is_decorative": "on"}
    return visitor.upload("/admin/images/add/", "file", "picture.png", picture(), form)


def pictures(site: Site) -> int:
    [[count]] = site.database.sql("SELECT count(*) FROM documents_siteimage")
    return int(count)


def assert_out_of_order(answer: Answer, language: str) -> None:
    said, marked = SAID[language]
    assert answer.status == 503
    assert said in answer.text
    assert marked in answer.text
    assert answer.headers["content-language"] == language
    assert answer.headers["cache-control"] == "no-store"
    assert int(answer.headers["retry-after"]) > 0
    assert "Traceback" not in answer.text


def assert_all_out_of_order(address: tuple[str, int], languages: list[str]) -> float:
    """Ask at once for a page in each of these languages; returns the seconds of who waited longest."""
    with ThreadPoolExecutor(len(languages)) as visitors:
        answers = list(visitors.map(lambda code: ask(address, f"/{code}/countries/"), languages))
    for code, answer in zip(languages, answers, strict=True):
        assert_out_of_order(answer, code)
    return max(answer.seconds for answer in answers)


def test_a_database_that_is_away_at_the_start_is_waited_for(
    database: Cluster, site: Site, tmp_path: Path
) -> None:
    """Here without the virus scanner as well: files are refused, and the rest goes on."""
    postgres._stop(database.place)
    try:
        made = web.Web({**site.environment, "CLAMAV_SOCKET": str(tmp_path / "nobody.sock")})
        try:
            made.launch(until_ready=False)
            made.wait_for("/healthz")
            assert ask(made.address, "/healthz").status == 200
            status, told = ready(made.address)
            assert (status, told["status"]) == (503, "down")
            assert told["checks"]["database"] != "ok"
            for number, language in enumerate(SAID):
                answer = ask(made.address, f"/{language}/")
                assert_out_of_order(answer, language)
                assert answer.seconds < (PATIENCE if number == 0 else AT_ONCE), language
            database.launch()
            wait_until(lambda: ask(made.address, "/fr/").status == 200, "it came back by itself")
            status, told = ready(made.address)
            assert (status, told["checks"]["antivirus"]) == (200, "does not answer: files are refused")
            assert ask(made.address, "/en/membership/application/").status == 200
        finally:
            made.kill()
    finally:
        if postgres.postmaster(database.place) is None:
            database.launch()


def test_a_database_that_goes_away_holds_up_nobody_for_long_and_comes_back(
    database: Cluster, made: web.Web
) -> None:
    kept = "/en/press/"
    assert ask(made.address, kept).status == 200
    wait_until(lambda: ask(made.address, kept).headers.get("etag"), "the page is kept")
    postgres._stop(database.place)
    try:
        longest = assert_all_out_of_order(made.address, [*SAID] * 3)
        assert longest < PATIENCE, "four are at it, the others wait for them"
        for language in SAID:
            answer = ask(made.address, f"/{language}/search/?q=court")
            assert_out_of_order(answer, language)
            assert answer.seconds < AT_ONCE
        assert ask(made.address, "/healthz").status == 200
        assert ready(made.address)[0] == 503
        assert ask(made.address, kept).status == 200, "what was kept is still handed out"
        assert_out_of_order(ask(made.address, "/admin/", **{"Accept-Language": "es"}), "es")
    finally:
        database.launch()
    wait_until(lambda: ask(made.address, "/ar/").status == 200, "it came back by itself")
    assert [ask(made.address, f"/{code}/").status for code in SAID] == [200] * 4


def test_a_database_that_hangs_holds_no_process_for_ever(database: Cluster, made: web.Web) -> None:
    """It is stopped where it stands: it takes connections and says nothing."""
    assert ask(made.address, "/en/").status == 200
    server_process = postgres.postmaster(database.place)
    assert server_process is not None
    stopped = [server_process, *server_process.children(recursive=True)]
    for process in stopped:
        process.suspend()
    try:
        # Each is given up after a minute: without an end of the waiting that is what fails here.
        assert_all_out_of_order(made.address, [*SAID] * 2)
        assert ask(made.address, "/healthz").status == 200
        assert ready(made.address)[0] == 503
    finally:
        for process in stopped:
            with contextlib.suppress(psutil.Error):
                process.resume()
    wait_until(lambda: ask(made.address, "/ar/search/?q=x").status == 200, "it came back by itself")


def test_without_the_folder_of_kept_pages_each_is_made_anew(site: Site, made: web.Web) -> None:
    folder = site.root / "pages"
    assert ask(made.address, "/en/press/").status == 200
    shutil.rmtree(folder, ignore_errors=True)
    assert ask(made.address, "/en/press/").status == 200, "gone"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("a file in its place: nothing can be written")
    try:
        for code in SAID:
            assert ask(made.address, f"/{code}/").status == 200, "not writable"
        status, told = ready(made.address)
        assert (status, told["status"]) == (200, "degraded")
        assert told["checks"]["kept pages"].startswith("cannot be written")
    finally:
        folder.unlink()


def test_without_the_place_of_uploads_the_site_is_read_and_says_so(site: Site, made: web.Web) -> None:
    media, away = site.root / "media", site.root / "media-away"
    media.rename(away)
    media.write_text("a file in its place: nothing can be written")
    try:
        assert ask(made.address, "/es/search/?q=corte").status == 200
        status, told = ready(made.address)
        assert (status, told["status"]) == (200, "degraded")
        assert told["checks"]["files"].startswith("MEDIA_ROOT: cannot be written")
    finally:
        media.unlink()
        away.rename(media)


def test_on_a_full_disk_pages_are_read_and_what_is_sent_is_refused_with_a_reason(
    site: Site, made: web.Web
) -> None:
    before = pictures(site)
    visitor = Visitor(made.address)
    visitor.sign_in("keeper", PASSWORD)
    status, _page = send_picture(visitor, site, "There is room")
    assert (status, pictures(site)) == (200, before + 1), "it can be sent as long as there is room"
    assert made.process is not None
    first = psutil.Process(made.process.pid)
    limits = {
        each.pid: resource.prlimit(each.pid, resource.RLIMIT_FSIZE)
        for each in [first, *first.children(recursive=True)]
    }
    try:
        for number, (_soft, hard) in limits.items():
            # From now on not one byte can be added to any file.
            resource.prlimit(number, resource.RLIMIT_FSIZE, (0, hard))
        for path in ("/en/countries/", "/ar/", "/fr/search/?q=cour"):
            assert ask(made.address, path).status == 200, path
        status, page = send_picture(visitor, site, "There is none")
        assert status == 503
        assert "was not saved" in page
        assert pictures(site) == before + 1
        assert visitor.get("/admin/images/")[0] == 200
        assert ask(made.address, "/metrics").status == 200
    finally:
        for number, limit in limits.items():
            resource.prlimit(number, resource.RLIMIT_FSIZE, limit)


def test_mail_waits_for_a_server_that_is_away_or_says_nothing(
    database: Cluster, site: Site, made: web.Web
) -> None:
    """One worker, and at one port first nobody, then somebody who says nothing, then the mail server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**site.environment, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    with worker.writing(environment) as write:
        with worker.running(environment) as running:
            running.queue()
            tried(database, write, "nobody")
            with socket.create_server(("127.0.0.1", port), backlog=1):  # takes connections, says never a word
                tried(database, write, "silent")
            with mail_server.running(port) as post:
                database.sql(
                    "UPDATE members_outboxmessage SET not_before = now(), lease_until = NULL, leased_by = '',"
                    " state = 'waiting'"
                )
                write("there")
                post.wait_for(SUBJECT, 3)
        write("nobody is there that sends")
    database.sql("UPDATE members_outboxmessage SET not_before = now() - interval '40 minutes'")
    status, told = ready(made.address)
    assert (status, told["status"]) == (200, "degraded")
    assert re.search(r"waits for 4\d minutes", told["checks"]["mail"])


def test_without_the_bucket_of_the_archive_only_its_files_are_missing(
    made: web.Web, work: str, store: object_storage.Store
) -> None:
    """It does not come back."""
    there = ask(made.address, f"/d/{work}/en")
    assert there.status in {200, 302}
    assert ready(made.address)[1]["checks"]["archive"] == "ok"
    store.stop()
    assert ask(made.address, "/fr/documents/").status == 200
    missing = ask(made.address, f"/d/{work}/en", **{"Accept-Language": "fr"})
    assert (missing.status, missing.headers["cache-control"]) == (503, "no-store")
    assert int(missing.headers["retry-after"]) > 0
    assert "Rien n’est perdu" in missing.text
    assert ready(made.address)[1]["checks"]["archive"] != "ok"
    assert ready(made.address)[0] == 200
    status = ask(made.address, "/metrics").text
    assert 'cicc_part_ok{part="archive"} 0' in status


def tried(database: Cluster, write: Callable[[str], None], key: str) -> None:
    """A message is written and tried in vain, and the worker goes on with everything else."""
    write(key)
    wait_until(lambda: attempts(database, key) > 0, f"{key}: it was tried")
    assert state(database, key) in {"waiting", "sending"}
    database.sql("UPDATE members_heartbeat SET at = at - interval '1 hour'")
    alive = "SELECT count(*) FROM members_heartbeat WHERE at > now() - interval '1 minute'"
    wait_until(lambda: database.sql(alive) == [(2,)], f"{key}: it goes on")


def attempts(database: Cluster, key: str) -> int:
    [[found]] = database.sql("SELECT attempts FROM members_outboxmessage WHERE key = %s", key)
    return int(found)
