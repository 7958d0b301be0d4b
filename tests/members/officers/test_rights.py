"""Each role, each thing one can do at the desk; and no contact reaches a screen of somebody without the right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from members.enums import ListingLevel
from members.models import Note, Organization, SavedFilter
from tests.factories import members as make
from tests.members.officers.conftest import SECRETS, SignIn, at, sent

pytestmark = pytest.mark.django_db

OFFICERS = {"Membership officer", "Administrator"}
READERS = {*OFFICERS, "Regional coordinator"}
EVERYBODY = (
    *("Administrator", "Editor", "Publisher", "Translator AR", "Press officer", "Archivist"),
    *("Membership officer", "Regional coordinator"),
)


def edit(client: Client, one: Organization) -> bool:
    if client.get(at("edit", one.pk)).status_code != 200:
        client.post(at("edit", one.pk), {"legal_name": "Forged"})
        return Organization.objects.get(pk=one.pk).legal_name == "Forged"
    return client.post(at("edit", one.pk), sent(client, one, scope="local")).status_code == 302


def hide(client: Client, one: Organization) -> bool:
    client.post(reverse("organization_hide", args=[one.pk]))
    return Organization.objects.get(pk=one.pk).listing == ListingLevel.UNLISTED


def tag(client: Client, one: Organization) -> bool:
    client.post(f"{reverse('organizations_bulk')}?id={one.pk}", {"deed": "tag", "tags": "seen"})
    return Organization.objects.get(pk=one.pk).tags == ["seen"]


def take_away(client: Client, one: Organization, **data: str) -> bytes:
    address = f"{reverse('organizations_bulk')}?id={one.pk}"
    response = client.post(address, {"deed": "export", "file_format": "csv", **data})
    return b"".join(response.streaming_content) if response.streaming else b""  # type: ignore[attr-defined]


def export(client: Client, one: Organization) -> bool:
    return b"Demo Network" in take_away(client, one)


def export_contacts(client: Client, one: Organization) -> bool:
    return b"pat@secret.example" in take_away(client, one, private="on")


def write_note(client: Client, one: Organization) -> bool:
    client.post(reverse("organization_note", args=[one.pk]), {"text": "Seen"})
    return Note.objects.exists()


def find_by_contact(client: Client, one: Organization) -> bool:
    response = client.post(reverse("organizations_by_contact"), {"text": "pat@secret.example"})
    return response.status_code == 200 and "Demo Network" in response.content.decode()


def save_filter(client: Client, one: Organization) -> bool:
    client.post(f"{reverse('organization_filter_save')}?status=active", {"name": "Active"})
    return SavedFilter.objects.exists()


def opens(address: Callable[[Organization], str]) -> Callable[[Client, Organization], bool]:
    return lambda client, one: client.get(address(one)).status_code == 200


DEEDS: list[tuple[str, Callable[[Client, Organization], bool], set[str]]] = [
    ("list", opens(lambda one: at("list")), READERS),
    ("results", opens(lambda one: at("list_results")), READERS),
    ("add", opens(lambda one: at("add")), OFFICERS),
    ("history", opens(lambda one: at("history", one.pk)), READERS),
    ("changes", opens(lambda one: reverse("organization_changes")), READERS),
    ("changes-results", opens(lambda one: reverse("organization_changes_results")), READERS),
    ("sheet", opens(lambda one: reverse("organization_sheet", args=[one.pk])), READERS),
    ("notes", opens(lambda one: reverse("organization_note", args=[one.pk])), OFFICERS),
    ("chooser", opens(lambda one: reverse("wagtailsnippetchoosers_members_organization:choose")), READERS),
    (
        "chosen",
        opens(lambda one: reverse("wagtailsnippetchoosers_members_organization:chosen", args=[one.pk])),
        READERS,
    ),
    (
        "choose-results",
        opens(lambda one: reverse("wagtailsnippetchoosers_members_organization:choose_results")),
        READERS,
    ),
    (
        "chosen-many",
        opens(
            lambda one: (
                reverse("wagtailsnippetchoosers_members_organization:chosen_multiple") + f"?id={one.pk}"
            )
        ),
        READERS,
    ),
    ("edit", edit, OFFICERS),
    ("hide", hide, READERS),
    ("tag", tag, OFFICERS),
    ("export", export, OFFICERS),
    ("export-contacts", export_contacts, OFFICERS),
    ("note", write_note, OFFICERS),
    ("by-contact", find_by_contact, OFFICERS),
    ("save-filter", save_filter, READERS),
]


@pytest.mark.parametrize("role", EVERYBODY)
def test_who_may_do_what(sign_in: SignIn, organization: Organization, role: str) -> None:
    client = sign_in(role)
    found = {}
    for name, deed, _allowed in DEEDS:
        with transaction.atomic():
            found[name] = deed(client, organization)
            transaction.set_rollback(True)
    assert found == {name: role in allowed for name, _deed, allowed in DEEDS}


def test_no_contact_reaches_somebody_without_the_right(sign_in: SignIn, organization: Organization) -> None:
    make.organization("Demo Other", organization.country)
    Note.objects.create(organization=organization, author_name="x", text="Pat Secret was here")
    client = sign_in("Regional coordinator")
    pages = [
        *(at("list"), at("list") + "?q=demo", at("list") + "?q=pat%40secret.example"),
        *(at("history", organization.pk), reverse("organization_sheet", args=[organization.pk])),
        *(reverse("organization_changes"), reverse("organization_hide", args=[organization.pk])),
    ]
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        html = response.content.decode().replace("pat%40secret.example", "").replace("pat@secret.example", "")
        assert not [secret for secret in SECRETS if secret in html], address


def test_an_editor_of_entries_without_the_right_to_contacts_keeps_them_as_they_are(
    officer: Client, organization: Organization
) -> None:
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.get(name="Membership officer")
    group.permissions.remove(*Permission.objects.filter(codename__endswith="_contact"))
    html = officer.get(at("edit", organization.pk)).content.decode()
    assert "Listing and status" in html
    assert not [secret for secret in SECRETS if secret in html]
    data = sent(officer, organization, scope="local", number="Forged", postal_address="Forged")
    data |= {"contacts-0-email": "forged@example.org", "contacts-0-name": "Forged"}
    assert officer.post(at("edit", organization.pk), data).status_code == 302
    stored = Organization.objects.get(pk=organization.pk)
    assert stored.scope == "local"
    assert stored.contacts.get().email == "pat@secret.example"
    assert stored.registration.number == "REG-777"
    assert [list(change.changes) for change in stored.changes.all()] == [["scope"]]


def test_the_sheet_of_an_officer_holds_the_contacts_and_is_kept_nowhere(
    officer: Client, organization: Organization
) -> None:
    response = officer.get(reverse("organization_sheet", args=[organization.pk]))
    html = response.content.decode()
    assert [secret for secret in SECRETS if secret not in html] == []
    assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))


def test_a_coalition_s_coordinator_is_for_those_who_see_the_register(
    sign_in: SignIn, organization: Organization
) -> None:
    hidden = make.organization("Demo Hidden Coordinator", organization.country, listing="unlisted")
    coalition = make.coalition(state=organization.country, coordinator=hidden)
    address = reverse("wagtailsnippets_members_nationalcoalition:edit", args=[coalition.pk])
    assert "Hidden Coordinator" in sign_in("Membership officer").get(address).content.decode()
    page = sign_in("Translator AR").get(address)
    assert page.status_code == 200
    assert "Hidden Coordinator" not in page.content.decode()
