"""The list of organizations: found by any name, filtered, saved, and cheap."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members import workflow
from members.enums import ListingLevel
from members.models import Contact, Organization, SavedFilter, SteeringCommitteeTerm
from members.officers.finding import by_contact, named
from tests.factories import members as make
from tests.members.officers.conftest import SignIn, at

pytestmark = pytest.mark.django_db


def shown(client: Client, query: str = "") -> list[str]:
    page = client.get(at("list") + query)
    assert page.status_code == 200
    return [row.legal_name for row in page.context["object_list"]]


@pytest.mark.parametrize(
    "text", ["network justice", "JUSTICE", "dnj", "D.N.J.", "former group", "nëtwork", "EXT-5", "ext-5"]
)
def test_hidden_ones_are_found_by_any_name(officer: Client, kenya: Any, text: str) -> None:
    make.organization("Demo Zeta", kenya)
    make.organization(
        "Demo Network for Justice",
        kenya,
        acronym="DNJ",
        former="Former Group",
        listing="unlisted",
        external_id="EXT-5",
    )
    assert shown(officer, f"?q={text}") == ["Demo Network for Justice"]


@pytest.mark.parametrize("text", ["منظمه", "العدالة", "عداله", "Організація", "організація", "exemple"])
def test_any_script_is_found(kenya: Any, text: str) -> None:
    made = make.organization("منظمة نموذج للعدالة", kenya, legal_language="ar", name_fr="Exemple")
    made.other_names.create(kind="other", text="Організація Демо")
    made.save()
    assert named(Organization.objects.all(), text).count() == 1


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "((", "\x00x", "9" * 40, "#", "ltd"])
def test_odd_words_find_nothing_and_break_nothing(officer: Client, kenya: Any, text: str) -> None:
    make.organization("Demo Zeta", kenya)
    assert officer.get(at("list"), {"q": text}).status_code == 200
    assert named(Organization.objects.all(), text.replace("\x00", "")).count() == 0


def test_an_entry_is_found_by_its_number(kenya: Any) -> None:
    made = make.organization("Demo Zeta", kenya)
    assert named(Organization.objects.all(), f"#{made.pk}").get() == made


def test_filters(officer: Client, kenya: Any) -> None:
    egypt = make.country("EGY", cicc_region="middle-east-north-africa")
    issue, coalition = make.issue("gender"), make.coalition(state=kenya)
    alpha = make.organization(
        "Alpha", kenya, tags=["women"], national_coalition=coalition, last_confirmed="2026-01-01"
    )
    alpha.issues.add(issue)
    alpha.save()
    beta = make.organization("Beta", egypt, listing="unlisted", is_demo=True, assigned_to=officer.user)  # type: ignore[attr-defined]
    SteeringCommitteeTerm.objects.create(organization=beta, starts="2020-01-01")
    gamma = make.organization("Gamma", kenya, listing="members_only", status="left", type="legal")
    workflow.set_listing(gamma.pk, ListingLevel.UNLISTED, actor=None, reason="Asked")
    expected = {
        "status=active": ["Alpha", "Beta"],
        "status=active&status=left": ["Alpha", "Beta", "Gamma"],
        "listing=unlisted": ["Beta", "Gamma"],
        f"country={egypt.pk}": ["Beta"],
        "region=africa": ["Alpha", "Gamma"],
        "type=legal": ["Gamma"],
        "issue=gender": ["Alpha"],
        "tag=WOMEN": ["Alpha"],
        f"coalition={coalition.pk}": ["Alpha"],
        "coalition=none": ["Beta", "Gamma"],
        "steering=yes": ["Beta"],
        "steering=no": ["Alpha", "Gamma"],
        "officer=me": ["Beta"],
        "officer=nobody": ["Alpha", "Gamma"],
        "unconfirmed_since=2025-12-31": ["Beta", "Gamma"],
        "unconfirmed_since=2026-02-01": ["Alpha", "Beta", "Gamma"],
        "unexplained=yes": ["Beta"],
        "demo=yes": ["Beta"],
        "ordering=-sort_en": ["Gamma", "Beta", "Alpha"],
        "ordering=-last_confirmed": ["Alpha", "Beta", "Gamma"],
        "country=nonsense&ordering=nonsense": ["Alpha", "Beta", "Gamma"],
    }
    assert {query: shown(officer, f"?{query}") for query in expected} == expected


def test_the_number_of_queries_does_not_grow_with_the_list(officer: Client, kenya: Any) -> None:
    def queries(query: str = f"?status=active&country={kenya.pk}&q=demo") -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.get(at("list") + query).status_code == 200
        return len(asked)

    make.organization("Demo 0", kenya, assigned_to=officer.user)  # type: ignore[attr-defined]
    queries()
    few = queries()
    for number in range(1, 30):
        make.organization(f"Demo {number}", kenya, tags=["x"], assigned_to=officer.user)  # type: ignore[attr-defined]
    assert queries() == few
    # Twelve of them are the admin's own: session, second step, rights, menus, how many applications wait, read-only.
    assert few <= 20


def test_a_level_reads_without_colour_and_tells_of_a_status_that_hides(officer: Client, kenya: Any) -> None:
    make.organization("Alpha", kenya, status="left")
    html = officer.get(at("list")).content.decode()
    assert "Full entry" in html
    assert "not public: status" in html


# ---- by a contact


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pat@SECRET.example", True),
        ("@secret.example", True),
        ("secret.example", False),
        ("020 234 56 78", True),
        ("+254 20 2345678", True),
        ("5678", False),
        ("", False),
    ],
)
def test_by_a_contact(organization: Organization, text: str, found: bool) -> None:
    Contact.objects.create(organization=organization, email="PAT@secret.example")
    assert (list(by_contact(text)) == [organization]) is found


def test_the_list_never_looks_among_contacts(officer: Client, organization: Organization) -> None:
    """Addresses of persons stand in no address: the search of the list is part of one."""
    assert shown(officer, "?q=pat%40secret.example") == []


# ---- saved filters


def test_a_filter_is_saved_shown_shared_renamed_and_deleted(sign_in: SignIn, kenya: Any) -> None:
    officer, other = sign_in("Membership officer"), sign_in("Regional coordinator")
    address = reverse("organization_filter_save")
    query = "q=alpha&status=active&p=3&country=nonsense&evil=%3Cscript%3E&ordering=-joined"
    assert officer.post(f"{address}?{query}", {"name": "Mine"}).status_code == 302
    saved = SavedFilter.objects.get()
    assert saved.query == "status=active&q=alpha&ordering=-joined"
    assert "Mine" in officer.get(at("list")).content.decode()
    assert "Mine" not in other.get(at("list")).content.decode()
    assert "name" in officer.post(f"{address}?{query}", {"name": "Mine"}).context["form"].errors or (
        SavedFilter.objects.count() == 1
    )
    change = reverse("organization_filter", args=[saved.pk])
    assert other.post(change, {"name": "Forged"}).status_code == 404
    officer.post(change, {"name": "Ours", "shared": "on"})
    assert "Ours" in other.get(at("list")).content.decode()
    delete = reverse("organization_filter_delete", args=[saved.pk])
    assert other.post(delete).status_code == 404
    assert officer.get(delete).status_code == 405
    officer.post(delete)
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("query", ["", "q=pat%40secret.example", "evil=1", "p=2"])
def test_what_is_no_filter_is_not_saved(officer: Client, query: str) -> None:
    officer.post(f"{reverse('organization_filter_save')}?{query}", {"name": "Nothing"})
    assert not SavedFilter.objects.exists()
