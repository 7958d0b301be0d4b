"""The directory: what a query string asks, which rows answer, and that every number is that of rows shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from members.directory.choices import Choices, choices
from members.directory.counting import matching, tally
from members.directory.listing import PAGE_SIZE, list_page
from members.directory.question import FILTERS, OF_THE_ENTRY, PARAMETERS, Question, read
from members.enums import ListingLevel, Region, UnGroup
from members.models import Issue, NationalCoalition, Organization, SteeringCommitteeTerm
from tests.factories import directory as demo
from tests.factories import members as make
from tests.factories.directory import DAY, LANGUAGES, TYPES
from tests.standing import standing

pytestmark = pytest.mark.django_db


def asked(text: str, language: str = "en") -> Question:
    return read(QueryDict(text), choices(language)).question


def names(question: Question, known: Choices | None = None) -> set[str]:
    return {str(row) for row in matching(question, known or choices("en"), DAY)}


# --- The filters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Alpha", "Beta", "Gamma", "Delta"}),
        ("q=alp", {"Alpha"}),
        ("q=ALF", {"Alpha"}),  # its acronym
        ("q=dlt", set()),  # that of an entry of name and country
        ("q=!!", set()),
        ("country=ZZA", {"Alpha", "Beta"}),
        ("country=zza&country=ZZB", {"Alpha", "Beta", "Gamma", "Delta"}),
        ("region=africa", {"Alpha", "Beta"}),
        ("group=asia-pacific", {"Gamma", "Delta"}),
        ("region=africa&group=asia-pacific", set()),
        ("region=americas", set()),
        ("type=legal", {"Alpha"}),
        ("type=legal&country=ZZB", set()),
        ("issue=gender", {"Alpha", "Gamma"}),
        ("issue=gender&type=legal", {"Alpha"}),
        ("language=fr", {"Beta"}),
        ("language=sw", set()),
        ("committee=1", {"Gamma"}),
        ("q=demo", set()),
    ],
)
def test_each_filter_finds_what_it_says(query: str, found: set[str]) -> None:
    here = make.country("ZZA", cicc_region=Region.AFRICA, un_regional_group=UnGroup.AFRICAN)
    there = make.country("ZZB", cicc_region=Region.MENA, un_regional_group=UnGroup.ASIA_PACIFIC)
    gender = Issue.objects.create(code="gender", name_en="Gender")
    alpha = make.organization("Alpha", here, type="legal", acronym="ALF")
    make.organization("Beta", here, working_languages=["fr", "en"])
    gamma = make.organization("Gamma", there)
    # It has all of it, and shows none of it.
    delta = make.organization(
        "Delta",
        there,
        type="legal",
        acronym="DLT",
        working_languages=["fr"],
        listing=ListingLevel.NAME_AND_COUNTRY,
    )
    hidden = make.organization("Hidden", here, type="legal", listing=ListingLevel.MEMBERS_ONLY)
    for organization in (alpha, gamma, delta, hidden):
        organization.issues.add(gender)
        organization.save()
    for organization in (gamma, delta, hidden):
        SteeringCommitteeTerm.objects.create(organization=organization, starts=DAY)
    SteeringCommitteeTerm.objects.create(
        organization=alpha, starts=DAY.replace(year=2000), ends=DAY.replace(year=2001)
    )
    question = asked(query)
    assert names(question) == found
    assert tally(question, choices("en"), DAY).total == len(found)


def test_a_coalition_finds_the_members_that_show_it() -> None:
    coalition = NationalCoalition.objects.create(name_en="Demo Coalition", country=make.some_country())
    make.organization("Alpha", national_coalition=coalition)
    make.organization("Beta", national_coalition=coalition, listing=ListingLevel.NAME_AND_COUNTRY)
    make.organization("Gamma")
    assert names(asked(f"coalition={coalition.pk}")) == {"Alpha"}


# --- The numbers -----------------------------------------------------------------------------------------


def questions(made: demo.Membership) -> list[Question]:
    """None, every single filter, and many combinations."""
    values: dict[str, list[object]] = {
        "q": ["", "forum", "nothing"],
        "countries": [(), ("ZZA",), ("ZZC", "ZZD")],
        "region": ["", Region.AFRICA.value, Region.MENA.value],
        "group": ["", UnGroup.AFRICAN.value],
        "type": ["", *TYPES[:2]],
        "issue": ["", "gender"],
        "language": ["", "fr"],
        "coalition": ["", str(made.coalitions[0].pk)],
        "committee": ["", "1"],
    }
    every = [dict(zip(values, combined, strict=True)) for combined in product(*values.values())]
    single = [choice for choice in every if sum(bool(value) for value in choice.values()) <= 1]
    return [Question(**choice) for choice in [*single, *Random(2).sample(every, 40)]]  # type: ignore[arg-type]  # noqa: S311


def with_value(question: Question, name: str, value: str) -> Question:
    return question.with_(countries=(value,)) if name == "country" else question.with_(**{name: value})


def test_every_number_is_that_of_the_rows_its_link_leads_to() -> None:
    made = demo.membership()
    known = choices("en")
    possible = {
        "country": [country.alpha3 for country in made.countries],
        "region": Region.values,
        "group": UnGroup.values,
        "type": TYPES,
        "issue": [issue.code for issue in made.issues],
        "language": LANGUAGES,
        "coalition": [str(coalition.pk) for coalition in made.coalitions],
        "committee": ["1"],
    }
    assert set(possible) == set(FILTERS) - {"q"}
    counted_above_none = set()
    for question in questions(made):
        counts = tally(question, known, DAY)
        assert counts.total == matching(question, known, DAY).count(), question
        for name, values in possible.items():
            for value in values:
                rows = matching(with_value(question, name, value), known, DAY).count()
                assert counts.of(name).get(value, 0) == rows, (question, name, value)
                counted_above_none |= {name} if rows else set()
    assert counted_above_none == set(possible), "a filter that never counts anything proves nothing"


def test_what_an_entry_hides_is_counted_nowhere() -> None:
    """Only the country of an entry of name and country shows in the numbers; of a hidden entry nothing does."""
    demo.membership(12)
    known = choices("en")
    shown = tally(Question(), known, DAY)
    Organization.objects.in_full().update(listing=ListingLevel.NAME_AND_COUNTRY)
    fewer = tally(Question(), known, DAY)
    assert fewer.total == shown.total > 0
    assert fewer.by_country == shown.by_country
    assert all(fewer.of(name) == {} for name in OF_THE_ENTRY)
    assert any(shown.of(name) for name in OF_THE_ENTRY)
    Organization.objects.update(listing=ListingLevel.MEMBERS_ONLY)
    nothing = tally(Question(), known, DAY)
    assert (nothing.total, nothing.by_country, nothing.regions, nothing.groups) == (0, {}, {}, {})


# --- The query string ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("type=bogus", [("type", "bogus")]),
        ("country=QQQ&country=ZZA", [("country", "QQQ")]),
        ("coalition=99999999999999999999999", [("coalition", "9" * 23)]),
        ("coalition=-1&committee=yes", [("coalition", "-1"), ("committee", "yes")]),
        (
            "language=klingonish&view=globe&sort=size",
            [("language", "klingonish"), ("view", "globe"), ("sort", "size")],
        ),
        ("page=0", [("page", "0")]),
        ("page=%D9%A1", [("page", "١")]),  # a digit of another script
        ("page=1e9", [("page", "1e9")]),
        ("issue=%00%0a", [("issue", "")]),
        ("region=" + "a" * 10_000, [("region", "a" * 40)]),
        ("unheard=of", []),
    ],
)
def test_what_is_unknown_is_told_and_left_out(given: str, told: list[tuple[str, str]]) -> None:
    make.country("ZZA")
    found = read(QueryDict(given), choices("en"))
    assert found.unknown == told
    assert found.question.with_(countries=()) == Question()
    assert found.is_canonical


@pytest.mark.parametrize(
    "given", ["q=%00", "q=%00a%00b", "q=" + "w " * 5_000, "q=%F0%9F%98%80", "q=%27%3A%2A%26%7C%21%28"]
)
def test_no_words_make_the_database_stumble(given: str) -> None:
    make.organization("Alpha")
    question = asked(given)
    assert len(question.q) <= 200
    assert tally(question, choices("en"), DAY).total == matching(question, choices("en"), DAY).count()


def test_an_address_says_each_thing_once_in_one_order() -> None:
    made = demo.membership(1)
    coalition = made.coalitions[0].pk
    canonical = (
        "?q=peace&country=ZZA&country=ZZB&region=africa&group=african&type=legal&issue=gender&language=fr"
        f"&coalition={coalition}&committee=1&view=map&sort=joined&page=3"
    )
    pairs = canonical[1:].split("&")
    assert [pair.split("=")[0] for pair in dict.fromkeys(pairs)] == [
        "q", "country", *PARAMETERS[1:]
    ]  # fmt: skip
    assert asked(canonical[1:]).query == canonical
    shuffled = "&".join([*reversed(pairs), "country=zza", "utm_source=x"])
    found = read(QueryDict(shuffled), choices("en"))
    assert (found.question.query, found.unknown, found.is_canonical) == (canonical, [], False)
    assert read(QueryDict(canonical[1:]), choices("ar")).is_canonical
    # What a form sends.
    assert not read(QueryDict("q=&region="), choices("en")).is_canonical
    assert read(QueryDict(""), choices("en")).question == Question()


# --- Order and pages -------------------------------------------------------------------------------------


class TestPages:
    @pytest.fixture(scope="class")
    def many(self, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with standing(django_db_blocker):
            demo.membership(150, seed=3)
            for code, name in (("ZZA", "Émeraude"), ("ZZB", "Zed"), ("ZZC", "Ecrin"), ("ZZD", "Ñu")):
                country = next(
                    c
                    for c in {o.country for o in Organization.objects.select_related("country")}
                    if c.alpha3 == code
                )
                country.name_en = name
                country.save()
            yield

    @pytest.mark.parametrize("sort", ["name", "country", "joined"])
    @pytest.mark.parametrize("query", ["", "region=africa", "country=ZZB&country=ZZD"])
    def test_pages_hold_each_row_once(self, many: None, sort: str, query: str) -> None:
        known = choices("en")
        found: list[int] = []
        countries: list[str] = []
        number, pages = 1, 1
        while number <= pages:
            question = asked(f"{query}&sort={sort}&page={number}")
            page = list_page(matching(question, known, DAY), tally(question, known, DAY))
            pages = page.pages
            assert page.number == number
            found += [line.row.id for line in page.lines]
            countries += [str(line.country.name) for line in page.lines]
            number += 1
        expected = set(matching(asked(query), known, DAY).values_list("pk", flat=True))
        assert len(found) == len(set(found))
        assert set(found) == expected
        if sort == "country":
            assert list(dict.fromkeys(countries)) == [
                str(country.name) for country in known.alphabet if str(country.name) in countries
            ]
            assert countries == sorted(countries, key=countries.index)


def test_the_year_of_joining_orders_only_entries_that_show_it() -> None:
    for name, year, listing in (
        ("Alpha", 2001, ListingLevel.FULL),
        ("Beta", 2020, ListingLevel.NAME_AND_COUNTRY),
        ("Gamma", 2010, ListingLevel.FULL),
        ("Delta", 1996, ListingLevel.NAME_AND_COUNTRY),
    ):
        make.organization(name, listing=listing, joined=DAY.replace(year=year), type="legal")
    question = asked("sort=joined")
    page = list_page(matching(question, choices("en"), DAY), tally(question, choices("en"), DAY))
    assert [line.row.name for line in page.lines] == ["Gamma", "Alpha", "Beta", "Delta"]
    assert [bool(line.joined or line.type) for line in page.lines] == [True, True, False, False]


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    for number in range(PAGE_SIZE + 1):
        make.organization(f"Demo {number:03}")
    question = asked("page=99999")
    page = list_page(matching(question, choices("en"), DAY), tally(question, choices("en"), DAY))
    assert (page.number, page.pages, page.first, len(page.lines)) == (2, 2, 51, 1)


def test_the_cost_does_not_grow_with_the_members() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            known = choices("en")
            question = asked("issue=gender")
            list_page(matching(question, known, DAY), tally(question, known, DAY))
        return len(captured)

    demo.membership(5)
    few = cost()
    for number in range(60):
        make.organization(f"Demo {number}").issues.add(Issue.objects.get(code="gender"))
    assert cost() == few == 4  # the choices, once more by `asked`; the numbers; the rows
