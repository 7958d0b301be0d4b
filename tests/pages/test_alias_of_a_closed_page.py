"""What stands behind a door, or repeats a page that does, is in no list that is for everybody, and has no picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from members.models import Country
from pages.countries.belongings import proceedings
from pages.models import (
    CasePage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    PressIndexPage,
    PressReleasePage,
    SitePage,
    SituationIndexPage,
    SituationPage,
)
from pages.sharing.views import public_page
from pages.site_feed import news
from tests.editing import now_stored
from tests.factories import members
from tests.factories import pages as make
from tests.pages.every_type import REQUIRED

pytestmark = pytest.mark.django_db


def shut(page: SitePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def repeated(page: SitePage, parent: SitePage) -> SitePage:
    """A second place of a page, which stays open when the first one is shut."""
    alias = now_stored(page).create_alias(parent=now_stored(parent), update_slug=f"again-{page.slug}")
    stored: SitePage = now_stored(alias)
    return stored


def in_the_sitemap(page: SitePage) -> bool:
    return now_stored(page).address_in("en") in Client().get("/sitemap-pages-1.xml").content.decode()


def has_a_picture(page: SitePage) -> bool:
    try:
        public_page(RequestFactory().get("/", HTTP_HOST="localhost"), "en", page.pk)
    except Http404:
        return False
    return True


def in_the_feed_of_the_site(page: SitePage) -> bool:
    return page.pk in {item.pk for item in news()}


@pytest.mark.parametrize("shows", [in_the_sitemap, has_a_picture])
def test_an_alias_of_a_closed_page_is_told_to_nobody(
    tree: SimpleNamespace, shows: Callable[[SitePage], bool]
) -> None:
    alias = repeated(tree.valley, tree.south)
    assert shows(alias)
    shut(tree.north)
    assert not shows(alias)
    assert shows(tree.south)


@pytest.mark.parametrize("shows", [in_the_sitemap, has_a_picture, in_the_feed_of_the_site])
def test_an_alias_of_closed_news_is_told_to_nobody(
    tree: SimpleNamespace, shows: Callable[[SitePage], bool]
) -> None:
    index = make.page(PressIndexPage, tree.home)
    release = make.page(PressReleasePage, index, date=dt.date(2026, 9, 1))
    alias = repeated(release, index)
    assert shows(alias)
    shut(release)
    assert not shows(alias)


def test_a_closed_situation_is_neither_news_nor_of_a_country(tree: SimpleNamespace) -> None:
    country: Country = members.country("UGA")
    index = make.page(SituationIndexPage, tree.home)
    situation = make.page(SituationPage, index, **REQUIRED["SituationPage"])
    situation.countries.add(country)
    situation.save()
    alias = repeated(situation, index)
    assert {page.pk for page in index.feed_items()} == {situation.pk, alias.pk}
    shut(situation)
    assert not list(index.feed_items())
    assert not proceedings(country).situations


def test_a_closed_update_is_not_shown_with_its_case(tree: SimpleNamespace) -> None:
    situations = make.page(SituationIndexPage, tree.home)
    situation = make.page(SituationPage, situations, **REQUIRED["SituationPage"])
    case = make.page(CasePage, situation, **REQUIRED.get("CasePage", {}))
    updates = make.page(CourtUpdateIndexPage, tree.home)
    update = make.page(
        CourtUpdatePage, updates, title_en="Closed update", date=dt.date(2026, 9, 1), case=case
    )
    address = now_stored(case).address_in("en")
    assert "Closed update" in Client().get(address).content.decode()
    assert list(case.feed_items()) == list(situation.feed_items()) == [update]
    shut(update)
    assert "Closed update" not in Client().get(address).content.decode()
    assert not list(case.feed_items())
    assert not situation.feed_items()
