"""The first page, the look-up, the address of the link, a megabyte of text, other alphabets: never a fault of ours."""

from __future__ import annotations

import re
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from members import rate_limits
from members.applications import steps
from members.applications.abuse import Purpose
from members.applications.chain import Actor
from members.applications.forms_eligibility import EligibilityForm
from members.applications.states import State
from members.models import Application, OutboxMessage
from members.workflow import applications as verbs
from tests import hostile
from tests.applying import opened
from tests.factories import application_form as form
from tests.factories import application_sending as browser
from tests.factories import applications as make
from tests.hostile import reading
from tests.hostile.posting import arrived, post
from tests.hostile.spreading import IS_FULL, Findings, spread

pytestmark = pytest.mark.django_db

ROOT = "/ar/membership/application/"
HUGE = hostile.texts("huge")
TEXTS = {name: text for name, text in hostile.texts().items() if name not in HUGE}
SOME = list(TEXTS) if IS_FULL else list(TEXTS)[::8]
# Whatever goes out goes to one plain address.
ADDRESS = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    settings.APPLICATION_LIMIT = 0


@pytest.mark.content
def test_the_first_step(client: Client) -> None:
    findings, address = Findings(), f"{ROOT}begin/"
    token = browser.token(Purpose.START)
    free = ("organization", "email")
    closed = [name for name in EligibilityForm.base_fields if name not in free]
    wrong = {
        **form.FIRST_STEP,
        **dict.fromkeys(free, "¤" * 400),
        **dict.fromkeys(closed, "¤"),
        "form_token": token,
    }
    honest = reading.Honest(
        *(
            post(client, address, values).content.decode()
            for values in (wrong, {}, {**form.FIRST_STEP, "email": ""})
        )
    )
    forms = [*spread(SOME, free, 1), *spread(SOME, closed, 1)]
    for bad in forms:
        values = {
            **form.FIRST_STEP,
            **{field: TEXTS[name] for field, name in bad.items()},
            "form_token": token,
        }
        answer = post(client, address, values)
        told = " / ".join(f"{field}: {name}" for field, name in bad.items())
        findings.check(answer.status_code in {200, 303}, answer.status_code, told)
        if answer.status_code != 200:
            findings.check(set(bad) & set(free), "begun with an answer that is none", told)
            continue
        page = answer.content.decode()
        shown, said = reading.fields(page), reading.problems(page)
        for field in set(bad) & set(free):
            findings.check(shown[field] == arrived(TEXTS[bad[field]]), field, "is not shown again", told)
        findings.check(said and all(said.values()), "refused without a word", told)
        for intruder in honest.intruders(page, [arrived(TEXTS[name]) for name in bad.values()]):
            findings.check(False, intruder, told)
    for email in [
        *Application.objects.values_list("email", flat=True),
        *OutboxMessage.objects.values_list("to", flat=True),
    ]:
        findings.check(ADDRESS.fullmatch(email), "a letter goes to", repr(email))
    findings.tell()


@pytest.mark.content
def test_the_look_up(client: Client) -> None:
    findings, address = Findings(), f"{ROOT}look-up/"
    token = browser.token(Purpose.START)
    honest = reading.Honest(
        *(
            post(client, address, {"organization": name, "form_token": token}).content.decode()
            for name in ("justice", "¤" * 9)
        )
    )
    for name in SOME:
        answer = post(client, address, {"organization": TEXTS[name], "form_token": token})
        findings.check(answer.status_code == 200, name, answer.status_code)
        for intruder in honest.intruders(answer.content.decode(), [arrived(TEXTS[name])]):
            findings.check(False, name, intruder)
    findings.tell()


@pytest.mark.parametrize("again", ["", "confirm/again/"], ids=["resend", "another address"])
def test_the_address_the_link_is_sent_to(client: Client, again: str) -> None:
    findings = Findings()
    application = make.sent()
    address = f"{ROOT}{opened(application, mailed=False)}/{again}" if again else ROOT
    purpose = Purpose.LINK if again else Purpose.RESEND
    wrong = {"email": "¤", "form_token": browser.token(purpose)}
    honest = reading.Honest(post(client, address, wrong).content.decode())
    for name in SOME[::2] + [name for name in TEXTS if name.startswith("mail: ")]:
        answer = post(client, address, {"email": TEXTS[name], "form_token": browser.token(purpose)})
        findings.check(answer.status_code in {200, 303, 429}, name, answer.status_code)
        if answer.status_code == 200:
            page = answer.content.decode()
            text = arrived(TEXTS[name]).strip()
            told = 'role="alert"' in page
            findings.check(
                told or (not again and 'name="email"' not in page), name, "neither done nor refused"
            )
            shown = reading.fields(page).get("email")
            findings.check(
                not told or shown == (text or application.email if again else text), name, repr(shown)
            )
            for intruder in honest.intruders(page, [text]):
                findings.check(not told, name, intruder)
    for email in [
        *Application.objects.values_list("email", flat=True),
        *OutboxMessage.objects.values_list("to", flat=True),
    ]:
        findings.check(ADDRESS.fullmatch(email), "a letter goes to", repr(email))
    findings.tell()


# ---- more than anybody writes


FIELDS = {
    "eligibility": "language",
    "organization": "legal_name",
    "people": "head_name",
    "work": "mission",
    "commitments": "note_to_officer",
}


def huge_in_steps() -> list[tuple[str, str]]:
    """(step, name of a text): a megabyte into each step, the others into one each; in `make drill` each into each."""
    if IS_FULL:
        return [(code, name) for code in FIELDS for name in HUGE]
    some = list(zip(cycle(FIELDS), HUGE, strict=False))
    return list(dict.fromkeys([*some, *((code, "huge: megabyte") for code in FIELDS)]))


def test_a_huge_text_is_refused_with_a_reason_and_nothing_is_lost(client: Client) -> None:
    findings, complete = Findings(), form.typed()
    token = browser.token(Purpose.SAVE)
    for code, name in huge_in_steps():
        application, link = browser.begun()
        before, field = browser.kept(application, code), FIELDS[code]
        address = browser.address(link, f"step/{code}/")
        values = {**complete[code], field: HUGE[name], "form_token": token, "version": "1", "then": "next"}
        answer = post(client, address, values)
        text = arrived(HUGE[name])
        findings.check(answer.status_code in {200, 413}, code, name, answer.status_code)
        findings.check('role="alert"' in answer.content.decode(), code, name, "no reason is given")
        after = browser.kept(application, code)[field]
        findings.check(after == (text if answer.status_code == 200 else before[field]), code, name, "is lost")
        autosaved = post(client, address, values, **{"X-Autosave": "1"})
        findings.check(autosaved.status_code in {200, 413}, code, name, "autosave", autosaved.status_code)
        findings.check("version" in autosaved.json() or len(autosaved.json()["problem"]) > 10, code, name)
    findings.tell()


@pytest.mark.content
def test_a_huge_text_elsewhere(client: Client) -> None:
    findings, officer = Findings(), Actor.officer(make.officer())
    received = make.received()
    asked = verbs.ask(verbs.take_up(make.received().pk, officer).pk, officer, "What?")
    own = {
        "received": opened(received),
        "unconfirmed": opened(make.sent(), mailed=False),
        "asked": opened(asked),
    }
    forms = (
        ("received", "message/", "text", Purpose.MESSAGE),
        ("received", "withdraw/", "text", Purpose.MESSAGE),
        ("asked", "answer/", "text", Purpose.MESSAGE),
        ("unconfirmed", "confirm/again/", "email", Purpose.LINK),
        ("", "", "email", Purpose.RESEND),
        ("", "begin/", "organization", Purpose.START),
        ("", "look-up/", "organization", Purpose.START),
    )
    for state, rest, field, purpose in forms:
        address = f"{ROOT}{own[state]}/{rest}" if state else f"{ROOT}{rest}"
        for name in HUGE if IS_FULL else ("huge: megabyte", "huge: four megabytes"):
            values = {**form.FIRST_STEP, field: HUGE[name], "form_token": browser.token(purpose)}
            answer = post(client, address, values)
            findings.check(answer.status_code in {200, 409, 413}, rest, name, answer.status_code)
            if rest != "look-up/":  # answered to a program, which is told nothing
                findings.check('role="alert"' in answer.content.decode(), rest, name, "no reason is given")
    for application, state in ((received, State.RECEIVED), (asked, State.INFO_REQUESTED)):
        application.refresh_from_db()
        findings.check(application.state == state, "is done with half of a text")
    findings.tell()


# ---- other alphabets of bytes, and files in place of answers


def test_bytes_that_are_no_text_in_a_form_with_parts(client: Client) -> None:
    """As a form with files is sent: each part as it is, nothing escaped."""
    code, field = "people", "head_name"
    findings, complete = Findings(), form.typed()
    application, link = make.begun()
    token = browser.token(Purpose.SAVE)
    names = [
        name for name in TEXTS if name.startswith(("broken utf-8: ", "surrogates: ", "nulls: ", "mail: "))
    ]
    for name in names:
        row = application.steps.filter(step=code).first()
        version = row.version if row else 0
        sent = {**complete[code], "form_token": token, "version": version, "then": "leave"}
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n'.encode()
            + (hostile.sent(TEXTS[name]) if key == field else str(value).encode())
            for key, value in sent.items()
            if not isinstance(value, list)
        ]
        body = b"\r\n".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
        answer = client.generic("POST", browser.address(link, f"step/{code}/"), body, MULTIPART_CONTENT)
        findings.check(answer.status_code in {200, 303}, name, answer.status_code)
        findings.check(browser.kept(application, code)[field] == arrived(TEXTS[name]), name, "is not kept")
    findings.tell()


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


@pytest.mark.parametrize("code", steps.CODES)
def test_names_of_fields_that_nobody_asked_for(
    client: Client, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every text as the name of a field, and as what the buttons say."""
    # Nobody saves one application that often: it is not what is tried here.
    monkeypatch.setattr(rate_limits, "take", lambda *_asked: rate_limits.UNLIMITED)
    application, link = browser.begun()
    before = browser.kept(application, code)
    values = {**form.typed()[code], "form_token": browser.token(Purpose.SAVE), "version": "1"}
    names = {hostile.received(text)[:500]: "x" for text in TEXTS.values()}
    answer = post(client, browser.address(link, f"step/{code}/"), {**names, **values, "then": "next"})
    assert answer.status_code == 303
    assert browser.kept(application, code) == before
    for text in list(TEXTS.values())[:: 1 if IS_FULL else 60]:
        for button in ("then", "version", "keep-country"):
            answer = post(client, browser.address(link, f"step/{code}/"), {**values, button: text})
            assert answer.status_code in {200, 303, 409, 413}
            if answer.status_code >= 400:
                assert _reason(answer), (button, text[:50])
            assert not answer.headers.get("Location", "").startswith(("//", "http"))


def _reason(answer: Any) -> str:
    """What was said about why nothing was kept, to a program or to a reader."""
    if answer.headers["Content-Type"].startswith("application/json"):
        return str(answer.json()["problem"])
    page: str = answer.content.decode()
    return page[page.index('role="alert"') :][:200]
