"""The page of results: filters with numbers, the language of each hit, links to the others, and what to try instead."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from pages.search_page.showing import LONGEST_READ
from tests.factories import archive
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


def shown(client: Client, reader: str = "en", **asked: Any) -> str:
    answer = client.get(f"/{reader}/search/", asked)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def words_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


@pytest.fixture
def budget(db: None) -> None:
    """Two pages, in two languages, and a document with files in three."""
    home = make.home()
    make.about(home, "Budget one", title_fr="Budget un")
    make.about(home, "Budget two", title_es="", title_fr="", title_ar="")
    work = archive.work("A budget", title_fr="Un budget")
    for language in ("en", "fr", "ru"):
        archive.work_file(work, language)


def test_kinds_and_languages_have_numbers_and_narrow_the_results(client: Client, budget: None) -> None:
    page = shown(client, q="budget")
    said = words_of(page)
    assert "Everything 3" in said
    assert "Documents 1" in said
    assert "Pages 2" in said
    assert re.search(r"Français \d", said)
    assert '<bdi lang="fr" dir="ltr">Français</bdi>' in page
    narrowed = words_of(shown(client, q="budget", kind="document", language="fr"))
    assert "1 result" in narrowed
    assert "Un budget" not in narrowed  # the reader's language comes first, whatever the words were found in
    assert "Found in: Français" in narrowed
    assert "Also in: English , русский" in narrowed


def test_each_version_leads_to_where_it_is_read(client: Client, budget: None) -> None:
    page = shown(client, q="budget", kind="document")
    assert re.search(r'href="/d/\d+/ru" hreflang="ru" lang="ru" dir="ltr">русский</a>', page)
    pages = shown(client, "fr", q="budget", kind="page")
    address = re.search(r'href="(/en/[^"]+)" hreflang="en"', pages)
    assert address
    assert client.get(address[1]).status_code == 200


def test_a_choice_with_nothing_left_can_be_taken_back(client: Client, budget: None) -> None:
    page = shown(client, q="budget", kind="member", language="sw")
    assert 'aria-current="true">Members <span class="results__number">0<' in page
    assert 'href="?q=budget"' in page
    assert "without filters" in page


def test_the_language_switch_and_the_pages_of_a_list_keep_the_question(client: Client) -> None:
    home = make.home()
    for number in range(25):
        make.about(home, f"Budget {number}")
    asked: dict[str, Any] = {"q": "budget", "kind": "page", "language": "en", "sort": "newest"}
    text = client.get("/en/search/", asked).content.decode()
    assert "/fr/search/?q=budget&amp;kind=page&amp;language=en&amp;sort=newest" in text
    assert "?q=budget&amp;kind=page&amp;language=en&amp;sort=newest&amp;page=2" in text
    second = client.get("/en/search/", {**asked, "page": 2})
    assert second.content.decode().count('<li class="row">') == 5
    assert 'content="noindex, follow"' in text


def test_nonsense_in_the_address_is_no_filter(client: Client, budget: None) -> None:
    for asked in ({"kind": "x\0"}, {"language": "<b>"}, {"sort": "x"}, {"page": "-1"}, {"page": "²"}):
        assert "3 results" in words_of(shown(client, q="budget", **asked))


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("-budget", "only says what is to be left out"),
        ('"" --', "There is no word in the search"),
        ("the of and", "nearly every text"),
        ("budget " * 60, "only its beginning was used"),
        ("b" * (LONGEST_READ + 10), "only its beginning was used"),
    ],
)
def test_a_search_that_could_not_be_made_says_why(client: Client, query: str, note: str) -> None:
    make.home()
    assert note in words_of(shown(client, q=query))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "What may help:"),
        ("es", "Escriba la signatura"),
        ("fr", "Écrivez la cote"),
        ("ar", "اكتبوا رمز الوثيقة"),
    ],
)
def test_nothing_found_says_what_to_try_in_the_language_of_the_reader(
    client: Client, language: str, said: str
) -> None:
    make.home()
    page = shown(client, language, q="zqxnothing")
    assert said in words_of(page)
    assert '<li class="row">' not in page


def test_without_a_question_the_page_says_how_to_ask(client: Client) -> None:
    make.home()
    for query in ("", "   ", "\0"):
        assert "A minus leaves a word out" in words_of(shown(client, q=query))


def test_the_number_of_queries_does_not_grow_with_the_hits(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    home = make.home()
    for number in range(18):
        make.about(home, f"Budget {number}")
        archive.work_file(archive.work(f"Budget {number}"), "ru")
    client.get("/en/search/?q=budget")
    with django_assert_max_num_queries(12):
        client.get("/en/search/?q=budget")


def test_too_many_searches_are_told_when_to_come_back(client: Client, settings: Settings) -> None:
    settings.SEARCH_LIMIT = 2
    make.home()
    for _time in range(2):
        assert client.get("/fr/search/?q=cour").status_code == 200
    refused = client.get("/fr/search/?q=cour")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert 'value="cour"' in refused.content.decode()
    assert client.get("/fr/search/").status_code == 200  # the empty page costs nothing
    settings.SEARCH_LIMIT = 0
    assert client.get("/fr/search/?q=cour").status_code == 200
