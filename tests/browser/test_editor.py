"""What an editor does in a real browser: sign in, translate beside the English, keep a draft, publish, look."""

from __future__ import annotations

import time
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Request, Route, expect

from cicc_site import languages
from tests.browser.conftest import PASSWORD, Address, OpenPage

pytestmark = pytest.mark.browser

RELEASE = "/en/press/demo-press-release/"
PATIENCE, QUIET = 30.0, 2.0  # seconds
# The requests of a page of the editor that have no answer yet.
UNDER_WAY: dict[Page, set[Request]] = {}


def sign_in(open_page: OpenPage, menus: str) -> Page:
    """An editor at the desk, the menus in a language."""
    page = open_page("/admin/login/")
    page.locator("input[name=username]").fill("admin")
    page.locator("input[name=password]").fill(PASSWORD.read_text(encoding="utf-8").strip())
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/admin/")
    page.goto("/admin/account/")
    page.locator("select[name$=preferred_language]").select_option(menus)
    for field, words in {"first_name": "Amal", "last_name": "Test", "email": f"{menus}@example.org"}.items():
        page.locator(f"input[name$={field}]").fill(words)
    page.locator("form:has(select[name$=preferred_language]) button[type=submit]").last.click()
    expect(page.locator("html")).to_have_attribute("dir", languages.by_code(menus).direction)
    return page


def edit(page: Page) -> None:
    """Open the demonstration release in the editor, the way of somebody who looks for it."""
    under_way = UNDER_WAY[page] = set()
    page.on("request", lambda request: under_way.add(request))
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))
    page.goto("/admin/pages/search/?q=press+release")
    page.locator("a[href$='/edit/']", has_text="Demo").first.click()
    expect(page.locator("#id_title_en")).to_be_visible()


def publish(page: Page, *addresses: str) -> None:
    """Returns when visitors read something new at these addresses: pages that lie ready go within a second."""
    before = {address: as_a_visitor(page, address) for address in addresses}
    settle(page)
    with page.expect_navigation():
        page.locator("button[name=action-publish][value=all]").evaluate("button => button.click()")
    page.wait_for_load_state("networkidle")
    end = time.monotonic() + PATIENCE
    while waiting := [address for address in addresses if as_a_visitor(page, address) == before[address]]:
        assert time.monotonic() < end, f"nothing new at {waiting}: {page.url} says {said(page)}"
        page.wait_for_timeout(100)


def settle(page: Page) -> None:
    """Wait until the editor has saved by itself what was typed."""
    quiet, end = 0.0, time.monotonic() + PATIENCE
    while quiet < QUIET and time.monotonic() < end:
        page.wait_for_timeout(100)
        quiet = 0.0 if UNDER_WAY[page] else quiet + 0.1


def said(page: Page) -> list[str]:
    """What the desk tells after something was sent: that it is done, or what is wrong."""
    return page.locator(".messages li, .error-message, .w-field__errors").all_inner_texts()


def as_a_visitor(page: Page, address: str) -> bytes:
    """What stands there for somebody who is not signed in."""
    with urlopen(urljoin(page.url, address)) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


@pytest.mark.parametrize("menus", ["en", "ar"])
def test_an_editor_translates_keeps_a_draft_and_publishes(
    open_page: OpenPage, address: Address, menus: str
) -> None:
    arabic = address(RELEASE, "ar")
    before = {
        code: open_page(address(RELEASE, code)).locator("h1").inner_text() for code in languages.codes()
    }
    desk = sign_in(open_page, menus)
    edit(desk)

    desk.locator("[data-language-tab=ar]").click()
    title = desk.locator("#id_title_ar")
    expect(title).to_be_visible()
    assert title.evaluate("field => getComputedStyle(field).direction") == "rtl"
    expect(desk.locator("[data-translation-source]:visible").first).to_contain_text(before["en"])
    words = f"نموذج: عنوان جديد {menus}"
    title.fill(words)

    desk.locator("button.action-save").first.evaluate("button => button.click()")
    desk.wait_for_load_state("networkidle")
    assert open_page(arabic).locator("h1").inner_text() == before["ar"], "a draft shows to nobody"

    publish(desk, arabic)
    after = {code: open_page(address(RELEASE, code)).locator("h1").inner_text() for code in languages.codes()}
    assert after == {**before, "ar": words}, "only the Arabic title has changed"


def test_an_editor_who_presses_while_the_page_saves_itself_publishes_all(
    open_page: OpenPage, address: Address
) -> None:
    """The answer of a slow background save is still on its way: nobody is told of "changes by somebody else"."""
    desk = sign_in(open_page, "en")
    edit(desk)
    slow: list[Route] = []

    def held_back(route: Route) -> None:
        if "text/html" in (route.request.headers.get("accept") or "") or route.request.method != "POST":
            route.continue_()
        else:
            slow.append(route)

    desk.route("**/edit/", held_back)
    title = desk.locator("#id_title_en")
    # Wagtail notes after a while what a form was opened with, and saves by itself what differs.
    end = time.monotonic() + PATIENCE
    while not slow:
        assert time.monotonic() < end, "the page does not save itself"
        title.fill(f"Demo: Press release, thought {end - time.monotonic():.0f}")
        desk.wait_for_timeout(1000)
    title.fill("Demo: Press release, second thought")
    desk.locator("button[name=action-publish][value=all]").evaluate("button => button.click()")
    desk.wait_for_timeout(1000)
    assert desk.url.endswith("/edit/"), "the button waits for what is under way"
    with desk.expect_navigation():
        for route in slow:
            route.continue_()
        slow.clear()
        desk.unroute("**/edit/")
    desk.wait_for_load_state("networkidle")
    assert any("published" in line for line in said(desk)), said(desk)
    desk.goto("/en/press/demo-press-release/")
    expect(desk.locator("h1")).to_have_text("Demo: Press release, second thought")
