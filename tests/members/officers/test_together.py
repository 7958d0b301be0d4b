"""Two officers at one entry: the second is told, and nothing of either is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils.html import escape

from members import workflow
from members.enums import ListingLevel
from members.models import Contact, Organization, OrganizationName
from tests.members.officers.conftest import SignIn, at, loaded, rows, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(sign_in: SignIn) -> Client:
    return sign_in("Membership officer")


def save(client: Client, organization: Organization, **changes: Any) -> Any:
    return client.post(at("edit", organization.pk), sent(client, organization, **changes))


def test_what_only_the_other_changed_stays(
    officer: Client, other: Client, organization: Organization
) -> None:
    mine = sent(officer, organization, name_fr="Réseau")  # opened first
    save(other, organization, scope="national")
    response = officer.post(at("edit", organization.pk), mine)
    assert response.status_code == 302
    stored = Organization.objects.get()
    assert (stored.name_fr, stored.scope) == ("Réseau", "national")
    [said] = [str(message) for message in get_messages(response.wsgi_request) if "While you" in str(message)]
    assert str(other.user) in said  # type: ignore[attr-defined]
    assert "Scope" in said
    assert [list(change.changes) for change in stored.changes.order_by("pk")] == [["scope"], ["name_fr"]]


def test_what_both_changed_is_asked_again_with_both_on_the_screen(
    officer: Client, other: Client, organization: Organization
) -> None:
    save(other, organization, name_es="Earlier")
    mine = sent(officer, organization, name_fr="Mine", scope="local")
    save(other, organization, name_fr="Theirs", type="legal")
    page = officer.post(at("edit", organization.pk), mine)
    assert page.status_code == 200
    html = page.content.decode()
    assert [sorted(change.changes) for change, _told in page.context["others"]] == [["name_fr", "type"]]
    assert "Theirs" in html
    form = page.context["form"]
    assert (form["name_fr"].value(), form["scope"].value(), form["type"].value()) == (
        "Mine",
        "local",
        "legal",
    )
    assert escape(str(other.user)) in html  # type: ignore[attr-defined]
    assert Organization.objects.get().name_fr == "Theirs"
    again = {**sent(officer, organization), "name_fr": "Mine", "scope": "local"}
    again["loaded"] = form["loaded"].value()
    assert officer.post(at("edit", organization.pk), again).status_code == 302
    stored = Organization.objects.get()
    assert (stored.name_fr, stored.scope, stored.type) == ("Mine", "local", "legal")


def test_whoever_was_hidden_meanwhile_stays_hidden(
    officer: Client, other: Client, organization: Organization
) -> None:
    mine = sent(officer, organization, name_fr="Réseau")
    workflow.delist(organization.pk, actor=other.user)  # type: ignore[attr-defined]
    assert officer.post(at("edit", organization.pk), mine).status_code == 302
    stored = Organization.objects.get()
    assert (stored.listing, stored.name_fr) == (ListingLevel.UNLISTED, "Réseau")


def test_rows_of_both_come_back_together(officer: Client, other: Client, organization: Organization) -> None:
    def with_name(text: str) -> Any:
        added = {"kind": "other", "text": text, "language": ""}
        return rows(organization.other_names.all(), "kind", "text", "language", extra=[added])

    mine = sent(officer, organization, other_names=with_name("Mine"))
    save(other, organization, other_names=with_name("Theirs"))
    page = officer.post(at("edit", organization.pk), mine)
    assert page.status_code == 200
    shown = [row["text"].value() for row in page.context["form"].formsets["other_names"].forms]
    assert sorted(shown) == ["DNJ", "Mine", "Theirs"]


def test_rows_that_only_the_other_changed_are_theirs(
    officer: Client, other: Client, organization: Organization
) -> None:
    mine = sent(officer, organization, name_fr="Réseau")
    OrganizationName.objects.all().delete()
    Contact.objects.update(name="New Name")
    OrganizationName.objects.create(organization=organization, kind="acronym", text="NEW")
    assert officer.post(at("edit", organization.pk), mine).status_code == 302
    assert [row.text for row in OrganizationName.objects.all()] == ["NEW"]
    assert Contact.objects.get().name == "New Name"
    assert Organization.objects.get().name_fr == "Réseau"


@pytest.mark.parametrize("token", ["", "{", "[]", '{"was": 3}', '{"last": "5", "was": {}}', "\x00"])
def test_whatever_a_browser_sends_back_is_no_error(
    officer: Client, organization: Organization, token: str
) -> None:
    data = {**sent(officer, organization, token="x", name_fr="Réseau"), "loaded": token}
    assert officer.post(at("edit", organization.pk), data).status_code in {200, 302}


def test_the_token_names_no_content(officer: Client, organization: Organization) -> None:
    assert "Pat" not in loaded(officer, organization)
