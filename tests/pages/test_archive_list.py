"""The page of the archive: rows, ways to other answers, feed, table and languages, what it costs and never tells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as xml

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoDbBlocker

from documents.enums import Access, Origin, SubjectKind
from documents.listing.page import PAGE_SIZE
from documents.models import Subject, Work
from pages.api.tables import TABLES
from pages.api.terms import DataSet
from pages.models import ArchivePage
from tests.factories import archive
from tests.standing import standing

pytestmark = [pytest.mark.content, pytest.mark.django_db]

MOST_QUERIES = 12
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module", autouse=True)
def _empty_archive(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The works that the site begins with would be among the rows."""
    with standing(django_db_blocker):
        Work.objects.all().delete()
        yield


def address(language: str = "en", rest: str = "") -> str:
    return ArchivePage.objects.get().address_in(language) + rest


def read(client: Client, rest: str = "", language: str = "en") -> str:
    response: Any = client.get(address(language, rest))
    assert response.status_code == 200, response.headers.get("Location")
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8-sig")
    return str(response.content.decode())


def rows(text: str) -> list[str]:
    return re.findall(r'<h3 class="row__title"><a [^>]*>([^<]+)</a>', text)


def table(client: Client, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(client, f"documents.csv{query}"))))


def entries(client: Client, query: str = "", language: str = "en") -> list[xml.Element]:
    return xml.fromstring(read(client, f"feed/{query}", language)).findall(f"{ATOM}entry")  # noqa: S314 (our own)


def test_a_row_says_what_it_is_and_leads_to_its_languages(client: Client) -> None:
    work = archive.work("On victims", symbol="ICC-ASP/1/Res.2", date=dt.date(2003, 9, 1), precision="month")
    for language in ("sw", "en", "fr"):
        archive.work_file(work, language, pages=3)
    text = read(client)
    [row] = re.findall(r'<li class="row archive-row">(.*?)</li>\s*</ol>', text, re.DOTALL)
    assert f'href="/en/documents/{work.pk}/icc-asp-1-res-2-on-victims/"' in row
    assert "September 2003" in row
    assert "Resolution" in row
    assert "<bdi>ICC-ASP/1/Res.2</bdi>" in row
    assert "3 pages" in row
    assert re.findall(r'href="/d/\d+/(\w+)" hreflang="\1">(\w+)<', row) == [
        ("en", "English"),
        ("fr", "French"),
        ("sw", "Swahili"),
    ]
    french = read(client, language="fr")
    assert re.findall(r'href="/d/\d+/(\w+)" hreflang', french) == ["fr", "en", "sw"]
    assert re.search(r'<a href="[^"]+" lang="en" dir="ltr">On victims</a>', french)


def test_what_is_invented_or_not_held_says_so(client: Client) -> None:
    archive.work("Invented", is_demo=True)
    text = read(client)
    assert text.count("kind--demo") == 2
    assert "The archive does not hold this document." in text
    assert "Date not known" in text
    Work.objects.update(is_demo=False)
    assert "kind--demo" not in read(client)


def test_a_form_is_led_to_the_short_address(client: Client) -> None:
    response = client.get(address(rest="?q=&kind=&year=&body=&country=ken&sort=oldest"))
    assert response.status_code == 302
    assert response.headers["Location"] == address(rest="?country=KEN&sort=oldest")
    assert client.get(response.headers["Location"]).status_code == 200


ODD = (
    "?kind=bogus&year=99999&country=QQQ",
    "?year=0000&language=zz",
    "?q=%00&language=%FF",
    "?q=" + "x" * 10_000,
    "?page=99999999999999999999999999",
    "?page=-1&sort=%00",
    "?year=%D9%A1%D9%A9%D9%A9%D9%A9",
    "?case=" + "a" * 3_000,
    "?q='%3A*%20%26%20!",
    "?fragment=%00&q=a",
)


@pytest.mark.parametrize("below", ["", "feed/", "documents.csv"])
def test_whatever_is_asked_is_answered(client: Client, below: str) -> None:
    archive.work("Something")
    for query, language in zip(ODD, cycle(["en", "ar"]), strict=False):
        response = client.get(address(language, below + query), follow=True)
        expected = (200, 404, 422) if below else (200,)
        assert response.status_code in expected, (query[:30], language)


def test_what_is_unknown_is_said_and_refused_where_it_would_mislead(client: Client) -> None:
    archive.work("Something")
    text = read(client, "?issue=bogus")
    assert "There is no “bogus” in the filter “Issue”" in text
    assert rows(text) == ["Something"]
    arabic = read(client, "?issue=bogus", "ar")
    assert "bogus" in arabic
    assert "There is no" not in arabic
    assert "The list has no page 7." in read(client, "?page=7")
    assert client.get(address(rest="feed/?issue=bogus")).status_code == 404
    refused = client.get(address(rest="documents.csv?issue=bogus"))
    assert refused.status_code == 422
    assert refused.json()["error"]["parameters"][0]["name"] == "issue"


def test_empty_filters_are_hidden_and_each_that_is_set_can_be_taken_away(client: Client) -> None:
    work = archive.work("On Kenya", date=dt.date(2011, 1, 1))
    work.subjects.set(Subject.objects.filter(kind=SubjectKind.COUNTRY, code="KEN"))
    archive.work_file(work, "sw")
    archive.work("Else", kind="report")
    text = read(client)
    fields = re.findall(r'<select [^>]*name="(\w+)"', text)
    assert fields == ["kind", "language", "year", "country"]
    assert re.findall(r'<option value="KEN">([^<]+)</option>', text) == ["Kenya (1)"]
    chosen = read(client, "?q=kenya&year=2011&country=KEN&language=sw")
    assert rows(chosen) == ["On Kenya"]
    chips = chosen[chosen.index('class="filter-chips"') : chosen.index('class="directory__head"')]
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', chips)]
    assert sorted("".join(sorted(parse_qs(urlsplit(link).query))) for link in links) == sorted(
        ["countrylanguageyear", "countrylanguageq", "countryqyear", "languageqyear", ""]
    )
    assert [client.get(link).status_code for link in links] == [200] * 5


def test_an_empty_answer_helps(client: Client) -> None:
    assert "No document has been entered yet" in read(client)
    archive.work("Something")
    text = read(client, "?q=nowhere&kind=report")
    assert "No document matches this search" in text
    assert f'href="{address(rest="?q=nowhere")}"' in text
    assert 'href="/en/search/?q=nowhere"' in text


def test_pages_are_links_that_keep_the_question(client: Client) -> None:
    for number in range(PAGE_SIZE + 1):
        archive.work(f"Work {number:02}")
    first = read(client, "?kind=resolution&sort=title")
    assert len(rows(first)) == PAGE_SIZE
    following = address(rest="?kind=resolution&sort=title&page=2")
    assert f'rel="next" href="{escape(following)}"' in first
    assert rows(read(client, "?kind=resolution&sort=title&page=2")) == [f"Work {PAGE_SIZE}"]


def test_a_script_gets_the_changing_parts_alone(client: Client) -> None:
    archive.work("Something")
    part = read(client, "?fragment=1&q=some&kind=")
    assert "<html" not in part
    assert f'data-directory-address="{address(rest="?q=some")}"' in part
    assert rows(part) == ["Something"]


# --- The languages ---------------------------------------------------------------------------------------


def test_every_language_is_told_with_its_number_and_leads_to_its_list(client: Client) -> None:
    for number in range(2):
        work = archive.work(f"Work {number}")
        archive.work_file(work, "sw")
        archive.work_file(work, "ar", access=Access.PUBLIC if number else Access.STAFF)
    text = read(client, "languages/", "es")
    items = re.findall(r'<li class="language-lines__item">(.*?)</li>', text, re.DOTALL)
    told = [re.sub(r"<[^>]+>|\s+", " ", item).split() for item in items]
    assert told == [
        ["Árabe", "العربية", "1", "documento"],
        ["Español", "0", "documentos"],
        ["Francés", "Français", "0", "documentos"],
        ["Inglés", "English", "0", "documentos"],
        ["Suajili", "Kiswahili", "2", "documentos"],
    ]
    assert f'href="{address("es", "?language=sw")}"' in items[-1]
    assert rows(read(client, "?language=sw", "es")) == ["Work 1", "Work 0"]
    assert f'href="{address("ar", "languages/")}"' in text
    assert address("es", "languages/") in read(client, "", "es")


# --- The feed --------------------------------------------------------------------------------------------


def test_the_feed_has_what_the_filter_leaves_the_latest_first(client: Client) -> None:
    old = archive.work("Old report", kind="report", date=dt.date(2024, 1, 1))
    Work.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=9))
    archive.work(
        "New report", kind="report", title_fr="Nouveau rapport", date=dt.date(1999, 1, 1), symbol="R/1"
    )
    archive.work("Resolution")
    found = entries(client, "?kind=report")
    assert [each.findtext(f"{ATOM}title") for each in found] == ["R/1 New report", "Old report"]
    feed = xml.fromstring(read(client, "feed/?kind=report"))  # noqa: S314
    assert "Report" in (feed.findtext(f"{ATOM}title") or "")
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")[:2]}
    assert str(links["self"]).endswith(address(rest="feed/?kind=report"))
    french = entries(client, "?kind=report", "fr")
    assert [each.findtext(f"{ATOM}title") for each in french] == ["R/1 Nouveau rapport", "Old report"]
    assert french[1].get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert len({each.findtext(f"{ATOM}id") for each in [*found, *french]}) == 4
    # An order is no other feed, and the page leads to it.
    assert read(client, "feed/?kind=report&sort=title&page=2") == read(client, "feed/?kind=report")
    assert f'href="{address(rest="feed/?kind=report")}"' in read(client, "?kind=report&sort=title")


def test_a_new_language_version_makes_an_entry_new(client: Client) -> None:
    work = archive.work("Report")
    Work.objects.filter(pk=work.pk).update(changed_at=timezone.now() - dt.timedelta(days=9))
    Work.objects.filter(pk=work.pk).update(created_at=timezone.now() - dt.timedelta(days=9))
    before = entries(client)[0].findtext(f"{ATOM}updated") or ""
    unchanged = client.get(address(rest="feed/"))
    again = client.get(address(rest="feed/"), HTTP_IF_NONE_MATCH=unchanged.headers["ETag"])
    assert again.status_code == 304
    archive.work_file(work, "sw")
    assert (entries(client)[0].findtext(f"{ATOM}updated") or "") > before


# --- The table -------------------------------------------------------------------------------------------


def test_the_table_has_the_columns_of_open_data_and_the_works_of_the_filter(client: Client) -> None:
    work = archive.work(
        "=HYPERLINK(1)",
        title_ar="عنوان",
        symbol="X/1",
        date=dt.date(2011, 1, 1),
        precision="year",
        authors=["A; B", "C"],
    )
    work.subjects.set(Subject.objects.filter(kind=SubjectKind.COUNTRY, code__in=["KEN", "UGA"]))
    archive.work_file(work, "sw", origin=Origin.OFFICIAL)
    archive.work_file(work, "fr")
    archive.work_file(work, "en", access=Access.STAFF)
    archive.work("Other", kind="report")
    text = read(client, "documents.csv")
    columns = [column.name for column in TABLES[DataSet.DOCUMENTS].columns]
    assert text.splitlines()[0].split(",") == [*columns, "as_of", "licence"]
    assert [row["symbol"] for row in table(client)] == ["X/1", ""]
    [row] = table(client, "?country=KEN&language=sw&sort=title&page=3")
    assert row["id"] == str(work.pk)
    assert row["title_en"] == "'=HYPERLINK(1)"
    assert row["title_ar"] == "عنوان"
    assert (row["date"], row["precision"]) == ("2011", "year")
    assert row["authors"] == "A, B; C"
    assert row["countries"] == "KEN; UGA"
    assert (row["languages"], row["original_languages"]) == ("fr; sw", "fr")
    assert row["url"].endswith(f"/d/{work.pk}/")
    link = escape(address(rest="documents.csv?country=KEN&language=sw"))
    assert f'href="{link}"' in read(client, "?country=KEN&language=sw")


def test_a_long_table_costs_few_queries_and_says_each_work_once(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("pages.api.documents.CHUNK", 4)
    numbers = [archive.work(f"Work {number}").pk for number in range(10)]
    with CaptureQueriesContext(connection) as captured:
        found = table(client, "?kind=resolution")
    assert [int(row["id"]) for row in found] == numbers
    assert len(captured) < 25  # three for each piece


# --- Leaks -----------------------------------------------------------------------------------------------


def hidings() -> Iterator[dict[str, Any]]:
    yield {"access": Access.STAFF}
    yield {"public_from": timezone.now() + dt.timedelta(hours=1)}


def test_nothing_of_a_hidden_work_is_told_anywhere(client: Client) -> None:
    body = archive.subject(SubjectKind.BODY, "canary-body", name_en="Canarybird body")
    work = archive.work("Canarybird", symbol="Canarybird/1", kind="guide", date=dt.date(1987, 1, 1))
    work.subjects.set([body])
    archive.work_file(work, "sw", title="Canarybird")
    archive.work("Other")
    places = [
        "",
        "?fragment=1",
        "?kind=guide",
        "?year=1987",
        "?language=sw",
        "?sort=symbol",
        "?body=canary-body",
    ]
    places += ["feed/", "feed/?kind=guide", "documents.csv", "documents.csv?language=sw", "languages/"]
    assert all("Canarybird" in read(client, place) for place in places if place != "languages/")
    assert "Swahili" in read(client, "languages/")
    for hiding in hidings():
        Work.objects.filter(pk=work.pk).update(**{"access": Access.PUBLIC, "public_from": None, **hiding})
        for place in [*places, "?q=canarybird", "feed/?q=canarybird", "documents.csv?q=canarybird"]:
            text = read(client, place)
            assert f"/d/{work.pk}/" not in text, (hiding, place)
            assert f"/{work.pk}/" not in text, (hiding, place)
            assert "Canarybird" not in text.replace("Canarybird body", ""), (hiding, place)
        plain = read(client)
        assert "1 document<" in plain
        for told in ("1987", "Guide or manual", "Swahili", "Canarybird body"):
            assert told not in plain, (hiding, told)
        assert "Swahili" not in read(client, "languages/")
        assert "0 documents" in read(client, "?language=sw")


# --- What it costs ---------------------------------------------------------------------------------------


def queries(client: Client, where: str) -> int:
    assert client.get(where).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(where).status_code == 200
    return len(captured)


def test_a_page_costs_the_same_for_few_works_and_many_in_english_and_arabic(client: Client) -> None:
    subjects = list(Subject.objects.public()[:5])
    told: dict[str, set[int]] = {}
    made = 0
    for count in (5, 50):
        while made < count:
            work = archive.work(f"Work {made}", date=dt.date(2000 + made % 20, 1, 1))
            work.subjects.set(subjects[: made % 5])
            archive.work_file(work, ("en", "ar", "sw")[made % 3])
            made += 1
        for rest in ("", "?q=work&kind=resolution&sort=title", "languages/", "feed/?q=work"):
            for language in ("en", "ar"):
                told.setdefault(rest, set()).add(queries(client, address(language, rest)))
    assert {rest: len(numbers) for rest, numbers in told.items()} == dict.fromkeys(told, 1), told
    assert max(max(numbers) for numbers in told.values()) <= MOST_QUERIES, told
