"""Misses are counted without a trace of who asked, within limits, and never at the cost of the answer."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from pages.models import MissCount, MissedAddress, Redirect
from pages.old_addresses import misses
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 5, 6, 12, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    make.home()
    misses._last_cleaning = None


def stored() -> dict[str, int]:
    rows = MissCount.objects.values_list("missed__address", "count")
    found: dict[str, int] = {}
    for address, count in rows:
        found[address] = found.get(address, 0) + count
    return found


def ask(client: Client, address: str, referrer: str = "", moment: dt.datetime = NOON) -> int:
    headers = {"referer": referrer, "user-agent": "Visitor/1.0", "accept-language": "en"}
    with patch("django.utils.timezone.now", return_value=moment):
        return client.get(address, headers=headers).status_code


def test_a_miss_is_counted_by_address_and_day(client: Client) -> None:
    for moment in (NOON, NOON, NOON + dt.timedelta(days=1)):
        assert ask(client, "/en/old-page/", moment=moment) == 404
    missed = MissedAddress.objects.get()
    assert missed.address == "/en/old-page"
    assert (missed.first_day, missed.last_day) == (dt.date(2026, 5, 6), dt.date(2026, 5, 7))
    assert list(missed.counts.order_by("day").values_list("day", "count")) == [
        (dt.date(2026, 5, 6), 2),
        (dt.date(2026, 5, 7), 1),
    ]


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/?mod=newsdetail&news=3973", "/?mod=newsdetail&news=3973"),
        ("/?lang=fr&news=3973&mod=NewsDetail&name=amal&utm=x&email=a@b.org", "/?mod=newsdetail&news=3973"),
        ("/index.php?mod=kenya", "/?mod=kenya"),
        ("/en/Old-Page/?name=amal&id=4", "/en/old-page"),
        ("/documents/report.pdf", "/documents/report.pdf"),
        ("/fr/%C3%A9tudes/", "/fr/études"),
        ("/en/e%CC%81tudes/", None),  # redirected to the composed form first
        ("/d/12345/", "/d/12345"),
    ],
)
def test_only_what_the_address_names_is_kept(client: Client, asked: str, address: str | None) -> None:
    ask(client, asked, "https://blog.example.org/2009/post?user=amal#top")
    assert list(stored()) == ([address] if address else [])
    for missed in MissedAddress.objects.all():
        assert missed.hosts == ["blog.example.org"]


def test_nothing_about_the_visitor_is_in_the_tables(client: Client) -> None:
    ask(client, "/en/old-page/?session=s3cret", "https://mail.example.org/inbox/amal?key=1")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(m)::text || to_jsonb(c)::text FROM pages_missedaddress m JOIN pages_misscount c"
            " ON c.missed_id = m.id"
        )
        [row] = cursor.fetchone()
    for trace in ("s3cret", "inbox", "amal", "Visitor", "127.0.0.1", "12:00"):
        assert trace not in row


@pytest.mark.parametrize(
    "referrer",
    [
        "",
        "nonsense",
        "https://",
        "https://a b/",
        "javascript:alert(1)",
        "https://[::1",
        "https://" + "x" * 300 + ".org/",
    ],
)
def test_a_referrer_that_is_none_is_no_host(client: Client, referrer: str) -> None:
    assert ask(client, "/en/old-page/", referrer) == 404
    assert MissedAddress.objects.get().hosts == []


@pytest.mark.parametrize(
    "address",
    [
        "/en/membership/application/Zb3kX9qLw0aP/",
        "/en/membership/application/simple/",
        "/fr/adhesion/demande/4f9d2c7b1a8e/",
        "/ar/x/5b1e3f0a-6c8c-4f2e-9d7d-2a1f0c9be001/",
        "/en/subscribe/amal@example.org/",
        "/en/subscribe/amal%40example.org/",
        "/en/reset/MQ/c1x2y3-0123456789abcdef/",
        "/en/people/31612345678/",
        "/en/dQw4w9WgXcQ/",
        "/en/a/b/ThisIsAVeryLongWordWithoutAnyHyphenAtAll/",
    ],
)
def test_what_may_be_a_secret_or_a_person_is_not_written_down(client: Client, address: str) -> None:
    assert ask(client, address) == 404
    assert stored() == {}


@pytest.mark.parametrize(
    "address",
    [
        "/wp-login.php",
        "/index.php?s=/Index/think",
        "/.env",
        "/.git/config",
        "/en/.well-known/x/",
        "/phpmyadmin/",
        "/cgi-bin/test.cgi",
        "/backup.zip",
        "/favicon.ico",
        "/static/none.css",
        "/media/images/none.png",
        "/en/admin/",
        "/vendor/phpunit/",
        "/?mod=%00",
        "/?mod[]=x",
        "/en/" + "long-" * 60 + "/",
    ],
)
def test_scanners_and_what_browsers_ask_for_are_not_counted(client: Client, address: str) -> None:
    assert ask(client, address) == 404
    assert stored() == {}


@pytest.mark.parametrize(
    "address", ["/en/administration-of-justice/", "/en/apis-and-data/", "/en/2019-report/"]
)
def test_words_that_begin_like_a_scan_are_counted(client: Client, address: str) -> None:
    assert ask(client, address) == 404
    assert len(stored()) == 1


def test_only_what_stays_a_miss_is_counted(client: Client) -> None:
    assert ask(client, "/en/no-slash") == 301  # to the address with its slash
    Redirect.objects.create(old_address="/en/moved", link_en="/en/")
    assert ask(client, "/en/moved/") == 301
    assert client.head("/en/nothing/").status_code == 404
    assert client.post("/en/nothing/").status_code in (404, 405)
    assert stored() == {}


def test_an_ignored_address_is_not_counted(client: Client) -> None:
    ask(client, "/en/old-page/")
    MissedAddress.objects.update(ignored=True)
    ask(client, "/en/old-page/", moment=NOON + dt.timedelta(days=1))
    assert stored() == {"/en/old-page": 1}
    assert MissedAddress.objects.get().last_day == dt.date(2026, 5, 6)


def test_few_hosts_are_kept_each_once(client: Client) -> None:
    for number in range(9):
        ask(client, "/en/old-page/", f"https://host{number}.example.org/x")
        ask(client, "/en/old-page/", f"https://host{number}.example.org/y")
    hosts = MissedAddress.objects.get().hosts
    assert hosts == [f"host{number}.example.org" for number in range(misses.MOST_HOSTS)]


def test_a_scanner_cannot_fill_the_table(client: Client) -> None:
    with patch.object(misses, "MOST_NEW_A_DAY", 3), patch.object(misses, "MOST_ADDRESSES", 5):
        for name in "abcde":
            ask(client, f"/en/page-{name}/")
        assert len(stored()) == 3, "no more new ones today"
        ask(client, "/en/page-a/")
        assert stored()["/en/page-a"] == 2, "known ones go on counting"
        for name in "fghij":
            ask(client, f"/en/page-{name}/", moment=NOON + dt.timedelta(days=1))
        assert len(stored()) == 5, "the table is full"
        ask(client, "/en/page-a/", moment=NOON + dt.timedelta(days=1))
        assert stored()["/en/page-a"] == 3


def test_counting_takes_one_statement(client: Client) -> None:
    ask(client, "/en/page-a/")
    with CaptureQueriesContext(connection) as captured:
        ask(client, "/en/page-b/")
    written = [query["sql"] for query in captured.captured_queries if "misscount" in query["sql"]]
    assert len(written) == 1


@pytest.mark.parametrize("address", ["/en/old-page/", "/?mod=unknown"])
def test_a_failing_count_does_not_break_the_answer(client: Client, address: str) -> None:
    with patch.object(misses, "_UPSERT", "SELECT no_such_column"):
        assert ask(client, address) == 404
    with patch.object(misses, "_count", side_effect=DatabaseError):
        assert ask(client, address) == 404
    assert ask(client, address) == 404
    assert sum(stored().values()) == 1


def test_old_counts_are_forgotten_with_the_first_miss_of_a_day(client: Client, settings: object) -> None:
    settings.MISSES_KEPT_DAYS = 30  # type: ignore[attr-defined]
    ask(client, "/en/page-a/")
    ask(client, "/en/page-b/")
    ask(client, "/en/page-c/")
    MissedAddress.objects.filter(address="/en/page-c").update(ignored=True)
    ask(client, "/en/page-b/", moment=NOON + dt.timedelta(days=20))
    assert len(MissCount.objects.all()) == 4
    ask(client, "/en/page-d/", moment=NOON + dt.timedelta(days=31))
    assert set(MissedAddress.objects.values_list("address", flat=True)) == {
        "/en/page-b",
        "/en/page-c",
        "/en/page-d",
    }, "what is ignored stays, or it would be counted again"
    assert stored() == {"/en/page-b": 1, "/en/page-d": 1}


def test_an_almost_full_table_forgets_what_came_once(client: Client) -> None:
    with patch.object(misses, "MOST_ADDRESSES", 4):
        for name in "abcd":
            ask(client, f"/en/page-{name}/")
        ask(client, "/en/page-a/")
        misses.forget(NOON.date() + dt.timedelta(days=8))
    assert list(stored()) == ["/en/page-a"]


def test_a_preview_is_no_miss() -> None:
    request = RequestFactory().get("/en/nothing/")
    request.is_dummy = True  # type: ignore[attr-defined]
    assert misses.address_to_count(request) == ""
