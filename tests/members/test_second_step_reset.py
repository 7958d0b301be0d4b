"""A lost phone: an administrator, or the command line, takes the old factors away and leaves a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from members.models import User
from tests import mailing
from tests import second_step as step
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rule(settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def chen(db: None) -> User:
    """A colleague with access to the admin, an app and recovery codes."""
    user = User.objects.create_user("chen", email="chen@example.org", password=step.PASSWORD)
    group = Group.objects.create(name="Keepers of accounts")
    group.permissions.set(
        Permission.objects.filter(codename__in=("access_admin", "change_user", "add_user", "delete_user"))
    )
    user.groups.add(group)
    step.give_app(user)
    step.give_codes(user)
    return user


@pytest.fixture
def desk(client: Client) -> Client:
    step.sign_in(client, step.give_app(make.amal(password=step.PASSWORD)))
    return client


def signed_in(user: User) -> Client:
    step.take_factors(user)
    session = Client()
    step.sign_in(session, step.give_app(user), user.username)
    assert step.is_in(session)
    return session


def trail() -> list[tuple[str, Any]]:
    entries = ModelLogEntry.objects.filter(action="members.second_factor_reset")
    return [(entry.object_id, entry.user and entry.user.username) for entry in entries]


def test_an_administrator_resets_a_colleague(
    desk: Client, chen: User, django_capture_on_commit_callbacks: Any
) -> None:
    elsewhere = signed_in(chen)
    address = reverse("reset_second_factor", args=[chen.pk])
    assert address in desk.get(reverse("wagtailusers_users:index")).content.decode()
    assert "chen" in desk.get(address).content.decode()
    assert step.kinds(chen), "looking changes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(address)["Location"] == reverse("wagtailusers_users:index")
    assert step.kinds(chen) == set()
    assert not step.is_in(elsewhere)
    assert "_auth_user_id" not in elsewhere.session, "signed out everywhere"
    assert trail() == [(str(chen.pk), "amal")]
    history = desk.get(reverse("wagtailusers_users:history", args=[chen.pk])).content.decode()
    assert "An administrator reset the second step" in history
    assert [(message.to, message.subject) for message in mailing.sent()] == [
        (["chen@example.org"], "The second step of your sign-in was reset")
    ]
    assert step.is_in(desk), "nobody else is signed out"


def test_afterwards_the_colleague_is_led_to_set_up(desk: Client, chen: User) -> None:
    desk.post(reverse("reset_second_factor", args=[chen.pk]))
    again = Client()
    step.give_password(again, "chen")
    assert again.get(reverse("wagtailadmin_home"))["Location"].startswith(reverse("mfa_index"))


def test_whoever_may_edit_accounts_is_no_administrator(chen: User) -> None:
    amal = make.amal(password=step.PASSWORD)
    step.give_app(amal)
    session = signed_in(chen)
    session.post(reverse("reset_second_factor", args=[amal.pk]))
    assert step.kinds(amal) == {"totp"}
    assert trail() == []
    listing = session.get(reverse("wagtailusers_users:index")).content.decode()
    assert reverse("reset_second_factor", args=[amal.pk]) not in listing


def test_ones_own_is_changed_under_ones_account(desk: Client) -> None:
    amal = User.objects.get(username="amal")
    assert desk.post(reverse("reset_second_factor", args=[amal.pk]))["Location"] == reverse("mfa_index")
    assert step.kinds(amal) == {"totp"}


def test_the_command_resets_and_leaves_a_trace(
    chen: User, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    elsewhere = signed_in(chen)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("reset_second_factor", "chen")
    assert "1 app(s) and passkey(s)" in capsys.readouterr().out
    assert step.kinds(chen) == set()
    assert not step.is_in(elsewhere)
    assert trail() == [(str(chen.pk), None)]
    assert len(mailing.sent()) == 1


def test_the_command_knows_whom_it_does_not_know() -> None:
    with pytest.raises(CommandError, match="no account named beatriz"):
        call_command("reset_second_factor", "beatriz")
