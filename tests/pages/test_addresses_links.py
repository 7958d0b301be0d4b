"""Links to pages lead to the address in the reader's language, and ten cost no more than one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.template import Context
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site
from wagtail.rich_text import RichText, expand_db_html

from cicc_site import languages
from pages.models import AboutPage, SitePage
from pages.templatetags.navigation import query_with
from tests.editing import Desk, no_language, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


def link(page: SitePage) -> str:
    return f'<a linktype="page" id="{page.pk}">{page.pk}</a>'


def test_rich_text_links_follow_the_reader(tree: SimpleNamespace) -> None:
    for code in languages.codes():
        with translation.override(code):
            assert (
                expand_db_html(link(tree.village))
                == f'<a href="{tree.village.address_in(code)}">{tree.village.pk}</a>'
            )
    with no_language():
        assert f'href="{tree.village.address_in("en")}"' in expand_db_html(link(tree.village))


def test_link_follows_a_page_that_was_renamed_and_survives_one_that_is_gone(tree: SimpleNamespace) -> None:
    text = link(tree.south)
    page = now_stored(tree.south)
    page.slug_ar = "الجنوب"
    page.save()
    with translation.override("ar"):
        assert f'href="{now_stored(page).url}"' in expand_db_html(text)
    page.delete()
    assert expand_db_html(text) == f"<a>{tree.south.pk}</a>"


def test_ten_links_in_a_text_cost_what_one_costs(tree: SimpleNamespace) -> None:
    many = [make.page(AboutPage, tree.valley) for _ in range(9)] + [tree.home]
    Site.get_site_root_paths()
    counts = []
    for linked in (many[:1], many):
        with CaptureQueriesContext(connection) as queries, translation.override("ar"):
            html = expand_db_html("".join(map(link, linked)))
        assert html.count('href="/ar/') == len(linked)
        counts.append(len(queries))
    assert counts == [1, 1]


@pytest.mark.parametrize("code", ["en", "ar"])
def test_ten_links_in_ten_blocks_of_a_page_cost_what_one_costs(
    tree: SimpleNamespace, client: Client, code: str
) -> None:
    many = [make.page(AboutPage, tree.valley) for _ in range(10)]
    counts = []
    for number, linked in enumerate((many[:1], many)):
        body = [("text", RichText(f"<p>{link(page)}</p>")) for page in linked]
        page = make.page(AboutPage, tree.south, f"Links {number}", **{f"body_{code}": body})
        address = page.address_in(code)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(address).content.decode()
        assert all(f'href="{linked_page.address_in(code)}"' in html for linked_page in linked)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("code", languages.codes())
def test_choosers_give_the_address_in_the_language_of_the_menus(tree: SimpleNamespace, code: str) -> None:
    tree.amal.wagtail_userprofile.preferred_language = code
    tree.amal.wagtail_userprofile.save()
    desk = Desk(code, tree.amal)
    children = desk.client.get(reverse("wagtailadmin_choose_page_child", args=[tree.north.pk])).json()["html"]
    address = tree.valley.address_in(code)
    assert f'data-url="{address}"' in children
    assert "Valley title (en)" in children


@pytest.mark.parametrize("code", languages.codes())
def test_menus_name_each_page_in_the_readers_language(
    tree: SimpleNamespace, client: Client, code: str
) -> None:
    SitePage.objects.filter(pk__in=[tree.north.pk, tree.south.pk]).update(show_in_menus=True)
    html: Any = client.get(tree.village.address_in(code)).content.decode()
    assert f'href="{tree.north.address_in(code)}"' in html
    assert f"North title ({code})" in html
    for other in set(languages.codes()) - {code}:
        assert f"title ({other})" not in html
        # The language switch stays on the page.
        assert f'href="{tree.village.address_in(other)}"' in html


def test_how_somebody_came_goes_nowhere_with_them(tree: SimpleNamespace, client: Client) -> None:
    """Neither to another language nor to the next page of a list, nor to search engines; what was asked for does."""
    html = client.get(
        f"{tree.north.address_in('en')}?q=kept&utm_source=letter&mc_eid=reader"
    ).content.decode()
    assert f'href="{tree.north.address_in("ar")}?q=kept"' in html
    for word in ("utm_source", "letter", "mc_eid"):
        assert word not in html


def test_the_next_page_of_a_list_knows_nothing_of_it() -> None:
    context = Context({"request": RequestFactory().get("/en/press/?year=2025&fbclid=x&page=2")})
    assert query_with(context, page=3) == "?year=2025&page=3"
    assert query_with(context, page=None, year=None) == "."
