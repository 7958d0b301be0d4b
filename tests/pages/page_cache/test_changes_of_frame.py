"""What stands around every page (tagline, menu, footer, notice) and is changed elsewhere takes the page away."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pages.models import SiteNotice, SiteSettings
from pages.models.settings import FooterLink, Office, SocialLink
from tests.pages.page_cache.conftest import Plan, Planned, Site, again, assert_taken_away, each_change

pytestmark = pytest.mark.django_db


def a_tagline(tree: SimpleNamespace) -> Planned:
    return tree.north, lambda: SiteSettings.objects.update(tagline_en="New words"), "New words"


def a_menu(tree: SimpleNamespace) -> Planned:
    return tree.village, again(tree.south, show_in_menus=True), "South title"


def a_footer_link(tree: SimpleNamespace) -> Planned:
    def add() -> None:
        FooterLink.objects.create(settings=SiteSettings.objects.get(), page=tree.south, sort_order=0)

    return tree.village, add, "South title"


def an_office(tree: SimpleNamespace) -> Planned:
    settings = SiteSettings.objects.get()
    office = Office.objects.create(settings=settings, name_en="Old City")
    return tree.north, again(office, name_en="New City"), "New City"


def a_social_account(tree: SimpleNamespace) -> Planned:
    settings, url = SiteSettings.objects.get(), "https://social.example.org/new"
    Office.objects.create(settings=settings, name_en="City")
    return tree.home, lambda: SocialLink.objects.create(settings=settings, url=url), url


def a_notice(tree: SimpleNamespace) -> Planned:
    notice, _made = SiteNotice.objects.get_or_create(site_settings=SiteSettings.objects.get())
    return tree.north, again(notice, text_en="The office is closed"), "The office is closed"


@each_change(globals())
def test_a_change_elsewhere_takes_it_away(site: Site, tree: SimpleNamespace, plan: Plan) -> None:
    assert_taken_away(site, plan(tree))
