"""What a group may do on pages and in drawers is noted like its other rights, with who gave it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from members import groups
from members.confirmation import PASSWORD_FIELD
from members.models import SecurityEvent, SecurityEventKind, User
from pages.models import SitePage
from tests import second_step as step
from tests.factories import members as make
from tests.factories import pages as pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def amal() -> User:
    person = make.amal()
    person.set_password(step.PASSWORD)
    person.save()
    return person


@pytest.fixture
def desk(client: Client, amal: User) -> Client:
    client.force_login(amal)
    return client


@pytest.fixture
def home() -> SitePage:
    return SitePage.objects.get(pk=pages_of.home().pk)


def form(desk: Client, name: str, *rights: tuple[str, Any, list[str]], group: Group | None = None) -> str:
    """Send Wagtail's form of a group. rights: (prefix of the panel, its fields of one place, the permissions)."""
    address = (
        reverse("wagtailusers_groups:edit", args=[group.pk]) if group else reverse("wagtailusers_groups:add")
    )
    panels = desk.get(address).context["permission_panels"]
    data: dict[str, Any] = {"name": name, PASSWORD_FIELD: step.PASSWORD}
    for panel in panels:
        data |= {
            f"{panel.prefix}-{field}": "0" for field in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS")
        }
        data[f"{panel.prefix}-MAX_NUM_FORMS"] = "1000"
    for prefix, place, permissions in rights:
        data[f"{prefix}-TOTAL_FORMS"] = "1"
        data |= {f"{prefix}-0-{key}": str(value) for key, value in place.items()}
        data[f"{prefix}-0-permissions"] = permissions
    answer = desk.post(address, data)
    assert answer.status_code == 302, [panel.errors for panel in answer.context["permission_panels"]]
    return str(answer["Location"])


def noted() -> list[dict[str, Any]]:
    found = SecurityEvent.objects.filter(kind=SecurityEventKind.RIGHTS_OF_GROUP).order_by("pk")
    return [{"by": event.by_id, **event.detail} for event in found]


def test_pages_and_drawers_given_and_taken_are_noted(desk: Client, amal: User, home: SitePage) -> None:
    root = Collection.get_first_root_node()
    assert root is not None
    adding = Permission.objects.get(codename="add_collection")
    on_pages = ("page_permissions", {"page": home.pk}, ["change_sitepage", "publish_sitepage"])
    in_drawers = ("collection_permissions", {"collection": root.pk}, [str(adding.pk)])
    form(desk, "Some group", on_pages, in_drawers)
    group = Group.objects.get(name="Some group")
    assert GroupPagePermission.objects.filter(group=group).count() == 2
    assert noted() == [
        {"by": amal.pk, "group": group.pk, "pages": [home.pk], "given": 2, "taken": 0},
        {"by": amal.pk, "group": group.pk, "drawers": [root.pk], "given": 1, "taken": 0},
    ]
    form(desk, "Some group", ("page_permissions", {"page": home.pk}, ["change_sitepage"]), group=group)
    assert noted()[2:] == [
        {"by": amal.pk, "group": group.pk, "pages": [home.pk], "given": 0, "taken": 1},
        {"by": amal.pk, "group": group.pk, "drawers": [root.pk], "given": 0, "taken": 1},
    ]
    shown = desk.get(reverse("security_events")).content.decode()
    for told in (
        f"Pages: <bdi>{home.pk}</bdi>",
        "Rights taken away: <bdi>1</bdi>",
        "Group: <bdi>Some group</bdi>",
    ):
        assert f"<div>{told}</div>" in shown


def test_a_change_of_the_name_alone_is_no_event(desk: Client, home: SitePage) -> None:
    group = Group.objects.create(name="Some group")
    form(desk, "Another name", group=group)
    assert Group.objects.get(pk=group.pk).name == "Another name"
    assert noted() == []


def test_rights_and_their_note_are_kept_together(
    desk: Client, home: SitePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: Any, **_named: Any) -> None:
        raise RuntimeError

    group = Group.objects.create(name="Some group")
    monkeypatch.setattr(groups, "record", broken)
    with pytest.raises(RuntimeError):
        form(desk, "New name", ("page_permissions", {"page": home.pk}, ["change_sitepage"]), group=group)
    assert not GroupPagePermission.objects.filter(group=group).exists()
    assert Group.objects.get(pk=group.pk).name == "Some group"


def test_all_tables_of_rights_of_groups_are_watched() -> None:
    """A table that a later Wagtail adds has to be put on the list."""
    watched = {model for _name, model, _column in groups.PLACES}
    tables = {
        relation.related_model
        for relation in Group._meta.related_objects
        if relation.one_to_many and "permission" in str(relation.related_model).lower()
    }
    assert watched == tables
    assert GroupCollectionPermission in watched
