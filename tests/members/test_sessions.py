"""When sessions end: in time, and with each change of the account, by whatever way it is made."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from members import sessions
from members.models import SecurityEvent, SecurityEventKind, User
from members.second_factor import reset
from tests import second_step as step
from tests.factories import members as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal() -> User:
    return make.amal()


@pytest.fixture
def signed_in(amal: User, client: Client) -> Client:
    client.force_login(amal)
    assert step.is_in(client)
    return client


def let_pass(client: Client, *, seen: float = 0, began: float = 0) -> None:
    """As if somebody had done the last deed, and come in, so many minutes ago."""
    session = client.session
    session[sessions.SEEN] -= seen * 60
    session[sessions.BEGAN] -= began * 60
    session.save()


def test_without_a_deed_a_session_ends(signed_in: Client, settings: Settings) -> None:
    let_pass(signed_in, seen=settings.SESSION_IDLE_MINUTES - 1)
    assert step.is_in(signed_in), "a minute early"
    let_pass(signed_in, seen=settings.SESSION_IDLE_MINUTES + 1)
    assert not step.is_in(signed_in)


def test_whoever_works_stays_but_not_for_ever(signed_in: Client, settings: Settings) -> None:
    for _hour in range(3):
        let_pass(signed_in, seen=settings.SESSION_IDLE_MINUTES / 2)
        assert step.is_in(signed_in)
    let_pass(signed_in, began=settings.SESSION_HOURS * 60 + 1)
    assert not step.is_in(signed_in)


def test_an_open_page_that_reports_by_itself_keeps_nobody_in(signed_in: Client, settings: Settings) -> None:
    let_pass(signed_in, seen=settings.SESSION_IDLE_MINUTES - 1)
    signed_in.get(reverse("wagtailadmin_sprite"))
    let_pass(signed_in, seen=2)
    assert not step.is_in(signed_in)


def test_a_session_without_a_beginning_is_over(signed_in: Client) -> None:
    session = signed_in.session
    del session[sessions.BEGAN]
    session.save()
    assert not step.is_in(signed_in)


def test_a_visitor_without_a_cookie_costs_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory

    with django_assert_num_queries(0):
        middleware = sessions.SessionLimitsMiddleware(lambda _request: HttpResponse())
        middleware(RequestFactory().get("/en/"))


def new_password(user: User) -> None:
    user.set_password("another long pass phrase")
    user.save()


def other_groups(user: User) -> None:
    user.groups.add(Group.objects.create(name="Others"))


def from_the_side_of_the_group(user: User) -> None:
    Group.objects.create(name="Others").user_set.add(user)


def a_right_of_ones_own(user: User) -> None:
    user.user_permissions.add(Permission.objects.first())  # type: ignore[arg-type]


def fewer_powers(user: User) -> None:
    user.is_superuser = False
    user.save()


def second_factor(user: User) -> None:
    reset(user)


def everyone(user: User) -> None:
    call_command("sign_everyone_out", stdout=StringIO())


DEEDS: dict[Callable[[User], None], SecurityEventKind] = {
    new_password: SecurityEventKind.PASSWORD,
    other_groups: SecurityEventKind.RIGHTS,
    from_the_side_of_the_group: SecurityEventKind.RIGHTS,
    a_right_of_ones_own: SecurityEventKind.RIGHTS,
    fewer_powers: SecurityEventKind.RIGHTS,
    second_factor: SecurityEventKind.FACTOR,
    everyone: SecurityEventKind.EVERYONE_OUT,
}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_change_of_the_account_ends_its_sessions_and_is_noted(
    amal: User, signed_in: Client, deed: Callable[[User], None]
) -> None:
    deed(User.objects.get(pk=amal.pk))
    assert not step.is_in(signed_in)
    event = SecurityEvent.objects.get(kind=DEEDS[deed])
    assert event.user_id in (amal.pk, None)


def test_rights_of_a_group_are_noted_and_hold_at_once_without_ending_a_session(
    amal: User, client: Client
) -> None:
    group = Group.objects.create(name="Others")
    amal.groups.add(group)
    client.force_login(amal)
    group.permissions.set(Permission.objects.all()[:3])
    assert step.is_in(client)
    assert SecurityEvent.objects.filter(kind=SecurityEventKind.RIGHTS_OF_GROUP).count() == 1


def test_saving_an_account_without_a_change_ends_nothing(amal: User, signed_in: Client) -> None:
    user = User.objects.get(pk=amal.pk)
    user.first_name = "Amal"
    user.save()
    user.groups.set(user.groups.all())
    assert step.is_in(signed_in)
    assert not SecurityEvent.objects.exclude(kind=SecurityEventKind.ACCOUNT_MADE).exists()


def test_a_second_step_added_here_signs_out_elsewhere(amal: User, client: Client) -> None:
    amal.set_password(step.PASSWORD)
    amal.save()
    here, elsewhere = Client(), Client()
    for one in (here, elsewhere):
        step.give_password(one)
        assert step.is_in(one)
    page = here.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert here.post(reverse("mfa_activate_totp"), {"code": step.app_code(secret)}).status_code == 302
    assert step.is_in(here)
    assert not step.is_in(elsewhere)


def test_everybody_is_signed_out_by_an_administrator_who_confirms(amal: User, signed_in: Client) -> None:
    chen = User.objects.create_superuser("chen", password=step.PASSWORD)
    other = Client()
    other.force_login(chen)
    assert "Sign everyone out?" in signed_in.get(reverse("everyone_out")).content.decode()
    assert step.is_in(other), "to look at the question does nothing"
    assert signed_in.post(reverse("everyone_out")).status_code == 302
    assert not step.is_in(other)
    assert not step.is_in(signed_in)
    event = SecurityEvent.objects.get(kind=SecurityEventKind.EVERYONE_OUT)
    assert (event.by, event.detail) == (amal, {"accounts": 2})


def test_an_account_that_was_read_before_opens_no_session_again(amal: User, signed_in: Client) -> None:
    stale = User.objects.get(pk=amal.pk)
    sessions.end(User.objects.all())
    stale.first_name = "Amal"
    stale.save()
    assert User.objects.get(pk=amal.pk).first_name == "Amal"
    assert not step.is_in(signed_in)
