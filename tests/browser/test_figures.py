"""An editor puts a figure of the registers into a text, with the keyboard and with the mouse; a reader finds it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Address, OpenDesk, OpenPage
from tests.browser.test_editor import RELEASE, edit, publish

pytestmark = pytest.mark.browser

STATES = re.compile(r"\b\d+ States Parties\b")


def text_field(desk: Page, language: str) -> Page:
    """Put the cursor at the end of the first text of the body in a language."""
    desk.locator(f"[data-language-tab={language}]").click()
    desk.locator(".public-DraftEditor-content:visible").first.click()
    desk.mouse.move(0, 0)  # a list that opens below the pointer and closes under it has no entry chosen
    desk.keyboard.press("Control+End")
    return desk


@pytest.mark.parametrize(("menus", "command"), [("ar", "/السجلات")])
def test_an_editor_inserts_a_figure_and_changes_it(
    open_page: OpenPage, desk: OpenDesk, address: Address, menus: str, command: str
) -> None:
    editor = desk("admin", menus)
    edit(editor)

    # With the keyboard alone: the command, the list, Enter.
    text_field(editor, "en")
    editor.keyboard.type(f" At present there are {command}")
    # The list narrows with the typing: Enter takes what stands first by then.
    first = editor.locator(".w-combobox__option:visible").first
    expect(first).to_have_text(re.compile("registers|السجلات"))
    expect(first).to_have_attribute("aria-selected", "true")
    editor.keyboard.press("Enter")
    window = editor.locator(".figure-window")
    expect(window.locator("select").first).to_be_focused()
    editor.keyboard.press("ArrowDown")
    editor.keyboard.press("ArrowUp")
    editor.keyboard.press("Enter")
    expect(window).to_have_count(0)
    # The window gives the cursor back to the text one turn of the browser after it has gone.
    expect(editor.locator(".public-DraftEditor-content:visible").first).to_be_focused()
    editor.keyboard.type(" in all.")
    chip = editor.locator(".figure-chip:visible").last
    expect(chip).to_have_text(STATES)

    # Escape leaves the text as it was.
    chip.click()
    expect(window.locator("select").first).to_be_focused()
    editor.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(chip).to_have_text(STATES)

    # With the mouse, in the Arabic text: another form of the figure.
    text_field(editor, "ar")
    editor.keyboard.type(f" {command}")
    first = editor.locator(".w-combobox__option:visible").first
    expect(first).to_have_text(re.compile("registers|السجلات"))
    first.click()
    window.locator("select").last.select_option("dated")
    window.locator("button").first.click()
    expect(editor.locator(".figure-chip:visible").last).to_contain_text("دول")

    # The editor hands its text to the form a moment later.
    expect(editor.locator("input[name=body_ar-0-value]")).to_have_value(re.compile('"dated"'))
    publish(editor, RELEASE, address(RELEASE, "ar"))
    english = open_page(RELEASE)
    expect(english.locator("data", has_text=STATES).last).to_have_attribute("value", re.compile(r"\d+"))
    expect(english.locator("main")).to_contain_text(
        re.compile(r"At present there are \d+ States Parties in all\.")
    )
    arabic = open_page(address(RELEASE, "ar"))
    expect(arabic.locator("bdi:has(data) time").last).to_have_attribute("datetime", "2026-10-02")
