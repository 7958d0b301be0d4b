"""What an applicant's browser does by itself: the work for a form, leaving at once, and nothing that is kept."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import broken_rules
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser

RESEND = "membership/application/"
CLOSED = f"membership/application/{'A' * 43}/"


def elsewhere(page: Page) -> list[str]:
    """Answer for every other site, and note what it was asked for."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")

    page.route(lambda url: "localhost" not in url and "127.0.0.1" not in url, answer)
    return asked


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_browser_works_while_somebody_types(open_page: OpenPage, language: str) -> None:
    page = open_page(f"/{language}/{RESEND}")
    asked = elsewhere(page)
    page.locator("#email").fill("nobody@example.org")
    expect(page.locator('input[name="work"]')).not_to_have_value("")
    page.locator("main form button").click()
    # Nothing of the address is left on the page, and no field to enter it.
    expect(page.locator("#email")).to_have_count(0)
    expect(page.get_by_text("nobody@example.org")).to_have_count(0)
    assert page.url.endswith(f"/{language}/{RESEND}"), "no address of mail in the address of the page"
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert asked == []


def test_without_javascript_the_form_comes_back_with_everything(open_page: OpenPage) -> None:
    page = open_page(f"/en/{RESEND}", scripts=False)
    page.locator("#email").fill("nobody@example.org")
    page.locator("main form button").click()
    expect(page.locator("#problem")).to_contain_text("press the button again after")
    expect(page.locator("#email")).to_have_value("nobody@example.org")


@pytest.mark.parametrize("way", ["button", "keys"])
def test_leaving_at_once_leaves_nothing_behind(open_page: OpenPage, way: str) -> None:
    page = open_page("/en/")
    asked = elsewhere(page)
    page.goto(f"/en/{RESEND}")
    before = page.evaluate("history.length")
    if way == "button":
        page.locator("[data-leave-site]").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    expect(page).to_have_title("Elsewhere")
    assert asked[0] == settings.LEAVE_SITE_URL
    assert page.evaluate("history.length") == before, "it took the place of the page"
    page.go_back()
    assert page.url.endswith("/en/")


def test_escape_pressed_twice_or_slowly_stays(open_page: OpenPage) -> None:
    page = open_page(f"/en/{RESEND}")
    elsewhere(page)
    for pause in (100, 2200, 100):
        page.keyboard.press("Escape")
        page.wait_for_timeout(pause)
    expect(page.locator("[data-leave-site]")).to_be_visible()


def test_without_javascript_leaving_is_a_link(open_page: OpenPage) -> None:
    page = open_page(f"/ar/{CLOSED}", scripts=False)
    elsewhere(page)
    expect(page.locator("[data-leave-site-hint]")).to_be_hidden()
    page.locator("[data-leave-site]").click()
    expect(page).to_have_title("Elsewhere")


@pytest.mark.parametrize(
    ("path", "language", "width"),
    [(RESEND, "en", 360), (RESEND, "ar", 1280), (CLOSED, "en", 1280), (CLOSED, "ar", 360)],
)
def test_everybody_can_use_these_pages(open_page: OpenPage, path: str, language: str, width: int) -> None:
    page = open_page(f"/{language}/{path}", width=1640 - width)
    assert page.evaluate("document.documentElement.scrollWidth") <= 1640 - width
    page.set_viewport_size({"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert broken_rules(page) == ""
