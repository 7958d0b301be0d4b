"""Two people have one page open: both texts are kept, the second is told, and asked where both changed the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import desks
from tests.browser.conftest import Address, OpenDesk, OpenPage

pytestmark = pytest.mark.browser

PAGE = "Contact us"
ADDRESS = "/en/about-the-coalition/contact/"
SPANISH, FRENCH = "Ejemplo: la primera persona.", "Exemple : la seconde personne."
FIRST, SECOND = "The words of the first.", "The words of the second."


def test_two_people_at_one_page_lose_nothing(desk: OpenDesk, open_page: OpenPage, address: Address) -> None:
    first, second = desk("editor"), desk("publisher")
    for person in (first, second):
        desks.find(person, PAGE)
    desks.write(first, "summary_es", SPANISH)
    desks.save_draft(first)
    desks.write(second, "summary_fr", FRENCH)
    # Told at once who was there; a save stays a save, without any word of overwriting.
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(second.get_by_role("button", name="Editor Test saved a new version")).to_be_visible()
    desks.save_draft(second)
    expect(second.locator(".messages")).to_contain_text("Editor Test saved changes to it. Both were kept.")
    desks.open_tab(second, "es")
    expect(second.locator("#id_summary_es")).to_have_value(SPANISH)

    # The same text: the second is shown what the first wrote, and decides.
    desks.find(first, PAGE)
    desks.find(second, PAGE)
    desks.write(first, "summary_en", FIRST)
    desks.save_draft(first)
    desks.write(second, "summary_en", SECOND)
    desks.save_draft(second)
    expect(second.locator(".their-text").first).to_contain_text("first")
    expect(second.locator("#id_summary_en")).to_have_value(SECOND)
    desks.press(second, "publish", "all")
    for code, words in {"en": SECOND, "es": SPANISH, "fr": FRENCH}.items():
        expect(open_page(address(ADDRESS, code)).locator("main")).to_contain_text(words)
