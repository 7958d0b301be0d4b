"""The search in a browser: words with and without their article, filters, suggestions by keyboard, no script at all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inside
from tests.browser.axe import CONTRAST, broken_rules
from tests.browser.conftest import OpenPage
from tests.browser.test_visitor import sideways

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def words(demo_documents: None) -> None:
    """The invented documents, and the words that spellings are proposed from."""
    inside.command("rebuild_search")


def total(page: Page) -> int:
    found = re.search(r"\d[\d,\u00a0\u202f]*", page.locator(".results__count").inner_text())
    assert found
    return int(re.sub(r"\D", "", found[0]))


def test_an_arabic_word_is_found_with_and_without_its_article_and_a_document_opens(
    open_page: OpenPage,
) -> None:
    numbers = []
    for word in ("المحكمة", "محكمة"):
        page = open_page(f"/ar/search/?q={word}", width=360)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator(".row mark").first).to_contain_text("محكمة")
        assert sideways(page) == 0
        numbers.append(total(page))
    assert numbers[0] == numbers[1] > 0
    page.get_by_role("link", name=re.compile("^الوثائق")).first.click()
    expect(page).to_have_url(re.compile("kind=document"))
    assert 0 < total(page) < numbers[0]
    title = page.locator(".row__title a").first.inner_text()
    page.locator(".row__title a").first.click()
    expect(page.locator("h1")).to_contain_text(title)


def test_a_reader_narrows_reads_another_version_and_switches_the_language(open_page: OpenPage) -> None:
    page = open_page("/en/")
    field = page.locator("#search-strip")
    field.fill("reparations")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=reparations"))
    everything = total(page)
    narrowing = page.get_by_role("navigation", name="Show")
    narrowing.get_by_role("link", name=re.compile("^Documents")).click()
    expect(page).to_have_url(re.compile("kind=document"))
    assert 0 < total(page) < everything
    page.get_by_role("navigation", name="Language of the text").get_by_role(
        "link", name=re.compile("English")
    ).click()
    expect(page).to_have_url(re.compile(r"\?q=reparations&kind=document&language=en$"))
    page.locator(".language-links__link", has_text="Français").click()
    expect(page).to_have_url(re.compile(r"/fr/search/\?q=reparations&kind=document&language=en$"))
    assert total(page) > 0
    page.locator(".results__versions a[hreflang=es]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator("h1")).to_be_visible()


def test_a_slip_leads_to_what_was_meant_without_scripts(open_page: OpenPage) -> None:
    page = open_page("/en/search/?q=reparatoins", scripts=False)
    page.get_by_role("link", name="reparations", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?q=reparations$"))
    assert total(page) > 0


def test_suggestions_are_chosen_by_keyboard(open_page: OpenPage) -> None:
    page = open_page("/en/search/")
    field = page.locator("#search-main")
    field.press_sequentially("keny", delay=20)
    options = page.locator("#search-main-suggestions [role=option]")
    expect(options.first).to_be_visible()
    assert 1 <= options.count() <= 8
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "search-main-suggestions-0")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("keny")
    field.press_sequentially("a", delay=20)
    expect(options.first).to_be_visible()
    assert broken_rules(page) == ""
    field.press("ArrowDown")
    title = options.first.locator("bdi").inner_text()
    field.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)
    assert not page.context.cookies()


def test_suggestions_in_the_strip_in_arabic_are_clicked(open_page: OpenPage) -> None:
    page = open_page("/ar/")
    page.locator("#search-strip").press_sequentially("كيني", delay=20)
    option = page.locator("#search-strip-suggestions [role=option]").first
    expect(option).to_contain_text("كينيا")
    box = page.locator("#search-strip-suggestions").bounding_box()
    assert box
    assert 0 <= box["x"] <= 1280 - box["width"]
    option.click()
    expect(page.locator("h1")).to_contain_text("كينيا")


@pytest.mark.parametrize(
    ("query", "language"),
    [
        ("", "ar"),
        ("?q=court", "en"),
        ("?q=kinya", "ar"),
        ("?q=court&kind=member&language=sw", "ar"),
        ("?q=%22%22--", "en"),
    ],
)
def test_every_state_is_accessible_and_fits_a_phone(open_page: OpenPage, query: str, language: str) -> None:
    page = open_page(f"/{'en' if language == 'ar' else 'ar'}/search/{query}", width=360)
    assert sideways(page) == 0
    page.goto(f"/{language}/search/{query}")
    assert sideways(page) == 0
    assert broken_rules(page) == ""
    page.emulate_media(color_scheme="dark")
    assert broken_rules(page, only=CONTRAST) == ""
