"""What is kept is what would be made, for exactly as long as it would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from members.enums import ListingLevel
from pages import condition
from pages.models import (
    AboutPage,
    DirectoryPage,
    KeptPage,
    SiteNotice,
    SitePage,
    VacancyIndexPage,
    VacancyPage,
)
from pages.page_cache import keeping, moments
from tests.editing import now_stored
from tests.factories import archive, members
from tests.factories import pages as make
from tests.pages.page_cache.conftest import Site

pytestmark = pytest.mark.django_db


def address(page: SitePage, language: str = "en") -> str:
    return now_stored(page).address_in(language)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_the_second_reader_costs_no_query(site: Site, tree: SimpleNamespace, language: str) -> None:
    where = address(tree.north, language)
    first, second = site.get(where), site.get(where)
    assert first.queries > 0
    assert second.queries == 0
    assert (second.status, second.text) == (200, first.text)
    for name, value in first.headers.items():
        if name not in {"Content-Length", "Vary", "X-Request-ID"}:
            assert second.headers[name] == value, name
    assert second.headers["Vary"] == "Accept-Encoding"
    assert second.headers["Content-Language"] == language
    assert "Content-Security-Policy" in second.headers
    assert "X-Request-ID" not in second.headers, "it is the number of one request"


@pytest.mark.parametrize(
    ("asked", "coding"), [("br, gzip", "br"), ("gzip", "gzip"), ("", ""), ("br;q=0, gzip", "gzip")]
)
def test_it_comes_compressed_as_the_browser_can_read_it(
    site: Site, tree: SimpleNamespace, asked: str, coding: str
) -> None:
    where = address(tree.north)
    plain = site.get(where).text
    answer = site.get(where, HTTP_ACCEPT_ENCODING=asked)
    assert answer.headers.get("Content-Encoding", "") == coding
    assert answer.text == plain
    assert answer.headers["Content-Length"] == str(len(answer.body))
    again = site.get(where, HTTP_ACCEPT_ENCODING=asked, HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (again.status, again.body, again.queries) == (304, b"", 0)
    assert again.headers["ETag"] == answer.headers["ETag"]
    head = site.get(where, "HEAD", HTTP_ACCEPT_ENCODING=asked)
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(answer.body)))


@pytest.mark.parametrize(("asked", "coding"), [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip")])
def test_the_first_reader_gets_what_all_others_get(
    site: Site, tree: SimpleNamespace, asked: str, coding: str
) -> None:
    where = address(tree.north)
    first = site.get(where, HTTP_ACCEPT_ENCODING=asked, HTTP_X_REQUEST_ID="0123456789")
    second = site.get(where, HTTP_ACCEPT_ENCODING=asked)
    assert first.queries > 0 == second.queries
    assert first.headers["Content-Encoding"] == coding
    assert first.body == second.body
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Content-Length"] == str(len(first.body))


def test_what_is_not_kept_is_compressed_all_the_same(site: Site) -> None:
    directory = make.page(DirectoryPage, make.home())
    for path in (address(directory), "/en/nowhere/"):
        answer = site.get(path, HTTP_ACCEPT_ENCODING="br")
        assert answer.headers["Content-Encoding"] == "br"
    assert not site.places()


def by_publishing(page: SitePage) -> None:
    page.title_en = "Renamed"
    page.save_revision().publish()


def by_an_update(page: SitePage) -> None:
    AboutPage.objects.filter(pk=page.pk).update(title_en="Renamed")


def by_hand(page: SitePage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pages_sitepage SET title_en = 'Renamed' WHERE id = %s", [page.pk])


@pytest.mark.parametrize("change", [by_publishing, by_an_update, by_hand])
def test_a_change_takes_it_away(
    site: Site, tree: SimpleNamespace, change: Callable[[SitePage], None]
) -> None:
    where = address(tree.north)
    assert site.is_kept(where)
    assert site.watch.look() == 0
    change(now_stored(tree.north))
    assert site.watch.look() == 1
    assert "Renamed" in site.get(where).text
    assert not KeptPage.objects.exclude(place__in=site.places()).exists()


def test_the_staff_is_told_how_many_lie_ready(site: Site, tree: SimpleNamespace) -> None:
    for page in (tree.north, tree.south):
        site.get(address(page))
    assert condition.kept_pages().said[0] == "2 pages are kept."


def test_what_is_gone_is_gone(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.north)
    assert site.is_kept(where)
    now_stored(tree.north).unpublish()
    site.watch.look()
    assert site.get(where).status == 404
    assert not site.places()


def test_a_draft_and_what_was_taken_back_leave_it(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.north)
    assert site.is_kept(where)
    draft = now_stored(tree.north)
    draft.title_en = "Draft"
    draft.save_revision()
    with transaction.atomic():
        by_an_update(tree.north)
        transaction.set_rollback(True)
    assert site.watch.look() == 0
    answer = site.get(where)
    assert answer.queries == 0
    assert "Draft" not in answer.text


def test_whatever_is_written_while_it_is_made_it_is_not_kept_old(
    site: Site, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change comes after the page was read, and is committed before the files are there."""
    where, write = address(tree.north), site.folder.write
    kept = keeping.folder()
    assert kept is not None

    def slowly(*arguments: Any) -> None:
        by_an_update(tree.north)
        site.watch.look()
        write(*arguments)

    monkeypatch.setattr(kept, "write", slowly)
    assert "North title" in site.get(where).text
    monkeypatch.undo()
    assert "Renamed" in site.get(where).text
    assert "Renamed" in site.get(where).text


def test_what_shows_an_organization_is_never_kept(site: Site) -> None:
    home = make.home()
    country = members.country("KEN")
    organization = members.organization("Shown", listing=ListingLevel.FULL, state=country)
    directory = make.page(DirectoryPage, home)
    for path in (address(directory), f"{address(directory)}{organization.pk}/", "/en/search/?q=shown"):
        assert not site.is_kept(path), path
    assert not site.places()


def test_a_number_of_organizations_may_be_kept(site: Site) -> None:
    home = make.home()
    members.organization("Counted", listing=ListingLevel.FULL)
    assert site.is_kept(address(home))
    members.organization("Another", listing=ListingLevel.FULL)
    assert site.watch.look() == 1


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_COOKIE": "anything=x"},
        {"HTTP_AUTHORIZATION": "Basic x"},
        {"QUERY_STRING": "x=1"},
        {"QUERY_STRING": "page=1&q=x"},
        {"QUERY_STRING": "page=2&utm_source=x"},
        {"QUERY_STRING": "utm_source=x&q=x"},
    ],
)
def test_who_is_somebody_neither_gets_nor_makes_one(
    site: Site, tree: SimpleNamespace, environ: dict[str, str]
) -> None:
    where = address(tree.north)
    site.get(where, **environ)
    assert not site.places()
    site.get(where)
    assert site.places()
    assert site.get(where, **environ).queries > 0


@pytest.mark.parametrize("query", ["fbclid=IwAR0", "utm_source=letter&utm_medium=mail&mc_eid=reader"])
def test_who_comes_by_a_letter_or_a_network_reads_the_page_of_all(
    site: Site, tree: SimpleNamespace, query: str
) -> None:
    """The first may come so, too: what is made for them says nothing of how they came, and has one place."""
    where = address(tree.north)
    first = site.get(where, QUERY_STRING=query)
    assert first.status == 200
    [place] = site.places()
    plain, other = site.get(where), site.get(where, QUERY_STRING="gclid=another")
    assert (plain.queries, other.queries) == (0, 0)
    assert plain.text == other.text == first.text
    assert len(site.application.at_hand) == 1, "whoever counts on takes no memory either"
    for word in (query, "fbclid", "utm_", "mc_eid"):
        assert word not in first.text
    assert site.places() == {place}
    assert site.get(where, "HEAD", QUERY_STRING=query).body == b""


def test_another_host_is_not_answered(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.north)
    assert site.is_kept(where)
    assert site.get(where, HTTP_HOST="elsewhere.example.org").status == 400
    site.application.forwarded = ("HTTP_X_FORWARDED_PROTO", "https")
    assert site.get(where).queries > 0
    assert site.get(where, HTTP_X_FORWARDED_PROTO="https").queries == 0


def test_a_private_page_and_what_is_not_there_are_not_kept(site: Site, tree: SimpleNamespace) -> None:
    PageViewRestriction.objects.create(page=tree.south, restriction_type="login")
    for path in (address(tree.south), "/en/nowhere/", "/en/north"):
        assert not site.is_kept(path), path
    where = address(tree.north)
    assert site.is_kept(where)
    PageViewRestriction.objects.create(page=tree.north, restriction_type="login")
    site.watch.look()
    assert site.get(where).status == 302


def test_of_two_that_want_it_at_once_one_makes_it(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.north)
    first = site.get(where)
    place = next(iter(site.places()))
    headers = [("Content-Type", "text/html; charset=utf-8")]
    site.folder.remove(place)
    with site.folder.building(place) as is_first:
        assert is_first
        site.folder.write(place, headers, b"made by the other")
    assert site.get(where).text == "made by the other"
    assert first.status == 200


def test_a_full_disk_costs_only_time(
    site: Site, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    kept = keeping.folder()
    monkeypatch.setattr(kept, "write", full)
    where = address(tree.north)
    assert [site.get(where).status for _ in range(2)] == [200, 200]
    assert "could not be kept" in caplog.text
    monkeypatch.undo()
    monkeypatch.setattr(keeping, "_resting", {"until": 0.0})
    assert site.is_kept(where)


def test_what_no_row_knows_goes_with_the_next_start(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.north)
    assert site.is_kept(where)
    site.folder.write("en/orphan/index.html", [], b"left behind")
    keeping.begin()
    assert site.get(where).queries == 0
    assert "en/orphan/index.html" not in site.places()
    KeptPage.objects.all().delete()
    keeping.begin()
    assert not site.places()


# --- The clock


def at(moment: dt.datetime) -> dt.datetime:
    return moments.next_moment(moment)


def test_an_answer_lasts_until_something_begins_or_ends() -> None:
    noon = dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)
    midnight = noon + dt.timedelta(hours=12)
    assert at(noon) == midnight
    notice, _made = SiteNotice.objects.get_or_create()
    SiteNotice.objects.filter(pk=notice.pk).update(
        starts=noon + dt.timedelta(hours=2), ends=noon + dt.timedelta(hours=3)
    )
    assert at(noon) == noon + dt.timedelta(hours=2)
    assert at(noon + dt.timedelta(hours=2)) == noon + dt.timedelta(hours=3)
    assert at(noon + dt.timedelta(hours=3)) == midnight
    archive.work("Embargoed", public_from=noon + dt.timedelta(hours=1))
    assert at(noon) == noon + dt.timedelta(hours=1)
    assert at(midnight) == midnight + dt.timedelta(days=1)


def test_near_a_deadline_it_lasts_a_quarter_of_an_hour() -> None:
    home = make.home()
    index = make.page(VacancyIndexPage, home)
    make.page(
        VacancyPage,
        index,
        deadline=dt.date(2026, 3, 3),
        time_zone="Asia/Kathmandu",
        duty_station_en="Kathmandu",
    )
    assert at(dt.datetime(2026, 3, 3, 18, 7, tzinfo=dt.UTC)) == dt.datetime(2026, 3, 3, 18, 15, tzinfo=dt.UTC)
    later = dt.datetime(2026, 3, 9, 18, 7, tzinfo=dt.UTC)
    assert at(later) == dt.datetime(2026, 3, 10, tzinfo=dt.UTC)


def test_what_is_old_by_the_clock_is_taken_away(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.north)
    assert site.is_kept(where)
    site.watch.look()
    KeptPage.objects.update(expires=timezone.now() - dt.timedelta(seconds=1))
    assert site.watch.look() == 1
    assert not site.places()


def test_a_page_set_for_a_moment_comes_without_a_visitor(site: Site, tree: SimpleNamespace) -> None:
    where = address(tree.home)
    assert site.is_kept(where)
    AboutPage.objects.filter(pk=tree.south.pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
    assert site.watch.look() >= 1
    assert now_stored(tree.south).expired
