"""What is moved, renamed, shut or put elsewhere in the tree takes the pages away that show or lead to it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from wagtail.models import PageViewRestriction
from wagtail.models import Site as HostedSite

from pages.models import AboutPage
from tests.editing import now_stored
from tests.factories import pages as make
from tests.pages.page_cache.conftest import Plan, Planned, Site, again, assert_taken_away, each_change

pytestmark = pytest.mark.django_db


def a_parent_that_is_renamed(tree: SimpleNamespace) -> Planned:
    return tree.village, again(tree.north, title_en="Renamed parent"), "Renamed parent"


def a_page_that_is_new_below(tree: SimpleNamespace) -> Planned:
    return tree.north, lambda: make.about(now_stored(tree.north), "Newcomer"), "Newcomer title"


def a_page_below_that_moves_away(tree: SimpleNamespace) -> Planned:
    return tree.north, lambda: now_stored(tree.valley).move(now_stored(tree.south), "last-child"), ""


def a_neighbour_behind_a_door(tree: SimpleNamespace) -> Planned:
    def shut() -> None:
        PageViewRestriction.objects.create(page=tree.valley, restriction_type=PageViewRestriction.LOGIN)

    return tree.north, shut, ""


def an_original_of_an_alias(tree: SimpleNamespace) -> Planned:
    alias = now_stored(tree.valley).create_alias(parent=now_stored(tree.south), update_slug="again")

    def publish() -> None:
        page = now_stored(tree.valley)
        page.title_en = "Renamed original"
        page.save_revision().publish()

    return alias, publish, "Renamed original"


@each_change(globals())
def test_a_change_elsewhere_takes_it_away(site: Site, tree: SimpleNamespace, plan: Plan) -> None:
    assert_taken_away(site, plan(tree))


def test_a_page_that_moved_is_gone_from_where_it_was(site: Site, tree: SimpleNamespace) -> None:
    where = now_stored(tree.village).address_in("ar")
    assert site.is_kept(where)
    now_stored(tree.valley).move(now_stored(tree.south), "last-child")
    site.watch.look()
    gone = site.get(where)
    assert gone.status == 301
    assert site.get(gone.headers["Location"]).status == 200


def test_a_page_of_another_language_goes_with_its_own_text(site: Site, tree: SimpleNamespace) -> None:
    where = now_stored(tree.north).address_in("ar")
    assert site.is_kept(where)
    AboutPage.objects.filter(pk=tree.north.pk).update(title_ar="عنوان جديد")
    site.watch.look()
    assert "عنوان جديد" in site.get(where).text


def test_a_site_that_begins_elsewhere_has_other_addresses(site: Site, tree: SimpleNamespace) -> None:
    """Wagtail remembers for an hour where a site begins: here another process has changed it."""
    site.get(now_stored(tree.village).address_in("en"))
    HostedSite.objects.update(root_page=tree.north)
    site.watch.look()
    answer = site.get("/en/valley/")
    assert answer.status == 200
    assert 'href="/en/valley/village/"' in answer.text


def test_beside_a_second_site_nothing_is_kept(site: Site, tree: SimpleNamespace) -> None:
    where = now_stored(tree.village).address_in("en")
    assert site.is_kept(where)
    HostedSite.objects.create(hostname="second.example.org", root_page=tree.north)
    assert site.watch.look() == 1
    assert not site.is_kept(where)
    assert not site.places()
