"""A question that is written once answers as its queryset does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Count, QuerySet
from pytest_django import DjangoAssertNumQueries

from cicc_site.prepared import Slot, question
from members.models import Country, Organization
from tests.factories import members

pytestmark = pytest.mark.django_db


@question
def named(order: str) -> QuerySet[Organization]:
    found = Organization.objects.filter(country_id=Slot("country"), legal_name__startswith=Slot("name"))
    return found.select_related("country").annotate(issues_named=Count("issues")).order_by(order)


@question
def among() -> Any:
    return Country.objects.filter(alpha3__among=Slot("codes")).order_by("alpha3").values("alpha3", "name_en")


@pytest.fixture
def countries() -> list[Country]:
    made = [members.country(code) for code in ("XYA", "XYB", "XYC")]
    for number, country in enumerate(made):
        for name in ("Alpha", "Beta", "100%_\\'"):
            members.organization(f"{name} {number}", country)
    return made


@pytest.mark.parametrize("name", ["Alpha", "", "nothing", "100%_\\'", "%"])
def test_instances_are_those_of_the_queryset(
    countries: list[Country], name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for country in countries:
        plain = Organization.objects.filter(country=country, legal_name__startswith=name)
        expected = list(plain.select_related("country").order_by("legal_name"))
        with django_assert_num_queries(1):
            found = named("legal_name").ask(country=country.pk, name=name)
            assert [each.country.alpha3 for each in found] == [country.alpha3] * len(expected)
        assert found == expected
        for one, other in zip(found, expected, strict=True):
            assert {**vars(one), "_state": 0} | {"issues_named": 0} == {
                **vars(other),
                "_state": 0,
                "issues_named": 0,
            }


def test_rows_have_the_values_by_name_whatever_their_number(countries: list[Country]) -> None:
    for codes in ([], ["XYB"], ["XYC", "XYA"], ["XYA", "none"]):
        plain = Country.objects.filter(alpha3__in=codes).order_by("alpha3")
        assert among().ask(codes=codes) == list(plain.values("alpha3", "name_en"))


def test_a_part_of_the_rows_is_asked_for(countries: list[Country]) -> None:
    everything = among().ask(codes=["XYA", "XYB", "XYC"])
    assert among().ask(rows=slice(1, 3), codes=["XYA", "XYB", "XYC"]) == everything[1:3]
    assert among().first(codes=["XYA", "XYB", "XYC"]) == everything[0]
    assert among().first(codes=[]) is None


def test_the_order_belongs_to_the_question(countries: list[Country]) -> None:
    first, last = (named(order).ask(country=countries[0].pk, name="") for order in ("pk", "-pk"))
    assert first == last[::-1]


def test_a_value_that_is_missing_is_noticed(countries: list[Country]) -> None:
    with pytest.raises(KeyError):
        among().ask()
