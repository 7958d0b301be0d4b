"""What strangers may send: nonsense, much of it, or an attack. The site answers calmly and repeats nothing raw."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from django.test import Client
from django.urls import reverse

from pages.models import CourtUpdateIndexPage

pytestmark = [pytest.mark.content, pytest.mark.django_db]

SCRIPT = '"><script>alert(1)</script>'
WORDS = [
    "",
    "   ",
    "\0",
    "a\0b",
    "a " * 20_000,
    "'; DROP TABLE pages_sitepage; --",
    SCRIPT,
    "'><img src=x onerror=alert(1)>",
    "a & | ! <-> :* ( ) ' \\",
    '-a OR "b',
    "{{ 7 }}{% debug %}",
    "%",
    "المحكمة",
    "\u202eevil\u2066",
    "a" + "\u0301" * 300,
    "\ufeff\uffff\U0010ffff",
    "👩‍👩‍👧‍👦",
]
NUMBERS = ["abc", "-1", "0", "999999", "9" * 5000, "1e5", "²", "٣", "\0", "1.5", "last", SCRIPT]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: ascii(words)[:30])
def test_the_search_bears_any_words(client: Client, words: str) -> None:
    for language in ("en", "ar"):
        answer = client.get(f"/{language}/search/", {"q": words})
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
        assert b"<img src=x" not in answer.content


def test_the_search_finds_pages_and_names_their_kind(client: Client) -> None:
    answer = client.get("/en/search/", {"q": "Kony"})
    assert answer.context["items"].paginator.count
    assert 'class="kind"' in answer.content.decode()


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: ascii(number)[:30])
def test_any_page_number_and_year_gives_a_list(client: Client, number: str) -> None:
    updates = CourtUpdateIndexPage.objects.get().url
    for address in (f"{updates}?page=", f"{updates}?year=", "/fr/search/?q=court&page=", "/ar/?page="):
        answer = client.get(address + quote(number))
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_a_parameter_given_twice_or_as_a_list_is_no_error(client: Client) -> None:
    many = "&".join(f"a{number}=1" for number in range(900))
    for query in ("q=a&q=b", "q[]=a", "page=1&page=2&year=2024&year=x", "%00=%00", many, "&&&=&="):
        for address in ("/en/search/", CourtUpdateIndexPage.objects.get().url):
            assert client.get(f"{address}?{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/en/%00",
        "/en/a%00b/",
        "/en/%ff%fe/",
        "/en//about-the-court/",
        "/en/about-the-court/./",
        "/en/about-the-court/%2e%2e/",
        "/en/" + "a/" * 1000,
        "/en/about-the-court%0d%0aSet-Cookie:%20x=1/",
        "/static/%2e%2e/manage.py",
        "/.env",
        "/EN/",
        "/de/",
        "/files/1/x.pdf",
        "/files/999999999999999999999/x.pdf",
    ],
    ids=lambda path: path[:40],
)
def test_an_odd_path_is_not_found(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%e2%80%aeevil", "%22%3e%3cscript%3ealert(1)"])
def test_a_page_that_is_missing_repeats_an_address_only_as_an_address(client: Client, odd: str) -> None:
    html = client.get(f"/en/{odd}/").content.decode()
    assert f'href="/fr/{quote(unquote(odd), safe="()")}/"' in html
    for raw in ("\0", "\u202e", "<script>alert"):
        assert raw not in html


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%5Cevil.example/", "/en//evil.example", "//evil.example"]
)
def test_no_address_leads_to_another_site(client: Client, path: str) -> None:
    answer = client.generic("GET", path)
    assert "evil" not in answer.headers.get("Location", "")


def test_the_language_switch_stays_on_the_site(client: Client) -> None:
    for query in ("//evil.example", "next=//evil.example", "\\\\evil.example"):
        page = client.get(f"/en/?{quote(query)}").content.decode()
        assert 'href="//' not in page
        assert 'href="\\' not in page


@pytest.mark.parametrize(
    ("wish", "given"),
    [
        ("", "en"),
        ("*", "en"),
        ("fr-CA, fr;q=0.8", "fr"),
        ("fr;q=0", "en"),
        ("en;q=0, ar", "ar"),
        ("ar;q=abc", "en"),
        ("a" * 20_000, "en"),
        (",,,;;;", "en"),
        ("../../etc/passwd", "en"),
        ("\xff\xfe", "en"),
        ("zh-Hant-TW, es;q=0.1", "es"),
    ],
)
def test_any_wish_for_a_language_is_answered(client: Client, wish: str, given: str) -> None:
    answer = client.get("/", headers={"Accept-Language": wish})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{given}/")


def test_a_strange_host_is_refused_and_never_repeated(client: Client) -> None:
    for host in ("evil.example", "testserver@evil.example", "testserver, evil.example", "a b", ""):
        answer = client.get("/en/", headers={"Host": host})
        assert answer.status_code == 400
        assert b"evil" not in answer.content
    assert b"evil" not in client.get("/en/", headers={"X-Forwarded-Host": "evil.example"}).content


def test_a_forged_form_is_told_so_in_the_readers_language() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/ar/", {"a": "b"})
    assert answer.status_code == 403
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()


def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    for path in ("/en/", "/ar/search/?q=a", reverse("robots")):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


def test_pictures_are_served_from_their_folders_only(client: Client) -> None:
    for path in ("/media/images/..%2f..%2fsecret-key", "/media/documents/x.pdf", "/media/images/%00"):
        assert client.get(path).status_code in {400, 404}


def test_the_staff_side_shows_strangers_the_sign_in_only(client: Client) -> None:
    for path in ("/admin/", "/admin/pages/", "/admin/api/main/pages/", "/admin/images/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "٩" * 5000, "0" * 5000 + "1", "1"])
def test_a_file_of_any_number_is_asked_for(client: Client, number: str) -> None:
    assert client.get(f"/files/{quote(number)}/report.pdf").status_code == 404
