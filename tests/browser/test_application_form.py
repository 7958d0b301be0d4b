"""The form of the application in a real browser: what the scripts add, and that a lost connection loses nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from cicc_site import languages
from tests.browser import inside
from tests.browser.axe import broken_rules
from tests.browser.conftest import Address, OpenPage, read
from tests.browser.test_visitor import FROM_LEFT

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo_members")]

APPLY = "/en/membership/apply/"
CHOICES = {
    "kind": "organization",
    "independent": "yes",
    "non_profit": "yes",
    "principles": "yes",
    "member": "no",
}
# As the form begins one, which the first test here does in every language.
BEGUN = (
    "from members.workflow import applications as verbs;"
    "print(verbs.begin(language='en', email='browser@example.org')[1])"
)
SAVED = re.compile(r"\d")


def begin(open_page: OpenPage, address: Address, language: str) -> Page:
    page = open_page(address(APPLY, language), width=360)
    for name, value in CHOICES.items():
        page.check(f"input[name={name}][value={value}]")
    page.fill("input[name=email]", f"browser-{language}@example.org")
    read(page)
    page.click("#begin .answers__end button")
    page.wait_for_url("**/step/organization/")
    return page


def draft(open_page: OpenPage, language: str) -> Page:
    """The second step of an application that somebody has begun."""
    return open_page(f"/{language}/membership/application/{inside.run(BEGUN)}/step/organization/")


def wait_until(page: Page, happened: Callable[[], object], what: str) -> None:
    """What the browser does by itself, within half a minute."""
    for _each in range(300):
        if happened():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It did not happen in time: {what}.")


@pytest.mark.parametrize("language", languages.codes())
def test_every_step_fits_a_phone_and_everybody_in_every_language(
    open_page: OpenPage, address: Address, language: str
) -> None:
    page = begin(open_page, address, language)
    for number, rest in enumerate(("eligibility", "organization", "people", "work", "commitments")):
        page.goto(re.sub(r"step/\w+/", f"step/{rest}/", page.url))
        if rest != "eligibility":
            page.click("button[value=next]")
            page.wait_for_selector("[data-problems]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, rest
        if language == "ar" or number % len(FROM_LEFT) == FROM_LEFT.index(language):
            assert broken_rules(page) == "", rest
    assert page.context.cookies() == []


def test_what_is_typed_is_saved_by_itself_and_there_after_a_reload(open_page: OpenPage) -> None:
    page = draft(open_page, "ar")
    page.fill("[name=legal_name]", "منظمة المثال")
    status = page.locator("[data-autosave-status]")
    expect(status).to_have_text(SAVED)
    page.reload()
    expect(page.locator("[name=legal_name]")).to_have_value("منظمة المثال")
    stored = page.evaluate("localStorage.length + sessionStorage.length")
    assert stored == 0


def test_a_lost_connection_is_told_and_made_good(open_page: OpenPage) -> None:
    page = draft(open_page, "en")
    status = page.locator("[data-autosave-status]")
    page.context.set_offline(True)
    page.fill("[name=legal_name]", "Typed in a tunnel")
    expect(status).to_contain_text("no connection")
    page.context.set_offline(False)
    expect(status).to_contain_text("Saved at")
    page.reload()
    expect(page.locator("[name=legal_name]")).to_have_value("Typed in a tunnel")


def test_a_button_pressed_without_a_connection_waits_for_one(open_page: OpenPage) -> None:
    page = draft(open_page, "en")
    step = page.url
    status = page.locator("[data-autosave-status]")
    page.fill("[name=legal_name]", "Typed before the tunnel")
    expect(status).to_contain_text("Saved at")
    page.context.set_offline(True)
    page.fill("[name=network]", "Typed in the tunnel")
    page.click("button[value=leave]", no_wait_after=True)
    expect(status).to_contain_text("no connection")
    assert page.url == step, "the page is still there, with everything in it"
    expect(page.locator("[name=network]")).to_have_value("Typed in the tunnel")
    page.context.set_offline(False)
    page.wait_for_url(re.compile(r"/membership/application/[^/]+/$"))
    page.goto(step)
    expect(page.locator("[name=network]")).to_have_value("Typed in the tunnel")


def test_a_button_pressed_while_it_saves_makes_no_conflict(open_page: OpenPage) -> None:
    page = draft(open_page, "fr")
    held: list[Route] = []
    page.route("**/step/organization/", lambda route: route.continue_() if held else held.append(route))
    page.fill("[name=legal_name]", "Réseau")
    wait_until(page, lambda: held, "the saving is on its way")
    page.fill("[name=legal_name]", "Réseau d’exemple")
    page.click("button[value=next]", no_wait_after=True)
    held[0].continue_()
    page.wait_for_selector("[data-problems]")
    expect(page.locator("input[name^=keep-]")).to_have_count(0)
    expect(page.locator("[name=legal_name]")).to_have_value("Réseau d’exemple")


def test_two_tabs_keep_both_and_the_reader_chooses(open_page: OpenPage) -> None:
    page = draft(open_page, "es")
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("[name=legal_name]", "Primera")
    page.click("button[value=leave]")
    other.fill("[name=legal_name]", "Segunda")
    other.click("button[value=next]")
    other.wait_for_selector("input[name='keep-legal_name']")
    other.check("#elsewhere-legal_name")
    other.click("form.answers .answers__end button")
    expect(other.locator("[name=legal_name]")).to_have_value("Primera")


def test_problems_take_the_focus_and_lead_to_their_question(open_page: OpenPage) -> None:
    page = draft(open_page, "en")
    page.click("button[value=next]")
    page.wait_for_selector("[data-problems]")
    assert page.evaluate("document.activeElement.hasAttribute('data-problems')")
    page.click(".problems a[href='#id_scope_0']")
    assert page.evaluate("document.activeElement.id") == "id_scope_0"


def test_words_are_counted_as_on_the_server(open_page: OpenPage) -> None:
    page = draft(open_page, "ar")
    page.goto(page.url.replace("organization", "work"))
    page.fill("[name=mission]", "كَلِمَةٌ " * 150)
    counter = page.locator("#id_mission_count")
    assert counter.get_attribute("data-over") is None
    page.fill("[name=mission]", "كَلِمَةٌ " * 151)
    assert counter.get_attribute("data-over") is not None


def test_a_name_is_looked_up_while_it_is_typed(open_page: OpenPage, address: Address) -> None:
    page = open_page(address(APPLY, "en"))
    assert page.locator("[data-another]").is_hidden()
    page.fill("[name=organization]", "demo jus")
    expect(page.locator("[data-listed] li").first).to_be_visible()
    assert page.locator("[data-another]").is_visible()
    page.fill("[name=organization]", "no such organization anywhere")
    expect(page.locator("[data-listed] li")).to_have_count(0)
    expect(page.locator("[data-listed] p")).to_be_visible()
    assert "organization" not in page.url
