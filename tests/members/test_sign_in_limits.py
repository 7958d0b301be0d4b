"""Whatever is typed: from one place, and for one person or inbox, only so many tries, counted for all processes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import reverse

from members import factor_forms, sign_in, sign_in_limits
from members.models import OutboxMessage, ThrottleBucket, User
from members.rate_limits import Limit
from tests import second_step as step
from tests.factories import members as make

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def few(monkeypatch: pytest.MonkeyPatch, name: str, count: int = 3) -> None:
    limit = getattr(sign_in_limits, name)
    less = Limit(limit.name, count, limit.period)
    for module in (sign_in_limits, sign_in, factor_forms):
        monkeypatch.setattr(module, name, less, raising=False)


def try_as(name: str, place: str = HERE) -> int:
    values = {"username": name, "password": "wrong"}
    return Client(REMOTE_ADDR=place).post(reverse("wagtailadmin_login"), values).status_code


def test_a_change_of_names_does_not_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, "SIGN_IN")
    assert [try_as(f"name-{number}") for number in range(4)] == [200, 200, 200, 429]
    answer = Client(REMOTE_ADDR=HERE).post(reverse("wagtailadmin_login"), {"username": "x", "password": "y"})
    assert int(answer.headers["Retry-After"]) > 60
    assert "this was tried very often" in answer.content.decode()
    assert try_as("name-0", ELSEWHERE) == 200


def test_a_closed_name_says_for_how_long() -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = Client().post(reverse("wagtailadmin_login"), {"username": "amal", "password": "wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == 900


def forgotten(address: str, place: str = HERE) -> int:
    url = reverse("staff_password_reset")
    return Client(REMOTE_ADDR=place).post(url, {"email": address}).status_code


def test_one_inbox_gets_few_mails_and_the_page_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, "RESET_TO", 2)
    make.amal()
    User.objects.update(email="amal@example.org")
    places = [f"198.51.100.{number}" for number in range(5)]
    spelled = [
        "amal@example.org",
        "AMAL@example.org",
        "Amal@Example.org",
        "amal@example.org",
        "amal@example.org",
    ]
    codes = [forgotten(address, place) for address, place in zip(spelled, places, strict=True)]
    assert codes == [302] * 5
    assert OutboxMessage.objects.count() == 2


def test_one_place_asks_for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, "RESET_FROM")
    codes = [forgotten(f"person-{number}@example.org") for number in range(4)]
    assert codes == [302, 302, 302, 429]
    assert forgotten("person-9@example.org", ELSEWHERE) == 302


def with_app() -> str:
    user = make.amal()
    user.set_password(step.PASSWORD)
    user.save()
    return step.give_app(user)


def test_codes_of_one_person_are_guessed_few_times_from_wherever(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, "CODE")
    secret = with_app()
    for number in range(3):
        guesser = Client(REMOTE_ADDR=f"198.51.100.{number}")
        step.give_password(guesser)
        assert step.give_code(guesser, step.wrong_code(secret)).status_code == 200
    client = Client(REMOTE_ADDR=HERE)
    step.give_password(client)
    assert step.give_code(client, step.app_code(secret)).status_code == 200, "refused, though right"
    ThrottleBucket.objects.update(full_at=F("full_at") - timedelta(minutes=10))
    assert step.give_code(client, step.app_code(secret)).status_code == 302


def test_whoever_is_right_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, "CODE", 2)
    secret = with_app()
    for later in (0, 1):
        client = Client()
        step.give_password(client)
        assert step.give_code(client, step.wrong_code(secret)).status_code == 200
        assert step.give_code(client, step.app_code(secret, later)).status_code == 302
