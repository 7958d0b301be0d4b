"""Our own screens in the admin: accessible, no wider than the screen; a save without a change changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import desks
from tests.browser.axe import broken_rules
from tests.browser.conftest import OpenDesk
from tests.browser.test_visitor import sideways

pytestmark = pytest.mark.browser

# Address, and the part of the screen that is ours; the rest is Wagtail's.
SCREENS = {
    "board": ("/admin/translations/?state=all", ".board"),
    "send": ("/admin/translations/export/?scope=all", ".exchange"),
    "take in": ("/admin/translations/import/", ".exchange"),
    "figures": ("/admin/reports/figures/", "main"),
    "guide": ("/admin/guide/languages/", ".guide"),
    "first screen": ("/admin/", ".w-panel--dashboard"),
}


@pytest.mark.parametrize("menus", ["en", "ar"])
def test_our_screens_are_accessible(desk: OpenDesk, menus: str) -> None:
    """Each fits a phone in both directions; its rules are looked at in one language each."""
    person = desk("publisher", menus)
    for number, (path, ours) in enumerate(SCREENS.values()):
        person.goto(path)
        expect(person.locator(ours).first).to_be_visible()
        if number % 2 == (menus == "ar"):
            assert broken_rules(person, ours) == "", path
        person.set_viewport_size({"width": 360, "height": 800})
        assert sideways(person) == 0, path
        person.set_viewport_size({"width": 1280, "height": 800})


def test_what_we_add_to_the_editor_is_accessible(desk: OpenDesk) -> None:
    person = desk("publisher", "ar")
    desks.find(person, "History of the Coalition")
    desks.write(person, "summary_en", "Demonstration: something new in English.")
    desks.save_draft(person)
    desks.open_tab(person, "fr")
    person.locator("footer .w-dropdown__toggle").click()
    parts = ("[data-declaration=fr]", ".by-language", "#tab-language_fr .source")
    for ours in parts:
        expect(person.locator(ours).first).to_be_visible()
    assert broken_rules(person, *parts) == ""


@pytest.mark.parametrize("title", ["About the Coalition", "Lubanga", "First session", "Privacy"])
def test_a_save_without_a_change_changes_nothing(desk: OpenDesk, title: str) -> None:
    person = desk("publisher")
    desks.find(person, title)
    desks.save_draft(person)
    expect(person.locator(".language-state")).to_have_count(0)
    expect(person.get_by_text("changes not published")).to_have_count(0)
    person.locator("footer .w-dropdown__toggle").click()
    expect(person.locator(".by-language__mark")).to_have_count(0)
