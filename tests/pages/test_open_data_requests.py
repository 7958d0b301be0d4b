"""How open data answer: methods, headers, conditional requests, languages, mistakes, limits, and at what cost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cicc_site import languages
from members.models import Country, ThrottleBucket
from tests.factories import members as make
from tests.open_data import API, ask, members

pytestmark = [pytest.mark.content, pytest.mark.django_db]

LISTS = ["countries", "treaty-acts", "organizations", "situations", "cases", "documents"]
ADDRESSES = [
    *(
        API + name
        for name in ("", "openapi.json", *LISTS, "countries/KEN", "cases/lubanga", "situations/drc")
    ),
    *(f"/open-data/{name}.{ending}" for name in LISTS for ending in ("csv", "json", "csv-metadata.json")),
]


# --- Headers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [*ADDRESSES, f"{API}nothing", f"{API}organizations/1"])
def test_any_website_may_ask_and_nobody_is_recognized(address: str) -> None:
    client = Client(headers={"origin": "https://elsewhere.example", "accept-language": "ar"})
    client.cookies["sessionid"] = "something"
    client.cookies["django_language"] = "fr"
    response = client.get(address)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "s-maxage=0" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    varies = response.headers.get("Vary", "")
    assert "Cookie" not in varies
    assert "Accept-Language" not in varies
    assert "ar" not in response.headers["Content-Language"].replace("en, es, fr, ar", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_says_what_get_says_without_a_body(address: str) -> None:
    client = Client()
    got, head = client.get(address), client.head(address)
    assert head.status_code == 200
    for name in ("Content-Type", "Content-Disposition", "ETag", "Link", "Access-Control-Allow-Origin"):
        assert head.headers.get(name) == got.headers.get(name)
    assert not (head.getvalue() if head.streaming else head.content)


@pytest.mark.parametrize("address", ["countries", "organizations/1", "nothing", ""])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str, address: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(API + address)
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["error"]["message"] == "Open data can be read only: use GET."


def test_a_browser_may_ask_beforehand_what_it_may() -> None:
    response = Client().options(f"{API}countries", headers={"access-control-request-method": "GET"})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"


@pytest.mark.parametrize("name", LISTS)
def test_who_has_it_already_is_told_so(name: str) -> None:
    client = Client()
    first = client.get(API + name)
    again = client.get(API + name, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    compressed = client.get(API + name, headers={"accept-encoding": "gzip"})
    weak = client.get(API + name, headers={"if-none-match": compressed.headers["ETag"]})
    assert weak.status_code == 304
    other = client.get(API + name, {"lang": "fr"}, headers={"if-none-match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_change_is_another_etag() -> None:
    client = Client()
    before = client.get(f"{API}countries/KEN").headers["ETag"]
    Country.objects.filter(alpha3="KEN").update(name_en="Another name")
    assert client.get(f"{API}countries/KEN", headers={"if-none-match": before}).status_code == 200


# --- Languages and mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", languages.codes())
def test_a_mistake_is_told_in_the_language_asked_for(code: str) -> None:
    response = Client().get(f"{API}cases", {"lang": code, "stage": "nonsense"})
    english = Client().get(f"{API}cases", {"stage": "nonsense"}).json()["error"]
    told = response.json()["error"]
    assert response.headers["Content-Language"] == code
    assert told["parameters"][0]["name"] == "stage"
    assert "pre-trial" in told["parameters"][0]["message"]
    assert (told["message"] == english["message"]) == (code == "en")
    nothing = Client().get(f"{API}cases/nonsense", {"lang": code}).json()["error"]
    assert (nothing["message"] == "There is nothing at this address.") == (code == "en")


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("countries?status=party", "status"),
        ("countries?statuss=state_party", "statuss"),
        ("countries?status=none&status=withdrawn", "status"),
        ("countries?on=2010", "on"),
        ("countries?on=1278000000", "on"),
        ("countries?on=2010-02-30", "on"),
        ("countries?on=2999-01-01", "on"),
        ("countries/KEN?status=none", "status"),
        ("countries?per_page=201", "per_page"),
        ("countries?per_page=0", "per_page"),
        ("countries?page=0", "page"),
        ("countries?page=x", "page"),
        ("countries?page=99999999999999999999999", "page"),
        ("countries?lang=de", "lang"),
        ("countries?lang=", "lang"),
        ("countries?sort=status", "sort"),
        ("treaty-acts?country=kenya", "country"),
        ("treaty-acts?country=ZZZ", "country"),
        ("organizations?country=ZZZ", "country"),
        ("organizations?issue=nonsense", "issue"),
        ("organizations?national_coalition=1", "national_coalition"),
        ("organizations?national_coalition=9999999999999999999999", "national_coalition"),
        ("organizations?steering_committee=perhaps", "steering_committee"),
        ("organizations?q=" + "x" * 101, "q"),
        ("situations?status=over", "status"),
        ("cases?situation=nowhere", "situation"),
        ("cases?crime=theft", "crime"),
        ("documents?kind=novel", "kind"),
        ("documents?year=98", "year"),
        ("documents?year=2010-05", "year"),
        ("documents?language=xx", "language"),
        ("documents?language=fr%20", "language"),
        ("documents?body=nobody", "body"),
        ("documents?country=ZZZ", "country"),
        ("documents?country=ken", "country"),
        ("documents?situation=nowhere", "situation"),
        ("documents?session=999", "session"),
        ("documents?issue=%F0%9F%98%80", "issue"),
        ("documents?case=" + "x" * 256, "case"),
        ("documents?q=" + "x" * 201, "q"),
        ("documents?sort=title", "sort"),
        ("openapi.json?lang=de", "lang"),
        ("?x=1", "x"),
    ],
)
def test_a_wrong_parameter_is_named_and_explained(address: str, parameter: str) -> None:
    response = Client().get(API + address)
    if address == "openapi.json?lang=de":
        assert response.status_code == 200, "a document in English is better than none"
        return
    assert response.status_code == 422
    told = {each["name"]: each["message"] for each in response.json()["error"]["parameters"]}
    assert len(told[parameter]) > 10
    assert set(told) == {parameter}


@pytest.mark.parametrize(
    "address",
    [
        "x",
        "countries/",
        "countries/kenya/",
        "v2",
        "organizations/1/x",
        "organizations/%00",
        "cases/%00",
        "documents/%00",
    ],
)
def test_what_is_not_there_is_told_in_json(address: str) -> None:
    response = Client().get(API + address, follow=True)
    if address == "countries/":
        assert response.redirect_chain == [("/api/v1/countries", 308)]
        assert response.status_code == 200
        return
    assert response.status_code == 404
    assert response.json()["error"] == {
        "status": 404,
        "message": "There is nothing at this address.",
        "parameters": [],
    }


def test_signs_no_database_knows_are_no_trouble() -> None:
    for address in ("organizations?q=%00", "organizations?language=%00", "organizations?issue=%00"):
        assert Client().get(API + address).status_code == 422
    for address in ("countries/K%00N", "situations/%00", "cases/x%00"):
        assert Client().get(API + address).status_code == 404
    assert ask("organizations", q="!!!")["count"] == 0


# --- Limit -----------------------------------------------------------------------------------------------


def test_too_many_requests_are_told_when_to_come_back(settings: Settings) -> None:
    settings.OPEN_DATA_LIMIT = 30
    client = Client(REMOTE_ADDR="192.0.2.7")
    assert client.get("/open-data/countries.csv").status_code == 200  # counts for twenty
    for _ in range(10):
        response = client.get(f"{API}countries/KEN")
    assert response.headers["RateLimit"] == '"open-data";r=0'
    refused = client.get(f"{API}countries/KEN", {"lang": "fr"})
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert refused.json()["error"]["message"].startswith("Trop de requêtes")
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert Client(REMOTE_ADDR="192.0.2.8").get(f"{API}countries/KEN").status_code == 200
    ThrottleBucket.objects.update(
        full_at=F("full_at") - timedelta(seconds=int(refused.headers["Retry-After"]))
    )
    assert client.get(f"{API}countries/KEN").status_code == 200


def test_behind_a_proxy_the_visitor_counts_and_cannot_choose_who_it_is(settings: Settings) -> None:
    settings.OPEN_DATA_LIMIT = 1
    settings.TRUSTED_PROXY_COUNT = 1
    client = Client(REMOTE_ADDR="10.0.0.1")

    def asked_from(forwarded: str) -> int:
        return client.get(f"{API}countries/KEN", headers={"x-forwarded-for": forwarded}).status_code

    assert asked_from("192.0.2.7") == 200
    assert asked_from("203.0.113.9, 192.0.2.7") == 429
    assert asked_from("192.0.2.8") == 200


def test_without_a_limit_nothing_is_counted(settings: Settings) -> None:
    settings.OPEN_DATA_LIMIT = 0
    response = Client().get(f"{API}countries/KEN")
    assert "RateLimit" not in response.headers
    assert not ThrottleBucket.objects.exists()


# --- Cost ------------------------------------------------------------------------------------------------


def queries(address: str) -> int:
    spend(Client().get(address))
    with CaptureQueriesContext(connection) as captured:
        spend(Client().get(address))
    return len(captured)


def spend(response: Any) -> None:
    """Read it to its end: what is written while it is read asks the database only then."""
    assert response.status_code == 200
    if response.streaming:
        response.getvalue()


@pytest.mark.parametrize(
    ("address", "most"),
    [
        (f"{API}countries?per_page=200", 6),
        (f"{API}treaty-acts?per_page=200", 5),
        (f"{API}organizations?per_page=200", 5),
        (f"{API}situations?per_page=200", 9),
        (f"{API}cases?per_page=200", 9),
        (f"{API}cases/lubanga", 9),
        (f"{API}documents?per_page=200", 8),
        (f"{API}documents?kind=resolution&body=asp&q=icc", 8),
        ("/open-data/organizations.csv", 3),
        ("/open-data/organizations.json", 3),
        ("/open-data/countries.csv", 6),
        ("/open-data/cases.json", 12),
        ("/open-data/situations.json", 10),
    ],
)
def test_an_answer_costs_few_queries(address: str, most: int) -> None:
    members()
    assert queries(address) <= most


@pytest.mark.parametrize("address", [f"{API}organizations?per_page=200", "/open-data/organizations.csv"])
def test_many_organizations_cost_no_more_queries_than_few(address: str) -> None:
    members()
    few = queries(address)
    kenya = Country.objects.get(alpha3="KEN")
    for number in range(40):
        make.organization(f"Demo {number}", kenya, acronym=f"D{number}", former=f"Former {number}")
    assert queries(address) == few


def test_a_page_of_few_rows_costs_what_a_page_of_many_does() -> None:
    for name in ("situations", "cases", "treaty-acts"):
        assert queries(f"{API}{name}?per_page=2") == queries(f"{API}{name}?per_page=40")


def test_answers_are_json_as_it_is_written(settings: Settings) -> None:
    response = Client().get(f"{API}countries/EGY", {"lang": "ar"})
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert "مصر" in response.content.decode()
    value: Any = json.loads(response.content)
    assert value["data"]["name"] == {"text": "مصر", "language": "ar"}
