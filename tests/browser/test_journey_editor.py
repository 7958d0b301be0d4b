"""An editor writes a Court update in English, looks at it, and asks for a review; no reader sees it yet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import desks
from tests.browser.conftest import OpenDesk, OpenPage

pytestmark = pytest.mark.browser

TITLE = "Demonstration: a hearing is announced"
SUMMARY = "An invented update that shows the way of an editor."


def test_an_editor_writes_looks_and_asks_for_a_review(desk: OpenDesk, open_page: OpenPage) -> None:
    editor = desk("editor")
    editor.goto("/admin/")
    editor.get_by_role("link", name="Add: Court update").click()
    desks.write(editor, "title_en", TITLE)
    desks.write(editor, "summary_en", SUMMARY)
    expect(editor.get_by_text("Minor edit")).to_have_count(0)
    editor.get_by_role("tab", name="Facts for all languages").click()
    editor.locator("#id_date").fill("2026-11-20")
    editor.locator("#id_is_demo").check()
    # The fields that translators answer stand in their tabs and nowhere else.
    expect(editor.locator("[name=declaration_ar]")).to_have_count(1)

    desks.open_tab(editor, "en")
    editor.get_by_role("button", name="Toggle preview").click()
    preview = editor.frame_locator("iframe[id$=preview-iframe]")
    expect(preview.locator("h1")).to_have_text(TITLE)
    expect(preview.locator("main")).to_contain_text(SUMMARY)

    desks.press(editor, "submit", "en")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")
    desks.find(editor, TITLE)
    address = editor.locator("#id_slug").input_value()

    reader = open_page("/en/about-the-court/updates/")
    expect(reader.locator("main")).not_to_contain_text(TITLE)
    answer = reader.goto(f"/en/about-the-court/updates/{address}/")
    assert answer is not None
    assert answer.status == 404
    # An editor asks; to publish is for others.
    assert editor.locator("button[name=action-publish]").count() == 0
