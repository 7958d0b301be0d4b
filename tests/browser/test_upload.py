"""Attaching files in a browser: progress, errors, a lost connection, cancelling; all of it without a script as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import inside
from tests.browser.axe import broken_rules
from tests.browser.conftest import OpenPage
from tests.browser.test_visitor import sideways
from tests.factories import uploads

pytestmark = pytest.mark.browser

BEGIN = (
    "from members.workflow import applications as verbs;"
    "print(verbs.begin(language='en', email='beatriz@example.org')[1])"
)


@pytest.fixture
def place(site: str) -> str:
    """The page of files of a draft of its own."""
    return f"/membership/application/{inside.run(BEGIN)}/files/"


def choose(page: Page, label: str, name: str, data: bytes) -> None:
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.get_by_label(label, exact=True).set_input_files(file)


def test_a_file_is_sent_as_it_is_chosen(open_page: OpenPage, place: str, tmp_path: Path) -> None:
    page = open_page(f"/en{place}", width=360)
    choose(page, "Statutes", "statutes.pdf", uploads.pdf())
    status = page.locator("[data-upload-status]")
    expect(status).to_contain_text("statutes.pdf is attached.")
    expect(status).to_be_focused()
    choose(page, "Logo", "logo.png", b"<svg>")
    expect(page.locator("#attach-logo-problem")).to_contain_text("no PDF, JPEG, PNG or DOCX")
    expect(page.get_by_label("Logo", exact=True)).to_be_focused()
    assert not sideways(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="statutes.pdf").click()
    download.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == uploads.pdf()


def test_what_is_too_large_is_not_sent_at_all(open_page: OpenPage, place: str) -> None:
    page = open_page(f"/en{place}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    choose(page, "Statutes", "long.pdf", b"%PDF-" + b"x" * 3_000_000)
    expect(page.locator("[data-upload-progress]")).to_contain_text("larger than 2 MB")
    assert "POST" not in sent


def test_a_lost_connection_is_tried_again_and_attaches_once(open_page: OpenPage, place: str) -> None:
    page = open_page(f"/en{place}")
    page.context.set_offline(True)
    choose(page, "Statutes", "statutes.pdf", uploads.pdf())
    expect(page.locator("[data-upload-progress]")).to_contain_text("the connection was lost")
    page.context.set_offline(False)
    expect(page.locator("[data-upload-status]")).to_contain_text("is attached.")
    choose(page, "Statutes", "statutes.pdf", uploads.pdf())
    expect(page.locator("[data-upload-progress]")).to_be_hidden()
    assert page.locator(".attachments__file").count() == 1


def test_sending_can_be_cancelled_and_taken_up_again(open_page: OpenPage, place: str) -> None:
    page = open_page(f"/en{place}")
    page.context.set_offline(True)
    choose(page, "Statutes", "statutes.pdf", uploads.pdf())
    expect(page.locator("[data-upload-progress]")).to_contain_text("the connection was lost")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-upload-progress]")).to_contain_text("was not sent")
    page.context.set_offline(False)
    page.wait_for_timeout(2_500)
    assert page.locator(".attachments__file").count() == 0
    page.get_by_role("button", name="Try again now").click()
    expect(page.locator("[data-upload-status]")).to_contain_text("is attached.")


def test_without_a_script_the_form_does_it(open_page: OpenPage, place: str) -> None:
    page = open_page(f"/en{place}", scripts=False)
    choose(page, "Statutes", "statutes.pdf", uploads.pdf())
    choose(page, "Logo", "logo.png", uploads.picture("PNG"))
    page.get_by_role("button", name="Attach the chosen files").click()
    expect(page.locator(".attachments__file")).to_have_count(2)
    page.get_by_role("button", name="Remove logo.png").click()
    expect(page.locator(".attachments__file")).to_have_count(1)
    page.get_by_role("button", name="Attach the chosen files").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file first.")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_everybody_can_use_it(open_page: OpenPage, place: str, language: str) -> None:
    page = open_page(f"/{language}{place}")
    file: Any = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    good: Any = {**file, "buffer": uploads.pdf()}
    page.locator("#attach-report").set_input_files(file)
    expect(page.locator("#attach-report-problem")).to_be_visible()
    page.locator("#attach-statutes").set_input_files(good)
    expect(page.locator(".attachments__file")).to_have_count(1)
    assert broken_rules(page) == ""
