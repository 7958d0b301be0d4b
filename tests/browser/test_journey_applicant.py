"""From the first question to the directory: an organization applies on a telephone, leaves, comes back by its mail,
answers a request, is approved, and is then as visible as it asked to be."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inside
from tests.browser.conftest import OpenDesk, OpenPage, read
from tests.browser.test_visitor import sideways

pytestmark = pytest.mark.browser

# The newest letter of an application, with its link as the reader of the mail finds it.
LINK = (
    "from members.models import OutboxMessage; from members import outbox;"
    "message = OutboxMessage.objects.filter(to='{email}').latest('pk');"
    "print(outbox.revealed(message)['link'])"
)
ORGANIZATION = {
    "legal_name": "{name}",
    "year_founded": "2004",
    "postal_address": "1 Example Street\nExample Town",
    "general_email": "office@example.org",
}
PEOPLE = {
    "head_name": "Demo Head",
    "main_name": "Demo Contact",
    "main_phone": "+254 20 2012345",
    "submitter_name": "Demo Contact",
    "submitter_role": "Secretary",
}
WORK = {
    "mission": "Justice for all.",
    "justice_work": "We stand by victims.",
    "contribution": "Translations.",
    "funding": "Fees of members.",
    "reference_1_name": "Demo Network",
    "reference_1_contact": "network@example.org",
}
NAMES = {"ar": "شبكة نموذج لرحلة الطلب"}
BOXES = ("ratification", "integrity", "fair-court", "own-name", "no-position", "national-coalitions", "data")


@pytest.mark.parametrize("language", ["ar"])
def test_an_organization_applies_and_becomes_a_member(
    language: str, open_page: OpenPage, desk: OpenDesk
) -> None:
    name, email = NAMES[language], f"journey-{language}@example.org"
    first = begin(open_page, language, email)
    expect(first.locator("h1")).to_be_visible()
    fill(first, {"legal_name": name})
    press(first, "leave")
    assert first.context.cookies() == []

    # Another device, with nothing but the letter.
    page = open_page(newest_link(email), width=360)
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("main a.button").first.click()
    expect(page.locator("[name=legal_name]")).to_have_value(name)
    fill_in(page, language, name)
    page.locator("main form[action$='/check/'] button.button, main form button.button").last.click()
    page.wait_for_url("**/receipt/")
    reference = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page.locator("main").inner_text())[0]
    # Only a link that came by mail confirms.
    own = newest_link(email)
    page.goto(own)
    with page.expect_navigation():
        page.locator("form[action$='/confirm/'] button").first.click()

    officer = desk("membership-officer", language)
    application = find(officer, reference, name)
    do(officer, application, "take-up")
    do(officer, application, "ask", "Please name your statutes.")

    page.goto(own)
    expect(page.locator("main")).to_contain_text("Please name your statutes.")
    page.goto(f"{own}answer/")
    page.locator("main form textarea").first.fill("They are those of 2004.")
    page.locator("main form:has(textarea) button[type=submit]").last.click()
    page.goto(own)
    expect(page.locator("main")).to_contain_text("They are those of 2004.")
    assert not sideways(page)

    officer.goto(application)
    expect(officer.locator("main")).to_contain_text("They are those of 2004.")
    do(officer, application, "make-ready")
    officer.goto(f"{application}do/approve/")
    officer.locator("[name=entry][value=new]").check()
    officer.locator("form:has([name=seen]) button[type=submit]").last.click()
    officer.wait_for_url(lambda url: "/do/" not in url)

    page.goto(own)
    # "Name and country" was the wish: found by name, without anything else of the entry.
    listed = by_name(open_page, language, name)
    expect(listed.locator("main")).to_contain_text(name)
    listed.locator("main a[href$='/']", has_text=name).last.click()
    expect(listed.locator("h1")).to_contain_text(name)
    expect(listed.locator("main")).not_to_contain_text("2004")
    assert not sideways(listed)


def newest_link(email: str) -> str:
    return urlsplit(inside.run(LINK.format(email=email))).path


def begin(open_page: OpenPage, language: str, email: str) -> Page:
    page = open_page("/en/membership/apply/", width=360)
    page.goto(in_language(page, language))
    page.locator("[name=kind][value=organization]").check()
    for question in ("independent", "non_profit", "principles"):
        page.locator(f"[name={question}][value=yes]").check()
    page.locator("[name=member][value=no]").check()
    page.locator("[name=email]").fill(email)
    read(page)
    page.locator("main button[name=begin]").last.click()
    page.wait_for_url("**/step/organization/")
    return page


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def press(page: Page, then: str) -> None:
    with page.expect_navigation():
        page.locator(f"button[name=then][value={then}]").click()


def fill_in(page: Page, language: str, name: str) -> None:
    """Steps two to five, to the page that shows all answers."""
    fill(page, {key: value.format(name=name) for key, value in ORGANIZATION.items()})
    fill(page, {f"name_{language}": name})
    page.locator("[name=country]").select_option("KEN")
    page.locator("[name=type]").select_option("human-rights")
    page.locator("[name=scope][value=national]").check()
    page.locator("[name=registered][value=unsafe]").check()
    press(page, "next")
    fill(page, PEOPLE)
    page.locator(f"[name=main_language][value={language}]").check()
    page.locator("[name=authority]").check()
    press(page, "next")
    fill(page, WORK)
    page.locator("[name=issues]").first.check()
    page.locator("[name=government_share][value=none]").check()
    press(page, "next")
    for box in BOXES:
        page.locator(f"[name={box}]").check()
    page.locator("[name=listing][value=name_and_country]").check()
    press(page, "next")
    page.wait_for_url("**/check/")
    assert not sideways(page)


def find(officer: Page, reference: str, name: str) -> str:
    """Look for an application in the queue by its reference; returns the address of its page."""
    officer.goto(f"/admin/applications/?q={reference}")
    row = officer.locator("main a", has_text=name).first
    expect(row).to_be_visible()
    row.click()
    officer.wait_for_url(re.compile(r"/applications/\d+/"))
    return re.sub(r"(/applications/\d+/).*", r"\1", officer.url)


def do(officer: Page, application: str, action: str, words: str = "") -> None:
    officer.goto(f"{application}do/{action}/")
    if words:
        officer.locator("[name=reason]").fill(words)
    officer.locator("form:has([name=seen]) button[type=submit]").last.click()
    officer.wait_for_url(lambda url: "/do/" not in url)


def by_name(open_page: OpenPage, language: str, name: str) -> Page:
    page = open_page("/en/membership/directory/", width=360)
    page.goto(f"{in_language(page, language)}?q={name}")
    return page


def in_language(page: Page, language: str) -> str:
    """Where the page can be read in another language."""
    found = page.locator(f"link[rel=alternate][hreflang={language}]").first.get_attribute("href")
    return urlsplit(found or "").path
