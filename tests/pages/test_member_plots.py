"""The membership in numbers: hidden members count in world and regions, nowhere else; drawings tell what tables do."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import translation

from members import figures
from members.enums import ListingLevel, MemberStatus, Region, UnGroup
from members.models import Country
from pages.directory import plots
from tests.factories import members as make

pytestmark = pytest.mark.django_db


def some_members() -> None:
    if Country.objects.exists():
        kenya, jordan = Country.objects.get(alpha3="KEN"), Country.objects.get(alpha3="JOR")
    else:
        kenya = make.country("ZZA", cicc_region=Region.AFRICA, un_regional_group=UnGroup.AFRICAN)
        jordan = make.country("ZZB", cicc_region=Region.MENA, un_regional_group=UnGroup.ASIA_PACIFIC)
    for name, country, year, fields in (
        ("A", kenya, 2000, {}),
        ("B", kenya, 2000, {"listing": ListingLevel.UNLISTED}),
        ("C", jordan, 2003, {"listing": ListingLevel.MEMBERS_ONLY}),
        ("D", jordan, None, {"listing": ListingLevel.NAME_AND_COUNTRY}),
        ("E", jordan, 2001, {"status": MemberStatus.LEFT}),
    ):
        make.organization(f"Demo {name}", country, joined=dt.date(year, 1, 1) if year else None, **fields)


def test_hidden_members_are_in_the_totals_of_the_world_and_of_regions() -> None:
    some_members()
    made = plots.plots()
    assert made is not None
    assert made.total == 4
    assert {bar.label: (bar.value, bar.share) for bar in made.regions if bar.value} == {
        "Africa": (2, 100),
        "Middle East and North Africa": (2, 100),
    }
    assert len(made.regions) == len(Region)
    assert sum(bar.value for bar in made.groups) == 4


def test_growth_adds_up_year_by_year_to_the_present() -> None:
    some_members()
    made = plots.plots()
    assert made is not None
    assert made.growth is not None
    years = {year.year: (year.joined, year.sum) for year in made.growth.years}
    assert years[2000] == (2, 2)
    assert years[2001] == years[2002] == (0, 2)
    assert years[2003] == (1, 3)
    assert list(years) == list(range(2000, figures.today().year + 1))
    assert made.growth.undated == 1
    last = made.growth.years[-1]
    assert last.is_marked
    assert float(last.y) + float(last.height) == pytest.approx(made.growth.floor)
    assert float(last.height) == pytest.approx(made.growth.floor - made.growth.top)


def test_time_runs_with_the_direction_of_reading() -> None:
    some_members()
    for language, forwards in (("en", True), ("ar", False)):
        with translation.override(language):
            made = plots.plots()
        assert made is not None
        assert made.growth is not None
        places = [float(year.x) for year in made.growth.years]
        assert places == sorted(places, reverse=not forwards)
        assert 0 < min(places) < max(places) < plots.WIDTH


def test_a_year_of_long_ago_makes_no_endless_drawing() -> None:
    make.organization("Demo", joined=dt.date(1, 1, 1))
    made = plots.plots()
    assert made is not None
    assert made.growth is not None
    assert len(made.growth.years) == plots.MOST_YEARS
    assert {year.sum for year in made.growth.years} == {1}


def test_without_members_there_is_nothing_to_draw() -> None:
    assert plots.plots() is None
    make.organization("Demo")
    made = plots.plots()
    assert made is not None
    assert made.growth is None


@pytest.mark.content
def test_the_page_shows_each_number_as_text(client: Client) -> None:
    some_members()
    text = client.get("/en/membership/directory/?view=numbers").content.decode()
    found = dict(re.findall(r'<th scope="row">([^<]+)</th><td class="numeric">([\d,]+)</td>', text))
    assert (found["Africa"], found["Asia-Pacific States"], found["2000"]) == ("2", "2", "2")
    assert "4 members in all" in text
    assert "1 member whose year is not known is left out." in text
    assert text.count("<rect ") == figures.today().year - 1999
