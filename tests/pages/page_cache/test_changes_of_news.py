"""News, cases and sessions that come, go or change take the pages away that list or show them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest

from pages.models import (
    AssemblyIndexPage,
    AssemblySessionPage,
    CasePage,
    CourtUpdateIndexPage,
    CourtUpdatePage,
    PressIndexPage,
    PressReleasePage,
)
from pages.models.press import PressContact
from tests.editing import now_stored
from tests.factories import members
from tests.factories import pages as make
from tests.pages.every_type import REQUIRED
from tests.pages.page_cache.conftest import (
    Plan,
    Planned,
    Site,
    a_situation,
    again,
    assert_taken_away,
    each_change,
)

pytestmark = pytest.mark.django_db


def news_on_the_home_page(tree: SimpleNamespace) -> Planned:
    index = make.page(PressIndexPage, tree.home)
    return (
        tree.home,
        lambda: make.page(PressReleasePage, index, "Fresh news", date=dt.date(2026, 9, 1)),
        "Fresh news",
    )


def news_in_their_list(tree: SimpleNamespace) -> Planned:
    index = make.page(CourtUpdateIndexPage, tree.home)
    update = make.page(CourtUpdatePage, index, "Old words", date=dt.date(2026, 9, 1))
    return index, lambda: now_stored(update).unpublish(), ""


def an_update_on_a_case(tree: SimpleNamespace) -> Planned:
    case = make.page(CasePage, a_situation(tree), **REQUIRED["CasePage"])
    index = make.page(CourtUpdateIndexPage, tree.home)
    return (
        case,
        lambda: make.page(CourtUpdatePage, index, "Step in court", date=dt.date(2026, 9, 1), case=case),
        "Step in court",
    )


def somebody_to_ask(tree: SimpleNamespace) -> Planned:
    release = make.page(PressReleasePage, make.page(PressIndexPage, tree.home), date=dt.date(2026, 9, 1))
    contact = PressContact.objects.create(release=release, name="Old Person", email="press@example.org")
    return release, again(contact, name="New Person"), "New Person"


def a_session(tree: SimpleNamespace) -> Planned:
    index = make.page(AssemblyIndexPage, tree.home)
    return index, lambda: make.page(AssemblySessionPage, index, "Coming session", number=25), "Coming session"


def a_country_of_a_situation(tree: SimpleNamespace) -> Planned:
    situation = a_situation(tree)
    country = members.country("UGA", name_en="Uganda")
    situation.countries.add(country)
    situation.save()
    return situation, again(country, name_en="Uganda anew"), "Uganda anew"


@each_change(globals())
def test_a_change_elsewhere_takes_it_away(site: Site, tree: SimpleNamespace, plan: Plan) -> None:
    assert_taken_away(site, plan(tree))
