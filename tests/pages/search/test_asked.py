"""The search bears whatever is typed, escapes what it shows, and asks the database as often for one hit as for many."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from cicc_site.text import fold
from pages.models import AboutPage
from pages.search import Question, ask
from pages.search.extracts import extract, marked, patterns
from pages.search.parsing import parse
from tests.factories import archive, members
from tests.factories import pages as make
from tests.pages.search.finding import answer

pytestmark = pytest.mark.django_db
QUERIES = 3  # what is found and counted; the texts of the hits; the addresses of pages


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_is_that_of_one_hit(
    django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    home = make.home()
    for number in range(many):
        make.page(AboutPage, home, f"Budget {number}")
        archive.work(f"Budget {number}")
        members.organization(f"Budget {number}", listing="full")
    for language in ("en", "ar"):
        answer("budget", language, per_page=60)
        with django_assert_num_queries(QUERIES):
            told = answer("budget", language, per_page=60)
        assert len(told.hits) == 3 * many


def test_nothing_found_costs_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(2):
        assert not answer("zqxnothing zqxmore").hits
    with django_assert_num_queries(0):
        assert not answer("?!").hits


SIGNS = st.text(
    st.sampled_from("ab é2ا لـٌ国\"'-*&|!<>():\\/.,%_\0\u202e\ud800~=^“«") | st.characters(), max_size=40
)


@settings(max_examples=150)
@given(text=SIGNS, language=st.sampled_from(["en", "es", "fr", "ar"]), unfinished=st.booleans())
def test_anything_may_be_typed(text: str, language: str, unfinished: bool) -> None:
    ask(
        Question(text, language, unfinished=unfinished, kinds=frozenset({text[:10].replace("\0", "")} - {""}))
    )


@given(text=st.text(max_size=300), query=SIGNS)
@settings(max_examples=200, deadline=None)
def test_an_extract_says_nothing_but_the_text_and_escapes_it(text: str, query: str) -> None:
    from django.utils.html import escape

    looked_for = patterns(parse(query))
    whole = str(marked(text, looked_for)).replace("<mark>", "").replace("</mark>", "")
    assert whole == escape(text)
    shown = str(extract(text, looked_for)).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in shown
    inner = shown.removeprefix("… ").removesuffix(" …")
    assert inner in escape(" ".join(text.split()))


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("victims", "Victim support for the victims’ families", ["Victim", "victims"]),
        ("court", "The Court's courts and its courtesy", ["Court", "courts"]),
        ("educacion", "Educación y educaciones", ["Educación", "educaciones"]),
        ("réparations", "La réparation, reparations", ["réparation", "reparations"]),
        ("محكمة", "المحكمة والمحكمة ومحكمة", ["المحكمة", "والمحكمة", "ومحكمة"]),
        ("محاكمة", "مُحَاكَمَة", ["مُحَاكَمَة"]),
        ("ICC-ASP/2", "ICC-ASP/2/Res.8", ["ICC", "ASP", "2"]),
        ("刑事", "国际刑事法院", ["刑事"]),
    ],
)
def test_what_was_looked_for_is_marked_as_it_stands_in_the_text(
    query: str, text: str, marks: list[str]
) -> None:
    import re

    assert re.findall("<mark>(.*?)</mark>", str(marked(text, patterns(parse(query))))) == marks


def test_a_title_with_markup_is_text() -> None:
    make.about(make.home(), "Plain", title_en="<script>alert(1)</script> & zqxword")
    [hit] = answer("zqxword").hits
    assert hit.title.html == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>zqxword</mark>"


def test_the_page_of_results_shows_hits_numbers_kinds_and_the_way_on(client: Client) -> None:
    home = make.home()
    for number in range(21):
        make.page(AboutPage, home, f"Budget {number}")
    archive.work("A budget")
    page = client.get("/en/search/?q=budget").content.decode()
    assert "22 results" in page
    assert page.count('<li class="row">') == 20
    assert "kind=document" in page
    assert "page=2" in page
    narrowed = client.get("/en/search/?q=budget&kind=document").content.decode()
    assert narrowed.count('<li class="row">') == 1
    assert client.get("/ar/search/?q=budget&page=2").status_code == 200


def test_places_of_the_folded_text_are_those_of_the_text() -> None:
    text = "Ñandú İstanbul Straße ﷺ مُحَاكَمَة"
    assert len(fold(text)) == len(text)
