"""The directory in a browser: the list follows the typing, and all of it works without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import CONTRAST, broken_rules
from tests.browser.conftest import Address, OpenPage
from tests.browser.test_visitor import sideways

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_members")]

DIRECTORY = "/en/membership/directory/"


def total(page: Page) -> int:
    found = re.search(r"[\d,]+", page.locator("[data-directory-count]").inner_text())
    assert found
    return int(found[0].replace(",", ""))


def test_the_list_follows_the_typing(open_page: OpenPage) -> None:
    page = open_page(DIRECTORY)
    all_members = total(page)
    field = page.get_by_label("Name of an organization")
    field.press_sequentially("demo jus", delay=20)
    expect(page.locator("[data-directory-status]")).to_contain_text("organization")
    expect(page).to_have_url(re.compile(r"/directory/\?q=demo\+jus$"))
    assert 0 < total(page) < all_members
    expect(field).to_be_focused()
    expect(page.locator(".language-links__link").nth(3)).to_have_attribute(
        "href", re.compile(r"\?q=demo\+jus$")
    )
    shown = total(page)
    page.reload()
    assert total(page) == shown


def test_a_choice_narrows_the_list_and_the_numbers_beside_the_others(open_page: OpenPage) -> None:
    page = open_page(DIRECTORY)
    page.get_by_text("More filters").click()
    region = page.get_by_label("Region", exact=True)
    label = region.locator("option").nth(1).inner_text()
    region.focus()
    region.select_option(index=1)
    expect(page).to_have_url(re.compile(r"\?region="))
    assert f"({page.locator('[data-directory-count]').inner_text().split()[0]})" in label
    expect(page.get_by_label("Region", exact=True)).to_be_focused()
    expect(page.locator("#directory-more")).to_have_attribute("open", "")


def test_everything_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(DIRECTORY, scripts=False)
    page.get_by_text("More filters").click()
    page.locator("#country-KEN").check()
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/directory/\?country=KEN#found$"))
    rows = page.locator(".member-row")
    assert rows.count() == min(total(page), 50) > 0
    assert all("Kenya" in text for text in rows.all_inner_texts())
    page.get_by_role("link", name="Map").click()
    expect(page.locator(".bar-table tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Clear filters").click()
    expect(page.locator(".bar-table tbody tr")).not_to_have_count(1)
    assert page.locator(".bar-table tbody tr").count() > 100


def test_a_visitor_finds_the_members_of_a_country_in_arabic(open_page: OpenPage, address: Address) -> None:
    page = open_page(address(f"{DIRECTORY}?country=EGY", "ar"), width=360)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert total(page) > 0
    assert sideways(page) == 0
    page.locator(".member-row a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".notice--warning")).to_be_visible()  # an invented one says so
    expect(page.locator(".facts__row").first).to_contain_text("مصر")
    assert sideways(page) == 0


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("?region=africa&type=bogus", "ar"),
        ("?view=map", "en"),
        ("?view=numbers", "ar"),
        ("?q=nothing+like+this", "en"),
    ],
)
def test_every_view_is_accessible_and_fits_a_phone(
    open_page: OpenPage, address: Address, query: str, language: str
) -> None:
    page = open_page(address(DIRECTORY, "en" if language == "ar" else "ar") + query, width=360)
    assert sideways(page) == 0
    page.goto(address(DIRECTORY, language) + query)
    assert sideways(page) == 0
    assert broken_rules(page) == ""
    page.emulate_media(color_scheme="dark")
    assert broken_rules(page, only=CONTRAST) == ""
