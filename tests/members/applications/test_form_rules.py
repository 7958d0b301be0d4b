"""Which answers are needed, question by question: the table of product.md, "The application"."""

from __future__ import annotations

from typing import Any

import pytest

from members.applications import steps
from members.applications.form import Lists
from members.applications.forms_eligibility import NOT_ELIGIBLE, EligibilityForm
from members.applications.forms_work import JUSTICE_WORDS, MISSION_WORDS
from tests.factories import application_form as make
from tests.factories.application_form import checked

pytestmark = pytest.mark.django_db

NEEDED = {
    "eligibility": {"kind", "independent", "non_profit", "principles", "member", "language"},
    "organization": {
        "legal_name",
        "country",
        "type",
        "scope",
        "year_founded",
        "registered",
        "postal_address",
        "general_email",
    },
    "people": {
        "head_name",
        "main_name",
        "main_email",
        "main_language",
        "submitter_name",
        "submitter_role",
        "authority",
    },
    "work": {
        "mission",
        "justice_work",
        "issues",
        "contribution",
        "funding",
        "government_share",
        "reference_1_name",
        "reference_1_contact",
    },
    "commitments": {
        "ratification",
        "integrity",
        "fair-court",
        "own-name",
        "no-position",
        "national-coalitions",
        "data",
        "listing",
    },
}
QUESTIONS = [(code, name) for code, form in steps.FORMS.items() for name in form.base_fields]


def test_a_complete_application_passes() -> None:
    for code in steps.CODES:
        form = checked(code)
        assert form.passes, (code, form.errors)


@pytest.mark.parametrize(("code", "name"), QUESTIONS)
def test_each_question_is_needed_or_not_as_the_contract_says(code: str, name: str) -> None:
    several = steps.FORMS[code].base_fields[name].several  # type: ignore[attr-defined]
    form = checked(code, **{name: [] if several else ""})
    if name == "main_signal":  # a telephone number would do as well
        assert set(form.errors) == {"main_phone"}
    else:
        assert (name in form.errors) == (name in NEEDED[code]), form.errors
        assert not set(form.errors) - {name}
    assert form.asked(name).needed == (name in NEEDED[code])


@pytest.mark.parametrize("code", steps.CODES)
def test_every_question_stands_on_the_page_once(code: str) -> None:
    placed = [name for _title, _intro, names in steps.FORMS[code].layout for name in names]
    assert sorted(placed) == sorted(steps.FORMS[code].base_fields)


def test_a_name_in_one_of_the_four_languages_is_needed() -> None:
    form = checked("organization", name_en="", name_ar="")
    assert set(form.errors) == {"name_en"}
    assert checked("organization", name_en="", name_ar="", name_fr="Réseau").passes


@pytest.mark.parametrize(
    ("step", "changed", "wrong"),
    [
        ("people", {"main_phone": "020 2345678", "main_signal": ""}, set()),
        ("people", {"main_phone": "12", "main_signal": ""}, {"main_phone"}),
        ("people", {"main_phone": "+33 1 42 68 53 00", "main_signal": ""}, set()),
        ("people", {"second_role": "Deputy"}, {"second_name", "second_email"}),
        ("people", {"second_name": "Demo Second", "second_phone": "020 2345678"}, set()),
        ("work", {"reference_2_person": "Demo"}, {"reference_2_name", "reference_2_contact"}),
        ("work", {"mission": "word " * MISSION_WORDS}, set()),
        ("work", {"mission": "word " * (MISSION_WORDS + 1)}, {"mission"}),
        ("work", {"mission": "كَلِمَةٌ " * MISSION_WORDS}, set()),
        ("work", {"mission": "كَلِمَةٌ " * (MISSION_WORDS + 1)}, {"mission"}),
        ("work", {"justice_work": "word " * (JUSTICE_WORDS + 1)}, {"justice_work"}),
        ("work", {"justice_work": "語" * 5_000}, {"justice_work"}),
        ("work", {"links": "https://a.example.org\n" * 3 + "https://b.example.org"}, {"links"}),
        ("work", {"links": "https://a.example.org\nnot an address"}, {"links"}),
        ("work", {"issues": ["no-such-issue"]}, {"issues"}),
        ("work", {"situations": ["no-such-situation"]}, {"situations"}),
        ("organization", {"country": "XXX"}, {"country"}),
        ("organization", {"year_founded": "1200"}, {"year_founded"}),
        ("organization", {"year_founded": "2999"}, {"year_founded"}),
        ("organization", {"year_founded": "two"}, {"year_founded"}),
        ("organization", {"general_email": "not an address"}, {"general_email"}),
        ("organization", {"general_email": "用户@例子.公司"}, set()),
        ("organization", {"website": "javascript:alert(1)"}, {"website"}),
        ("organization", {"website": "https://127.0.0.1/"}, {"website"}),
        ("organization", {"website": "https://[::1"}, {"website"}),
        ("organization", {"website": "example.org"}, set()),
        ("organization", {"acronyms": "\n".join(f"A{n}" for n in range(7))}, {"acronyms"}),
        ("organization", {"phone": "999"}, {"phone"}),
        ("organization", {"legal_name": "a\u202ebc"}, {"legal_name"}),
        ("organization", {"legal_name": "a\x07bc"}, {"legal_name"}),
        ("organization", {"legal_name": "x" * 301}, {"legal_name"}),
    ],
)
def test_what_depends_on_the_answer(step: str, changed: dict[str, Any], wrong: set[str]) -> None:
    form = checked(step, **changed)
    assert set(form.errors) == wrong, form.errors


def test_answers_keep_their_one_form() -> None:
    form = checked("organization")
    assert form.passes
    found = form.cleaned_data
    assert found["year_founded"] == 2004
    assert found["phone"] == "+254202345678"
    assert found["acronyms"] == ["EJN", "RJE"]
    assert found["website"] == "https://مثال.موقع/من-نحن"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("kind", "person"),
        ("independent", "no"),
        ("non_profit", "no"),
        ("principles", "no"),
        ("member", "yes"),
    ],
)
def test_an_answer_that_rules_membership_out_says_why(name: str, answer: str) -> None:
    form = EligibilityForm({**make.FIRST_STEP, name: answer}, Lists(), checked=True)
    assert form.is_ruled_out
    assert {error.code for error in form.errors.as_data()[name]} == {NOT_ELIGIBLE}
    assert not EligibilityForm({**make.FIRST_STEP, name: ""}, Lists(), checked=True).is_ruled_out
