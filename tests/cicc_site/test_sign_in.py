"""Guessing passwords is slowed down per name and place, so that nobody can lock out the staff, nor for ever."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from cicc_site.visitors import client_address

PASSWORD = "a long pass phrase"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def amal() -> None:
    get_user_model().objects.create_superuser("amal", password=PASSWORD)


def sign_in(name: str, password: str, place: str = HERE) -> int:
    answer = Client(REMOTE_ADDR=place).post(
        reverse("wagtailadmin_login"), {"username": name, "password": password, "next": "/admin/"}
    )
    return answer.status_code


def lock(name: str = "amal") -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(name, "wrong")
    assert last == 429


def test_the_right_password_signs_in() -> None:
    assert sign_in("amal", PASSWORD) == 302


def test_after_five_wrong_passwords_even_the_right_one_is_refused_with_a_clear_page() -> None:
    lock()
    assert sign_in("amal", PASSWORD) == 429
    answer = Client(REMOTE_ADDR=HERE).post(
        reverse("wagtailadmin_login"), {"username": "amal", "password": PASSWORD}
    )
    assert "closed for a quarter of an hour" in answer.content.decode()


def test_the_same_name_from_elsewhere_and_another_name_from_here_still_sign_in() -> None:
    get_user_model().objects.create_superuser("beatriz", password=PASSWORD)
    lock()
    assert sign_in("amal", PASSWORD, ELSEWHERE) == 302
    assert sign_in("beatriz", PASSWORD) == 302


def test_it_opens_again_by_itself() -> None:
    lock()
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
        attempt.save()
    assert sign_in("amal", PASSWORD) == 302


def test_trying_during_the_pause_does_not_lengthen_it() -> None:
    lock()
    before = AccessAttempt.objects.get().attempt_time
    sign_in("amal", "wrong")
    assert AccessAttempt.objects.get().attempt_time == before


def test_a_success_forgets_the_failures_before() -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        sign_in("amal", "wrong")
    assert sign_in("amal", PASSWORD) == 302
    assert not AccessAttempt.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", HERE),  # nobody vouches for the header
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),  # the first one was written by the visitor
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", HERE),  # did not come through both proxies
        (1, "nonsense", None),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_place_is_what_our_own_proxy_saw(proxies: int, forwarded: str, address: str | None) -> None:
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR=HERE)
    with override_settings(TRUSTED_PROXY_COUNT=proxies):
        assert client_address(request) == address
