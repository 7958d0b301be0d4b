"""Every field of every step against texts that programs choke on: refused with a reason, or kept unaltered."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from members.applications import sending, steps, typed
from members.applications.abuse import Purpose
from members.applications.forms_eligibility import EligibilityForm
from tests import hostile
from tests.factories import application_form as form
from tests.factories import application_sending as browser
from tests.factories import applications as make

pytestmark = pytest.mark.django_db

FREE = ("text", "area")


def free_fields(code: str) -> list[str]:
    fields: dict[str, Any] = steps.FORMS[code].base_fields
    return [name for name, field in fields.items() if field.kind in FREE]


def post(client: Client, address: str, values: dict[str, Any]) -> Any:
    """Send a form as a program may: half characters and all."""
    body = urlencode(values, doseq=True, errors="surrogatepass")
    return client.post(address, body, content_type="application/x-www-form-urlencoded")


def received(text: str) -> str:
    """What arrives of a text: bytes that are no UTF-8 are replaced before anything of ours sees them."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def shown_again(page: str, name: str, text: str) -> bool:
    """Whether the page has the text in its field, letter for letter."""
    wanted = typed.clean(text)
    area = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    line = re.search(rf'<input[^>]*name="{name}" value="([^"]*)"', page)
    found = area[1] if area else line[1] if line else None
    return found is not None and html.unescape(found) == wanted


@pytest.mark.parametrize("kind", hostile.LIST)
def test_every_free_field_at_once(client: Client, kind: str) -> None:
    text = hostile.LIST[kind]
    application, link = make.begun()
    for code in steps.CODES:
        names = free_fields(code)
        values = {**form.typed()[code], **dict.fromkeys(names, text)}
        address = browser.address(link, f"step/{code}/")
        answer = post(client, address, {**values, "form_token": browser.token(Purpose.SAVE), "then": "next"})
        page = answer.content.decode()
        assert answer.status_code in {200, 303, 413}, (code, answer.status_code)
        if answer.status_code == 413:
            assert 'role="alert"' in page
            continue
        if not names:
            continue
        again = client.get(browser.address(link, f"step/{code}/")).content.decode()
        stored = browser.kept(application, code)
        for name in names:
            decoded = received(text)
            assert stored[name] == typed.clean(decoded), (code, name)
            assert shown_again(again, name, decoded), (code, name)
            if answer.status_code == 200:
                assert shown_again(page, name, decoded), (code, name)
        assert "alert(1)</script>" not in again.replace("&lt;", "<x") or "<script>alert" not in again
    assert client.get(browser.address(link, "check/")).status_code == 200


@pytest.mark.parametrize("kind", hostile.LIST)
@pytest.mark.parametrize("code", steps.CODES)
def test_a_single_hostile_answer_is_refused_with_a_reason_or_passes(code: str, kind: str) -> None:
    """Half characters as well, which no address of ours can receive but a program of ours might pass on."""
    text = typed.clean(hostile.LIST[kind])
    complete, lists = form.typed(), form.lists()
    for name, asked in steps.FORMS[code].base_fields.items():
        value: Any = [text] if asked.several else text  # type: ignore[attr-defined]
        values = {**complete, code: {**complete[code], name: value}}
        found = sending.forms_of(values, lists, checked=True, only=(code,))[code]
        for problem in [str(words) for texts in found.errors.values() for words in texts]:
            assert problem.strip()
            assert len(problem) < 400
        question = found.asked(name)
        _drawn = (question.answer, question.options, question.described_by)
        if typed.UNREADABLE in text or "\u202e" in text:
            assert name in found.errors or question.kind == "box", (code, name)


@pytest.mark.content
@pytest.mark.parametrize("kind", hostile.LIST)
def test_the_first_step(client: Client, kind: str) -> None:
    text = hostile.LIST[kind]
    for name, field in EligibilityForm.base_fields.items():
        values = {**form.FIRST_STEP, name: text, "form_token": browser.token(Purpose.START)}
        answer = post(client, "/ar/membership/application/begin/", values)
        assert answer.status_code in {200, 303, 413, 429}, (name, answer.status_code)
        if answer.status_code == 200 and field.kind in FREE:  # type: ignore[attr-defined]
            assert shown_again(answer.content.decode(), name, received(text)), name
    sent = {"organization": text, "form_token": browser.token(Purpose.START)}
    assert post(client, "/ar/membership/application/look-up/", sent).status_code == 200


def test_other_encodings_and_files_in_place_of_answers(client: Client) -> None:
    _application, link = make.begun()
    address = browser.address(link, "step/people/")
    token = browser.token(Purpose.SAVE)
    utf7 = f"form_token={token}&head_name=%2B2AA-".encode()
    for content_type in (
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded; charset=no-such",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/plain",
    ):
        answer = client.generic("POST", address, utf7, content_type)
        assert answer.status_code < 500, content_type
