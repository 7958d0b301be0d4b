"""What is changed in the registers of States, acts and members takes the pages away that show it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from members.enums import ActKind, ListingLevel
from members.models import Country, Organization, TreatyAct
from pages.models import CountryIndexPage, SitePage
from tests.factories import members
from tests.factories import pages as make
from tests.pages.page_cache.conftest import Plan, Planned, Site, again, assert_taken_away, each_change

pytestmark = pytest.mark.django_db


def countries(tree: SimpleNamespace) -> tuple[SitePage, Country]:
    country = members.country("KEN", {ActKind.SIGNATURE: "1999-08-11"}, name_en="Kenya")
    members.register_date()
    return make.page(CountryIndexPage, tree.home), country


def a_treaty_act(tree: SimpleNamespace) -> Planned:
    page, country = countries(tree)
    return page, lambda: members.act(country, ActKind.RATIFICATION, "2005-03-15"), ""


def a_name_of_a_country(tree: SimpleNamespace) -> Planned:
    page, country = countries(tree)
    return page, again(country, name_en="Kenya anew"), "Kenya anew"


def a_treaty_act_on_the_home_page(tree: SimpleNamespace) -> Planned:
    country = members.country("KEN", {ActKind.ENTRY_INTO_FORCE: "2005-06-01"})
    members.register_date()
    return tree.home, lambda: TreatyAct.objects.filter(country=country).delete(), ""


def a_member_that_is_delisted(tree: SimpleNamespace) -> Planned:
    members.organization("Stays", listing=ListingLevel.FULL)
    goes = members.organization("Goes", listing=ListingLevel.FULL)
    return tree.home, lambda: Organization.objects.filter(pk=goes.pk).update(status="withdrawn"), ""


@each_change(globals())
def test_a_change_elsewhere_takes_it_away(site: Site, tree: SimpleNamespace, plan: Plan) -> None:
    assert_taken_away(site, plan(tree))
