"""nginx sends the files of the archive, as docs/operators/archive.md has it: whole, in parts, to who may have them.

deploy/nginx stands in front of the real server; nothing between them is imitated.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import databases
from tests.bench import server
from tests.drills import applicants, proxy, web
from tests.drills.proxy import Answer, Folders, Proxy

# Two works: one with a public file, a text, and one for staff only; one under embargo. In a process of the site, which
# keeps the files as the site does.
MADE = """
import datetime as dt, json, sys
from io import BytesIO
import django; django.setup()
from django.utils import timezone
from documents.enums import Access
from documents.models import WorkFile
from tests.factories import archive
data = bytes(range(256)) * 4000
work = archive.work("A resolution", title_ar="قرار", symbol="ICC-ASP/2/Res.8")
pdf = archive.work_file(work, "ar", data, name="قرار جمعية الدول الأطراف.pdf", media_type="application/pdf")
text = archive.work_file(work, "en", b"words " * 5000, name="words.txt", media_type="text/plain")
page = archive.work_file(work, "fr", b"<p>x</p>" * 999, name="page.html", media_type="text/html")
staff = archive.work_file(work, "es", b"staff " * 99, access=Access.STAFF)
later = archive.work("Embargoed", public_from=timezone.now() + dt.timedelta(days=9))
hidden = archive.work_file(later, "en", b"embargo " * 99)
stored = {name: file.stored_as for name, file in
    {"pdf": pdf, "text": text, "staff": staff, "hidden": hidden, "page": page}.items()}
json.dump({"work": work.pk, "later": later.pk, "stored": stored}, sys.stdout)
"""
DATA = bytes(range(256)) * 4000
ARABIC = "قرار جمعية الدول الأطراف.pdf"


@dataclass(frozen=True)
class Site:
    """A site with nginx in front of it. stored: names in the archive."""

    proxy: Proxy
    work: int
    later: int
    stored: dict[str, str]
    archive: Path
    direct: tuple[str, int]

    def pdf(self, method: str = "GET", **headers: str) -> Answer:
        return self.proxy.ask(f"/d/{self.work}/ar", method, None, **headers)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    place = tmp_path_factory.mktemp("nginx")
    archive = place / "archive"
    archive.mkdir()
    name = f"test_{os.getpid()}_nginx"
    databases.create(name, databases.template(databases.CONTENT))
    address = server.database_url(name)
    environment = {
        **{key: value for key, value in os.environ.items() if key != "DATABASE_ROLE"},
        "DJANGO_SETTINGS_MODULE": "cicc_site.settings.dev",
        "DATABASE_URL": address,
        "DATABASE_OWNER_URL": address,
        "STATIC_ROOT": str(server.PLACE / "static"),
        "ARCHIVE_ROOT": str(archive),
        "ARCHIVE_ACCEL": "/archive-files/",
        "LOG_LEVEL": "ERROR",
    }
    try:
        server.gather_static_files(environment)
        made = applicants.run(MADE, environment)
        with (
            web.running(environment) as behind,
            proxy.running(place, Folders(archive=archive), [behind.address]) as front,
        ):
            yield Site(front, made["work"], made["later"], made["stored"], archive, behind.address)
    finally:
        databases.drop(name)


def test_a_file_comes_whole_with_all_that_is_said_of_it(site: Site) -> None:
    answer = site.pdf()
    assert (answer.status, hashlib.sha256(answer.body).digest()) == (200, hashlib.sha256(DATA).digest())
    told = answer.headers
    assert told["content-length"] == str(len(DATA))
    assert told["content-type"] == "application/pdf"
    assert told["content-language"] == "ar"
    assert told["accept-ranges"] == "bytes"
    assert told["x-content-type-options"] == "nosniff"
    assert told["cache-control"] == "no-cache, must-revalidate"
    assert told["content-security-policy"].startswith("default-src 'none'")
    assert told["cross-origin-resource-policy"] == "same-origin"
    assert told["referrer-policy"] == "no-referrer"
    assert told["link"].endswith('>; rel="canonical"')
    assert f"/{site.work}/icc-asp-2-res-8" in told["link"]
    assert told["etag"]
    assert told["last-modified"]
    # Where the file lies is nobody's business.
    assert "x-accel-redirect" not in told
    assert site.stored["pdf"] not in str(told)
    assert "set-cookie" not in told


def test_its_name_comes_in_its_own_letters(site: Site) -> None:
    said = site.pdf().headers["content-disposition"]
    assert said.startswith('inline; filename="')
    assert said.endswith(f"; filename*=UTF-8''{quote(ARABIC)}")


def test_html_is_a_download_and_is_shut_in(site: Site) -> None:
    answer = site.proxy.ask(f"/d/{site.work}/fr")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"].startswith("sandbox; ")


def test_nothing_is_compressed_on_the_way(site: Site) -> None:
    """It would change the length, and with it what a part of the file is."""
    answer = site.proxy.ask(f"/d/{site.work}/en", Accept_Encoding="gzip, br")
    assert (answer.status, answer.body) == (200, b"words " * 5000)
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 99), ("bytes=1023900-", 1_023_900, 1_023_999), ("bytes=-10", 1_023_990, 1_023_999)],
)
def test_a_download_that_broke_is_taken_up_again(site: Site, asked: str, start: int, end: int) -> None:
    tag = site.pdf("HEAD").headers["etag"]
    for more in ({}, {"If_Range": tag}):
        answer = site.pdf(Range=asked, **more)
        assert (answer.status, answer.body) == (206, DATA[start : end + 1])
        assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(DATA)}"
        assert answer.headers["content-security-policy"]


def test_a_part_of_another_state_of_the_file_is_the_whole(site: Site) -> None:
    answer = site.pdf(Range="bytes=0-99", If_Range='"another"')
    assert (answer.status, len(answer.body)) == (200, len(DATA))


def test_what_lies_beyond_its_end_is_refused(site: Site) -> None:
    assert site.pdf(Range="bytes=9999999-").status == 416


def test_head_says_the_same_without_the_bytes(site: Site) -> None:
    whole, head = site.pdf(), site.pdf("HEAD")
    assert (head.status, head.body) == (200, b"")
    same = ("content-length", "etag", "content-type", "content-disposition", "content-language", "link")
    assert [head.headers[name] for name in same] == [whole.headers[name] for name in same]


def test_who_has_it_already_is_told_so(site: Site) -> None:
    tag = site.pdf("HEAD").headers["etag"]
    answer = site.pdf(If_None_Match=tag)
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_nobody_may_have_is_not_there(site: Site, method: str) -> None:
    for path in (f"/d/{site.later}/en", f"/d/{site.work}/es", f"/d/{site.later}/en/1", "/d/999999/en"):
        for headers in (dict[str, str](), {"Range": "bytes=0-9"}, {"If_None_Match": "*"}):
            answer = site.proxy.ask(path, method, None, **headers)
            assert answer.status == 404, path
            assert b"embargo embargo" not in answer.body
            assert b"staff staff" not in answer.body
            assert "content-disposition" not in answer.headers
            assert answer.headers["content-type"].startswith("text/html")


def test_the_inner_place_cannot_be_asked(site: Site) -> None:
    for stored in site.stored.values():
        assert (site.archive / stored).is_file()
        for path in (
            f"/archive-files/{stored}",
            f"/archive-files//{stored}",
            f"//archive-files/{stored}",
            f"/x/..%2farchive-files/{stored}",
            f"/x/../archive-files/{stored}",
            f"/%61rchive-files/{stored}",
            f"/archive-files/../archive-files/{stored}",
        ):
            answer = site.proxy.ask(path)
            assert answer.status in {400, 404}, path
            assert b"%PDF" not in answer.body
            assert DATA[:256] not in answer.body
            assert b"embargo embargo" not in answer.body
    for path in ("/archive-files/", "/archive-files", "/archive-files../nginx.conf"):
        answer = site.proxy.ask(path)
        assert answer.status in {301, 404}, path
        assert b"worker_processes" not in answer.body


def test_who_asks_cannot_name_the_file(site: Site) -> None:
    """Headers of a visitor with the name of the proxy's own change nothing."""
    inner = f"/archive-files/{site.stored['hidden']}"
    answer = site.proxy.ask(
        f"/d/{site.later}/en", X_Accel_Redirect=inner, X_Sendfile=inner, X_Original_URL=inner
    )
    assert answer.status == 404
    assert b"embargo" not in answer.body


def test_a_file_that_is_gone_is_not_found_and_says_nothing_of_it(site: Site) -> None:
    path = site.archive / site.stored["text"]
    away = path.with_suffix(".away")
    path.rename(away)
    try:
        answer = site.proxy.ask(f"/d/{site.work}/en")
    finally:
        away.rename(path)
    assert answer.status == 404
    assert b"words words" not in answer.body
    assert str(site.archive).encode() not in answer.body
    assert site.proxy.ask(f"/d/{site.work}/en").status == 200


def test_the_group_may_read_and_nobody_else(site: Site) -> None:
    path = site.archive / site.stored["pdf"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o750


def test_the_site_itself_sends_no_bytes(site: Site) -> None:
    """Or what is tried above would be the site and not nginx."""
    status, _location, body = applicants.request(site.direct, "GET", f"/d/{site.work}/ar")
    assert (status, body) == (200, "")
