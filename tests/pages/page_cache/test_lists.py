"""Of a list is kept what it links to itself, its pages and its years, and nothing else that somebody may ask for."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from urllib.parse import parse_qsl

import pytest

from cicc_site.kept_pages import address_of, place_of
from pages.models import KeptPage, PressIndexPage, PressReleasePage
from tests.factories import pages as make
from tests.pages.page_cache.conftest import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def releases(monkeypatch: pytest.MonkeyPatch) -> PressIndexPage:
    """Three of 2024 and one of 2025, two on a page."""
    monkeypatch.setattr(PressIndexPage, "items_per_page", 2)
    index = make.page(PressIndexPage, make.home())
    for day in (dt.date(2024, 1, 1), dt.date(2024, 2, 1), dt.date(2024, 3, 1), dt.date(2025, 1, 1)):
        make.page(PressReleasePage, index, date=day)
    return index


def offered(site: Site, address: str) -> set[str]:
    """Every query that the list links to, followed until there is no new one."""
    found, left = set[str](), {""}
    while left:
        query = left.pop()
        found.add(query)
        hrefs = re.findall(r'href="(\?[^"]+|\.)"', site.get(address + query).text)
        left |= {unescape(href).removeprefix(".") for href in hrefs} - found
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_a_list_links_to_is_kept(site: Site, releases: PressIndexPage, language: str) -> None:
    address = releases.address_in(language)
    links = offered(site, address)
    # `?page=1` is what the second page calls the first; it lies there without a number.
    assert links == {
        "",
        "?page=1",
        "?page=2",
        "?year=2024",
        "?year=2024&page=1",
        "?year=2024&page=2",
        "?year=2025",
    }
    wanted = {query for query in links if dict(parse_qsl(query[1:])).get("page") != "1"}
    assert {address_of(place) for place in site.places()} == {address + query for query in wanted}
    for query in wanted:
        assert site.get(address + query).queries == 0, query
    texts = {site.get(address + query).text for query in wanted}
    assert len(texts) == len(wanted), "each is a page of its own"


@pytest.mark.parametrize(
    "query",
    [
        "year=2023",
        "year=1999",
        "year=2025&page=2",
        "year=2024&page=3",
        "year=2023&page=2",
        "year=2024&page=1",
        "page=2&year=2024",
        "year=2024&year=2025",
        "year=02024",
        "year=2024&x=1",
    ],
)
def test_what_it_does_not_offer_is_not(site: Site, releases: PressIndexPage, query: str) -> None:
    assert site.get(f"{releases.address_in('en')}?{query}").status == 200
    assert not site.places()
    assert not KeptPage.objects.exists()


def test_a_page_that_is_no_list_has_no_years(site: Site, releases: PressIndexPage) -> None:
    release = PressReleasePage.objects.child_of(releases).first()
    assert release is not None
    for page in (release, make.home()):
        site.get(f"{page.address_in('en')}?year=2024")
    assert not site.places()


def test_a_change_takes_its_years_away_and_a_new_one_is_kept(site: Site, releases: PressIndexPage) -> None:
    address = releases.address_in("en")
    site.get(f"{address}?year=2024")
    assert site.places() == {place_of(address, "year=2024")}
    make.page(PressReleasePage, releases, "Newcomer", date=dt.date(2023, 1, 1))
    site.watch.look()
    assert not site.places()
    assert site.is_kept(f"{address}?year=2023")
    assert "Newcomer" in site.get(f"{address}?year=2023").text
