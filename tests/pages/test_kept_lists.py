"""Short lists that are kept are as true as those that are read: on the home page, and below a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from pages.countries import belongings
from pages.models import (
    ArchivePage,
    CampaignPage,
    CasePage,
    CountryIndexPage,
    CourtUpdatePage,
    PressIndexPage,
    PressReleasePage,
    SitePage,
    SituationPage,
    VacancyPage,
)
from pages.models.home import TYPES_AHEAD
from pages.page_cache.allowed import watched
from tests.editing import now_stored
from tests.factories import pages as make
from tests.pages.going import WAYS, close, shown

pytestmark = pytest.mark.django_db


GONE = pytest.mark.parametrize("go", WAYS)


def test_every_table_that_a_short_list_is_made_of_notes_its_changes() -> None:
    types = [CourtUpdatePage, PressReleasePage, ArchivePage, CountryIndexPage]
    types += [model for _name, model in TYPES_AHEAD]
    assert {model._meta.db_table for model in types} <= watched()
    assert watched() >= belongings.TABLES
    linked = SituationPage.countries.through._meta.db_table
    read = {model._meta.db_table for model in (SitePage, SituationPage, CasePage, CourtUpdatePage)}
    assert read | {linked, PageViewRestriction._meta.db_table} == belongings.TABLES


def release(parent: SitePage, name: str, day: int) -> PressReleasePage:
    page = PressReleasePage(title_en=name, slug=name.lower(), date=dt.date(2026, 3, day))
    parent.add_child(instance=page)
    return page


@GONE
def test_what_is_new_stands_on_the_home_page_until_it_is_gone(
    tree: SimpleNamespace, go: Callable[[SitePage], None]
) -> None:
    index = PressIndexPage(title_en="Press", slug="press")
    tree.home.add_child(instance=index)
    release(index, "Older", 1)
    assert "Older" in shown("/en/")
    newer = release(index, "Newer", 2)
    page = shown("/en/")
    assert page.index("Newer") < page.index("Older")
    with CaptureQueriesContext(connection) as captured:
        shown("/en/")
    assert not [query for query in captured.captured_queries if "pressrelease" in query["sql"]]
    PressReleasePage.objects.filter(slug="newer").update(title_en="Renamed", title_ar="الاسم الجديد")
    assert "Renamed" in shown("/en/")
    assert "الاسم الجديد" in shown("/ar/")
    go(newer)
    page = shown("/en/")
    assert "Renamed" not in page
    assert "Older" in page


@GONE
def test_a_campaign_and_a_vacancy_stand_on_the_home_page_while_they_run(
    tree: SimpleNamespace, go: Callable[[SitePage], None]
) -> None:
    assert "Ahead of us" not in shown("/en/")
    campaign = make.page(CampaignPage, tree.home, title_en="Ahead of us", slug="ahead")
    vacancy = make.page(
        VacancyPage,
        tree.home,
        title_en="Intern wanted",
        slug="intern",
        duty_station_en="The Hague",
        deadline=timezone.now().date() + dt.timedelta(days=9),
    )
    page = shown("/en/")
    assert "Ahead of us" in page
    assert "Intern wanted" in page
    VacancyPage.objects.filter(pk=vacancy.pk).update(deadline=timezone.now().date() - dt.timedelta(days=9))
    assert "Intern wanted" not in shown("/en/")
    go(campaign)
    assert "Ahead of us" not in shown("/en/")


def test_a_page_shows_the_pages_below_it_that_there_are_now(tree: SimpleNamespace) -> None:
    address = now_stored(tree.north).address_in("en")
    assert "Just below" not in shown(address)
    below = make.about(now_stored(tree.north), title_en="Just below", slug="just-below")
    assert "Just below" in shown(address)
    close(below)
    assert "Just below" not in shown(address)
