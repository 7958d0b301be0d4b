"""People of the Secretariat at their desks: the deeds that several journeys do, through the real forms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Page, expect

from cicc_site import languages


@dataclass
class Person:
    """Somebody of the staff, with a browser of their own. menus: the language they have chosen, if any yet."""

    name: str
    context: BrowserContext
    menus: str = ""


def sit_down(person: Person, page: Page, password: str, menus: str) -> None:
    """Come in as somebody, who signs in the first time, and choose the language of the menus."""
    if not person.menus:
        sign_in(page, person.name, password)
    else:
        # What was folded up or left open at the last visit is forgotten.
        page.goto("/robots.txt")
        page.evaluate("localStorage.clear()")
    if person.menus != menus:
        choose_menus(page, person.name, menus)
        person.menus = menus


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("form.login-form button[type=submit]").click()
    page.wait_for_url("**/admin/")


def choose_menus(page: Page, name: str, menus: str) -> None:
    page.goto("/admin/account/")
    page.locator("select[name$=preferred_language]").select_option(menus)
    words = {"first_name": name.title(), "last_name": "Test", "email": f"{name}@example.org"}
    for field, text in words.items():
        page.locator(f"input[name$={field}]").fill(text)
    with page.expect_navigation():
        page.locator("form:has(select[name$=preferred_language]) button[type=submit]").last.click()
    expect(page.locator("html")).to_have_attribute("dir", languages.by_code(menus).direction)


def find(desk: Page, title: str) -> None:
    """Look for a page by its English title and open it in the editor."""
    desk.goto(f"/admin/pages/search/?{urlencode({'q': title})}")
    desk.locator("a[href$='/edit/']").get_by_text(title, exact=True).first.click()
    expect(desk.locator("footer .action-save")).to_be_visible()


def open_tab(desk: Page, language: str) -> None:
    desk.locator(f"[role=tab]:has([data-language-tab={language}])").click()
    expect(desk.locator(f"#id_title_{language}")).to_be_visible()


def write(desk: Page, field: str, words: str) -> None:
    """Fill a field in; its name ends with the language."""
    open_tab(desk, field.rpartition("_")[2])
    desk.locator(f"#id_{field}").fill(words)


def press(desk: Page, act: str, which: str) -> None:
    """Press a button of the drop-up at the foot of the editor. act: publish, submit, add-to-review; which: a language
    or "all"."""
    name = act if act.startswith("add") else f"action-{act}"
    desk.locator("footer .w-dropdown__toggle").click()
    with desk.expect_navigation():
        desk.locator(f"footer button[name={name}][value={which}]").click()


def save_draft(desk: Page) -> None:
    with desk.expect_navigation():
        desk.locator("footer button.action-save").click()


def schedule(desk: Page, moment: dt.datetime) -> None:
    """Set the time from which what is published next shall be public."""
    desk.get_by_role("button", name="Toggle status").click()
    desk.get_by_role("button", name="Set schedule").click()
    window = desk.get_by_role("dialog", name="Set publishing schedule")
    window.get_by_label("Go live date/time").fill(moment.strftime("%Y-%m-%d %H:%M"))
    with desk.expect_navigation():
        # With the keyboard: the calendar that has opened lies over the button.
        window.get_by_role("button", name="Save schedule").press("Enter")
