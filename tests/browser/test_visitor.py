"""What a visitor meets, in both directions of reading, on a phone and at a desk, with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cicc_site import languages
from tests.browser.axe import CONTRAST, broken_rules
from tests.browser.conftest import Address, OpenPage

pytestmark = pytest.mark.browser

CASES = "/en/about-the-court/situations-and-cases/"
# One address of each kind of page; the other languages are reached by the switch on the page itself.
PAGES = {
    "home": "/en/",
    "article": "/en/about-the-court/history/",
    "index": "/en/about-the-court/updates/",
    "situations": CASES,
    "case": f"{CASES}democratic-republic-of-the-congo/lubanga/",
    "assembly": "/en/about-the-court/assembly-of-states-parties/",
    "register": "/en/countries/",
    "press": "/en/press/demo-press-release/",
    "search": "/en/search/?q=court",
    "missing": "/en/there-is-no-such-page/",
    "former": "/?mod=newsdetail&news=3973&lang=en",
    "vacancy": "/en/get-involved/employment/demo-internship/",
    "text": "/en/accessibility/",
    "campaign": "/en/issues-and-campaigns/demo-campaign/",
}
MISSING = (PAGES["missing"], PAGES["former"])
# Each kind in Arabic, and in one of the languages that are read from left to right.
FROM_LEFT = [code for code in languages.codes() if languages.by_code(code).direction == "ltr"]
SHOWN = [
    (kind, language)
    for number, kind in enumerate(PAGES)
    for language in ("ar", FROM_LEFT[number % len(FROM_LEFT)])
]


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the screen; an element moved aside shows only here."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("kind", "language"), SHOWN)
def test_a_page_is_accessible_and_fits_a_phone(
    open_page: OpenPage, address: Address, kind: str, language: str
) -> None:
    page = open_page(address(PAGES[kind], language))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", languages.by_code(language).direction)
    assert broken_rules(page) == ""
    if language != "ar":  # the colours are the same in every language
        page.emulate_media(color_scheme="dark")
        assert broken_rules(page, only=CONTRAST) == ""
    page.set_viewport_size({"width": 360, "height": 800})
    assert sideways(page) == 0
    page.locator(".menu__button").click()
    assert sideways(page) == 0


@pytest.mark.parametrize(("kind", "language"), [("home", "ar"), ("case", "en")])
def test_the_dark_scheme_and_the_open_menu_are_as_accessible(
    open_page: OpenPage, address: Address, kind: str, language: str
) -> None:
    page = open_page(address(PAGES[kind], language), dark=True, width=360)
    page.locator(".menu__button").click()
    assert broken_rules(page) == ""


def test_a_visitor_finds_a_case_and_reads_it_in_arabic(open_page: OpenPage) -> None:
    page = open_page("/en/")
    page.locator(".main-menu").get_by_role("link", name="About the Court", exact=True).click()
    page.locator(".section-menu").get_by_role("link", name="Situations and cases").click()
    page.get_by_role("main").get_by_role("link", name="Lubanga", exact=False).first.click()
    expect(page.locator("h1")).to_contain_text("Lubanga")
    expect(page.locator(".breadcrumbs")).to_contain_text("Democratic Republic of the Congo")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator(".page-header")).to_contain_text(re.compile("[\u0621-\u064a]"))
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile("/lubanga/$"))


def test_the_language_switch_keeps_the_search(open_page: OpenPage) -> None:
    page = open_page("/en/")
    field = page.locator("#search-strip")
    field.fill("Rome Statute")
    field.press("Enter")
    expect(page.locator(".row").first).to_be_visible()
    page.locator(".language-links").get_by_role("link", name="Français").first.click()
    expect(page).to_have_url(re.compile(r"/fr/search/\?q=Rome\+Statute$"))
    expect(page.locator("#search-main")).to_have_value("Rome Statute")


def test_the_language_switch_keeps_the_filter(open_page: OpenPage) -> None:
    page = open_page(PAGES["index"])
    page.locator(".filter-bar").get_by_role("link", name="2025").click()
    found = page.locator(".row").count()
    page.get_by_role("link", name="العربية").click()
    expect(page).to_have_url(re.compile(r"\?year=2025$"))
    expect(page.locator(".filter-bar [aria-current]")).to_have_text("2025")
    expect(page.locator(".row")).to_have_count(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_phone_menu_works_without_javascript(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/", width=360, scripts=False)
    link = page.locator(".menu__link").first
    expect(link).to_be_hidden()
    page.locator(".menu__button").click()
    expect(link).to_be_visible()
    name = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_have_text(name)


def test_escape_closes_the_phone_menu_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page("/en/", width=360)
    page.locator(".menu__button").click()
    expect(page.locator(".menu__link").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu__link").first).to_be_hidden()
    expect(page.locator(".menu__button")).to_be_focused()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 50
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_arabic_mirrors_the_page(open_page: OpenPage, address: Address) -> None:
    """Name at the right edge, tools at the left one, the time line's dates before its line."""
    page = open_page(address(PAGES["article"], "ar"))

    def left(selector: str) -> float:
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        return box["x"]

    assert left(".masthead__name") > left(".masthead__tagline")
    assert left(".language-links") > left(".utility__tools")
    assert left(".columns__main") > left(".columns__aside")
    assert left(".timeline__date") > left(".timeline__title")


def test_no_page_sets_a_cookie_asks_a_third_party_or_gives_reason_to_complain(
    open_page: OpenPage, site: str
) -> None:
    page = open_page("/en/")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in PAGES.values():
        if path not in MISSING:
            page.goto(path)
    assert complaints == []
    for path in MISSING:  # Chromium itself reports the status 404
        page.goto(path)
    assert len(asked) > len(PAGES)
    assert [url for url in asked if not url.startswith(site)] == []
    assert page.context.cookies() == []
