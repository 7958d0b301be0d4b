"""All pages together are all rows, each once, in one order; and filters find exactly what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from members.enums import ListingLevel, OrganizationType, Region, TreatyStatus, UnGroup
from members.models import Country, Organization
from pages.proceedings.codes import Crime, Stage
from tests.factories import members as make
from tests.open_data import API, ask

pytestmark = [pytest.mark.content, pytest.mark.django_db]
FEW = settings(max_examples=25)

SORTS = {
    "countries": ["id", "-id", "name", "-name"],
    "treaty-acts": ["date", "-date"],
    "organizations": ["id", "-id", "name", "-name"],
    "situations": ["id", "-id"],
    "cases": ["id", "-id", "status_as_of", "-status_as_of"],
    "documents": ["id", "-id", "date", "-date"],
}


def pages(name: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Every page, led by the links alone."""
    answer = ask(name, **query)
    yield answer
    while answer["next"]:
        path = answer["next"]
        answer = Client().get(path[path.index("/api") :]).json()
        yield answer


def identity(row: dict[str, Any]) -> str:
    return str(row.get("id") or (row["country"]["id"], row["kind"]["code"], row["date"]))


def some_organizations(count: int = 23) -> None:
    """Several of one name, so that the name alone decides no order."""
    states = list(Country.objects.filter(alpha3__in=["KEN", "FRA", "EGY", "PER"]))
    levels = [ListingLevel.FULL, ListingLevel.NAME_AND_COUNTRY, ListingLevel.UNLISTED]
    for number in range(count):
        make.organization(
            f"Demo {number // 4}",
            states[number % 4],
            listing=levels[number % 3],
            type=[*OrganizationType, ""][number % 5],
            working_languages=["fr", "sw"][: number % 3],
        )


@pytest.mark.parametrize(("name", "sort"), [(name, sort) for name, sorts in SORTS.items() for sort in sorts])
def test_all_pages_together_are_all_rows_once(name: str, sort: str) -> None:
    if name == "organizations":
        some_organizations()
    size = {"treaty-acts": 97, "countries": 60}.get(name, 7)
    found = list(pages(name, sort=sort, per_page=size, lang="ar"))
    rows = [identity(row) for page in found for row in page["data"]]
    assert len(rows) == len(set(rows)) == found[0]["count"] > 10
    assert len({page["count"] for page in found}) == 1
    assert [len(page["data"]) for page in found[:-1]] == [size] * (len(found) - 1)
    assert found[0]["previous"] is None
    assert found[1]["previous"].endswith("page=1")
    turned = list(
        pages(name, sort=sort.removeprefix("-") if "-" in sort else f"-{sort}", per_page=200, lang="ar")
    )
    assert [identity(row) for page in turned for row in page["data"]] == rows[::-1]


def test_the_links_keep_the_question() -> None:
    answer = ask("treaty-acts", kind="signature", lang="es", per_page=2, sort="-date")
    assert "kind=signature&lang=es&per_page=2&sort=-date&page=2" in answer["next"]
    assert ask("treaty-acts", page=4000)["data"] == []


def test_names_come_in_the_order_of_the_readers_alphabet() -> None:
    names = [row["name"]["text"] for row in ask("countries", lang="es", sort="name", per_page=200)["data"]]
    assert names.index("Afganistán") < names.index("África Central") if "África Central" in names else True
    assert names.index("Egipto") < names.index("España") < names.index("Estonia")


@FEW
@given(
    status=st.sampled_from([None, *TreatyStatus]),
    region=st.sampled_from([None, *Region]),
    group=st.sampled_from([None, *UnGroup]),
    day=st.dates(min_value=dt.date(1998, 1, 1), max_value=dt.date(2026, 10, 2)),
)
def test_countries_are_filtered_by_what_each_row_says(status: Any, region: Any, group: Any, day: Any) -> None:
    asked = {"status": status, "region": region, "un_group": group}
    query = {name: str(value.value) for name, value in asked.items() if value}
    every = ask("countries", on=day.isoformat(), per_page=200)["data"]
    found = ask("countries", on=day.isoformat(), per_page=200, **query)["data"]
    assert found == [
        row
        for row in every
        if status in (None, row["status"]["code"])
        and region in (None, row["region"] and row["region"]["code"])
        and group in (None, row["un_regional_group"] and row["un_regional_group"]["code"])
    ]


@FEW
@given(
    country=st.sampled_from([None, "KEN", "FRA", "EGY", "ZMB"]),
    kind=st.sampled_from([None, *OrganizationType]),
    language=st.sampled_from([None, "fr", "sw", "ar"]),
    text=st.one_of(
        st.none(),
        st.sampled_from(["demo", "dem 1", "5"]),
        st.text(st.characters(exclude_characters="\0"), max_size=20),
    ),
)
def test_organizations_are_filtered_and_never_by_what_they_do_not_tell(
    country: Any, kind: Any, language: Any, text: Any
) -> None:
    if not Organization.objects.exists():
        some_organizations(15)
    query = {"country": country, "type": kind and kind.value, "language": language, "q": text}
    found = ask(
        "organizations", per_page=200, **{name: value for name, value in query.items() if value is not None}
    )
    assert found["count"] == len(found["data"])
    for row in found["data"]:
        assert row["country"]["id"] == (country or row["country"]["id"])
        if kind or language:
            assert row["entry"] == "full"
            assert kind in (None, row["type"] and row["type"]["code"])
            assert language is None or language in row["working_languages"]
    if text is None and not kind and not language:
        listed = Organization.objects.listed()
        assert found["count"] == (listed.filter(country__alpha3=country) if country else listed).count()


@FEW
@given(stage=st.sampled_from([None, *Stage]), crime=st.sampled_from([None, *Crime]))
def test_cases_are_filtered_by_what_each_row_says(stage: Any, crime: Any) -> None:
    query = {"stage": stage and stage.value, "crime": crime and crime.value}
    found = ask("cases", per_page=200, **{name: value for name, value in query.items() if value})["data"]
    assert found == [
        row
        for row in ask("cases", per_page=200)["data"]
        if stage in (None, row["stage"] and row["stage"]["code"])
        and (crime is None or crime in [each["code"] for each in row["crimes"]])
    ]


def test_cases_and_situations_are_found_by_country() -> None:
    assert {row["id"] for row in ask("situations", country="COD")["data"]} == {"drc"}
    cases = ask("cases", country="COD", per_page=200)["data"]
    assert {row["id"] for row in cases} == set(ask("situations/drc")["data"]["cases"])
    assert cases == ask("cases", situation="drc", per_page=200)["data"]
    assert Client().get(f"{API}cases", {"country": "FRA"}).json()["count"] == 0
