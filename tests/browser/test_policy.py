"""Nothing of the site or of its admin runs against its own policy, and all of it works: a real browser says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenDesk, OpenPage

pytestmark = pytest.mark.browser

PUBLIC = ["/en/", "/ar/", "/en/search/?q=court", "/en/membership/application/", "/en/no-such-page/"]
STAFF = [
    "/admin/",
    "/admin/pages/",
    "/admin/users/",
    "/admin/images/multiple/add/",
    "/admin/applications/",
    "/admin/translations/",
    "/admin/reports/security/",
    "/admin/snippets/members/organization/add/",
]


def refusals_of(page: Page) -> list[str]:
    """What the browser refuses from now on, with the address it happened at."""
    found: list[str] = []
    page.on(
        "console",
        lambda message: (
            found.append(f"{page.url}: {message.text}") if "Content Security Policy" in message.text else None
        ),
    )
    return found


def test_no_public_page_is_refused_anything(open_page: OpenPage) -> None:
    page = open_page("/en/")
    found = refusals_of(page)
    for address in PUBLIC:
        page.goto(address)
    assert found == []


def test_no_screen_of_the_admin_is_refused_anything(desk: OpenDesk) -> None:
    page = desk("administrator")
    found = refusals_of(page)
    for address in STAFF:
        page.goto(address)
    assert found == []


def test_editor_preview_calendar_rows_and_choosers_work(desk: OpenDesk) -> None:
    page = desk("administrator")
    found = refusals_of(page)
    page.goto("/admin/pages/")
    page.locator("a[href$='/edit/']").first.click()
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("[data-side-panel=preview] iframe").first
    expect(preview.locator("main")).to_be_visible()
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.get_by_label("Go live date/time").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.goto("/admin/workflows/add/")
    page.locator("button[data-chooser-action-choose]:visible").first.click()
    expect(page.locator(".modal-body")).to_be_visible()
    assert found == []
