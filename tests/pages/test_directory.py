"""The page of the directory: rows, map, ways to other answers, the fragment, and what it costs."""

from __future__ import annotations

import re
from itertools import cycle
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from cicc_site import languages
from members.enums import ListingLevel, MemberStatus
from members.models import Country, Issue, NationalCoalition, Organization
from pages.models import DirectoryPage
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

MOST_QUERIES = 12


@pytest.fixture
def kenya() -> Country:
    return Country.objects.get(alpha3="KEN")


def address(language: str = "en", query: str = "") -> str:
    return DirectoryPage.objects.get().address_in(language) + query


def read(client: Client, query: str = "", language: str = "en") -> str:
    response = client.get(address(language, query))
    assert response.status_code == 200, response.headers.get("Location")
    return response.content.decode()


def rows(text: str) -> list[str]:
    return re.findall(r'<h3 class="row__title"><a [^>]*>([^<]+)</a>', text)


def test_only_listed_members_are_on_the_page(client: Client, kenya: Country) -> None:
    make.organization("Demo Alpha", kenya, type="legal")
    make.organization("Demo Beta", kenya, type="legal", listing=ListingLevel.NAME_AND_COUNTRY)
    make.organization("Canary One", kenya, listing=ListingLevel.MEMBERS_ONLY)
    make.organization("Canary Two", kenya, listing=ListingLevel.UNLISTED)
    make.organization("Canary Three", kenya, status=MemberStatus.LEFT)
    for query in ("", "?q=canary", "?view=map", "?country=KEN", "?type=legal", "?fragment=1&q=can"):
        text = read(client, query)
        assert "Canary" not in re.sub(r'value="[^"]*"|<bdi>[^<]*</bdi>|search_box[^<]*', "", text), query
    assert rows(read(client)) == ["Demo Alpha", "Demo Beta"]
    assert rows(read(client, "?type=legal")) == ["Demo Alpha"]
    assert rows(read(client, "?q=canary")) == []


def test_a_row_is_one_link_and_shows_no_more_than_it_may(client: Client, kenya: Country) -> None:
    full = make.organization("Demo Alpha", kenya, type="legal", joined="2001-05-06")
    part = make.organization(
        "Demo Beta", kenya, type="media", joined="2002-05-06", listing=ListingLevel.NAME_AND_COUNTRY
    )
    text = read(client)
    items = re.findall(r'<li class="row member-row">(.*?)</li>', text, re.DOTALL)
    assert [item.count("<a ") for item in items] == [1, 1]
    assert f"{full.pk}/demo-alpha/" in items[0]
    assert "Lawyers and bar associations" in items[0]
    assert "Member since 2001" in items[0]
    assert f"{part.pk}/demo-beta/" in items[1]
    assert "Kenya" in items[1]
    assert "Media" not in items[1]
    assert "2002" not in items[1]


def test_a_form_is_led_to_the_short_address(client: Client, kenya: Country) -> None:
    response = client.get(address(query="?q=&country=ken&region=&group=&type=&sort=country"))
    assert response.status_code == 302
    assert response.headers["Location"] == address(query="?country=KEN&sort=country")
    assert client.get(response.headers["Location"]).status_code == 200


ODD = (
    "?type=bogus&region=nowhere&country=QQQ",
    "?q=%00",
    "?page=99999999999999999999999999",
    "?page=-1&sort=%00",
    "?coalition=%D9%A1&committee=2",
    "?q=" + "x" * 10_000,
    "?country=" + "&country=".join(["KEN"] * 500),
    "?view=map&language=" + "a-" * 3_000,
    "?issue[]=gender&issue=%FF",
    "?fragment=%00&q=a",
)


@pytest.mark.parametrize(
    ("query", "language"),
    [
        pytest.param(query, code, id=f"{query[:20]}-{code}")
        for query, code in zip(ODD, cycle(languages.codes()), strict=False)
    ],
)
def test_whatever_is_asked_is_answered(client: Client, query: str, language: str) -> None:
    response = client.get(address(language, query), follow=True)
    assert response.status_code == 200
    assert response.content


def test_what_is_unknown_is_said_in_the_language_of_the_reader(client: Client) -> None:
    make.organization("Demo Alpha", Country.objects.get(alpha3="KEN"))
    text = read(client, "?type=bogus")
    assert "There is no “bogus” in the filter “Type of organization”" in text
    assert rows(text) == ["Demo Alpha"]
    arabic = read(client, "?type=bogus", "ar")
    assert "bogus" in arabic
    assert "There is no" not in arabic
    assert "The list has no page 7." in read(client, "?page=7")


def test_each_filter_that_is_set_can_be_taken_away(client: Client, kenya: Country) -> None:
    Issue.objects.get_or_create(code="gender", defaults={"name_en": "Gender justice"})
    text = read(client, "?q=demo&country=KEN&country=UGA&issue=gender&view=map")
    chips = text[text.index('class="filter-chips"') : text.index('class="directory__head"')]
    links = [escape_back(link) for link in re.findall(r'href="([^"]+)"', chips)]
    assert [sorted(parse_qs(urlsplit(link).query)) for link in links] == [
        ["country", "issue", "view"],
        ["country", "issue", "q", "view"],
        ["country", "issue", "q", "view"],
        ["country", "q", "view"],
        ["view"],
    ]
    assert [client.get(link).status_code for link in links] == [200] * 5


def escape_back(text: str) -> str:
    return text.replace("&amp;", "&")


def test_the_switch_of_language_keeps_the_filters(client: Client, kenya: Country) -> None:
    make.organization("Demo Alpha", kenya, name_ar="منظمة نموذج")
    text = read(client, "?country=KEN&sort=joined")
    for language in ("es", "fr", "ar"):
        link = address(language, "?country=KEN&sort=joined")
        assert escape(link) in text
        assert rows(client.get(link).content.decode())
    assert rows(read(client, "?country=KEN", "ar")) == ["منظمة نموذج"]


def test_pages_are_links(client: Client, kenya: Country) -> None:
    for number in range(51):
        make.organization(f"Demo {number:03}", kenya)
    first = read(client, "?country=KEN")
    assert len(rows(first)) == 50
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    following = escape_back(re.findall(r'rel="next" href="([^"]+)"', first)[0])
    assert following == address(query="?country=KEN&page=2")
    second = client.get(following).content.decode()
    assert rows(second) == ["Demo 050"]
    assert 'start="51"' in second
    assert 'rel="prev"' in second


def test_the_map_counts_the_rows_the_list_shows(client: Client, kenya: Country) -> None:
    uganda = Country.objects.get(alpha3="UGA")
    for number, (country, listing) in enumerate(
        [(kenya, "full"), (kenya, "name_and_country"), (uganda, "full"), (uganda, "unlisted")]
    ):
        make.organization(f"Demo {number}", country, listing=listing)
    text = read(client, "?q=demo&view=map")
    found = re.findall(
        r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td class="numeric">(\d+)</td>', text
    )
    assert [(name, int(count)) for _link, name, count in found] == [("Kenya", 2), ("Uganda", 1)]
    for link, _name, count in found:
        assert len(rows(client.get(escape_back(link)).content.decode())) == int(count)
    assert text.count('class="member-map__tone-1" href=') == 2
    assert "<title>Kenya: 2</title>" in text


def test_the_fragment_is_the_changing_part_and_says_its_address(client: Client, kenya: Country) -> None:
    make.organization("Demo Alpha", kenya)
    text = read(client, "?fragment=1&country=KEN&q=&type=")
    assert "<html" not in text
    assert rows(text) == ["Demo Alpha"]
    assert f'data-directory-address="{address(query="?country=KEN")}"' in text
    assert "fragment" not in text.replace("data-directory-part", "")
    assert "1 organization<" in text
    assert 'data-directory-part="fields"' in text


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("", "ar"),
        ("?country=KEN&issue=gender&sort=country", "en"),
        ("?view=map", "fr"),
        ("?view=numbers", "ar"),
        ("?fragment=1&q=demo", "es"),
    ],
)
def test_the_page_costs_at_most_twelve_queries_however_many_members(
    client: Client, kenya: Country, query: str, language: str
) -> None:
    gender = Issue.objects.get_or_create(code="gender", defaults={"name_en": "Gender"})[0]
    coalition = NationalCoalition.objects.create(name_en="Demo Coalition", country=kenya)

    def add(count: int) -> None:
        for number in range(count):
            made = make.organization(f"Demo {number}", kenya, type="legal", national_coalition=coalition)
            made.issues.add(gender)
            made.save()

    where = address(language, query)

    def cost() -> list[str]:
        client.get(where)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert client.get(where).status_code == 200
        return [asked["sql"][:200] for asked in captured.captured_queries]

    add(3)
    few = cost()
    add(20)
    many = cost()
    assert len(many) == len(few) <= MOST_QUERIES, "\n".join(many)


def test_no_cache_answers_for_the_site(client: Client, kenya: Country) -> None:
    made = make.organization("Demo Alpha", kenya)
    for where in (
        address(),
        address(query="?fragment=1"),
        f"/m/{made.pk}/",
        address(query=f"{made.pk}/demo-alpha/"),
    ):
        kept = client.get(where).headers["Cache-Control"]
        assert "s-maxage=0" in kept, where
        assert "max-age=0" in kept, where
        assert "stale" not in kept, where
        assert "ETag" not in client.get(where).headers, where


@pytest.mark.parametrize("query", ["", "?view=map", "?view=numbers", "?q=demo&country=KEN"])
def test_invented_members_are_told_as_such_in_every_view(client: Client, kenya: Country, query: str) -> None:
    made = make.organization("Demo Alpha", kenya)
    assert "Invented organizations are counted" not in read(client, query)
    Organization.objects.filter(pk=made.pk).update(is_demo=True)
    assert "Invented organizations are counted" in read(client, query)
    assert "Invented organizations are counted" not in read(client, "?country=UGA")


def test_without_members_the_page_says_so(client: Client) -> None:
    assert not Organization.objects.listed().exists()
    text = read(client)
    assert "No organization is listed yet" in text
    assert 'class="rows"' not in text
    assert "No listed organization matches this search" in read(client, "?q=nothing")


def test_the_home_page_leads_here_from_both_figures(client: Client) -> None:
    home = client.get("/en/").content.decode()
    assert home.count(f'class="figures__link" href="{address()}"') == 2
