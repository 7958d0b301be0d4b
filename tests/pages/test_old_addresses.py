"""Addresses of the former website lead to their page in the right language, or to help with status 404: never home."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cicc_site import languages
from pages import errors
from pages.loading.files import ContentError
from pages.models import AboutPage, PressIndexPage, Redirect, SitePage
from pages.old_addresses import known
from pages.old_addresses.asked import legacy, stored_form, words_of

pytestmark = [pytest.mark.content, pytest.mark.django_db]

DRC = "about-the-court/situations-and-cases/democratic-republic-of-the-congo"
KNOWN = [
    ("mod=romesignatures", "countries"),
    ("mod=region&idureg=4", "countries"),
    ("mod=drc", DRC),
    ("mod=asp3", "about-the-court/assembly-of-states-parties/3rd-session"),
    ("mod=universalcourt", "issues-and-campaigns"),
    ("mod=review", "about-the-court/history"),
]


def page(path: str) -> SitePage:
    return SitePage.objects.get(url_path__endswith=f"coalition/{path}/")


def in_language(path: str, language: str) -> str:
    return page(path).address_in(language)


# --- Known ones -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "path", "language"),
    [(*each, code) for each, code in zip(KNOWN, cycle(languages.codes()), strict=False)],
)
def test_a_known_address_leads_straight_to_its_page_in_its_language(
    client: Client, query: str, path: str, language: str
) -> None:
    for start in ("/", "/index.php"):
        answer = client.get(f"{start}?{query}&lang={language}", headers={"accept-language": "de"})
        assert (answer.status_code, answer.headers["Location"]) == (301, in_language(path, language))
        assert answer.headers["Content-Language"] == language
        assert client.get(answer.headers["Location"]).status_code == 200, "no second step"


def test_without_a_language_the_browser_is_asked_and_caches_are_told(client: Client) -> None:
    for asked, language in (("fr-CA,fr;q=0.9", "fr"), ("ar", "ar"), ("de", "en"), ("", "en")):
        answer = client.get("/?mod=drc", headers={"accept-language": asked})
        assert answer.headers["Location"] == in_language(DRC, language)
        assert "Accept-Language" in answer.headers["Vary"]
        assert "Cookie" not in answer.headers["Vary"]


@pytest.mark.parametrize(
    "query",
    [
        "lang=es&mod=drc",
        "MOD=DRC&LANG=ES",
        "mod=x&mod=drc&lang=es",
        "mod=%64rc&lang=es&PHPSESSID=abc&print=1",
        "mod=drc&lang=es&id[]=4",
        "mod=+drc+&lang=es",
    ],
)
def test_order_case_and_what_else_is_in_it_do_not_matter(client: Client, query: str) -> None:
    assert client.get(f"/?{query}").headers["Location"] == in_language(DRC, "es")


def test_a_page_that_staff_moved_is_still_found(client: Client) -> None:
    countries = page("countries").specific
    countries.slug = "states"
    countries.save_revision().publish()
    assert client.get("/?mod=romesignatures&lang=en").headers["Location"] == "/en/states/"


def test_a_page_taken_offline_leads_nowhere(client: Client) -> None:
    page("countries").unpublish()
    assert client.get("/?mod=romesignatures").status_code == 404


def test_every_page_in_the_list_exists_and_is_public() -> None:
    entries = known.entries()
    assert len(entries) > 20
    paths = {path for entry in entries for path in (entry.page, *entry.see) if path}
    assert paths
    assert [
        path for path in paths if not SitePage.objects.live().filter(url_path=f"/coalition/{path}/")
    ] == []
    names = [(entry.mod, *sorted(entry.ids.items())) for entry in entries]
    assert len(names) == len(set(names)), "one pattern twice"
    for entry in entries:
        assert legacy("/", [("mod", entry.mod)]) is not None
        assert stored_form(f"/?mod={entry.mod}") == f"/?mod={entry.mod}", "could never be asked for"


@pytest.fixture
def another_list(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "legacy.yaml"
    known.entries.cache_clear()
    with patch.object(known, "FILE", file):
        yield file
    known.entries.cache_clear()


@pytest.mark.parametrize(
    "row",
    [
        "{page: press}",
        "{mod: a}",
        "{mod: a, page: press, kind: news, see: [press]}",
        "{mod: a, kind: rumour, see: [press]}",
        "{mod: a, kind: news}",
        "{mod: a, page: press, target: x}",
    ],
)
def test_an_entry_that_cannot_be_meant_is_named(another_list: Path, row: str) -> None:
    another_list.write_text(f"addresses: [{row}]", encoding="utf-8")
    with pytest.raises(ContentError):
        known.entries()


def test_the_entry_that_names_most_wins(another_list: Path, client: Client) -> None:
    another_list.write_text(
        "addresses:\n"
        "- {mod: a, page: press}\n"
        "- {mod: a, ids: {n: any}, page: membership}\n"
        "- {mod: a, ids: {n: 4}, page: countries}\n",
        encoding="utf-8",
    )
    for query, path in (("", "press"), ("&n=3", "membership"), ("&n=4", "countries"), ("&m=4", "press")):
        assert client.get(f"/?mod=a{query}&lang=en").headers["Location"] == f"/en/{path}/"


# --- Unknown ones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages.codes())
def test_an_unknown_address_gets_help_in_its_language(client: Client, language: str) -> None:
    answer = client.get(f"/?mod=palestine&lang={language}", headers={"accept-language": "de"})
    text = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="{languages.by_code(language).direction}">' in text
    assert answer.headers["Content-Language"] == language
    assert 'name="robots" content="noindex"' in text
    assert 'value="palestine"' in text, "the search box holds what the address names"
    main = text[text.index("<main") : text.index("</main>")]
    assert in_language("about-the-court", language) in main
    assert in_language("membership", language) in main
    for other in set(languages.codes()) - {language}:
        assert f'href="/?mod=palestine&amp;lang={other}"' in text, "the switch stays on this page"


def test_an_unknown_address_without_a_language_asks_the_browser(client: Client) -> None:
    answer = client.get("/?mod=nothing-here", headers={"accept-language": "ar"})
    assert answer.status_code == 404
    assert b'dir="rtl"' in answer.content
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("language", languages.codes())
def test_old_news_are_told_apart_and_point_to_the_new(client: Client, language: str) -> None:
    answer = client.get(f"/?mod=newsdetail&news=3973&lang={language}")
    assert answer.status_code == 404
    text = answer.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    with translation.override(language):
        assert str(known.KINDS["news"]) in main
    assert f'href="{PressIndexPage.objects.get().address_in(language)}"' in main
    assert 'value="newsdetail"' not in text, "that is no word to search for"


HOSTILE = [
    "mod[]=drc",
    "mod[a][b]=drc",
    "mod[]=drc&mod[]=x&lang[]=fr",
    "mod=" + "a" * 10_240,
    "mod=%00",
    "mod=drc%00",
    "mod=%ff%fe",
    "mod=%E9t%E9",
    "mod=../../etc/passwd",
    "mod='%20OR%201=1--",
    "mod=<script>alert(1)</script>",
    "mod=news&news=" + "9" * 5_000,
    "mod=news&news=-1&news=1e5&news=%D9%A3",
    "mod=news&" + "&".join(f"id{n}={n}" for n in range(900)),
    "mod=drc&lang=" + "fr" * 5_000,
    "mod=x&lang=xx",
    "mod=http://evil.example/",
    "mod=%E2%80%AEevil",
    "mod=" + quote("المحكمة"),
    "mod=x&=&&;=%",
]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: ascii(query)[:40])
def test_no_address_breaks_anything_or_leads_home(client: Client, query: str) -> None:
    for start in ("/", "/index.php"):
        answer = client.get(f"{start}?{query}")
        assert answer.status_code in (301, 404), answer.status_code
        assert answer.headers.get("Location", "/en/x/") not in {f"/{code}/" for code in languages.codes()}
        assert b"<script>alert" not in answer.content
        assert "evil" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("query", ["s=/Index/think", "page=2", "a=b&lang=fr"])
def test_the_former_home_page_with_other_parameters_is_not_there(client: Client, query: str) -> None:
    assert client.get(f"/index.php?{query}").status_code == 404


def test_the_former_home_page_leads_home(client: Client) -> None:
    answer = client.get("/index.php?lang=fr", headers={"accept-language": "ar"})
    assert (answer.status_code, answer.headers["Location"]) == (301, "/fr/")
    assert client.get("/index.php", headers={"accept-language": "ar"}).headers["Location"] == "/ar/"
    assert client.get("/?lang=es").headers["Location"] == "/es/?lang=es"
    assert client.get("/?lang=xx", headers={"accept-language": "ar"}).headers["Location"] == "/ar/?lang=xx"
    assert client.get("/?mod=").status_code == 302, "no name: the bare address"


def test_a_form_sent_there_is_refused(client: Client) -> None:
    assert client.post("/?mod=drc").status_code == 405


def test_help_is_given_even_when_the_database_is_gone() -> None:
    request = RequestFactory().get("/", {"mod": "newsdetail", "lang": "ar"})
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=DatabaseError):
        answer = errors.not_found(request, Exception())
    assert answer.status_code == 404
    assert b'dir="rtl"' in answer.content


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/universal-jurisdiction/", "universal jurisdiction"),
        ("/en/press/old_release/", "old release"),
        ("/ar/المحكمة-الدولية/", "المحكمة الدولية"),
        ("/en/abc123/", ""),
        ("/en/somebody@example.org/", ""),
        ("/en/%3Cscript%3E/", ""),
        ("/en/" + "a" * 200 + "/", ""),
    ],
)
def test_the_search_box_of_a_missing_page_holds_words_only(client: Client, path: str, words: str) -> None:
    text = client.get(path).content.decode()
    field = text[text.index('id="search-main"') :]
    assert f'value="{words}"' in field[: field.index(">")]


def test_words_are_words() -> None:
    assert words_of("a") == words_of("x1") == words_of("") == ""
    assert words_of("crimes-against-humanity") == "crimes against humanity"


# --- What staff redirect ----------------------------------------------------------------------------------


def test_a_redirect_of_staff_goes_before_the_list_and_speaks_the_readers_language(client: Client) -> None:
    Redirect.objects.create(old_address="/?mod=drc", page=page("press"))
    for language in languages.codes():
        answer = client.get(f"/?mod=drc&lang={language}")
        assert (answer.status_code, answer.headers["Location"]) == (301, in_language("press", language))


def test_a_redirect_may_lead_to_an_address_of_its_own_for_each_language(client: Client) -> None:
    Redirect.objects.create(
        old_address="/?mod=x&id=5", link_en="https://example.org/en", link_fr="https://example.org/fr"
    )
    for language, address in (("en", "en"), ("fr", "fr"), ("ar", "en")):
        answer = client.get(f"/?id=5&mod=x&lang={language}")
        assert answer.headers["Location"] == f"https://example.org/{address}"
    assert client.get("/?mod=x&id=6").status_code == 404


@pytest.mark.parametrize("asked", ["/en/old-page/", "/en/Old-Page", "/en/old-page/?x=1"])
def test_a_path_without_a_page_follows_its_redirect(client: Client, asked: str) -> None:
    Redirect.objects.create(old_address="/en/old-page", page=page("press"))
    answer = client.get(asked, follow=True)
    assert [step for step, _status in answer.redirect_chain][-1] == "/en/press/"
    assert all(status == 301 for _step, status in answer.redirect_chain)


def test_addresses_without_a_language_and_in_other_scripts_are_redirected_too(client: Client) -> None:
    Redirect.objects.create(old_address="/documents/report.pdf", link_en="/en/publications/")
    Redirect.objects.create(old_address="/ar/صفحة-قديمة", page=page("press"))
    assert client.get("/documents/Report.pdf").headers["Location"] == "/en/publications/"
    assert client.get("/ar/" + quote("صفحة-قديمة") + "/").headers["Location"] == in_language("press", "ar")


def test_a_live_page_wins_and_staff_win_over_a_former_path(client: Client) -> None:
    Redirect.objects.create(old_address="/en/press", link_en="/en/countries/")
    assert client.get("/en/press/").status_code == 200
    goals = AboutPage.objects.get(slug="goals")
    former = goals.url
    goals.slug = "aims"
    goals.save_revision().publish()
    assert client.get(former).headers["Location"].endswith("/aims/")
    Redirect.objects.create(old_address=former.rstrip("/"), page=page("press"))
    assert client.get(former).headers["Location"] == "/en/press/"


def test_a_redirect_to_a_page_that_is_offline_leads_nowhere(client: Client) -> None:
    Redirect.objects.create(old_address="/en/old", page=page("press"))
    page("press").unpublish()
    assert client.get("/en/old/").status_code == 404


def test_a_missing_page_asks_for_its_redirect_once(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get("/en/there-is-no-such-page/")
    assert sum("pages_redirect" in query["sql"] for query in captured.captured_queries) == 1
