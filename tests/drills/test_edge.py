"""nginx hands out pages that lie ready, with the headers of the application, and never one that is old.

deploy/nginx stands in front of two real web processes with production settings; nothing between them is imitated.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest

from tests.drills import edge, proxy, worker
from tests.drills.edge import DIRECTORY, Edge, SecureWeb, until

# What differs between two answers to the same question.
OF_THE_CONNECTION = {"date", "server", "connection", "x-request-id", "content-length", "accept-ranges"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with edge.running(tmp_path_factory.mktemp("edge")) as made:
        yield made


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_second_reader_is_answered_without_the_application(site: Edge, language: str) -> None:
    path = site.addresses[language]
    site.make(path)
    for method in ("GET", "HEAD"):
        answer = site.front.ask(path, method)
        assert answer.status == 200
        assert not site.asked_the_application(answer)
        assert answer.headers["content-language"] == language
        length = int(answer.headers["content-length"])
        assert len(answer.body) == (length if method == "GET" else 0)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_the_headers_are_those_of_the_application(site: Edge) -> None:
    """Of the page that it makes itself, of the one it has ready, and of the one nginx has."""
    path = site.addresses["ar"]
    site.make(path)
    made = site.webs[0].ask(path, Cookie="x=1")
    early = site.webs[0].ask(path, Accept_Encoding="br")
    front = site.front.ask(path, Accept_Encoding="br")
    assert not site.asked_the_application(front)
    told = [
        {name: value for name, value in answer.headers.items() if name not in OF_THE_CONNECTION}
        for answer in (made, early, front)
    ]
    assert told[1] == told[2]
    assert {
        name: value for name, value in told[2].items() if name not in {"etag", "content-encoding"}
    } == told[0]
    assert "strict-transport-security" in told[0]
    assert "content-security-policy" in told[0]
    assert brotli.decompress(front.body) == made.body


@pytest.mark.parametrize(("asked", "coding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", "")])
def test_it_comes_compressed_and_is_not_sent_twice(site: Edge, asked: str, coding: str) -> None:
    if coding == "br" and proxy.brotli_module() is None:
        coding = "gzip"
    path = site.addresses["fr"]
    plain = site.make(path).body
    answer = site.front.ask(path, Accept_Encoding=asked)
    assert answer.headers.get("content-encoding", "") == coding
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert read(answer.body) == plain
    tag = answer.headers["etag"]
    assert not tag.startswith("W/")
    assert "last-modified" not in answer.headers
    for who in (site.front.ask, site.webs[0].ask):
        again = who(path, Accept_Encoding=asked, If_None_Match=tag)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == "Accept-Encoding"
        assert again.headers["cache-control"] == "max-age=0, s-maxage=0, must-revalidate"
    assert site.front.ask(path, Accept_Encoding=asked, If_None_Match='"another"').status == 200


def test_a_change_is_seen_by_all_at_once(site: Edge) -> None:
    """Within a second on a machine that does nothing else; here other drills run beside it."""
    path = site.addresses["en"]
    site.make(path)
    tag = site.front.ask(path).headers["etag"]
    site.retitle("Renamed in the drill")
    until(lambda: b"Renamed in the drill" in site.front.ask(path).body, 5)
    for web in site.webs:
        assert b"Renamed in the drill" in web.ask(path).body
    assert site.front.ask(path, If_None_Match=tag).status == 200


def test_two_versions_within_one_second_have_two_names(site: Edge) -> None:
    """nginx names a file by date and length; both titles are as long as each other."""
    path, tags = site.addresses["en"], set()
    for title in ("One of two titles", "Two of two titles"):
        site.retitle(title)
        until(lambda title=title: title.encode() in site.front.ask(path).body)  # type: ignore[misc]
        site.make(path)
        answer = site.front.ask(path)
        assert not site.asked_the_application(answer)
        tags.add(answer.headers["etag"])
    assert len(tags) == 2


def test_who_is_delisted_is_gone_with_the_next_request(site: Edge) -> None:
    name = b"Known Network of the Drill"
    for _ in range(2):
        answer = site.front.ask(DIRECTORY)
        assert name in answer.body
        assert site.asked_the_application(answer)
        assert "s-maxage=0" in answer.headers["cache-control"]
        assert "stale" not in answer.headers["cache-control"]
    site.sql("UPDATE members_organization SET listing = 'unlisted' WHERE id = %s", site.organization)
    try:
        assert name not in site.front.ask(DIRECTORY).body
        assert site.front.ask(f"{DIRECTORY}{site.organization}/").status in {301, 404, 410}
    finally:
        site.sql("UPDATE members_organization SET listing = 'full' WHERE id = %s", site.organization)


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "sessionid=x"}, {"Cookie": "any=x"}, {"Authorization": "Basic eA=="}],
)
def test_who_is_somebody_is_answered_by_the_application(site: Edge, headers: dict[str, str]) -> None:
    path = site.addresses["en"]
    site.make(path)
    answer = site.front.ask(path, **headers)  # type: ignore[arg-type]
    assert answer.status == 200
    assert site.asked_the_application(answer)


def test_a_part_of_a_page_is_the_whole(site: Edge) -> None:
    path = site.addresses["en"]
    site.make(path)
    whole, part = site.front.ask(path), site.front.ask(path, Range="bytes=0-9")
    assert (part.status, part.body) == (200, whole.body)


def test_what_is_sent_arrives(site: Edge) -> None:
    """A form below an address at which a page may lie ready: method, body and address as they were sent."""
    where = "/en/membership/apply/"
    form = urlencode({"organization": "x", "words": "y" * 20_000}).encode()
    kind = "application/x-www-form-urlencoded"
    answer = site.front.ask(f"{where}?next=%2Fa%20b", "POST", form, Content_Type=kind)
    assert site.asked_the_application(answer)
    assert answer.status in {200, 403}  # a form without its token, or one with problems
    assert b"</html>" in answer.body
    lost = site.front.ask("/en/lost%20page?a=%2F", "GET")
    assert lost.status == 404
    moved = site.front.ask("/en/about-the-court?a=%2Fx%20y", "GET")
    assert (moved.status, moved.headers["location"]) == (301, "/en/about-the-court/?a=%2Fx%20y")


@pytest.mark.parametrize("query", ["?q=x", "?page=1", "?page=02", "?page=2&page=3", "?utm_source=x&q=x"])
def test_an_address_with_a_query_is_another_one(site: Edge, query: str) -> None:
    site.make(site.addresses["en"])
    assert site.asked_the_application(site.front.ask(site.addresses["en"] + query))


def test_who_comes_by_a_network_is_handed_the_page_of_all(site: Edge) -> None:
    """By nginx and by the application; also the first who comes leaves a page behind that is fit for all."""
    path = site.addresses["es"]
    first = site.front.ask(f"{path}?utm_source=letter&mc_eid=a-reader")
    until(lambda: site.kept(path).exists())
    kept = set(site.pages.rglob("*.html"))
    answer = site.front.ask(f"{path}?fbclid=IwAR0_x-1")
    assert (answer.status, site.asked_the_application(answer)) == (200, False)
    early = site.webs[0].ask(f"{path}?gclid=x&utm_medium=mail", Accept_Encoding="")
    assert early.headers["etag"] == answer.headers["etag"]
    assert first.body == answer.body == early.body == site.kept(path).read_bytes()
    assert b"a-reader" not in answer.body
    assert set(site.pages.rglob("*.html")) == kept


def test_the_pages_of_a_list_lie_ready_as_well_and_no_others(site: Edge) -> None:
    index = "/en/about-the-court/updates/"
    for number in ("2", "9", "500"):
        site.front.ask(f"{index}?page={number}")
    time.sleep(0.2)
    assert site.asked_the_application(site.front.ask(f"{index}?page=500"))
    names = {path.name for path in site.kept(index).parent.glob("*.html")}
    assert names == {"page=2.html"} | names & {"index.html"}
    years = re.findall(rb'href="[?]year=([0-9]{4})"', site.front.ask(index).body)
    year = years[-1].decode()
    for asked in (year, "1901"):
        site.front.ask(f"{index}?year={asked}", Accept_Encoding="br")
    time.sleep(0.2)
    for asked in (year, "1901"):
        assert site.asked_the_application(site.front.ask(f"{index}?year={asked}")) is (asked == "1901")
    second = site.front.ask(f"{index}?page=2")
    assert not site.asked_the_application(second)
    assert second.body == site.webs[0].ask(f"{index}?page=2").body
    assert second.body != site.front.ask(index).body


@pytest.mark.parametrize(
    "trick",
    [
        "{path}index.html",
        "{path}index.html.json",
        "{path}index.html.json/",
        "{path}index.html.br",
        "{path}index.html.gz",
        "{path}/",
        "/en//{rest}",
        "//en/{rest}",
        "/en/../en/{rest}",
        "/en/./{rest}",
        "/en/x/..%2f{rest}",
        "/en/%2e%2e/en/{rest}",
        "{path}%00",
        "{path}%2e/",
        "/en/..%5c{rest}",
        "/en/about-the-court/updates/page=2.html",
        "/en/about-the-court/updates/page=2/",
        "/current/en/",
        "/.id",
        "/.locks/",
        "/en/.alive",
        "/.nobody/en/",
        "/unavailable/-",
        "/here/server.conf",
        "/unavailable/../here/server.conf",
        "/static/../nginx.conf",
        "/static/staticfiles.json/../../x",
        "/media/secret.pdf",
        "/media/images/../secret.pdf",
        "/media/images../secret.pdf",
    ],
)
def test_nothing_is_handed_out_by_another_name(site: Edge, trick: str) -> None:
    path = site.addresses["en"]
    site.make(path)
    site.front.ask("/en/about-the-court/updates/?page=2")
    answer = site.front.ask(trick.format(path=path, rest=path.removeprefix("/en/")))
    assert answer.status in {301, 400, 404}, answer.status
    for secret in (b'"etags"', b"listen 127", b"%PDF"):
        assert secret not in answer.body
    if answer.status == 301:
        assert site.asked_the_application(answer)


def test_an_address_in_disguise_is_for_the_application(site: Edge) -> None:
    path = site.addresses["en"]
    site.make(path)
    disguised = f"/en%2f{path.removeprefix('/en/')}"
    site.front.ask(disguised)
    until(lambda: disguised in site.logged())
    [line] = [line for line in site.logged().splitlines() if disguised in line]
    assert not line.endswith("application=-")


def test_files_come_from_nginx_with_what_browsers_are_to_know(site: Edge) -> None:
    page = site.front.ask("/en/").body.decode()
    style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    file = site.front.ask(style, Accept_Encoding="gzip")
    assert file.status == 200
    assert file.headers["cache-control"] == "max-age=315360000, public, immutable"
    assert file.headers["content-type"] == "text/css; charset=utf-8"
    assert file.headers["content-encoding"] == "gzip"
    assert "x-request-id" not in file.headers  # the application did not have it
    picture = site.front.ask("/media/images/seal.png")
    assert (picture.status, picture.headers["content-type"]) == (200, "image/png")
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    for answer in (file, picture):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_log_knows_neither_who_nor_what_for(site: Edge) -> None:
    token = "a_Token-" + "x" * 35
    site.front.ask(f"/en/membership/consultation/{token}/?unsaid=word", Referer="https://elsewhere.example/")
    for written in ("%40", "@", "%2540", "%EF%BC%A0"):
        site.front.ask(f"/en/nowhere/a.person{written}mail.example/more-of-it/")
    site.front.ask(f"/en/membership/consultation/{token}x/glued/")
    answer = site.front.ask("/en/search/?q=an-unsaid-word")
    assert site.asked_the_application(answer)
    for word in (token, "unsaid", "127.0.0.1", "elsewhere", "a.person", "mail.example", "more-of-it"):
        assert word not in site.logged()
    assert '"/en/nowhere/[e-mail]"' in site.logged()
    assert "/en/membership/consultation/[token]/glued/" in site.logged()
    assert "/en/membership/consultation/[token]/" in site.logged()


def test_what_is_too_long_is_refused_by_nginx(site: Edge) -> None:
    body = b"x" * (18 * 1024 * 1024)
    try:
        status = site.front.ask("/en/membership/apply/", "POST", body).status
    except (BrokenPipeError, ConnectionResetError):  # it does not read what it refuses
        return
    assert status == 413


def test_a_flood_from_one_address_is_told_to_wait(tmp_path: Path, site: Edge) -> None:
    behind = [web.address for web in site.webs]
    with proxy.running(tmp_path, proxy.Folders(), behind) as front:
        answers = [front.ask("/en/nowhere/", "POST", b"") for _ in range(60)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert all(answer.status != 429 for answer in answers[:30])
    assert refused[0].headers["retry-after"] == "60"
    assert "وردت" in refused[0].body.decode()


def test_it_works_without_brotli(tmp_path: Path, site: Edge) -> None:
    path = site.addresses["ar"]
    site.make(path)
    folders = proxy.Folders(pages=site.pages)
    log = f"{tmp_path}/access.log site"
    with proxy.running(tmp_path, folders, [site.webs[0].address], brotli=False, log=log) as front:
        answer = front.ask(path, Accept_Encoding="br, gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert "application=-" in (tmp_path / "access.log").read_text(encoding="utf-8")


def test_another_release_follows_when_the_last_process_of_the_first_is_gone(site: Edge) -> None:
    """And kept pages outlive the application; what is not kept is a page that says so in the reader's language."""
    path = site.addresses["en"]
    site.make(path)
    first = (site.root / "pages" / "current").readlink()
    newer = SecureWeb({**site.environment, "LEAVE_SITE_URL": "https://elsewhere.example/"})
    site.extra.append(newer)
    newer.launch()
    time.sleep(1)
    assert (site.root / "pages" / "current").readlink() == first
    site.webs[0].kill()
    site.webs[1].drain()
    until(lambda: (site.root / "pages" / "current").readlink() != first)
    until(lambda: not (site.root / "pages" / first).exists())
    assert newer.ask(path).status == 200
    until(lambda: site.kept(path).exists())
    newer.kill()

    kept = site.front.ask(path)
    assert (kept.status, site.asked_the_application(kept)) == (200, False)
    for language, where in {"en": DIRECTORY, "es": "/es/x/", "fr": "/fr/x/", "ar": "/ar/x/"}.items():
        for method in ("GET", "POST"):
            answer = site.front.ask(where, method)
            assert answer.status == 503
            assert answer.headers["content-language"] == language
            assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("60", "no-store")
            assert f'<html lang="{language}"' in answer.body.decode()
            assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert site.front.ask("/unavailable/style.css").headers["content-type"] == "text/css; charset=utf-8"

    # What is changed now is taken away all the same, as long as a worker lives.
    with worker.running(site.environment):
        site.retitle("Changed while no web process lives")
        until(lambda: not site.kept(path).exists(), 90)
    assert site.front.ask(path).status == 503
