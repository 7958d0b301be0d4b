"""What strangers may send to the addresses of the registers: every parameter of every address bears every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from members.enums import UnStatus
from members.models import Country
from pages.filters import AS_FRAGMENT
from pages.models import CountryIndexPage, DirectoryPage
from tests.factories import members as make

pytestmark = [pytest.mark.content, pytest.mark.django_db]

SCRIPT = '"><script>alert(1)</script>'
VALUES = [
    "",
    "\0",
    "a\0b",
    "a" * 20_000,
    "-1",
    "9" * 5000,
    "1.5",
    "²",
    "٣",
    SCRIPT,
    "'; DROP TABLE members_organization; --",
    "{{ 7 }}{% debug %}",
    "%(name)s {0}",
    "\u202eevil\u2066",
    "👩‍👩‍👧‍👦",
    "a\r\nSet-Cookie: x=1",
    "2026-13-45",
    "../../etc/passwd",
]
# What no text may hold, and what turns the text around it.
NEVER = ("\0", "\u202e")
STATUS = {200, 301, 302, 308, 400, 404, 422}

DIRECTORY = ["q", "country", "region", "group", "type", "issue", "language", "coalition", "committee"]
OPEN_DATA = ["countries", "treaty-acts", "organizations", "situations", "cases"]
PATHS = [
    *("/m/{}/", "/en/countries/{}/", "/en/countries/{}/x/", "/en/membership/directory/{}/"),
    *("/en/membership/directory/1/{}/", "/en/membership/directory/1/a/{}/", "/open-data/{}.csv"),
    *(f"/api/v1/{name}/{{}}" for name in OPEN_DATA),
    *("/api/v1/{}", "/share/en/countries/{}-000000000000.png", "/sitemap-members-{}.xml"),
]


def checked(client: Client, path: str) -> None:
    answer: Any = client.get(path)
    assert answer.status_code in STATUS, (answer.status_code, path[:100])
    assert "Set-Cookie" not in answer.headers
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")
    told = answer.getvalue().decode()
    kind = answer.headers["Content-Type"].partition(";")[0]
    if kind == "text/html":
        assert "<script>alert" not in told, path[:100]
    else:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    if kind in {"text/html", "text/plain"}:
        assert not [raw for raw in NEVER if raw in told], path[:100]


def asked(parameters: list[str]) -> Iterator[str]:
    """Query strings: each value for each parameter, then each parameter twice, many times, as a list, and bare."""
    for name in parameters:
        yield from (f"{name}={quote(value)}" for value in VALUES)
        yield f"{name}=KEN&{name}={quote(SCRIPT)}"
        yield "&".join([f"{name}=KEN"] * 800)
        yield f"{name}[]=a&{name}"
    yield f"%00=%00&{quote(SCRIPT)}={quote(SCRIPT)}"


@pytest.fixture(autouse=True)
def small_and_unlimited(settings: Any, db: None) -> None:
    """A few States of each kind, so that a page is made in a moment: what is asked for is the same for two hundred."""
    settings.OPEN_DATA_LIMIT = 0
    kept = ("KEN", "DEU", "BDI", "PSE", "USA", "COK")
    Country.objects.exclude(alpha3__in=kept).update(un_status=UnStatus.NO)
    assert Country.objects.with_page().count() == len(kept)


@pytest.mark.parametrize("file", ["", "countries.csv", "countries.json"])
def test_the_countries_bear_any_question(client: Client, file: str) -> None:
    for query in asked(["status", "group", "region", "on", "sort"]):
        checked(client, f"{CountryIndexPage.objects.get().address_in('en')}{file}?{query}")


@pytest.mark.parametrize("start", ["", f"{AS_FRAGMENT}=1&"], ids=["page", "suggestions"])
def test_the_directory_bears_any_question(client: Client, start: str) -> None:
    make.organization("Demo Network", Country.objects.get(alpha3="KEN"))
    for query in asked([*DIRECTORY, "view", "sort", "page"]):
        checked(client, f"{DirectoryPage.objects.get().address_in('ar')}?{start}{query}")


@pytest.mark.parametrize("name", ["", "openapi.json", *OPEN_DATA, "countries/KEN", "organizations/1"])
def test_open_data_bear_any_question(client: Client, name: str) -> None:
    schema = client.get("/api/v1/openapi.json").json()["paths"]
    operation = schema.get(f"/api/v1/{name}", {}).get("get", {"parameters": []})
    names = [parameter["name"] for parameter in operation["parameters"]]
    if name in OPEN_DATA:
        assert len(names) > 3
    for query in asked([*names, "lang"]):
        checked(client, f"/api/v1/{name}?{query}")


@pytest.mark.parametrize("path", PATHS)
def test_a_part_of_an_address_may_be_anything(client: Client, path: str) -> None:
    for value in VALUES:
        if value:
            checked(client, path.format(quote(value, safe="")))
