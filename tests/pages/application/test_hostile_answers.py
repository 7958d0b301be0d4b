"""Every field of every step against texts that programs choke on: refused with a reason, or kept unaltered.

`make test` sends each text into some fields of each step and checks it in all of them; `make drill` sends it into each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pytest
from django.test import Client

from members.applications import fields as kinds
from members.applications import sending, steps
from members.applications.abuse import Purpose
from members.applications.form import StepForm
from members.applications.forms_eligibility import EligibilityForm
from tests import hostile
from tests.factories import application_form as form
from tests.factories import application_sending as browser
from tests.hostile import reading
from tests.hostile.posting import arrived, post
from tests.hostile.spreading import IS_FULL, Findings, spread

pytestmark = pytest.mark.django_db

TEXTS = {name: text for name, text in hostile.texts().items() if not name.startswith("huge: ")}
# Steps with many fields to write in: each text goes to one of them at least, a form carrying as many as it has fields.
WHOLE = frozenset({"organization", "people", "work"})
# Controls, codes that are no sign, what could not be read, signs that turn letters round.
NEVER_KEPT = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufdd0-\ufdef\ufffd"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)


def kind_of(field: Any) -> str:
    return str(field.kind)


def free(code: str) -> list[str]:
    return [
        name for name, field in steps.FORMS[code].base_fields.items() if kind_of(field) in {"text", "area"}
    ]


def closed(code: str) -> list[str]:
    return [name for name in steps.FORMS[code].base_fields if name not in free(code)]


# ---- what the checks say, of every text in every field


def is_kept(field: Any, text: str, value: Any) -> bool:
    """Whether a text that the checks let pass is the answer: in full, or in the one form the register knows for it."""
    text = text.strip()
    if isinstance(field, kinds.Year):
        return bool(value == int(text))
    if isinstance(field, kinds.Phone):
        return bool(re.fullmatch(r"\+[0-9]{6,15}", value))
    if isinstance(field, kinds.Email):
        return bool(value.casefold() == unicodedata.normalize("NFC", text).casefold())
    if isinstance(field, kinds.Website):
        return is_address_of(text, value)
    if isinstance(field, kinds.Lines):
        lines = list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
        if field.one is kinds.web_address:
            return all(is_address_of(line, one) for line, one in zip(lines, value, strict=False))
        return bool(value == lines)
    return bool(value == text)


def is_address_of(text: str, value: str) -> bool:
    """An address in the register: with a scheme, without a place on the page, host in small letters, no lone slash."""
    whole = (text if "://" in text else f"https://{text}").partition("#")[0]
    return value.casefold().rstrip("/") == whole.casefold().rstrip("/").replace("./", "/").rstrip(".")


def check_field(findings: Findings, found: StepForm, name: str, field: str) -> None:
    text, asked = arrived(TEXTS[name]), found.fields[field]
    problems = [str(words).strip() for words in found.errors.get(field, ())]
    question = found.asked(field)
    findings.check(all(problems) and all(len(words) < 400 for words in problems), name, field, problems)
    findings.check(
        question.described_by.endswith(f"{field}_problem") or not problems or question.field.words,
        name,
        field,
    )
    if problems:
        return
    if kind_of(asked) not in {"text", "area"}:
        is_empty = found.cleaned_data[field] in ("", False, [])
        is_choice = text in {str(code) for code, _label in getattr(asked, "choices", [("yes", "")])}
        findings.check(is_choice or is_empty, name, field, "is no choice, and was taken for one")
        return
    value = found.cleaned_data[field]
    if not text.strip():
        findings.check(not value, name, field, "nothing was taken for something")
        return
    findings.check(not NEVER_KEPT.search(text.strip()), name, field, "may not be kept")
    findings.check(is_kept(asked, text, value), name, field, f"{text[:60]!r} became {str(value)[:60]!r}")


@pytest.mark.parametrize("code", [*steps.CODES, "start"])
def test_each_text_in_each_field_is_refused_with_a_reason_or_kept(code: str) -> None:
    complete, lists, findings = form.typed(), form.lists(), Findings()
    step = "eligibility" if code == "start" else code
    base = EligibilityForm.base_fields if code == "start" else steps.FORMS[code].base_fields
    for several in ({"text", "area"}, {"radios", "select", "checks", "box"}):
        names = [name for name, field in base.items() if kind_of(field) in several]
        for name, sent in TEXTS.items() if names else ():
            text = arrived(sent)
            bad = {field: [text] if base[field].several else text for field in names}  # type: ignore[attr-defined]
            if code == "start":
                found: StepForm = EligibilityForm({**form.FIRST_STEP, **bad}, lists, checked=True)
            else:
                values = {**complete, step: {**complete[step], **bad}}
                found = sending.forms_of(values, lists, checked=True, only=(step,))[step]
            for field in names:
                check_field(findings, found, name, field)
    findings.tell()


# ---- over the wire


class Walk:
    """One applicant at one step, with what honest pages of it are made of."""

    def __init__(self, client: Client, code: str, findings: Findings) -> None:
        self.client, self.code, self.findings = client, code, findings
        self.complete, self.lists = form.typed(), form.lists()
        self.token = browser.token(Purpose.SAVE)
        self.application, self.link = browser.begun()
        self.address = browser.address(self.link, f"step/{code}/")
        self.version = 1
        wrong: dict[str, Any] = dict.fromkeys([*free(code), *closed(code)], "¤" * 2500)
        pages = [self.page(), *(self.send(values).content.decode() for values in (wrong, {}))]
        many = {
            **dict.fromkeys(free(code), "#\n" * 9),
            "countries_of_work": self.complete["organization"]["country"],
        }
        pages += [self.send(many).content.decode(), self.page()]
        self.honest = reading.Honest(*pages)

    def send(self, values: dict[str, Any]) -> Any:
        around = {"form_token": self.token, "version": str(self.version), "then": "next"}
        answer = post(self.client, self.address, {**values, **around})
        self.version = self.application.steps.get(step=self.code).version
        return answer

    def page(self) -> str:
        answer = self.client.get(self.address)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def take(self, bad: dict[str, str]) -> None:
        """Send a form with these texts, and look at what is kept, shown again and refused."""
        values = {field: TEXTS[name] for field, name in bad.items()}
        answer = self.send({**self.complete[self.code], **values})
        told = ", ".join(sorted(set(bad.values())))
        self.findings.check(answer.status_code in {200, 303}, self.code, answer.status_code, told)
        page = answer.content.decode() if answer.status_code == 200 else self.page()
        kept, shown = browser.kept(self.application, self.code), reading.fields(page)
        expected = {field: arrived(text) for field, text in values.items()}
        for field, text in expected.items():
            name, is_free = bad[field], field in free(self.code)
            held = kept[field]
            self.findings.check(held in (text, [text]), self.code, field, name, "is not kept as it was typed")
            self.findings.check(
                not is_free or shown.get(field) == text, self.code, field, name, "is not shown again"
            )
        found = sending.forms_of(
            {**self.complete, self.code: kept}, self.lists, checked=True, only=(self.code,)
        )[self.code]
        wrong = {field for field in found.errors if answer.status_code == 200}
        said = reading.problems(page)
        self.findings.check(
            wrong == set(said), self.code, wrong ^ set(said), "wrong without a word, or right", told
        )
        self.findings.check(
            all(len(words) > 10 for words in said.values()), self.code, "an empty reason", told
        )
        for intruder in self.honest.intruders(page, expected.values()):
            self.findings.check(False, self.code, intruder, told)


@pytest.mark.parametrize("code", steps.CODES)
def test_texts_sent_to_a_step(client: Client, code: str) -> None:
    findings = Findings()
    walk = Walk(client, code, findings)
    for bad in forms(code):
        walk.take(bad)
    findings.tell()


def forms(code: str) -> Iterator[dict[str, str]]:
    """Forms with a text in each field, fewer where they are told apart by nothing but the text."""
    names = list(TEXTS)
    if code not in WHOLE and not IS_FULL:
        names = names[len(code) % 8 :: 8]
    in_free, in_closed = spread(names, free(code), 1), spread(names, closed(code), 1)
    together: Iterator[tuple[dict[str, str], dict[str, str]]] = zip_longest(in_free, in_closed, fillvalue={})
    # What is chosen, not written, shows none of it again: there the forms go on only where they have no other fields.
    for some, more in together if IS_FULL or not free(code) else zip(in_free, in_closed, strict=False):
        yield {**more, **some}
