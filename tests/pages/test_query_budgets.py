"""No list costs more than eight queries and no article more than six, however they are read or long.

One of them asks whether anything is due or has changed: what is around every page is kept until then.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Country
from pages.models import (
    AboutPage,
    CampaignPage,
    CasePage,
    CountryIndexPage,
    CourtUpdatePage,
    DirectoryPage,
    OpenDataPage,
    PressIndexPage,
    PressReleasePage,
    PublicationPage,
    SitePage,
    VacancyPage,
)
from pages.world.addresses import country_address
from tests.factories import members as people

pytestmark = [pytest.mark.content, pytest.mark.django_db]

BUDGET = 8
# A text alone.
ARTICLES = (AboutPage, CampaignPage, CourtUpdatePage, PressReleasePage, PublicationPage, VacancyPage)
BUDGETS: dict[type[SitePage], int] = dict.fromkeys(ARTICLES, 6)
# The page on open data counts six sets of data; the page of a case has persons, events and updates, and asks for the
# documents filed under it.
BUDGETS |= {OpenDataPage: 10, CasePage: 9}
TYPES = sorted(
    {model for model in apps.get_app_config("pages").get_models() if issubclass(model, SitePage)}
    - {SitePage},
    key=lambda model: model.__name__,
)


def queries(client: Client, address: str) -> list[str]:
    """The queries of one page on a server that has run for a while, with nothing of ours in the cache."""
    assert client.get(address).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def tables(statements: list[str]) -> str:
    return "\n".join(statement[statement.find(" FROM ") :][:150] for statement in statements)


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_every_page_keeps_within_its_budget_and_the_dearest_costs_the_same_in_arabic(
    client: Client, model: type[SitePage]
) -> None:
    """Of dozens of pages that are alike a dozen, from the first to the last."""
    pages = model.objects.live().order_by("path")
    if not pages.exists():
        call_command("load_demo", verbosity=0)
    some = list(pages)
    costs = {page: queries(client, page.address_in("en")) for page in some[:: len(some) // 12 + 1]}
    assert costs, "no page of this type to be read"
    page, english = max(costs.items(), key=lambda cost: len(cost[1]))
    assert len(english) <= BUDGETS.get(model, BUDGET), f"{page.url_path}\n{tables(english)}"
    assert len(queries(client, page.address_in("ar"))) == len(english)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_search_and_a_country_keep_within_the_budget(client: Client, language: str) -> None:
    index = CountryIndexPage.objects.get()
    kenya = country_address(Country.objects.get(alpha3="KEN"), language, index)
    for address in (f"/{language}/search/?q=court", kenya):
        asked = queries(client, address)
        assert len(asked) <= BUDGET, tables(asked)


def test_a_directory_of_twenty_costs_what_one_of_five_costs(client: Client) -> None:
    directory = DirectoryPage.objects.get()
    counts: dict[str, list[int]] = {"en": [], "ar": []}
    for more, shown in ((5, 5), (15, 20)):
        for number in range(more):
            people.organization(name=f"Organization {more} {number}")
        for language, found in counts.items():
            address = directory.address_in(language)
            asked = queries(client, address)
            assert client.get(address).content.count(b"member-row") == shown
            assert len(asked) <= BUDGET, tables(asked)
            found.append(len(asked))
    assert [len(set(found)) for found in counts.values()] == [1, 1]


def test_a_list_of_twenty_costs_what_a_list_of_five_costs(client: Client) -> None:
    index = PressIndexPage.objects.get()
    addresses = [index.address_in(language) for language in ("en", "ar")]
    add_releases(index, 5)
    few = [queries(client, address) for address in addresses]
    add_releases(index, 15)
    many = [queries(client, address) for address in addresses]
    for one, other in zip(few, many, strict=True):
        assert len(other) == len(one) <= BUDGET, tables(other)


def test_the_home_page_costs_the_same_however_much_is_new(client: Client) -> None:
    empty = queries(client, "/en/")
    add_releases(PressIndexPage.objects.get(), 10)
    assert len(queries(client, "/en/")) == len(empty)


def add_releases(index: PressIndexPage, count: int) -> None:
    first = PressReleasePage.objects.count()
    for number in range(first, first + count):
        release = PressReleasePage(
            title_en=f"Release {number}",
            title_ar=f"بيان {number}",
            slug=f"release-{number}",
            date=dt.date(2026, 1, 1) + dt.timedelta(days=number),
            is_demo=True,
        )
        index.add_child(instance=release)
