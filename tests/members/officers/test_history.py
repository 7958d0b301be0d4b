"""The history in words: labels instead of codes, personal data only as changed, filters, the panel."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from members import workflow
from members.enums import ChangeKind, ListingLevel
from members.models import Country, Note, Organization, User
from members.officers.dashboard import due, lately_hidden
from members.officers.words import Words
from tests.factories import members as make
from tests.members.officers.conftest import at

pytestmark = pytest.mark.django_db


def test_codes_are_told_in_words(kenya: Country) -> None:
    make.issue("gender", name_en="Gender justice")
    words = Words("en")
    told = {
        row.name: (row.label, row.before, row.after)
        for row in words.told(
            {
                "listing": ["full", "unlisted"],
                "country": [None, "KEN"],
                "issues": [[], ["gender", "gone"]],
                "legal_language": ["", "sw"],
                "other_names": [["acronym: A (en)"], []],
                "contacts": ["", "changed"],
                "dropped_field": [1, 2],
                "status": ["a-code-of-old", "active"],
            }
        )
    }
    assert told == {
        "listing": ("Listing level", "Full entry", "Not listed"),
        "country": ("Country", "—", "Kenya"),
        "issues": ("Issues", "—", "Gender justice, gone"),
        "legal_language": ("Language of the legal name", "—", "Swahili"),
        "other_names": ("Other names", "Acronym: A (en)", "—"),
        "contacts": ("Contacts", "", "has changed"),
        "dropped_field": ("dropped_field", "1", "2"),
        "status": ("Status", "a-code-of-old", "Active"),
    }
    with override("ar"):
        assert Words().value("country", "KEN") == "كينيا"


@pytest.fixture
def busy(organization: Organization) -> Organization:
    amal, chen = make.amal(), make.chen()
    workflow.set_listing(organization.pk, ListingLevel.UNLISTED, actor=amal, reason="Threats")
    with workflow.changing(organization.pk, ChangeKind.EDITED, actor=chen, reason="New site") as entry:
        entry.website = "https://new.example"
    return organization


def test_the_history_of_one_and_its_filters(officer: Client, busy: Organization) -> None:
    make.organization("Demo Other", busy.country)
    html = officer.get(at("history", busy.pk)).content.decode()
    for words in ("Threats", "New site", "https://new.example", "Not listed", "Amal", "Chen", "UTC"):
        assert words in html
    only = officer.get(at("history", busy.pk), {"field": "website"})
    assert [change.reason for change in only.context["object_list"]] == ["New site"]


def test_the_changes_of_the_register_by_person_and_day(officer: Client, busy: Organization) -> None:
    address = reverse("organization_changes")
    chen = User.objects.get(username="chen")

    def found(**query: Any) -> list[str]:
        page = officer.get(address, query)
        assert page.status_code == 200
        return [change.reason for change in page.context["object_list"]]

    assert found() == ["New site", "Threats"]
    assert found(actor=chen.pk) == ["New site"]
    assert found(at_to="2020-01-01") == []
    assert found(kind="listing") == ["Threats"]
    assert found(actor="nonsense") == ["New site", "Threats"]


def test_the_panel_tells_what_waits(officer: Client, busy: Organization) -> None:
    make.organization("Demo Due", busy.country, status="confirmation_due", assigned_to=officer.user)  # type: ignore[attr-defined]
    make.organization("Demo Quiet", busy.country, listing="members_only")
    counts = {row.label: row.count for row in due(officer.user)}  # type: ignore[attr-defined]
    assert counts == {
        "Confirmation due, in your charge": 1,
        "Confirmation due": 1,
        "Hidden, and nobody said why": 1,
        "In nobody’s charge": 2,
    }
    for row in due(officer.user):  # type: ignore[attr-defined]
        assert len(officer.get(row.address).context["object_list"]) == row.count, row.label
    [(change, _name, address)] = lately_hidden()
    assert change.reason == "Threats"
    html = officer.get(reverse("wagtailadmin_home")).content.decode()
    assert address in html


def test_the_panel_is_for_officers(sign_in: Any, busy: Organization) -> None:
    for role in ("Editor", "Regional coordinator", "Translator AR"):
        assert "register-work" not in sign_in(role).get(reverse("wagtailadmin_home")).content.decode(), role


def test_a_note_bears_a_name_and_is_never_changed(officer: Client, organization: Organization) -> None:
    address = reverse("organization_note", args=[organization.pk])
    officer.post(address, {"text": "Called on Monday"})
    note = Note.objects.get()
    assert (note.author_name, note.text) == (str(officer.user), "Called on Monday")  # type: ignore[attr-defined]
    for page in (address, at("edit", organization.pk), reverse("organization_sheet", args=[organization.pk])):
        assert "Called on Monday" in officer.get(page).content.decode(), page
    assert "text" in officer.post(address, {"text": "  "}).context["form"].errors
    assert Note.objects.count() == 1
