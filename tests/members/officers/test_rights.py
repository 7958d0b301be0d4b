"""Each role, each thing one can do at the desk; and no contact reaches a screen of somebody without the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from members.enums import ListingLevel
from members.models import Contact, ImportRun, Note, Organization, SavedFilter, SteeringCommitteeTerm
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


def term_in_the_chooser(name: str) -> Callable[[Client, Organization], bool]:
    """A term bears the name of its organization: Wagtail's own chooser would tell it to all of the staff."""

    def open_it(client: Client, one: Organization) -> bool:
        term = SteeringCommitteeTerm.objects.create(organization=one, starts="2020-01-01")
        address = reverse(
            f"wagtailsnippetchoosers_members_steeringcommitteeterm:{name}",
            args=[term.pk] if name == "chosen" else [],
        )
        response = client.get(address, {"id": term.pk} if name == "chosen_multiple" else {})
        return response.status_code == 200 and "Demo Network" in response.content.decode()

    return open_it


def compare(client: Client, one: Organization) -> bool:
    other = make.organization("Demo Network", one.country)
    return client.get(reverse("duplicates_compare", args=[one.pk, other.pk])).status_code == 200


def import_with_contacts(client: Client, one: Organization) -> bool:
    rows = f"cicc_id,contact_head_email\n{one.pk},new@example.org\n"
    file = SimpleUploadedFile("contacts.csv", rows.encode())
    client.post(reverse("imports"), {"file": file, "reason": "Told by telephone"})
    run = ImportRun.objects.first()
    if run is None:
        return False
    columns = {"column-0": "cicc_id", "column-1": "contact_head_email"}
    client.post(reverse("import_columns", args=[run.pk]), columns)
    client.post(reverse("import_apply", args=[run.pk]))
    return one.contacts.filter(email="new@example.org").exists()


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
    ("term-chooser", term_in_the_chooser("choose"), READERS),
    ("term-results", term_in_the_chooser("choose_results"), READERS),
    ("term-chosen", term_in_the_chooser("chosen"), READERS),
    ("term-chosen-many", term_in_the_chooser("chosen_multiple"), READERS),
    ("duplicates", opens(lambda one: reverse("duplicates")), OFFICERS),
    ("compare", compare, OFFICERS),
    ("imports", opens(lambda one: reverse("imports")), OFFICERS),
    ("import-contacts", import_with_contacts, OFFICERS),
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


def test_two_entries_are_compared_without_what_an_officer_may_not_see(
    officer: Client, organization: Organization
) -> None:
    Note.objects.create(organization=organization, author_name="x", text="A quiet word")
    other = make.organization("Demo Network of Justice", organization.country)
    Contact.objects.create(organization=other, name="Pat Secret", email="pat@secret.example")
    address = reverse("duplicates_compare", args=[organization.pk, other.pk])
    everything = officer.get(address).content.decode()
    assert "Pat Secret" in everything
    assert "A quiet word" in everything
    private = Permission.objects.filter(codename__in=["view_contact", "view_note"])
    Group.objects.get(name="Membership officer").permissions.remove(*private)
    html = officer.get(address).content.decode()
    assert "Demo Network of Justice" in html
    assert not [secret for secret in (*SECRETS, "A quiet word") if secret in html]


@pytest.mark.parametrize("role", ["Publisher", "Translator AR"])
def test_the_uses_of_a_country_tell_nobody_how_many_members_it_has(
    sign_in: SignIn, organization: Organization, role: str, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # then Wagtail writes down what points where
        organization.save()
    address = reverse("wagtailsnippets_members_country:usage", args=[organization.country_id])
    page = sign_in(role).get(address)
    assert page.status_code == 200
    assert "(Private" not in page.content.decode()


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
