"""One deed for many organizations: through the workflow, with a history, all or none."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.log_actions import registry as log_registry

from members import workflow
from members.enums import ListingLevel
from members.models import Organization, OrganizationName, RegisterChange, User
from tests.factories import members as make
from tests.members.officers.conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(kenya: Any) -> list[Organization]:
    return [make.organization(f"Demo {name}", kenya, acronym=name) for name in ("Alpha", "Beta", "Gamma")]


def bulk(client: Client, query: str, **data: Any) -> Any:
    return client.post(f"{reverse('organizations_bulk')}?{query}", data)


def ids(*chosen: Organization) -> str:
    return "&".join(f"id={one.pk}" for one in chosen)


def test_tags_are_added_and_taken_away(officer: Client, three: list[Organization]) -> None:
    alpha, beta, _gamma = three
    bulk(officer, ids(alpha, beta), deed="tag", tags="Women, legal aid", reason="Survey")
    assert {one.legal_name: one.tags for one in Organization.objects.all()} == {
        "Demo Alpha": ["women", "legal aid"],
        "Demo Beta": ["women", "legal aid"],
        "Demo Gamma": [],
    }
    change = RegisterChange.objects.filter(organization=alpha).get()
    assert (change.kind, change.changes) == ("tagged", {"tags": [[], ["women", "legal aid"]]})
    assert (change.actor, change.reason) == (officer.user, "Survey")  # type: ignore[attr-defined]
    bulk(officer, "q=demo", deed="untag", tags="women")
    assert Organization.objects.filter(tags=["legal aid"]).count() == 2
    assert RegisterChange.objects.filter(organization=three[2]).count() == 0


def test_an_officer_is_put_in_charge_and_nobody_again(
    officer: Client, sign_in: SignIn, three: list[Organization]
) -> None:
    other = sign_in("Membership officer").user  # type: ignore[attr-defined]
    bulk(officer, "", deed="assign", officer=other.pk)
    assert Organization.objects.filter(assigned_to=other).count() == 3
    assert (
        RegisterChange.objects.filter(kind="assigned", changes={"assigned_to": ["", str(other)]}).count() == 3
    )
    bulk(officer, ids(three[0]), deed="assign", officer="")
    assert Organization.objects.filter(assigned_to=None).get() == three[0]


def test_nobody_who_may_not_change_entries_is_put_in_charge(
    officer: Client, sign_in: SignIn, three: list[Organization]
) -> None:
    reader = sign_in("Regional coordinator").user  # type: ignore[attr-defined]
    page = bulk(officer, "", deed="assign", officer=reader.pk)
    assert "officer" in page.context["form"].errors


def test_many_are_hidden_at_once_without_a_reason_and_shown_again_with_one(
    officer: Client, three: list[Organization]
) -> None:
    bulk(officer, "", deed="listing", level="unlisted")
    assert not Organization.objects.listed().exists()
    assert set(Organization.objects.values_list("search", flat=True)) == {""}
    assert RegisterChange.objects.filter(changes={"listing": ["full", "unlisted"]}).count() == 3
    page = bulk(officer, "", deed="listing", level="full")
    assert page.context["form"].errors.keys() == {"reason"}
    bulk(officer, "", deed="listing", level="full", reason="Asked each of them")
    assert Organization.objects.listed().matching("gamma").count() == 1


def test_the_filter_of_the_list_chooses(officer: Client, three: list[Organization]) -> None:
    Organization.objects.filter(pk=three[0].pk).update(status="left")
    bulk(officer, "status=left&p=2", deed="tag", tags="gone")
    assert Organization.objects.filter(tags=["gone"]).get() == three[0]


def test_a_hundred_cost_as_many_queries_as_three(kenya: Any, three: list[Organization]) -> None:
    amal = make.amal()

    def queries(level: ListingLevel) -> int:
        chosen = list(Organization.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as asked:
            workflow.set_listing_of_many(chosen, level, actor=amal, reason="x")
        return len(asked)

    few = queries(ListingLevel.UNLISTED), queries(ListingLevel.FULL), queries(ListingLevel.NAME_AND_COUNTRY)
    for number in range(100):
        make.organization(f"Demo {number}", kenya, listing=ListingLevel.NAME_AND_COUNTRY)
    many = queries(ListingLevel.UNLISTED), queries(ListingLevel.FULL), queries(ListingLevel.NAME_AND_COUNTRY)
    assert many == few
    assert Organization.objects.listed().count() == 103


def test_a_deed_in_bulk_leaves_what_the_same_deed_alone_leaves(kenya: Any, three: list[Organization]) -> None:
    """The derived columns, the moment of the change, the history: no difference for whoever reads them later."""
    alone, many, _other = three
    workflow.set_listing(alone.pk, ListingLevel.NAME_AND_COUNTRY, actor=None, reason="x")
    workflow.set_listing_of_many([many.pk], ListingLevel.NAME_AND_COUNTRY, actor=None, reason="x")
    changes = RegisterChange.objects.order_by("organization")
    assert changes[0].changes == changes[1].changes
    assert (changes[0].kind, changes[0].reason, changes[0].source) == (
        changes[1].kind,
        changes[1].reason,
        changes[1].source,
    )
    stored = Organization.objects.get(pk=many.pk)
    assert stored.search == "demo beta"
    assert stored.match_keys == ["demo beta", "beta"]
    assert stored.updated > many.updated
    assert OrganizationName.objects.filter(organization=many).count() == 1


def test_all_or_none(three: list[Organization], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(RegisterChange.objects, "bulk_create", fails)
    with pytest.raises(RuntimeError):
        workflow.tag_many([one.pk for one in three], add=["x"], actor=None)
    assert not Organization.objects.filter(tags=["x"]).exists()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"deed": "tag", "tags": " , "}, "tags"),
        ({"deed": "tag", "tags": "x" * 41}, "tags"),
        ({"deed": "listing"}, "level"),
        ({"deed": "delete"}, "deed"),
    ],
)
def test_what_is_missing_is_asked_for(
    officer: Client, three: list[Organization], data: dict[str, str], wrong: str
) -> None:
    page = bulk(officer, "", **data)
    assert wrong in page.context["form"].errors
    assert not RegisterChange.objects.exists()


@pytest.mark.parametrize("query", ["id=x", "id=99999999999999999999", "id=-1", "status=nonsense"])
def test_odd_addresses(officer: Client, three: list[Organization], query: str) -> None:
    assert officer.get(f"{reverse('organizations_bulk')}?{query}").status_code == 200


@pytest.mark.parametrize("query", ["id=", "id=all", "id=x&q=demo"])
def test_ticks_that_name_no_entry_never_mean_all_of_them(
    officer: Client, three: list[Organization], query: str
) -> None:
    assert bulk(officer, query, deed="listing", level="unlisted").status_code == 302
    assert not Organization.objects.filter(listing=ListingLevel.UNLISTED).exists()


def test_no_button_deletes(officer: Client, three: list[Organization]) -> None:
    buttons = bulk_action_registry.get_bulk_actions_for_model("members", "organization")
    assert {button.__module__ for button in buttons} == {"members.officers.bulk"}
    response = officer.get(f"/admin/bulk/members/organization/delete/?id={three[0].pk}&next=/admin/")
    assert response["Location"].startswith(reverse("organizations_bulk"))


def test_the_buttons_under_the_list_lead_there(officer: Client, three: list[Organization]) -> None:
    base = "/admin/bulk/members/organization/assign/"
    response = officer.get(f"{base}?id={three[0].pk}&next=/admin/")
    assert response["Location"] == f"{reverse('organizations_bulk')}?id={three[0].pk}&deed=assign"
    everything = officer.get(f"{base}?id=all&next=/admin/snippets/members/organization/%3Fstatus%3Dleft")
    assert everything["Location"] == f"{reverse('organizations_bulk')}?status=left&deed=assign"


# ---- export


def table(response: Any) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def logged(client: Client) -> list[Any]:
    found = log_registry.get_logs_for_instance(client.user)  # type: ignore[attr-defined]
    return list(found.filter(action="members.contacts_exported"))


def test_an_export_holds_no_contact_unless_asked(officer: Client, organization: Organization) -> None:
    response = bulk(officer, "", deed="export", file_format="csv")
    text = str(table(response))
    assert "Demo Network for Justice" in text
    assert "secret.example" not in text
    assert not logged(officer)


def test_an_export_of_contacts_is_written_down(officer: Client, organization: Organization) -> None:
    response = bulk(officer, f"id={organization.pk}", deed="export", file_format="csv", private="on")
    assert "pat@secret.example" in str(table(response))
    assert "no-store" in response["Cache-Control"]
    [entry] = logged(officer)
    assert entry.data == {"count": 1, "organizations": [organization.pk], "format": "csv"}
    assert entry.user == User.objects.get(pk=officer.user.pk)  # type: ignore[attr-defined]


def test_formulas_are_defused(officer: Client, kenya: Any) -> None:
    make.organization("=HYPERLINK(1)", kenya)
    cells = [cell for row in table(bulk(officer, "", deed="export", file_format="csv")) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
