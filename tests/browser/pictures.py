"""`make pictures`: the pictures of the guide for editors, taken anew from the screens as they are now.

No test: it is not collected by `make test`. Each story prepares what it shows through the real forms, then takes the
part that matters into docs/images/editors/NAME.png, with few colours so that a picture weighs little.
"""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pages.guide import PICTURES
from tests.browser import desks
from tests.browser.conftest import OpenDesk, OpenPage

pytestmark = pytest.mark.browser

COLOURS = 64
MARGIN = 12
LIGHTEST_WIDTH = 1000


def take(page: Page, name: str, *parts: Locator, until: int = 0) -> None:
    """Write a picture of the smallest rectangle around `parts`; until: no lower than this line of the screen."""
    page.evaluate("document.activeElement?.blur()")
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    boxes = [box for part in parts if (box := part.bounding_box())]
    assert boxes, f"nothing to be seen for {name}"
    size = page.viewport_size
    assert size is not None
    room = page.locator("main").first.bounding_box() or {"x": 0, "width": size["width"]}  # beside the menu
    start = max(room["x"], min(box["x"] for box in boxes) - MARGIN)
    top = max(0, min(box["y"] for box in boxes) - MARGIN)
    end = min(room["x"] + room["width"], max(box["x"] + box["width"] for box in boxes) + MARGIN)
    bottom = min(until or size["height"], max(box["y"] + box["height"] for box in boxes) + MARGIN)
    raw = page.screenshot(
        clip={"x": start, "y": top, "width": end - start, "height": bottom - top}, animations="disabled"
    )
    picture: Image.Image = Image.open(io.BytesIO(raw)).convert("RGB")
    picture.thumbnail((LIGHTEST_WIDTH, LIGHTEST_WIDTH))
    PICTURES.mkdir(parents=True, exist_ok=True)
    quiet = picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    quiet.save(PICTURES / f"{name}.png", optimize=True)


def open_menu(desk: Page) -> Locator:
    """Open the drop-up at the foot of the editor; gives what is to be seen of it."""
    desk.locator("footer .w-dropdown__toggle").click()
    menu = desk.locator("footer .w-dropdown__content")
    expect(menu).to_be_visible()
    return menu


def to_top(desk: Page) -> None:
    """Back from the target in the address, which the browser has scrolled to."""
    desk.evaluate("document.querySelectorAll('*').forEach((element) => { element.scrollTop = 0; })")


def main_part(desk: Page) -> Locator:
    return desk.locator("main")


def test_signing_in(open_page: OpenPage) -> None:
    page = open_page("/admin/login/", width=700)
    take(page, "sign-in", page.locator("form.login-form"), page.locator("h1").first)


def test_an_outdated_page(desk: OpenDesk) -> None:
    publisher = desk("publisher")
    desks.find(publisher, "Goals")
    desks.write(
        publisher, "summary_en", "The five goals of the Coalition, and where this site follows each of them."
    )
    desks.press(publisher, "publish", "en")
    take(publisher, "finding-a-page", main_part(publisher).locator("table"))
    desks.find(publisher, "Goals")
    take(publisher, "tabs", publisher.get_by_role("tablist"), publisher.locator("#id_title_en"), until=330)
    desks.open_tab(publisher, "fr")
    head = publisher.locator("[data-declaration=fr]")
    take(publisher, "what-changed", publisher.get_by_role("tablist"), head)
    publisher.set_viewport_size({"width": 1500, "height": 900})  # room for the two beside one another
    field = publisher.locator(".translation:has(#id_summary_fr)")
    field.evaluate("field => field.scrollIntoView({block: 'center'})")
    take(publisher, "beside-english", field)

    translator = desk("translator-ar", "ar")
    translator.goto("/admin/translations/?language=ar&state=outdated")
    translator.locator(".board__table tr", has_text="Goals").locator("a.state--outdated").click()
    expect(translator.locator("[data-declaration=ar]")).to_be_visible()
    to_top(translator)
    head = translator.locator("[data-declaration=ar]")
    take(translator, "arabic-tab", head, translator.locator(".translation:has(#id_summary_ar)"), until=790)

    publisher.set_viewport_size({"width": 1280, "height": 900})
    publisher.goto("/admin/translations/")
    take(publisher, "board", publisher.locator(".board"), until=760)
    publisher.goto("/admin/translations/export/")
    take(publisher, "send", publisher.locator(".exchange"), until=640)


def test_publishing(desk: OpenDesk) -> None:
    publisher = desk("publisher")
    desks.find(publisher, "Secretariat")
    desks.write(publisher, "summary_ar", "نموذج: ملخص جديد للأمانة.")
    desks.save_draft(publisher)
    menu = open_menu(publisher)
    take(publisher, "publish", menu, publisher.locator("footer .w-dropdown-button"))
    publisher.get_by_role("button", name="Toggle status").click()
    publisher.get_by_role("button", name="Set schedule").click()
    window = publisher.get_by_role("dialog", name="Set publishing schedule")
    take(
        publisher,
        "schedule",
        window.locator("[class*=dialog__content]").first,
        window.get_by_role("heading"),
        window.get_by_role("button", name="Save schedule"),
    )

    editor = desk("editor")
    desks.find(editor, "Secretariat")
    desks.press(editor, "submit", "ar")
    publisher = desk("publisher")
    publisher.goto("/admin/")
    take(publisher, "first-screen", main_part(publisher), until=800)
    desks.find(publisher, "Secretariat")
    menu = open_menu(publisher)
    take(publisher, "approve", menu, publisher.locator("footer .w-dropdown-button"))


def test_writing(desk: OpenDesk) -> None:
    editor = desk("editor")
    desks.find(editor, "Contact us")
    editor.get_by_role("button", name="Toggle preview").click()
    frame = editor.frame_locator("iframe[id$=preview-iframe]")
    expect(frame.locator("h1")).to_be_visible()
    take(editor, "preview", editor.get_by_role("tablist"), editor.locator(".form-side"), until=700)

    first, second = desk("editor"), desk("publisher")
    for person, words in (
        (first, "Whom to write to, in four languages."),
        (second, "Where to write, and to whom."),
    ):
        desks.find(person, "Contact us")
        person.locator("#id_summary_en").fill(words)
    desks.save_draft(first)
    desks.save_draft(second)
    told = second.locator(".their-text")
    told.scroll_into_view_if_needed()
    take(
        second,
        "two-people",
        second.locator("#id_summary_en"),
        told.locator("xpath=ancestor::*[contains(@class,'error')][1]"),
    )


def test_figure(desk: OpenDesk) -> None:
    editor = desk("editor")
    desks.find(editor, "Steering Committee")
    editor.locator(".public-DraftEditor-content:visible").first.click()
    editor.keyboard.press("Control+End")
    editor.keyboard.type(" /figure")
    editor.locator(".w-combobox__option, [role=option]").first.wait_for()
    editor.keyboard.press("Enter")
    window = editor.locator(".figure-window")
    expect(window.locator("select").first).to_be_focused()
    take(editor, "figure", window)


def test_other_forms(desk: OpenDesk) -> None:
    administrator = desk("administrator")
    administrator.set_viewport_size({"width": 1100, "height": 1100})
    administrator.goto("/admin/images/add/")
    title, described = (administrator.locator(f"#id_{name}") for name in ("title", "alt_text_en"))
    take(administrator, "picture", title, described)
    administrator.goto("/admin/settings/pages/sitenotice/")
    facts = administrator.get_by_role("tab", name="Facts for all languages")
    facts.click()
    take(administrator, "notice", facts, administrator.locator("[role=tabpanel]:visible"), until=1010)
    desks.find(administrator, "Demo: an internship")
    facts.click()
    to_top(administrator)
    take(administrator, "vacancy", facts, administrator.locator("[role=tabpanel]:visible"), until=1010)
