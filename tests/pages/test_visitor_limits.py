"""Files that programs fetch over and over, and passwords of pages, are limited by address; pages are not."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from members.rate_limits import Limit
from pages import visitor_limits
from pages.models import PressIndexPage
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two(settings: Settings) -> None:
    settings.FILES_LIMIT = 2


@pytest.mark.parametrize(
    "address", ["/sitemap.xml", "/en/feed/", "/fr/press/feed/", "/en/press/calendar.ics"]
)
def test_a_file_is_refused_after_so_many_and_a_page_is_not(client: Client, address: str) -> None:
    home = make.home()
    make.page(PressIndexPage, home, "Press")
    first = [client.get(address).status_code for _time in range(2)]
    assert 429 not in first
    refused = client.get(address)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.headers["Cache-Control"] == "no-store"
    assert client.get("/en/").status_code == 200
    assert client.get(address, REMOTE_ADDR="198.51.100.7").status_code == first[0]


def test_without_a_limit_nothing_is_counted(client: Client, settings: Settings) -> None:
    settings.FILES_LIMIT = 0
    make.home()
    assert {client.get("/en/feed/").status_code for _time in range(5)} == {200}


def test_passwords_of_pages_are_tried_few_times(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    few = Limit("passwords-of-pages", 2, visitor_limits.PERIOD)
    monkeypatch.setattr(visitor_limits, "PASSWORDS", few)
    home = make.home()
    address = reverse("wagtailcore_authenticate_with_password", args=[1, home.pk])
    codes = [client.post(address, {"password": "x"}).status_code for _time in range(3)]
    assert codes[-1] == 429
    assert 429 not in codes[:2]


def test_every_name_is_one_of_an_address() -> None:
    """A renamed address would quietly lose its limit."""
    from django.urls import get_resolver

    from tests.addresses import addresses

    known = {name for _address, name in addresses(get_resolver())}
    assert known >= visitor_limits.FILES | visitor_limits.PASSWORD_FORMS
