"""The second step in a real browser: set up without scripts, signed in with a passkey, and readable on a phone."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect

from cicc_site import languages
from tests.browser.conftest import PASSWORD, OpenPage
from tests.second_step import app_code

pytestmark = pytest.mark.browser

OWN_PASSWORD = "a long test password"
_numbers = itertools.count(1)


def give(page: Page, name: str, password: str) -> None:
    """The first step."""
    page.goto("/admin/login/")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.locator("form.login-form button[type=submit]").click()


def colleague(open_page: OpenPage) -> str:
    """An account that the administrator makes in the admin; gives its name."""
    name = f"colleague{next(_numbers)}"
    page = open_page("/admin/login/")
    give(page, "admin", PASSWORD.read_text(encoding="utf-8").strip())
    # A busy machine signs in slowly.
    page.wait_for_url(lambda url: not url.rstrip("/").endswith("login"), wait_until="commit")
    page.goto("/admin/users/new/")
    for field, words in {
        "username": name,
        "email": f"{name}@example.org",
        "first_name": "Chen",
        "last_name": "Li",
        "password1": OWN_PASSWORD,
        "password2": OWN_PASSWORD,
    }.items():
        page.locator(f"#id_{field}").fill(words)
    page.locator("#id_is_superuser").evaluate("box => box.click()")
    page.locator("form[action$='/users/new/'] button[type=submit]").last.evaluate("button => button.click()")
    page.wait_for_url("**/admin/users/")
    return name


def press(page: Page) -> None:
    page.locator(".form-actions button").first.click()


def set_up_app(page: Page) -> tuple[str, list[str]]:
    """Set up an app on the page of the second step; gives its secret and the recovery codes."""
    page.goto("/admin/account/second-step/app/")
    secret = page.locator(".sign-in__key").inner_text().strip()
    page.locator("input[name=code]").fill(app_code(secret))
    press(page)
    page.wait_for_url("**/second-step/codes/")
    return secret, page.locator(".sign-in__codes code").all_inner_texts()


def virtual_passkey(page: Page) -> None:
    """A device that answers for a finger."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_everything_but_passkeys_works_without_scripts(open_page: OpenPage) -> None:
    name = colleague(open_page)
    page = open_page("/admin/login/", scripts=False)
    give(page, name, OWN_PASSWORD)
    _secret, codes = set_up_app(page)
    assert len(codes) == 10
    with page.expect_download() as download:
        page.locator("a[download]").click()
    kept = download.value.path().read_text(encoding="utf-8")
    assert all(code in kept for code in codes)

    again = open_page("/admin/login/", scripts=False)
    give(again, name, OWN_PASSWORD)
    again.wait_for_url("**/login/second-step/")
    again.locator("input[name=code]").fill(codes[0])
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/admin/")

    again.goto("/admin/account/second-step/passkey/")
    expect(again.locator("[data-passkey-unavailable]")).to_be_visible()
    expect(again.locator("[data-passkey-button]")).to_be_hidden()


def test_a_passkey_is_added_signs_in_and_confirms(open_page: OpenPage) -> None:
    name = colleague(open_page)
    page = open_page("/admin/login/")
    virtual_passkey(page)
    give(page, name, OWN_PASSWORD)
    page.goto("/admin/account/second-step/passkey/")
    page.locator("input[name=name]").fill("My phone")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/second-step/codes/")
    page.goto("/admin/account/second-step/")
    expect(page.locator("main")).to_contain_text("My phone")

    page.context.clear_cookies()
    give(page, name, OWN_PASSWORD)
    page.wait_for_url("**/login/second-step/")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/admin/")

    page.goto("/admin/account/confirm/passkey/?next=/admin/account/second-step/")
    page.locator("[data-passkey-button]").click()
    page.wait_for_url("**/admin/account/second-step/")


@pytest.mark.parametrize("language", ["ar"])
def test_the_pages_fit_a_phone_in_the_direction_of_their_language(open_page: OpenPage, language: str) -> None:
    name = colleague(open_page)
    page = open_page("/admin/login/", width=360)
    virtual_passkey(page)
    give(page, name, OWN_PASSWORD)
    page.goto("/admin/account/")
    page.locator("select[name$=preferred_language]").select_option(language)
    page.locator("form:has(select[name$=preferred_language]) button[type=submit]").last.click()
    direction = languages.by_code(language).direction
    expect(page.locator("html")).to_have_attribute("dir", direction)
    set_up_app(page)
    for address in (
        "/admin/account/second-step/",
        "/admin/account/second-step/codes/",
        "/admin/account/second-step/passkey/",
        "/admin/account/confirm/",
        "/admin/account/confirm/code/",
    ):
        page.goto(address)
        fits(page, direction)
    page.context.clear_cookies()
    give(page, name, OWN_PASSWORD)
    page.wait_for_url("**/login/second-step/")
    fits(page, direction)


def fits(page: Page, direction: str) -> None:
    expect(page.locator("html")).to_have_attribute("dir", direction)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url
