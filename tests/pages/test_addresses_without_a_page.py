"""The choice of a language, the search, error pages, robots and the sitemap."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory, override_settings

from cicc_site import languages
from pages import errors
from tests import sitemap

pytestmark = [pytest.mark.content, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("ar-EG", "ar"),
        ("de-DE,de;q=0.9,es;q=0.4", "es"),
        ("de", "en"),
        ("*", "en"),
        ("en;q=0.1,ar;q=0.9", "ar"),
        ("fr;q=0", "en"),
        (";;;,,,q=", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_the_bare_address_leads_to_the_best_language(client: Client, asked: str, code: str) -> None:
    answer = client.get("/", headers={"accept-language": asked}) if asked else client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{code}/")
    assert "Accept-Language" in answer.headers["Vary"]
    assert not answer.cookies


def test_a_language_cookie_chooses_nothing(client: Client) -> None:
    client.cookies["django_language"] = "ar"
    assert client.get("/").headers["Location"] == "/en/"
    assert b'lang="en"' in client.get("/en/").content


@pytest.mark.parametrize("address", ["/about-the-court/", "/wp-login.php", "/enx/", "/de/", "/EN/"])
def test_an_address_without_a_language_is_not_there(client: Client, address: str) -> None:
    answer = client.get(address, headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert b'lang="fr"' in answer.content
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_page_never_varies_by_what_the_browser_asks_for(client: Client) -> None:
    answer = client.get("/fr/", headers={"accept-language": "ar"})
    assert b'<html lang="fr" dir="ltr">' in answer.content
    assert "Accept-Language" not in answer.headers.get("Vary", "")
    assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("code", languages.codes())
def test_a_missing_page_answers_in_the_language_of_its_address(client: Client, code: str) -> None:
    answer = client.get(f"/{code}/no/such/page/", headers={"accept-language": "es"})
    language = languages.by_code(code)
    assert answer.status_code == 404
    assert f'<html lang="{code}" dir="{language.direction}">' in answer.content.decode()
    assert 'name="robots" content="noindex"' in answer.content.decode()


@pytest.mark.parametrize("code", languages.codes())
def test_a_failure_answers_without_the_database(code: str, django_db_blocker: pytest.FixtureRequest) -> None:
    request = RequestFactory().get(f"/{code}/")
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=DatabaseError):
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert f'<html lang="{code}"' in answer.content.decode()


def test_a_missing_page_is_told_even_when_the_database_is_gone() -> None:
    request = RequestFactory().get("/ar/nothing/")
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=DatabaseError):
        answer = errors.not_found(request, Exception())
    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()


def test_a_failing_view_shows_the_page_for_failures(client: Client) -> None:
    client.raise_request_exception = False
    with patch("pages.views.robots_lines", side_effect=RuntimeError):
        answer = client.get("/robots.txt", headers={"accept-language": "fr"})
    assert answer.status_code == 500
    assert b'<html lang="fr"' in answer.content


# --- Search ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "words", "found"),
    [
        ("en", "history of the Court", "/en/about-the-court/history/"),
        ("en", "Lubanga", "/lubanga/"),
        ("es", "historia", "/es/"),
        ("fr", "histoire", "/fr/"),
        ("ar", "تاريخ المحكمة", "/ar/"),
    ],
)
def test_words_of_each_language_find_pages_of_that_language(
    client: Client, code: str, words: str, found: str
) -> None:
    answer = client.get(f"/{code}/search/", {"q": words})
    links = [part.split('"')[0] for part in answer.content.decode().split('row__title"><a href="')[1:]]
    assert links
    assert all(link.startswith(f"/{code}/") for link in links)
    assert any(found in link for link in links)


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "\0",
        "a\0b",
        "%",
        "'",
        '"',
        "a" * 5000,
        "<script>",
        "& | ! ( :*",
        "🕊",
        "\u202eabc",
        "court\0\0",
    ],
)
def test_no_search_breaks(client: Client, words: str) -> None:
    answer = client.get("/en/search/", {"q": words, "page": "x"})
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


@pytest.mark.parametrize("page", ["0", "-1", "99999", "x", ""])
def test_any_page_number_shows_a_page(client: Client, page: str) -> None:
    assert client.get("/en/search/", {"q": "court", "page": page}).status_code == 200


def test_a_search_without_a_hit_helps(client: Client) -> None:
    answer = client.get("/en/search/", {"q": "zzzzqqqq"}).content.decode()
    assert "empty-state" in answer
    assert 'value="zzzzqqqq"' in answer


# --- Robots and sitemap ----------------------------------------------------------------------------------


@override_settings(SITE_URL="https://example.org")
def test_robots_are_told_where_the_sitemap_is(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    text = answer.content.decode()
    assert "Sitemap: https://example.org/sitemap.xml" in text
    assert "Disallow: /en/search/" in text


def test_the_sitemap_lists_each_language_with_its_alternates(client: Client) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    roots = [ET.fromstring(part) for part in sitemap.parts(client)]  # noqa: S314
    urls = [url for root in roots for url in root.findall("s:url", names)]
    assert len(urls) > 300
    for url in urls:
        links = {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", names)}
        assert "x-default" in links
        assert url.findtext("s:loc", "", names) in links.values()
    addresses = [url.findtext("s:loc", "", names) for url in urls]
    assert len(addresses) == len(set(addresses))
    some = [address for address in addresses if "/ar/" in address][:3]
    assert some
    for address in some:
        assert client.get(quote(address.removeprefix("http://localhost:8000"), safe="/%")).status_code == 200
