"""Wagtail's screens of groups, which also note where a group may do something: on which pages, in which drawers.

Wagtail keeps those rights in tables of its own and writes them all at once, past Django's signals, so that the watch
over rights (members/sessions.py) does not hear of them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission
from wagtail.users.views.groups import CreateView, EditView, GroupViewSet

from members.models import SecurityEventKind
from members.security_log import record

# What a group is given besides its permissions, and the column that says where they hold.
PLACES = (
    ("pages", GroupPagePermission, "page_id"),
    ("drawers", GroupCollectionPermission, "collection_id"),
    ("sites", GroupSitePermission, "site_id"),
)
Right = tuple[int, int]  # the place, the permission


def rights_of(group: Group) -> dict[str, set[Right]]:
    """Return what a group may do where, by the kind of place."""
    return {
        name: set(model._default_manager.filter(group_id=group.pk).values_list(column, "permission_id"))
        for name, model, column in PLACES
    }


def note_changes(group: Group, before: dict[str, set[Right]]) -> None:
    """Record an event for each kind of place where the group may now do more or less; detail: the numbers of places."""
    after = rights_of(group)
    for name in after:
        given, taken = after[name] - before[name], before[name] - after[name]
        if given or taken:
            places = sorted({place for place, _permission in given | taken})
            detail: dict[str, Any] = {name: places, "given": len(given), "taken": len(taken)}
            record(SecurityEventKind.RIGHTS_OF_GROUP, group=group.pk, **detail)


class _Noted:
    """The rights, and the note about them, or neither."""

    object: Group

    def process_form(self) -> HttpResponse:
        with transaction.atomic():
            before = rights_of(self.object)
            answer: HttpResponse = super().process_form()  # type: ignore[misc]
            if self.object.pk is not None:
                note_changes(self.object, before)
        return answer


class NotedCreateView(_Noted, CreateView):
    pass


class NotedEditView(_Noted, EditView):
    pass


class NotedGroupViewSet(GroupViewSet):
    add_view_class: Any = NotedCreateView
    edit_view_class: Any = NotedEditView
