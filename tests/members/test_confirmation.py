"""Changes of address, password, factors and accounts ask again who is there, and their owners are told."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.users.models import UserProfile

from members.confirmation import FACTOR_PAGES, PASSWORD_FIELD
from members.models import OutboxMessage, User
from tests import mailing
from tests import second_step as step
from tests.factories import members as make

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "another long test password"
LONG_AGO = 301


@pytest.fixture
def amal(settings: Settings) -> User:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    return make.amal(password=step.PASSWORD, last_name="Haddad")


@pytest.fixture
def chen(db: None) -> User:
    return User.objects.create_user(
        "chen", email="chen@example.org", first_name="Chen", last_name="Li", password=step.PASSWORD
    )


@pytest.fixture
def desk(amal: User, client: Client) -> Client:
    """Amal, signed in with both steps a while ago."""
    step.sign_in(client, step.give_app(amal))
    step.age_confirmation(client, LONG_AGO)
    return client


def own_account(user: User, **changes: str) -> dict[str, str]:
    """What Wagtail's page about one's own account sends."""
    return {
        "name_email-first_name": user.first_name,
        "name_email-last_name": user.last_name,
        "name_email-email": user.email,
        "notifications-submitted_notifications": "on",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "password-old_password": "",
        "password-new_password1": "",
        "password-new_password2": "",
        **changes,
    }


def new_password_fields() -> dict[str, str]:
    return {
        "password-old_password": step.PASSWORD,
        "password-new_password1": NEW_PASSWORD,
        "password-new_password2": NEW_PASSWORD,
    }


def edited(user: User, **changes: Any) -> dict[str, Any]:
    """What Wagtail's form about a colleague's account sends."""
    return {
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "is_active": "on",
        **changes,
    }


def asks(response: Any) -> bool:
    return PASSWORD_FIELD in response.content.decode()


def answer(client: Client, response: Any, password: str) -> Any:
    """Fill in the page that asks, as a browser without scripts would."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode())
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(unescape(name), []).append(unescape(value))
    return client.post(response.request["PATH_INFO"], {**data, PASSWORD_FIELD: password})


# --- One's own account --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"name_email-email": "new@example.org"}, new_password_fields()], ids=["address", "password"]
)
def test_ones_own_address_and_password_change_only_after_confirming(
    desk: Client, amal: User, changes: dict[str, str]
) -> None:
    address = reverse("wagtailadmin_account")
    response = desk.post(address, own_account(amal, **changes))
    before = (amal.email, amal.password)
    amal.refresh_from_db()
    assert asks(response)
    assert (amal.email, amal.password) == before

    assert asks(answer(desk, response, "not the password"))
    amal.refresh_from_db()
    assert (amal.email, amal.password) == before

    assert answer(desk, response, step.PASSWORD).status_code == 302
    amal.refresh_from_db()
    assert (amal.email, amal.password) != before
    assert step.is_in(desk), "one's own session goes on"


def test_what_is_harmless_on_the_same_page_asks_nothing(desk: Client, amal: User) -> None:
    response = desk.post(
        reverse("wagtailadmin_account"), own_account(amal, **{"locale-preferred_language": "ar"})
    )
    assert response.status_code == 302
    assert UserProfile.get_for_user(amal).preferred_language == "ar"


def test_a_sign_in_of_a_moment_ago_counts(amal: User, client: Client) -> None:
    step.sign_in(client, step.give_app(amal))
    changed = own_account(amal, **{"name_email-email": "new@example.org"})
    assert client.post(reverse("wagtailadmin_account"), changed).status_code == 302
    amal.refresh_from_db()
    assert amal.email == "new@example.org"


def test_a_session_without_any_record_of_a_sign_in_is_asked(settings: Settings, client: Client) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    amal = make.amal(password=step.PASSWORD)
    client.force_login(amal)
    changed = own_account(amal, **{"name_email-email": "new@example.org"})
    assert asks(client.post(reverse("wagtailadmin_account"), changed))


def test_guessing_the_password_there_is_throttled(desk: Client, amal: User) -> None:
    data = own_account(amal, **{"name_email-email": "new@example.org", PASSWORD_FIELD: "wrong"})
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        last = desk.post(reverse("wagtailadmin_account"), data)
    assert last.status_code == 429
    data[PASSWORD_FIELD] = step.PASSWORD
    assert desk.post(reverse("wagtailadmin_account"), data).status_code != 302, "even the right one"
    amal.refresh_from_db()
    assert amal.email == "amal@example.org"
    attempt = AccessAttempt.objects.get()
    assert (attempt.post_data + attempt.get_data).strip("-\n") == "", (
        "lines between attempts, and nothing else"
    )
    assert attempt.username == "amal"


def test_a_script_is_told_instead_of_shown_a_page(desk: Client, amal: User) -> None:
    response = desk.post(
        reverse("wagtailadmin_account"),
        own_account(amal, **{"name_email-email": "new@example.org"}),
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert response.status_code == 403
    assert response["Content-Type"] == "application/json"


def test_the_page_that_carries_a_new_password_is_kept_by_nobody(desk: Client, amal: User) -> None:
    response = desk.post(reverse("wagtailadmin_account"), own_account(amal, **new_password_fields()))
    assert NEW_PASSWORD in response.content.decode()
    assert "no-store" in response["Cache-Control"]


# --- Accounts of colleagues ---------------------------------------------------------------------------------


def test_a_colleagues_address_password_and_groups_change_only_after_confirming(
    desk: Client, chen: User
) -> None:
    editors = Group.objects.create(name="Some group")
    other = Group.objects.create(name="Another group")
    changes = {"email": "c@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = desk.post(
        reverse("wagtailusers_users:edit", args=[chen.pk]),
        edited(chen, **changes, groups=[str(editors.pk), str(other.pk)]),
    )
    assert asks(response)
    chen.refresh_from_db()
    assert (chen.email, chen.groups.count()) == ("chen@example.org", 0)

    assert answer(desk, response, step.PASSWORD).status_code == 302
    chen.refresh_from_db()
    assert chen.email == "c@example.org"
    assert chen.check_password(NEW_PASSWORD)
    assert set(chen.groups.all()) == {editors, other}, "nothing that was chosen is lost on the way"


def test_every_other_change_of_accounts_asks_too(desk: Client, chen: User) -> None:
    group = Group.objects.create(name="Some group")
    bulk = f"?id={chen.pk}"
    for address in (
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:delete", args=[chen.pk]),
        reverse("wagtailusers_groups:add"),
        reverse("wagtailusers_groups:edit", args=[group.pk]),
        reverse("wagtailusers_groups:delete", args=[group.pk]),
        reverse("wagtail_bulk_action", args=["members", "user", "assign_role"]) + bulk,
        reverse("wagtail_bulk_action", args=["members", "user", "set_active_state"]) + bulk,
        reverse("reset_second_factor", args=[chen.pk]),
    ):
        assert asks(desk.post(address)), address
    assert User.objects.filter(pk=chen.pk, is_active=True).exists()


# --- Factors ------------------------------------------------------------------------------------------------


def factor_addresses() -> dict[str, str]:
    return {name: reverse(name, args=[1] if "remove" in name else []) for name in FACTOR_PAGES}


def test_every_page_about_factors_asks_before_it_opens(desk: Client, amal: User) -> None:
    for name, address in factor_addresses().items():
        for response in (desk.get(address), desk.post(address, {"code": "123456"})):
            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_reauthenticate")), name
    assert step.kinds(amal) == {"totp"}


@pytest.mark.parametrize("way", ["password", "code"])
def test_after_confirming_the_app_can_be_removed(
    amal: User, client: Client, way: str, django_capture_on_commit_callbacks: Any
) -> None:
    secret = step.give_app(amal)
    step.sign_in(client, secret)
    step.age_confirmation(client, LONG_AGO)
    wanted = reverse("mfa_deactivate_totp")
    if way == "password":
        data = {"password": step.PASSWORD, "next": wanted}
        response = client.post(reverse("account_reauthenticate"), data)
    else:
        data = {"code": step.app_code(secret, 1), "next": wanted}
        response = client.post(reverse("mfa_reauthenticate"), data)
    assert response["Location"] == wanted
    with django_capture_on_commit_callbacks(execute=True):
        client.post(wanted)
    assert step.kinds(amal) == set()
    assert client.get(reverse("wagtailadmin_home"))["Location"].startswith(reverse("mfa_index"))
    assert [message.to for message in mailing.sent()] == [["amal@example.org"]]


def test_guessing_codes_to_confirm_is_throttled(amal: User, client: Client) -> None:
    secret = step.give_app(amal)
    step.sign_in(client, secret)
    for _ in range(django_settings.AXES_FAILURE_LIMIT):
        last = client.post(reverse("mfa_reauthenticate"), {"code": step.wrong_code(secret)})
    assert last.status_code == 429
    assert client.post(reverse("mfa_reauthenticate"), {"code": step.app_code(secret, 1)}).status_code == 429


def test_setting_up_takes_one_password_one_code_and_shows_the_codes_once(
    amal: User, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    step.give_password(client)
    address = reverse("mfa_activate_totp")
    secret = client.get(address).context["form"].secret
    assert client.get(address).context["form"].secret == secret, "a reload must not void the scanned picture"
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(address, {"code": step.app_code(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(done["Location"])
    codes = page.context["unused_codes"]
    html = page.content.decode()
    assert len(codes) == 10
    assert all(code in html for code in codes)
    assert 'download="recovery-codes.txt"' in html
    assert "no-store" in page["Cache-Control"]
    again = client.get(done["Location"]).content.decode()
    assert not any(code in again for code in codes)
    assert step.is_in(client)
    assert mailing.sent()[0].subject == "An authenticator app was added to your account"


def test_new_recovery_codes_replace_the_old(amal: User, client: Client) -> None:
    step.sign_in(client, step.give_app(amal))
    old = step.give_codes(amal)
    assert client.post(reverse("mfa_generate_recovery_codes")).status_code == 302
    new = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert not set(old) & set(new)
    other = Client()
    step.give_password(other)
    step.give_code(other, old[0])
    assert not step.is_in(other)


# --- Mails --------------------------------------------------------------------------------------------------


def test_a_new_address_is_told_to_the_old_one_in_the_language_of_its_owner(
    amal: User, client: Client
) -> None:
    profile = UserProfile.get_for_user(amal)
    profile.preferred_language = "ar"
    profile.save()
    step.sign_in(client, step.give_app(amal))
    client.post(
        reverse("wagtailadmin_account"),
        own_account(amal, **{"name_email-email": "new@example.org", "locale-preferred_language": "ar"}),
    )
    assert sorted(message.to[0] for message in mailing.sent()) == ["amal@example.org", "new@example.org"]
    for message in mailing.sent():
        assert message.subject == "تغيَّر عنوان البريد الإلكتروني لحسابك"
        assert "العنوان القديم" in message.body
        assert "127.0.0.1" not in message.body


def test_a_colleague_is_told_of_a_change_by_an_administrator(amal: User, chen: User, client: Client) -> None:
    step.sign_in(client, step.give_app(amal))
    changes = {"email": "c@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("wagtailusers_users:edit", args=[chen.pk]), edited(chen, **changes))
    told = [(message.to[0], message.subject) for message in mailing.sent()]
    assert ("chen@example.org", "The e-mail address of your account was changed") in told
    assert ("chen@example.org", "The password of your account was changed") in told


def test_a_mail_server_that_fails_neither_undoes_nor_hides_the_change(
    amal: User, client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    step.sign_in(client, step.give_app(amal))
    changed = own_account(amal, **{"name_email-email": "new@example.org"})
    assert client.post(reverse("wagtailadmin_account"), changed).status_code == 302
    amal.refresh_from_db()
    assert amal.email == "new@example.org"
    assert mailing.sent() == []
    assert set(OutboxMessage.objects.values_list("to", "state")) == {
        ("amal@example.org", "waiting"),
        ("new@example.org", "waiting"),
    }
    assert "was not sent: ConnectionRefusedError" in caplog.text
    assert "example.org" not in caplog.text
