"""An officer takes in a file of organizations, merges two that are one, and hides a member: the public site follows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenDesk, OpenPage

pytestmark = pytest.mark.browser

FILE = """external id;name;name in arabic;country;website;listing level
J-1;Demo Journey Justice Network;شبكة نموذج الرحلة للعدالة;Kenya;https://demo-journey.example.org;full
J-2;Demo Journey Justice Network Inc.;;Kenya;https://www.demo-journey.example.org/en;full
J-3;Demo Journey Weavers;;Nowhere Land;;full
J-4;Demo Journey Hidden House;;Kenya;;
"""


def found(open_page: OpenPage, words: str) -> Page:
    return open_page(f"/en/membership/directory/?q={words.replace(' ', '+')}")


def send(desk: Page) -> None:
    """Send the file, look at the columns that were guessed, and have it checked."""
    desk.goto("/admin/imports/")
    file = FilePayload(name="members.csv", mimeType="text/csv", buffer=FILE.encode("utf-8"))
    desk.locator("input[type=file]").set_input_files(file)
    desk.locator("[name=reason]").fill("The list of 2026")
    desk.get_by_role("button", name="Send the file").click()
    desk.get_by_role("button", name="Check the file").click()


def test_an_officer_imports_merges_and_hides(desk: OpenDesk, open_page: OpenPage) -> None:
    officer = desk("membership-officer")
    send(officer)

    # One row is refused with its reason, two rows of one name are asked about, nothing is in the register yet.
    expect(officer.locator("main")).to_contain_text("Nowhere Land")
    expect(found(open_page, "journey justice").locator("main")).not_to_contain_text("Demo Journey")
    officer.locator("form:has(button[value=new]) button[value=new]").first.click()
    officer.get_by_role("button", name="Take in all that waits").click()
    expect(found(open_page, "journey justice").locator("main")).to_contain_text(
        "Demo Journey Justice Network"
    )
    expect(found(open_page, "journey hidden").locator("main")).not_to_contain_text("Hidden House")

    # Both entries are one organization.
    officer.goto("/admin/duplicates/")
    officer.get_by_role("button", name="Compare the whole register again").click()
    officer.locator("main a:has-text('Demo Journey Justice Network Inc.')").first.click()
    numbers = re.findall(r"/duplicates/(\d+)/(\d+)/", officer.url)[0]
    officer.locator("[name=reason]").fill("The same office")
    officer.get_by_role("button", name="Merge: show what would happen").click()
    officer.get_by_role("button", name="Merge them").click()
    visitor = found(open_page, "journey justice")
    expect(visitor.locator("main a:has-text('Demo Journey Justice Network')")).to_have_count(1)

    # Both numbers lead to it, until somebody is in danger.
    answers = [visitor.request.get(f"/m/{number}/") for number in numbers]
    assert all(answer.ok for answer in answers)
    assert answers[0].url == answers[1].url
    kept = re.findall(r"/(\d+)/", answers[0].url)[0]
    officer.goto(f"/admin/organizations/{kept}/hide/")
    officer.locator("[name=reason]").fill("Threats")
    officer.locator("main form button.serious").click()
    officer.wait_for_url(lambda url: not url.endswith("/hide/"))
    for address in (answers[0].url, *(f"/m/{number}/" for number in numbers)):
        assert visitor.request.get(address).status == 404
    expect(found(open_page, "journey justice").locator("main")).not_to_contain_text("Demo Journey")
