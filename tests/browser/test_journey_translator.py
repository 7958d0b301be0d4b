"""A translator, menus in Arabic: finds what is outdated, reads what changed, translates, declares, submits."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desks
from tests.browser.conftest import Address, OpenDesk, OpenPage

pytestmark = pytest.mark.browser

GOALS, SECRETARIAT = "/en/about-the-coalition/goals/", "/en/about-the-coalition/secretariat/"
ADDED = "Each of them has its reason."
TRANSLATION = "نموذج: أهداف التحالف الأربعة، ولكل منها سببه."


def open_outdated(translator: Page, title: str) -> None:
    """From the first screen over the board to the page."""
    translator.goto("/admin/")
    translator.locator(".translation-work a[href*='language=ar&state=outdated']").click()
    translator.locator(".board__table tr", has_text=title).locator("a.state--outdated").click()


def test_a_translator_finds_reads_translates_and_submits(
    desk: OpenDesk, open_page: OpenPage, address: Address
) -> None:
    publisher = desk("publisher")
    for title in ("Goals", "Secretariat"):
        desks.find(publisher, title)
        publisher.locator("#id_summary_en").press_sequentially(f" {ADDED}")
        desks.press(publisher, "publish", "en")
    readers = {path: open_page(address(path, "ar")) for path in (GOALS, SECRETARIAT)}
    for reader in readers.values():
        expect(reader.locator(".notice")).to_have_count(1)
    before = readers[GOALS].locator("main").inner_text()

    translator = desk("translator-ar", "ar")
    open_outdated(translator, "Secretariat")
    with translator.expect_navigation():
        translator.locator("button[name=still_valid]").click()
    open_outdated(translator, "Goals")

    # One tab, from right to left, with the news of the English beside it; the English itself is out of reach.
    expect(translator.locator("[data-language-tab]")).to_have_count(1)
    expect(translator.locator("#id_title_en, #id_summary_en, #id_slug")).to_have_count(0)
    expect(translator.locator(".word-diff ins")).to_contain_text(ADDED)
    summary = translator.locator("#id_summary_ar")
    assert summary.evaluate("field => getComputedStyle(field).direction") == "rtl"
    summary.fill(TRANSLATION)
    translator.locator("[name=declaration_ar]").select_option("matches")
    assert translator.locator("button[name=action-publish]").count() == 0
    desks.press(translator, "submit", "ar")
    expect(translator.locator(".messages .success")).to_be_visible()

    translator.goto("/admin/translations/?language=ar&state=outdated")
    expect(translator.locator(".board")).not_to_contain_text("Secretariat")

    # "Still valid" is true for readers at once, what waits for a review is not.
    reader = readers[SECRETARIAT]
    reader.reload()
    expect(reader.locator(".notice")).to_have_count(0)
    reader = readers[GOALS]
    reader.reload()
    assert reader.locator("main").inner_text() == before
    expect(reader.locator(".notice")).to_have_text(re.compile("الإن[كج]ليزي"))
    expect(open_page(GOALS).locator("main")).to_contain_text(ADDED)
