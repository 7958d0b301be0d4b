"""The emergency button: true at the next request, written down, and to be undone with a reason."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from members.enums import ListingLevel
from members.models import Organization, RegisterChange
from tests.members.officers.conftest import SignIn, at, sent

pytestmark = pytest.mark.django_db


def test_one_button_on_the_list_and_on_the_form(officer: Client, organization: Organization) -> None:
    address = reverse("organization_hide", args=[organization.pk])
    for page in (at("list"), at("edit", organization.pk)):
        assert address in officer.get(page).content.decode(), page
    Organization.objects.update(listing=ListingLevel.UNLISTED)
    assert address not in officer.get(at("list")).content.decode()


def test_to_look_at_the_question_changes_nothing(officer: Client, organization: Organization) -> None:
    assert officer.get(reverse("organization_hide", args=[organization.pk])).status_code == 200
    assert Organization.objects.listed().exists()


@pytest.mark.parametrize("role", ["Membership officer", "Regional coordinator"])
def test_hidden_at_once_and_written_down_twice(
    sign_in: SignIn, organization: Organization, role: str
) -> None:
    client = sign_in(role)
    response = client.post(
        reverse("organization_hide", args=[organization.pk]), {"reason": "Threats"}, follow=True
    )
    assert "is hidden" in response.content.decode()
    assert not Organization.objects.listed().exists()
    change = RegisterChange.objects.get()
    assert (change.kind, change.changes) == ("listing", {"listing": ["full", "unlisted"]})
    assert (change.actor, change.reason) == (client.user, "Threats")  # type: ignore[attr-defined]
    entry = ModelLogEntry.objects.get(action="members.organization_hidden")
    assert (entry.object_id, entry.user) == (str(organization.pk), client.user)  # type: ignore[attr-defined]


def test_no_reason_is_needed_to_be_safe(officer: Client, organization: Organization) -> None:
    officer.post(reverse("organization_hide", args=[organization.pk]))
    officer.post(reverse("organization_hide", args=[organization.pk]))
    assert RegisterChange.objects.count() == 1
    assert Organization.objects.get().listing == ListingLevel.UNLISTED


def test_to_show_it_again_needs_one(officer: Client, organization: Organization) -> None:
    Organization.objects.update(listing=ListingLevel.UNLISTED)
    page = officer.post(at("edit", organization.pk), sent(officer, organization, listing="full"))
    assert page.context["form"].errors.keys() == {"reason"}
    data = sent(officer, organization, listing="full", reason="The danger is over")
    officer.post(at("edit", organization.pk), data)
    assert Organization.objects.listed().exists()


def test_a_member_that_is_not_there(officer: Client) -> None:
    assert officer.get(reverse("organization_hide", args=[987])).status_code == 404


def test_the_operator_hides_from_the_command_line(organization: Organization) -> None:
    said = StringIO()
    call_command("delist_organization", str(organization.pk), reason="Call at night", stdout=said)
    assert said.getvalue() == f"Organization {organization.pk} is hidden now.\n"
    change = RegisterChange.objects.get()
    assert (change.actor, change.source, change.reason) == (None, "command", "Call at night")
    assert not Organization.objects.listed().exists()
    call_command("delist_organization", str(organization.pk), stdout=said)
    assert "already" in said.getvalue()
    with pytest.raises(CommandError, match="no organization 987"):
        call_command("delist_organization", "987")
