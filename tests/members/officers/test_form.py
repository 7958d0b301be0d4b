"""Adding and changing an organization: what is checked, what the history says of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from members.enums import ListingLevel, MemberStatus
from members.models import Contact, Organization, RegisterChange
from tests.factories import members as make
from tests.members.officers.conftest import at, rows, sent

pytestmark = pytest.mark.django_db


def changed(organization: Organization) -> list[RegisterChange]:
    return list(organization.changes.order_by("pk"))


def test_a_saved_edit_says_every_field_that_changed_and_who_did_it(
    officer: Client, organization: Organization
) -> None:
    issue = make.issue("gender")
    data = sent(officer, organization, name_fr="Réseau", scope="national", issues=[issue.pk], reason="Asked")
    assert officer.post(at("edit", organization.pk), data).status_code == 302
    [change] = changed(organization)
    assert change.kind == "edited"
    assert change.changes == {
        "name_fr": ["", "Réseau"],
        "scope": ["", "national"],
        "issues": [[], ["gender"]],
    }
    assert (change.actor, change.reason) == (officer.user, "Asked")  # type: ignore[attr-defined]
    assert ModelLogEntry.objects.filter(action="wagtail.edit").count() == 1


def test_saving_without_a_change_writes_no_history(officer: Client, organization: Organization) -> None:
    before = Organization.objects.values().get()
    assert officer.post(at("edit", organization.pk), sent(officer, organization)).status_code == 302
    assert changed(organization) == []
    assert Organization.objects.values().get() == before


@pytest.mark.parametrize(("field", "value"), [("listing", "unlisted"), ("status", "left")])
def test_status_and_listing_level_need_a_reason_and_stand_apart_in_the_history(
    officer: Client, organization: Organization, field: str, value: str
) -> None:
    page = officer.post(at("edit", organization.pk), sent(officer, organization, **{field: value}))
    assert page.context["form"].errors.keys() == {"reason"}
    assert changed(organization) == []
    data = sent(officer, organization, **{field: value}, name_es="Red", reason="They asked for it")
    assert officer.post(at("edit", organization.pk), data).status_code == 302
    assert [(change.kind, list(change.changes)) for change in changed(organization)] == [
        ("edited", ["name_es"]),
        (field, [field]),
    ]
    assert {change.reason for change in changed(organization)} == {"They asked for it"}
    assert getattr(Organization.objects.get(), field) == value


def test_nobody_makes_an_entry_merged_by_hand(officer: Client, organization: Organization) -> None:
    page = officer.post(at("edit", organization.pk), sent(officer, organization, status="merged", reason="x"))
    assert "status" in page.context["form"].errors
    Organization.objects.update(status=MemberStatus.MERGED)
    data = sent(officer, organization, status="active", reason="x", name_es="Red")
    assert officer.post(at("edit", organization.pk), data).status_code == 302
    assert Organization.objects.get().status == MemberStatus.MERGED


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("020 2345678", "+254202345678"), ("+33 1 42 68 53 00", "+33142685300"), ("00254 20 2345678", None)],
)
def test_a_number_is_read_as_it_is_dialled_in_the_country(
    officer: Client, organization: Organization, typed: str, stored: str | None
) -> None:
    Contact.objects.all().delete()
    row = {"role": "main", "name": "Kim", "email": "Kim@EXAMPLE.Org", "phone": typed, "language": ""}
    data = sent(officer, organization, contacts=inline_formset([row], initial=0))
    officer.post(at("edit", organization.pk), data)
    if stored is None:
        stored = "+254202345678"  # 00 is how Kenya, too, dials abroad
        assert not Contact.objects.exists() or Contact.objects.get().phone == stored
        return
    contact = Contact.objects.get()
    assert (contact.phone, contact.email) == (stored, "Kim@example.org")
    [change] = changed(organization)
    assert change.changes == {"contacts": ["", "changed"]}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_number_that_cannot_be_is_refused_in_the_words_of_the_reader(
    officer: Client, organization: Organization, language: str
) -> None:
    from django.utils.translation import gettext, override
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(officer.user)  # type: ignore[attr-defined]
    profile.preferred_language = language
    profile.save()
    row = {"role": "main", "name": "Kim", "email": "", "phone": "12", "language": ""}
    contacts = rows(organization.contacts.all(), "role", "name", "email", "phone", "language", extra=[row])
    page = officer.post(at("edit", organization.pk), sent(officer, organization, contacts=contacts))
    with override(language):
        words = gettext("The number has too few or too many digits for its country.")
    assert page.status_code == 200
    assert words in page.content.decode()
    assert Contact.objects.count() == 1


def test_websites_and_tags_come_into_one_shape(officer: Client, organization: Organization) -> None:
    data = sent(officer, organization, website="WWW.Demo.EXAMPLE/", tags=" Women , women,Legal  aid")
    assert officer.post(at("edit", organization.pk), data).status_code == 302
    stored = Organization.objects.get()
    assert (stored.website, stored.tags) == ("https://www.demo.example", ["women", "legal aid"])
    page = officer.post(at("edit", organization.pk), sent(officer, organization, website="http://10.0.0.1/"))
    assert "website" in page.context["form"].errors


def test_a_new_entry_begins_its_history_hidden(officer: Client, kenya: Any) -> None:
    first = officer.get(at("add"))
    assert first.context["form"].initial.get("listing", "unlisted") == "unlisted"
    data = {
        "legal_name": "Demo Beta",
        "country": kenya.pk,
        "status": "active",
        "listing": "unlisted",
        "joined_precision": "day",
        "reason": "Applied on paper",
        "number": "R-1",
        "other_names": inline_formset([{"kind": "acronym", "text": "DB", "language": ""}]),
        "contacts": inline_formset([{"role": "main", "name": "Kim", "email": "k@b.example", "phone": ""}]),
    }
    response = officer.post(at("add"), nested_form_data(data))
    assert response.status_code == 302, response.context["form"].errors
    made = Organization.objects.get()
    [change] = changed(made)
    assert (change.kind, change.reason) == ("created", "Applied on paper")
    assert change.changes["legal_name"] == [None, "Demo Beta"]
    assert change.changes["other_names"] == [None, ["acronym: DB"]]
    assert change.changes["contacts"] == change.changes["registration"] == ["", "changed"]
    assert made.registration.number == "R-1"
    assert made.match_keys == ["demo beta", "db"]
    assert made.listing == ListingLevel.UNLISTED


def test_two_entries_without_a_number_in_other_files(officer: Client, organization: Organization) -> None:
    other = make.organization("Demo Gamma", organization.country)
    for one in (organization, other):
        assert officer.post(at("edit", one.pk), sent(officer, one, scope="local")).status_code == 302
    assert Organization.objects.filter(external_id=None).count() == 2


def test_an_organization_is_never_deleted(officer: Client, organization: Organization) -> None:
    officer.post(at("delete", organization.pk))
    officer.post(f"/admin/bulk/members/organization/delete/?id={organization.pk}&next=/")
    assert Organization.objects.exists()
