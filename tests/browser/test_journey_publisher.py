"""A publisher sees what waits, approves Arabic alone, schedules French, publishes all; readers get exactly that."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desks
from tests.browser.clock import let_the_moment_come
from tests.browser.conftest import Address, OpenDesk, OpenPage

pytestmark = pytest.mark.browser

COMMITTEE = "/en/about-the-coalition/steering-committee/"
WORDS = {
    "en": "Demonstration: an English draft.",
    "fr": "Exemple : une phrase pour demain.",
    "ar": "نموذج: جملة تنتظر الموافقة.",
}


def shown(reader: Page, text: str) -> None:
    reader.reload()
    expect(reader.locator("main")).to_contain_text(text)


def hidden(reader: Page, text: str) -> None:
    reader.reload()
    expect(reader.locator("main")).not_to_contain_text(text)


def test_a_publisher_approves_schedules_and_publishes(
    desk: OpenDesk, open_page: OpenPage, address: Address
) -> None:
    readers = {code: open_page(address(COMMITTEE, code)) for code in WORDS}
    editor = desk("editor")
    desks.find(editor, "Steering Committee")
    for code in ("en", "ar"):
        desks.write(editor, f"summary_{code}", WORDS[code])
    desks.press(editor, "submit", "ar")

    # The first screen says what waits; one press approves Arabic, and English stays a draft.
    publisher = desk("publisher")
    publisher.goto("/admin/")
    waiting = publisher.get_by_role("region", name="Awaiting your review")
    waiting.get_by_role("link", name="Steering Committee").click()
    publisher.locator("footer .w-dropdown__toggle").click()
    with publisher.expect_navigation():
        publisher.get_by_role("button", name="Approve: العربية").click()
    shown(readers["ar"], WORDS["ar"])
    hidden(readers["en"], WORDS["en"])

    # French for tomorrow: nothing changes until the moment has come.
    desks.find(publisher, "Steering Committee")
    desks.write(publisher, "summary_fr", WORDS["fr"])
    desks.schedule(publisher, dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=1))
    desks.press(publisher, "publish", "fr")
    hidden(readers["fr"], WORDS["fr"])
    let_the_moment_come()
    shown(readers["fr"], WORDS["fr"])
    hidden(readers["en"], WORDS["en"])

    # Everything that is left, at once. The Spanish has not been looked at since: its reader is told so.
    desks.find(publisher, "Steering Committee")
    desks.press(publisher, "publish", "all")
    for code, reader in readers.items():
        shown(reader, WORDS[code])
    expect(open_page(address(COMMITTEE, "es")).locator(".notice")).to_contain_text("inglés")
    expect(readers["ar"].locator(".notice")).to_have_count(0)
