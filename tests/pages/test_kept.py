"""What is kept besides the frame is as true as what is read: doors, years of a list, numbers of the directory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cicc_site import kept as store
from members.enums import ListingLevel
from members.models import Organization
from pages import generations, kept
from pages.figures.known import counted_once, figure
from pages.models import DirectoryPage, PressIndexPage, PressReleasePage, SitePage
from pages.page_cache.allowed import watched
from pages.page_cache.reading import noted
from tests.editing import now_stored
from tests.factories import members
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


def shown(path: str) -> str:
    return Client().get(path).content.decode()


@pytest.mark.parametrize("tables", [frozenset(kept.FRAME), kept.DOORS, kept.TREATY, kept.MEMBERS])
def test_every_table_that_something_kept_is_made_of_notes_its_changes(tables: frozenset[str]) -> None:
    assert tables <= watched()


def test_a_page_is_closed_with_the_next_request_and_open_with_the_one_after(tree: SimpleNamespace) -> None:
    address = now_stored(tree.valley).address_in("en")
    assert Client().get(address).status_code == 200
    door = PageViewRestriction.objects.create(page=tree.north, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(address).status_code == 302
    assert Client().get(now_stored(tree.south).address_in("en")).status_code == 200
    door.delete()
    assert Client().get(address).status_code == 200


def test_an_alias_of_a_closed_page_is_closed_as_well(tree: SimpleNamespace) -> None:
    alias = now_stored(tree.valley).create_alias(parent=now_stored(tree.south), update_slug="mirrored")
    address = now_stored(alias).address_in("en")
    assert Client().get(address).status_code == 200
    PageViewRestriction.objects.create(page=tree.valley, restriction_type=PageViewRestriction.LOGIN)
    assert Client().get(address).status_code == 302


def test_open_pages_do_not_ask_for_doors(tree: SimpleNamespace) -> None:
    address = now_stored(tree.south).address_in("en")
    PageViewRestriction.objects.create(page=tree.north, restriction_type=PageViewRestriction.LOGIN)
    shown(address)
    with CaptureQueriesContext(connection) as captured:
        shown(address)
    assert not [query for query in captured.captured_queries if "pageviewrestriction" in query["sql"]]


def release(index: PressIndexPage, name: str, year: int) -> PressReleasePage:
    page = PressReleasePage(title_en=name, slug=name.lower(), date=dt.date(year, 3, 1))
    index.add_child(instance=page)
    return page


def test_a_list_knows_a_new_item_its_year_and_that_it_has_gone(tree: SimpleNamespace) -> None:
    index = PressIndexPage(title_en="Press", slug="press")
    tree.home.add_child(instance=index)
    address = now_stored(index).address_in("en")
    release(index, "Older", 2020)
    assert "Older" in shown(address)
    assert "year=2020" not in shown(address)  # one year is no choice
    newer = release(index, "Newer", 2021)
    page = shown(address)
    assert page.index("Newer") < page.index("Older")
    assert "year=2020" in page
    assert "year=2021" in page
    assert "Older" not in shown(f"{address}?year=2021")
    SitePage.objects.filter(pk=newer.pk).update(live=False)
    page = shown(address)
    assert "Newer" not in page
    assert "year=2020" not in page


def test_a_row_is_in_the_language_of_the_reader_or_says_in_which(tree: SimpleNamespace) -> None:
    index = PressIndexPage(title_en="Press", slug="press")
    tree.home.add_child(instance=index)
    page = release(index, "Only", 2020)
    arabic = shown(now_stored(index).address_in("ar"))
    assert f'<a href="{now_stored(page).address_in("ar")}" lang="en" dir="ltr">Only</a>' in arabic
    PressReleasePage.objects.filter(pk=page.pk).update(title_ar="بيان")
    arabic = shown(now_stored(index).address_in("ar"))
    assert f'<a href="{now_stored(page).address_in("ar")}">بيان</a>' in arabic


@pytest.fixture
def directory(tree: SimpleNamespace) -> str:
    page = DirectoryPage(title_en="Directory", slug="directory")
    tree.home.add_child(instance=page)
    return now_stored(page).address_in("en")


def hide(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(listing=ListingLevel.UNLISTED)


def delete(organization: Organization) -> None:
    organization.delete()


@pytest.mark.parametrize("change", [hide, delete])
def test_numbers_and_filters_follow_the_register_with_the_next_request(
    directory: str, change: Callable[[Organization], None]
) -> None:
    first, second = members.country("XYA"), members.country("XYB")
    members.organization("Stays", first)
    gone = members.organization("Goes", second)
    for _ in range(2):
        page = shown(directory)
        assert "country-XYB" in page
        assert "2 organizations" in page
    change(gone)
    page = shown(directory)
    assert "Goes" not in page
    assert "country-XYB" not in page
    assert "country-XYA" in page
    assert "1 organization" in page


def test_a_filtered_form_is_never_the_one_that_is_kept(directory: str) -> None:
    members.organization("Here", members.country("XYA"))
    members.organization("There", members.country("XYB"))
    for _ in range(2):
        assert " checked" not in shown(directory)
        assert 'value="XYA" checked' in shown(f"{directory}?country=XYA")
        assert 'name="sort" value="country"' in shown(f"{directory}?sort=country")
        assert 'name="sort"' not in shown(directory)


def test_nothing_kept_names_an_organization(directory: str) -> None:
    members.organization("Unmistakable Society", members.country("XYA"))
    store._kept.clear()
    for address in (directory, f"{directory}?page=1", "/en/"):
        shown(address)
    kept_texts = [value for _generation, value in store._kept.values() if isinstance(value, str)]
    assert kept_texts
    assert not [text for text in kept_texts if "Unmistakable" in text]
    assert not [
        value for _generation, value in store._kept.values() if "organization" in type(value).__name__.lower()
    ]


def test_an_answer_depends_on_the_tables_of_what_it_takes_from_memory() -> None:
    _moment, now = generations.look()
    for _ in range(2):  # made, then taken from memory
        with noted() as read, generations.at_hand(now):
            kept.kept("test of tables", lambda: "kept", kept.TREATY)
        assert read.tables >= kept.TREATY
    assert read.shown >= kept.TREATY


PART = Template("{% load keeping %}{% kept_part test value %}{{ shown }}{% end_kept_part %}")


def draw(value: object, shown: str, **attributes: object) -> str:
    request = RequestFactory().get("/en/")
    for name, attribute in attributes.items():
        setattr(request, name, attribute)
    _moment, now = generations.look()
    with generations.at_hand(now):
        return PART.render(Context({"request": request, "value": value, "shown": shown}))


def test_a_part_is_kept_for_each_value_but_not_for_none_and_not_in_a_preview() -> None:
    store._kept.clear()
    assert draw("one", "first") == "first"
    assert draw("one", "second") == "first"
    assert draw("two", "second") == "second"
    assert draw(None, "third") == "third"
    assert draw(None, "fourth") == "fourth"
    assert draw("one", "fifth", is_preview=True) == "fifth"


def test_the_link_that_is_marked_in_the_menu_is_that_of_the_page(tree: SimpleNamespace) -> None:
    SitePage.objects.filter(pk__in=[tree.north.pk, tree.south.pk]).update(show_in_menus=True)
    north, south = (now_stored(page).address_in("en") for page in (tree.north, tree.south))
    for _ in range(2):
        for here, other in ((north, south), (south, north)):
            page = shown(here)
            assert f'href="{here}" aria-current="page"' in page
            assert f'menu__link" href="{other}">' in page
    assert f'menu__link" href="{north}" aria-current="true"' in shown(
        now_stored(tree.valley).address_in("en")
    )
    assert make.home().pk == tree.home.pk


def test_a_figure_in_a_text_follows_the_register_and_is_counted_once_until_then(
    tree: SimpleNamespace,
) -> None:
    def counted() -> int | None:
        _moment, now = generations.look()
        with generations.at_hand(now), counted_once():
            return figure("organizations").value

    members.organization("First", members.country("XYA"))
    assert counted() == 1
    with CaptureQueriesContext(connection) as captured:
        assert counted() == 1
    assert len(captured) == 1  # whether anything changed
    members.organization("Second", members.country("XYB"))
    assert counted() == 2


def test_a_number_of_organizations_shows_none(tree: SimpleNamespace) -> None:
    members.organization("First", members.country("XYA"))
    _moment, now = generations.look()
    for _ in range(2):
        with noted() as read, generations.at_hand(now), counted_once():
            figure("organizations")
        assert "members_organization" in read.tables
        assert "members_organization" not in read.shown
