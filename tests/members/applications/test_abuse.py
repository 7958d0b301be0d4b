"""The protection of applicants' forms: who is let pass, who waits, and that no form is acted on twice."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from cicc_site import public_forms
from members.applications import abuse, proof_of_work
from members.applications.abuse import Kind, Problem, Purpose
from members.models import ThrottleBucket
from tests.applying import carried, form_token, solution

EMAIL = "somebody@example.org"


def posted(address: str = "192.0.2.1", **fields: str) -> HttpRequest:
    return RequestFactory().post("/", fields, REMOTE_ADDR=address)


def checked(
    fields: dict[str, str], purpose: Purpose = Purpose.RESEND, *, email: str = EMAIL
) -> Problem | None:
    return abuse.check(posted(**fields), purpose, email=email)


def kind_of(problem: Problem | None) -> Kind | None:
    return problem.kind if problem else None


def let_pass(**time: float) -> None:
    ThrottleBucket.objects.update(full_at=F("full_at") - timedelta(**time))


@pytest.mark.django_db
def test_a_browser_that_has_worked_is_let_pass_after_two_seconds(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.APPLICATION_WORK_BITS = 2  # done at once, however busy the machine is
    assert checked(carried(Purpose.RESEND, 3, work=True)) is None
    sent = carried(Purpose.RESEND, 3, work=True)
    for age, wait in [(0.2, 2), (1.5, 1)]:
        monkeypatch.setattr(public_forms, "age", lambda *_, age=age: age)  # and however slow it is
        assert checked(sent) == Problem(Kind.WAIT, wait)


@pytest.mark.django_db
def test_without_the_work_the_form_has_to_be_open_for_a_while_and_is_then_let_pass() -> None:
    waits = checked(carried(Purpose.RESEND, 5))
    assert kind_of(waits) == Kind.WAIT
    assert waits
    assert 10 <= waits.wait <= 15
    assert str(waits.wait) in waits.message
    assert checked(carried(Purpose.RESEND, 21)) is None


@pytest.mark.django_db
def test_the_work_has_to_be_for_this_very_form_and_no_older_than_an_hour() -> None:
    other = solution(form_token(Purpose.RESEND, 3))
    mine = form_token(Purpose.RESEND, 3)
    assert not proof_of_work.is_done(mine, other)
    assert kind_of(checked({"form_token": mine, "work": other})) == Kind.WAIT
    limit = abuse.rules()[Purpose.RESEND].slow
    for _ in range(limit):
        assert checked(carried(Purpose.RESEND, 4000, work=True), email=f"{_}@example.org") is None
    # It counts as none: the lower limit of those without work holds.
    assert kind_of(checked(carried(Purpose.RESEND, 4000, work=True), email="x@example.org")) == Kind.LIMITED
    assert checked(carried(Purpose.RESEND, 3, work=True), email="y@example.org") is None


@pytest.mark.parametrize("answer", ["", "abc", "-1", "1e5", "٣", "9" * 13, "\0", "1 "])
def test_what_is_no_number_is_no_work(answer: str, settings: Settings) -> None:
    settings.APPLICATION_WORK_BITS = 0
    assert not proof_of_work.is_done("token", answer)


def test_the_bits_are_those_of_the_digest() -> None:
    found = next(n for n in range(100_000) if proof_of_work.zero_bits("puzzle", str(n)) >= 10)
    bits = f"{int(hashlib.sha256(f'puzzle:{found}'.encode()).hexdigest(), 16):0256b}"
    assert bits.startswith("0" * 10)


@pytest.mark.django_db
def test_a_form_of_ours_for_another_purpose_or_of_nobody_or_of_last_week_is_stale() -> None:
    assert kind_of(checked(carried(Purpose.START))) == Kind.STALE
    assert kind_of(checked({})) == Kind.STALE
    assert kind_of(checked({"form_token": "forged:1:2"})) == Kind.STALE
    assert kind_of(checked(carried(Purpose.RESEND, public_forms.LONGEST + 60))) == Kind.STALE


@pytest.mark.django_db
def test_the_field_that_people_leave_empty() -> None:
    assert kind_of(checked({"subject": "Cheap watches", **carried(Purpose.RESEND)})) == Kind.TRAPPED
    # Below a personal link there is no such field, and nobody waits or works.
    assert checked({"subject": "x", **carried(Purpose.MESSAGE, 0)}, Purpose.MESSAGE) is None


@pytest.mark.django_db
def test_limits_by_e_mail_hold_from_any_address_and_however_it_is_written() -> None:
    limit = abuse.rules()[Purpose.RESEND].email
    for place in range(limit):
        fields = carried(Purpose.RESEND, 3, work=True)
        assert abuse.check(posted(f"192.0.2.{place}", **fields), Purpose.RESEND, email=EMAIL) is None
    last = posted("198.51.100.1", **carried(Purpose.RESEND, 3, work=True))
    problem = abuse.check(last, Purpose.RESEND, email=EMAIL.upper())
    assert problem
    assert problem.kind == Kind.LIMITED
    assert problem.status == 429
    assert 0 < problem.wait <= 3600
    let_pass(seconds=problem.wait)
    assert abuse.check(last, Purpose.RESEND, email=EMAIL) is None, "what was refused is not spent"


@pytest.mark.django_db
def test_limits_by_address_hold_for_any_e_mail(settings: Settings) -> None:
    settings.APPLICATION_LIMIT = 3
    for place in range(3):
        assert checked(carried(Purpose.RESEND, 3, work=True), email=f"{place}@example.org") is None
    refused = checked(carried(Purpose.RESEND, 3, work=True), email="other@example.org")
    assert kind_of(refused) == Kind.LIMITED
    elsewhere = posted("198.51.100.1", **carried(Purpose.RESEND, 3, work=True))
    assert abuse.check(elsewhere, Purpose.RESEND, email="other@example.org") is None
    settings.APPLICATION_LIMIT = 0
    assert checked(carried(Purpose.RESEND, 3, work=True), email="other@example.org") is None


@pytest.mark.django_db
def test_a_form_is_acted_on_once() -> None:
    fields = carried(Purpose.MESSAGE)
    assert checked(fields, Purpose.MESSAGE) is None
    assert kind_of(checked(fields, Purpose.MESSAGE)) == Kind.REPEATED


@pytest.mark.django_db(transaction=True)
def test_of_many_that_send_one_form_at_once_one_is_let_pass() -> None:
    fields = carried(Purpose.RESEND, 3, work=True)
    found: list[Kind | None] = []
    start = threading.Barrier(5)

    def send() -> None:
        start.wait()
        try:
            found.append(kind_of(checked(fields)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == sorted([None, *[Kind.REPEATED] * 4], key=str)


@pytest.mark.django_db(transaction=True)
def test_a_limit_holds_across_connections(settings: Settings) -> None:
    settings.APPLICATION_LIMIT = 4
    found: list[Kind | None] = []
    start = threading.Barrier(10)

    forms = [carried(Purpose.START, 3, work=True) for _ in range(10)]

    def send(number: int) -> None:
        start.wait()
        try:
            found.append(kind_of(checked(forms[number], Purpose.START, email=f"{number}@example.org")))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 4
    assert found.count(Kind.LIMITED) == 6


@pytest.mark.django_db
def test_the_queries_of_a_check(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fast, slow, own = carried(Purpose.RESEND, 3, work=True), carried(Purpose.RESEND), carried(Purpose.MESSAGE)
    for fields, purpose, queries in (
        (fast, Purpose.RESEND, 3),
        (slow, Purpose.RESEND, 4),
        (own, Purpose.MESSAGE, 2),
        ({}, Purpose.RESEND, 0),
        (carried(Purpose.RESEND, 3), Purpose.RESEND, 0),
    ):
        with django_assert_num_queries(queries):
            checked(fields, purpose)


def test_a_form_that_is_shown_again_keeps_its_token_and_work() -> None:
    fields = carried(Purpose.RESEND, 3, work=True)
    request = posted(**fields)
    again = abuse.protection(request, Purpose.RESEND, Problem(Kind.WAIT, 5))
    assert (again.token, again.work) == (fields["form_token"], fields["work"])
    for useless in (Kind.STALE, Kind.REPEATED):
        new = abuse.protection(request, Purpose.RESEND, Problem(useless))
        assert new.token != fields["form_token"]
        assert new.work == ""


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_each_problem_says_what_to_do_in_each_language(kind: Kind, language: str) -> None:
    with translation.override("en"):
        english = [Problem(kind, wait).message for wait in (1, 90, 4000)]
    with translation.override(language):
        told: list[Any] = [Problem(kind, wait).message for wait in (1, 90, 4000)]
    assert all(told)
    assert (told == english) is (language == "en")
