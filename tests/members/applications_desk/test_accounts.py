"""Accounts in the admin: the regions of coordinators, and that nobody with a trail is deleted."""

from __future__ import annotations

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from members.applications.chain import Actor
from members.applications.states import EventKind
from members.models import Application, User
from members.permissions import visible_applications
from members.workflow import applications as verbs
from pages.roles import REGIONAL_COORDINATOR
from tests.factories import applications as make
from tests.members.applications_desk.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    """Somebody who has given the password a moment ago: changes of accounts ask for it."""
    client = sign_in("Administrator", is_superuser=True)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(client.user.pk)  # type: ignore[attr-defined]
    session.save()
    return client


def test_an_administrator_gives_a_coordinator_regions(
    administrator: Client, application: Application
) -> None:
    group = Group.objects.get(name=REGIONAL_COORDINATOR)
    data = {
        "username": "omar",
        "email": "omar@example.org",
        "first_name": "Omar",
        "last_name": "Example",
        "password1": "a long test password",
        "password2": "a long test password",
        "groups": group.pk,
        "regions": ["africa", "europe-central-asia"],
    }
    html = administrator.get(reverse("wagtailusers_users:add")).content.decode()
    assert "Europe and Central Asia" in html
    answer = administrator.post(reverse("wagtailusers_users:add"), data)
    assert answer.status_code == 302, answer.content.decode()
    omar = User.objects.get(username="omar")
    assert omar.regions == ["africa", "europe-central-asia"]
    assert list(visible_applications(omar)) == [application]
    edit = reverse("wagtailusers_users:edit", args=[omar.pk])
    assert 'value="africa" checked' in " ".join(administrator.get(edit).content.decode().split()).replace(
        'id="id_regions_0" ', ""
    )
    data |= {"password1": "", "password2": "", "is_active": "on", "regions": ["americas"]}
    assert administrator.post(edit, data).status_code == 302
    omar = User.objects.get(username="omar")
    assert omar.regions == ["americas"]
    assert list(visible_applications(omar)) == []
    del data["regions"]
    administrator.post(edit, data)
    assert User.objects.get(username="omar").regions == []
    assert administrator.post(edit, {**data, "regions": "nowhere"}).status_code == 200
    assert User.objects.get(username="omar").regions == []


@pytest.mark.parametrize("trail", ["event", "decision"])
def test_whoever_has_a_trail_is_not_deleted(
    administrator: Client, application: Application, trail: str
) -> None:
    user = make.officer("gone")
    if trail == "event":
        verbs.record(application.pk, EventKind.NOTE, Actor.officer(user), text="x")
    else:
        verbs.decline(application.pk, Actor.officer(user), "Not independent.")
    one = reverse("wagtailusers_users:delete", args=[user.pk])
    many = reverse("wagtail_bulk_action", args=["members", "user", "delete"]) + f"?id={user.pk}"
    for address in (one, many):
        answer = administrator.post(address, follow=True)
        assert answer.status_code == 200
        html = answer.content.decode()
        assert "Nothing was deleted." in html
        assert "Gone" in html
        assert User.objects.filter(pk=user.pk).exists()


def test_others_are_deleted_as_before(administrator: Client) -> None:
    user = make.officer("fresh")
    administrator.post(reverse("wagtailusers_users:delete", args=[user.pk]))
    assert not User.objects.filter(pk=user.pk).exists()
    user = make.officer("fresher")
    administrator.post(reverse("wagtail_bulk_action", args=["members", "user", "delete"]) + f"?id={user.pk}")
    assert not User.objects.filter(pk=user.pk).exists()


def test_an_officer_in_charge_who_goes_leaves_the_application_open(application: Application) -> None:
    user = make.officer("short")
    Application.objects.filter(pk=application.pk).update(officer=user)
    user.delete()
    assert Application.objects.get(pk=application.pk).officer is None
