"""Suggestions while somebody types: what is called so, never what is hidden; few, cheap, and nothing personal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from members.enums import ListingLevel
from tests.factories import archive, members
from tests.factories import pages as make

pytestmark = pytest.mark.django_db
WORD = "zqxcanary"


def suggested(client: Client, query: str, language: str = "en") -> list[dict[str, Any]]:
    answer = client.get(f"/{language}/search/suggestions/", {"q": query})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["suggestions"]
    return found


def test_what_begins_so_is_proposed_with_its_kind_and_address(client: Client) -> None:
    page = make.about(make.home(), "Complementarity", title_en="Complementarity & <b>", title_ar="التكامل")
    [found] = suggested(client, "comple")
    assert found == {
        "title": "Complementarity & <b>",
        "language": "en",
        "direction": "ltr",
        "kind": "Page",
        "label": "",
        "address": page.address_in("en"),
    }
    [arabic] = suggested(client, "تكا", "ar")
    assert (arabic["title"], arabic["language"], arabic["direction"]) == ("التكامل", "ar", "rtl")


def test_at_most_eight_in_few_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    home = make.home()
    for number in range(12):
        make.about(home, f"Budget {number}")
    suggested(client, "bud")
    with django_assert_max_num_queries(6):
        assert len(suggested(client, "bud")) == 8


def test_what_is_hidden_is_never_proposed(client: Client) -> None:
    home = make.home()
    make.about(home, WORD).unpublish()
    archive.work(WORD, public_from=timezone.now() + dt.timedelta(days=1))
    members.organization(WORD, listing=ListingLevel.UNLISTED)
    for query in (WORD, WORD[:-1], WORD[:4]):
        assert suggested(client, query) == []
    make.about(home, f"{WORD} again")
    assert len(suggested(client, WORD[:-1])) == 1


@pytest.mark.parametrize("query", ["", "z", "\0\0\0", "?!-", "b" * 500, "' OR 1=1 --", "\u202e\u202e"])
def test_nonsense_proposes_nothing(client: Client, query: str) -> None:
    make.home()
    assert suggested(client, query) == []


def test_no_cookie_no_copy_no_listing_and_a_limit(client: Client, settings: Settings) -> None:
    make.about(make.home(), "Budget")
    answer = client.get("/en/search/suggestions/?q=budg")
    assert not answer.cookies
    assert "must-revalidate" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    same = client.get("/en/search/suggestions/?q=budg", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    assert client.post("/en/search/suggestions/?q=budg").status_code == 405
    settings.SEARCH_LIMIT = 1
    answers = [client.get("/en/search/suggestions/?q=budg") for _time in range(12)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
