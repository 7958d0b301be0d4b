"""The countries index as visitors use it: by mouse, by keyboard, without JavaScript, in both directions of reading."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Address, OpenPage
from tests.browser.test_visitor import sideways

pytestmark = pytest.mark.browser

INDEX = "/en/countries/"


def middle(shown: Locator) -> float:
    """How far to the right something stands."""
    box = shown.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2


def on_map(page: Page, name: str) -> Locator:
    return page.locator(".world-map__drawing").get_by_role("link", name=name, exact=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_visitor_finds_the_signatories_of_a_region_on_a_day(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(INDEX, scripts=scripts)
    page.get_by_label("Status", exact=True).select_option("signatory")
    page.get_by_label("Region (Coalition)").select_option("americas")
    page.get_by_label("On the day").fill("2002-07-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"status=signatory.*region=americas&on=2002-07-01"))
    rows = page.locator(".country-table tbody tr")
    shown = rows.count()
    assert 0 < shown < 35
    expect(page.locator(".world-map__drawing a:not(.is-dimmed)")).to_have_count(shown)
    page.get_by_role("link", name="Signature").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Signature")
    expect(rows).to_have_count(shown)
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(rows).to_have_count(shown)


def test_the_keyboard_passes_over_the_map(open_page: OpenPage) -> None:
    page = open_page(INDEX)
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip the map")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#states")).to_be_focused()


def test_a_state_on_the_map_leads_where_the_table_leads(open_page: OpenPage) -> None:
    page = open_page(INDEX)
    drawn = on_map(page, "Tuvalu")
    in_table = page.locator(".country-table").get_by_role("link", name="Tuvalu", exact=True)
    assert drawn.get_attribute("href") == in_table.get_attribute("href") == f"{INDEX}tuvalu/"
    drawn.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/en/countries/tuvalu/$"))


def test_arabic_mirrors_the_table_and_the_line_and_not_the_map(open_page: OpenPage, address: Address) -> None:
    page = open_page(address(INDEX, "ar"))
    brazil, kenya, australia = (middle(on_map(page, name)) for name in ("البرازيل", "كينيا", "أستراليا"))
    assert brazil < kenya < australia
    first, second = page.locator(".country-table thead th").all()[:2]
    assert middle(first) > middle(second)
    years = page.locator(".step-line__number[text-anchor=middle]").all()
    places = [(int(year.text_content() or 0), middle(year)) for year in years]
    assert len(places) > 5
    assert places == sorted(places, key=lambda place: -place[1])


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_table_scrolls_by_itself_on_a_phone(open_page: OpenPage, address: Address, language: str) -> None:
    page = open_page(address(INDEX, language), width=360)
    page.locator("main details summary").click()
    assert sideways(page) == 0
    frame = page.locator(".country-table")
    assert frame.evaluate("(frame) => frame.scrollWidth > frame.clientWidth")
    name = page.locator(".country-table tbody th").first
    before = name.bounding_box()
    frame.evaluate("(frame) => frame.scrollBy(document.dir === 'rtl' ? -200 : 200, 0)")
    assert name.bounding_box() == before, "the name of the State stays in view"
