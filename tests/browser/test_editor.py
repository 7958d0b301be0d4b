"""What an editor does in a real browser: sign in, translate beside the English, keep a draft, publish, look."""

from __future__ import annotations

import time
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route, expect

from cicc_site import languages
from tests.browser.conftest import Address, OpenDesk, OpenPage

pytestmark = pytest.mark.browser

RELEASE = "/en/press/demo-press-release/"
PATIENCE = 30.0  # seconds
# What Wagtail knows of the form: nothing is noticed before it has noted what the form was opened with, and what
# differs from that is saved by itself.
UNSAVED = """() => {
  const form = document.querySelector('form[data-edit-form]');
  const watch = window.wagtail?.app.getControllerForElementAndIdentifier(form, 'w-unsaved');
  if (!watch?.initialFormData) return 'not watched yet';
  const saving = document.querySelector('#w-autosave-indicator')?.dataset.wAutosaveStateValue === 'saving';
  return saving || watch.hasEditsValue || watch.formData !== watch.initialFormData ? 'unsaved' : 'saved';
}"""


def edit(page: Page) -> None:
    """Open the demonstration release in the editor, the way of somebody who looks for it."""
    page.goto("/admin/pages/search/?q=press+release")
    page.locator("a[href$='/edit/']", has_text="Demo").first.click()
    expect(page.locator("#id_title_en")).to_be_visible()
    settle(page)


def publish(page: Page, *addresses: str) -> None:
    """Returns when visitors read something new at these addresses: pages that lie ready go within a second."""
    before = {address: as_a_visitor(page, address) for address in addresses}
    settle(page)
    with page.expect_navigation():
        page.locator("button[name=action-publish][value=all]").evaluate("button => button.click()")
    wait_for_news(page, before)


def wait_for_news(page: Page, before: dict[str, bytes]) -> None:
    """before: what visitors read at each address until now."""
    end = time.monotonic() + PATIENCE
    while waiting := [address for address, old in before.items() if as_a_visitor(page, address) == old]:
        assert time.monotonic() < end, f"nothing new at {waiting}: {page.url} says {said(page)}"
        page.wait_for_timeout(100)


def settle(page: Page) -> None:
    """Wait until the editor has saved by itself whatever was typed, and watches for more."""
    end = time.monotonic() + PATIENCE
    while (state := page.evaluate(UNSAVED)) != "saved":
        assert time.monotonic() < end, f"{state}: {said(page)}"
        page.wait_for_timeout(50)


def said(page: Page) -> list[str]:
    """What the desk tells after something was sent: that it is done, or what is wrong."""
    return page.locator(".messages li, .error-message, .w-field__errors").all_inner_texts()


def as_a_visitor(page: Page, address: str) -> bytes:
    """What stands there for somebody who is not signed in."""
    with urlopen(urljoin(page.url, address)) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


@pytest.mark.parametrize("menus", ["ar"])
def test_an_editor_translates_keeps_a_draft_and_publishes(
    open_page: OpenPage, desk: OpenDesk, address: Address, menus: str
) -> None:
    arabic = address(RELEASE, "ar")
    before = {
        code: open_page(address(RELEASE, code)).locator("h1").inner_text() for code in languages.codes()
    }
    editor = desk("admin", menus)
    edit(editor)

    editor.locator("[data-language-tab=ar]").click()
    title = editor.locator("#id_title_ar")
    expect(title).to_be_visible()
    assert title.evaluate("field => getComputedStyle(field).direction") == "rtl"
    expect(editor.locator("[data-translation-source]:visible").first).to_contain_text(before["en"])
    words = f"نموذج: عنوان جديد {menus}"
    title.fill(words)

    with editor.expect_navigation():
        editor.locator("button.action-save").first.evaluate("button => button.click()")
    assert open_page(arabic).locator("h1").inner_text() == before["ar"], "a draft shows to nobody"

    publish(editor, arabic)
    after = {code: open_page(address(RELEASE, code)).locator("h1").inner_text() for code in languages.codes()}
    assert after == {**before, "ar": words}, "only the Arabic title has changed"


def test_an_editor_who_presses_while_the_page_saves_itself_publishes_all(desk: OpenDesk) -> None:
    """The answer of a slow background save is still on its way: nobody is told of "changes by somebody else"."""
    editor = desk("admin")
    before = {RELEASE: as_a_visitor(editor, RELEASE)}
    edit(editor)
    slow: list[Route] = []

    def held_back(route: Route) -> None:
        """Only the first: what was typed meanwhile is saved after it, and the button waits for that too."""
        is_saving = "json" in (route.request.headers.get("accept") or "") and route.request.method == "POST"
        if is_saving and not slow:
            slow.append(route)
        else:
            route.continue_()

    editor.route("**/edit/", held_back)
    title = editor.locator("#id_title_en")
    end = time.monotonic() + PATIENCE
    # Wagtail notes after a while what a form was opened with, and saves by itself what differs.
    while not slow:
        assert time.monotonic() < end, "the page does not save itself"
        title.fill(f"Demo: Press release, thought {end - time.monotonic():.0f}")
        editor.wait_for_timeout(1000)
    title.fill("Demo: Press release, second thought")
    editor.locator("button[name=action-publish][value=all]").evaluate("button => button.click()")
    editor.wait_for_timeout(1000)
    assert editor.url.endswith("/edit/"), "the button waits for what is under way"
    with editor.expect_navigation():
        slow[0].continue_()
    assert any("published" in line for line in said(editor)), said(editor)
    wait_for_news(editor, before)
    editor.goto(RELEASE)
    expect(editor.locator("h1")).to_have_text("Demo: Press release, second thought")
