"""No list costs more than ten queries and no article more than six, however they are read or long.

One of them asks whether anything is due or has changed: what is around every page is kept until then.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import (
    AboutPage,
    ApplicationPage,
    ArchivePage,
    AssemblyIndexPage,
    AssemblySessionPage,
    CasePage,
    CountryIndexPage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    DirectoryPage,
    HomePage,
    OpenDataPage,
    PressIndexPage,
    PressReleasePage,
    SitePage,
    SituationIndexPage,
    SituationPage,
    VacancyIndexPage,
)

pytestmark = [pytest.mark.content, pytest.mark.django_db]

BUDGET = 10
# The home page counts both registers.
# The page on open data counts six sets of data.
# The page of a case has persons, events and updates, and asks for the documents filed under it.
BUDGETS: dict[type[SitePage], int] = {
    AboutPage: 6,
    CourtUpdatePage: 6,
    ApplicationPage: 8,
    DirectoryPage: 9,
    HomePage: 11,
    OpenDataPage: 12,
    ArchivePage: 9,
    CasePage: 11,
}
TYPES = [
    HomePage,
    AboutPage,
    ApplicationPage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    SituationIndexPage,
    SituationPage,
    CasePage,
    AssemblyIndexPage,
    AssemblySessionPage,
    PressIndexPage,
    VacancyIndexPage,
    CountryIndexPage,
    OpenDataPage,
    ArchivePage,
]


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
def test_a_page_keeps_within_its_budget_and_costs_the_same_in_arabic(
    client: Client, model: type[SitePage]
) -> None:
    page = model.objects.live().order_by("path").first()
    assert page is not None
    english, arabic = (queries(client, page.address_in(language)) for language in ("en", "ar"))
    assert len(english) <= BUDGETS.get(model, BUDGET), tables(english)
    assert len(arabic) == len(english)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_list_of_fifty_costs_what_a_list_of_five_costs(client: Client, language: str) -> None:
    index = PressIndexPage.objects.get()
    address = index.address_in(language)
    add_releases(index, 5)
    few = queries(client, address)
    add_releases(index, 45)
    many = queries(client, address)
    assert len(many) == len(few) <= BUDGET, tables(many)


def test_the_home_page_costs_the_same_however_much_is_new(client: Client) -> None:
    empty = queries(client, "/en/")
    add_releases(PressIndexPage.objects.get(), 20)
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
