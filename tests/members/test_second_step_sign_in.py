"""Signing in with name, password and a second step: codes work once, guessing is throttled, no door leads around."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task_backends
from pytest_django import Settings

from cicc_site import languages
from members.adapters import FactorAdapter
from members.models import OutboxMessage, User
from members.sign_in import SignInView
from tests import mailing
from tests import second_step as step
from tests.addresses import addresses
from tests.factories import members as make
from tests.undrawn import undrawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal(settings: Settings) -> User:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    return make.amal(password=step.PASSWORD)


@pytest.fixture
def secret(amal: User) -> str:
    return step.give_app(amal)


def test_the_password_alone_leads_to_the_second_step_and_opens_nothing(secret: str, client: Client) -> None:
    assert step.give_password(client)["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert not step.is_in(client)


def test_password_and_code_sign_in(secret: str, client: Client) -> None:
    step.give_password(client)
    assert step.give_code(client, step.app_code(secret))["Location"] == reverse("wagtailadmin_home")
    assert step.is_in(client)


@pytest.mark.parametrize("shape", ["{0}", "{1} {2}", "arabic"])
def test_a_code_may_be_typed_as_it_is_read(secret: str, client: Client, shape: str) -> None:
    code = step.app_code(secret)
    typed = shape.format(code, code[:3], code[3:])
    if shape == "arabic":
        typed = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    step.give_password(client)
    step.give_code(client, typed)
    assert step.is_in(client)


def test_the_second_step_without_the_first_leads_to_the_first(secret: str, client: Client) -> None:
    assert step.give_code(client, step.app_code(secret))["Location"] == reverse("account_login")
    assert not step.is_in(client)


def test_somebody_switched_off_between_the_steps_stays_out(amal: User, secret: str, client: Client) -> None:
    step.give_password(client)
    User.objects.filter(pk=amal.pk).update(is_active=False)
    step.give_code(client, step.app_code(secret))
    assert "_auth_user_id" not in client.session


# --- Codes work once ----------------------------------------------------------------------------------------


def test_a_code_of_the_app_works_once_even_for_another_server_process(secret: str, client: Client) -> None:
    code = step.app_code(secret)
    step.give_password(client)
    step.give_code(client, code)
    assert step.is_in(client)
    cache.clear()  # each process has a memory of its own: this must not be where used codes are kept
    listener = Client()
    step.give_password(listener)
    assert step.give_code(listener, code).status_code == 200
    assert not step.is_in(listener)


def test_a_code_from_before_the_last_one_is_refused_a_later_one_is_not(secret: str, client: Client) -> None:
    step.sign_in(client, secret)
    for later, accepted in ((-1, False), (1, True)):
        other = Client()
        step.give_password(other)
        step.give_code(other, step.app_code(secret, later))
        assert step.is_in(other) is accepted


def test_a_code_of_long_ago_or_of_the_future_is_refused(secret: str, client: Client) -> None:
    step.give_password(client)
    for later in (-3, 3):
        assert step.give_code(client, step.app_code(secret, later)).status_code == 200


def test_the_code_that_set_the_app_up_does_not_sign_in(
    amal: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    step.give_password(client)
    page = client.get(reverse("mfa_activate_totp"))
    code = step.app_code(page.context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code})
    assert step.kinds(amal) == {"totp", "recovery_codes"}
    other = Client()
    step.give_password(other)
    step.give_code(other, code)
    assert not step.is_in(other)


def test_a_recovery_code_works_once(amal: User, secret: str, client: Client) -> None:
    first, second = step.give_codes(amal)[:2]
    step.give_password(client)
    step.give_code(client, first)
    assert step.is_in(client)
    other = Client()
    step.give_password(other)
    step.give_code(other, first)
    assert not step.is_in(other)
    step.give_code(other, second)
    assert step.is_in(other)


# --- Guessing -----------------------------------------------------------------------------------------------


def test_wrong_codes_close_the_second_step_and_the_password_too(secret: str, client: Client) -> None:
    step.give_password(client)
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        last = step.give_code(client, step.wrong_code(secret))
    assert last.status_code == 429
    assert step.give_code(client, step.app_code(secret)).status_code == 429, "even the right one"
    assert step.give_password(Client()).status_code == 429
    assert not step.is_in(client)


def test_wrong_passwords_and_wrong_codes_count_together(secret: str, client: Client) -> None:
    for _ in range(django_settings.AXES_FAILURE_LIMIT - 1):
        client.post(reverse("wagtailadmin_login"), {"username": "amal", "password": "wrong"})
    step.give_password(client)
    assert step.give_code(client, step.wrong_code(secret)).status_code == 429


def test_the_second_step_opens_again_by_itself(secret: str, client: Client) -> None:
    step.give_password(client)
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        step.give_code(client, step.wrong_code(secret))
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= django_settings.AXES_COOLOFF_TIME + timedelta(seconds=1)
        attempt.save()
    cache.clear()
    step.give_code(client, step.app_code(secret))
    assert step.is_in(client)


def test_guesses_from_many_places_are_few_all_the_same(secret: str) -> None:
    """Whoever knows the password may own many addresses: one person's codes are also counted as such."""
    refused = 0
    for number in range(8):
        somewhere = Client(REMOTE_ADDR=f"198.51.100.{number}")
        step.give_password(somewhere)
        step.give_code(somewhere, step.wrong_code(secret))
    last = Client(REMOTE_ADDR="198.51.100.99")
    step.give_password(last)
    step.give_code(last, step.app_code(secret))
    refused += not step.is_in(last)
    assert refused == 1


def test_nothing_typed_is_kept_of_a_failed_attempt(amal: User, client: Client) -> None:
    step.give_app(amal)
    step.give_password(client)
    step.give_code(client, "87654321")
    Client().post(reverse("wagtailadmin_login"), {"username": "amal", "password": "wrong"})
    for attempt in AccessAttempt.objects.all():
        assert attempt.username == "amal"
        assert (attempt.post_data + attempt.get_data).strip("-\n") == "", (
            "lines between attempts, and nothing else"
        )


# --- Sessions, addresses to go on to, doors -----------------------------------------------------------------


def test_the_session_gets_a_new_key_at_the_second_step(secret: str, client: Client) -> None:
    client.get(reverse("wagtailadmin_login"))
    step.give_password(client)
    between = client.session.session_key
    step.give_code(client, step.app_code(secret))
    assert between
    assert client.session.session_key != between


def test_signing_in_as_somebody_else_takes_nothing_of_the_session_along(secret: str, client: Client) -> None:
    step.sign_in(client, secret)
    chen = User.objects.create_superuser("chen", password=step.PASSWORD)
    step.give_app(chen)
    step.give_password(client, "chen")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/admin/pages/", "/admin/pages/"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("\\\\evil.example", "/admin/"),
    ],
)
def test_both_steps_lead_on_inside_the_site_only(
    secret: str, client: Client, asked: str, led_to: str
) -> None:
    step.give_password(client, next=asked)
    assert step.give_code(client, step.app_code(secret))["Location"] == led_to


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example/"])
def test_confirming_leads_on_inside_the_site_only(secret: str, client: Client, asked: str) -> None:
    step.sign_in(client, secret)
    response = client.post(reverse("account_reauthenticate"), {"password": step.PASSWORD, "next": asked})
    assert response["Location"] == "/admin/"


def test_a_new_password_by_mail_signs_nobody_in(amal: User, secret: str, client: Client) -> None:
    key, token = urlsafe_base64_encode(force_bytes(amal.pk)), default_token_generator.make_token(amal)
    address = reverse("wagtailadmin_password_reset_confirm", args=[key, token])
    form = client.get(address, follow=True)
    new = "an even longer test password"
    client.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert "_auth_user_id" not in client.session
    amal.refresh_from_db()
    assert amal.check_password(new)
    assert [message.subject for message in mailing.sent()] == ["The password of your account was changed"]
    response = client.post(reverse("wagtailadmin_login"), {"username": "amal", "password": new})
    assert response["Location"] == reverse("mfa_authenticate")


def test_many_requests_for_a_new_password_mail_a_few(amal: User, client: Client) -> None:
    for _ in range(10):
        response = client.post(reverse("wagtailadmin_password_reset"), {"email": amal.email})
        assert response.status_code == 302, "the page must not tell"
    assert len(mailing.sent()) == 5


def test_a_new_password_by_mail_is_a_link_that_rests_nowhere(
    amal: User, client: Client, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.FOR_THIS_MACHINE_ONLY = False
    queue: Any = task_backends["worker"]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_password_reset"), {"email": amal.email})
    assert [result.task.name for result in queue.results][-1:] == ["send_mail"], "nudged"
    [message] = mailing.sent()
    [link] = re.findall(r"^http://localhost:8000(\S+)$", str(message.body), re.M)
    assert client.get(link, follow=True).context["form"].fields.keys() == {"new_password1", "new_password2"}
    row = OutboxMessage.objects.get()
    kept = " ".join(str(value) for value in OutboxMessage.objects.values_list().get())
    assert link.rstrip("/").rpartition("/")[2] not in kept
    assert (row.occasion, row.state, row.secrets) == ("password_reset", "sent", "")


CLOSED = (
    "signup/", "signup/passkey/", "email/", "login/code/", "login/code/confirm/", "password/change/",
    "password/set/", "password/reset/", "confirm-email/", "confirm-email/x/", "inactive/", "logout/",
    "social/login/cancelled/", "social/signup/", "3rdparty/", "3rdparty/signup/", "google/login/",
    "sessions/", "2fa/", "2fa/webauthn/login/", "2fa/trust/", "2fa/recovery-codes/download/",
    "second-step/codes/download/", "second-step/passkey/", "app/v1/auth/session/", "browser/v1/config/",
)  # fmt: skip


PLACES = ("/", "/accounts/", "/_allauth/", "/account/", "/admin/", "/admin/accounts/", "/admin/account/")
OURS = {"/admin/account/second-step/passkey/", "/admin/logout/"}


def test_what_is_not_needed_does_not_exist(secret: str, client: Client) -> None:
    step.sign_in(client, secret)
    visitor, every = Client(), {place + end for place in PLACES for end in CLOSED}
    for address in sorted(every - OURS):
        with undrawn():
            assert client.get(address).status_code == 404, address
            for response in (visitor.get(address), visitor.post(address)):
                if response.status_code == 302:  # Wagtail's answer to visitors for what does not exist
                    assert response["Location"].startswith(reverse("wagtailadmin_login")), address
                    assert not address.startswith("/admin/account/"), address
                else:
                    assert response.status_code == 404, address


def test_there_is_one_sign_in_in_the_whole_site(secret: str, client: Client) -> None:
    """Any other view of Django's or Wagtail's that signs in is hidden behind it."""
    found = set()
    for address, _name in addresses(get_resolver()):
        try:
            view: Any = resolve(address).func
        except Resolver404:
            continue  # a pattern for what another pattern has made of it
        if issubclass(getattr(view, "view_class", object), LoginView):
            found.add((address, view.view_class))
    assert found == {("/admin/login/", SignInView)}
    for code in languages.codes():
        response = client.post(f"/{code}/_util/login/?next=/files/1/x", {"username": "amal"})
        assert response["Location"] == "/admin/login/?next=/files/1/x"


def test_no_table_of_addresses_grows_beside_the_accounts(secret: str, client: Client) -> None:
    step.sign_in(client, secret)
    client.post(reverse("wagtailadmin_password_reset"), {"email": "amal@example.org"})
    assert not EmailAddress.objects.exists()


# --- Secrets ------------------------------------------------------------------------------------------------


def test_the_secret_of_an_app_is_encrypted_in_the_database(amal: User, secret: str) -> None:
    stored = str(Authenticator.objects.get(user=amal, type="totp").data)
    assert secret not in stored


def test_a_changed_secret_key_reads_on_while_the_old_one_is_kept(
    amal: User, secret: str, client: Client, settings: Settings
) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    step.sign_in(client, secret)
    assert step.is_in(client)
    settings.SECRET_KEY_FALLBACKS = []
    stored = Authenticator.objects.get(user=amal, type="totp").data["secret"]
    assert FactorAdapter().decrypt(stored) == secret, "signing in has encrypted it anew"


def test_the_command_encrypts_everything_anew(
    amal: User, secret: str, client: Client, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    code = step.give_codes(amal)[0]
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 60
    call_command("encrypt_second_factors")
    assert capsys.readouterr().out == "2 secret(s) encrypted with the present key.\n"
    settings.SECRET_KEY_FALLBACKS = []
    step.give_password(client)
    step.give_code(client, code)
    assert step.is_in(client)
    settings.SECRET_KEY = "m" * 60
    call_command("encrypt_second_factors")
    assert "2 secret(s) cannot be read" in capsys.readouterr().out


def test_a_lost_secret_key_refuses_codes_and_breaks_nothing(
    amal: User, client: Client, settings: Settings
) -> None:
    secret, codes = step.give_app(amal), step.give_codes(amal)
    settings.SECRET_KEY = "n" * 60
    step.give_password(client)
    for code in (step.app_code(secret), codes[0]):
        assert step.give_code(client, code).status_code == 200
    assert not step.is_in(client)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "1",
        "null",
        '"x"',
        '{"id": 1}',
        '{"id":"x","rawId":"eA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"e30","signature":"e30"}}',
    ],
)
def test_a_senseless_answer_for_a_passkey_is_a_wrong_one(secret: str, client: Client, answer: str) -> None:
    step.give_password(client)
    client.get(reverse("mfa_authenticate"))
    assert client.post(reverse("mfa_authenticate"), {"credential": answer}).status_code == 200
    assert not step.is_in(client)
    step.give_code(client, step.app_code(secret))
    for name in ("mfa_reauthenticate_webauthn", "mfa_add_webauthn"):
        client.get(reverse(name))
        response = client.post(reverse(name), {"credential": answer}, follow=True)
        assert response.status_code == 200
