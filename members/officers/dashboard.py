"""What the register asks of an officer, on the first screen of the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from wagtail.admin.ui.components import Component

from members.enums import ListingLevel, MemberStatus
from members.models import Organization, RegisterChange
from members.models.organizations import COUNTS
from members.officers import rights
from members.officers.columns import name
from members.officers.filters import ME, NOBODY, unexplained
from members.officers.saved_filters import LIST

RECENT = dt.timedelta(days=14)
LAST_HIDDEN = 5


@dataclass(frozen=True)
class Due:
    label: str
    count: int
    address: str


def due(user: Any) -> Iterator[Due]:
    """What waits for an officer, each with the list of it; nothing is told of what does not wait."""
    mine = Q(assigned_to=user) & Q(status=MemberStatus.CONFIRMATION_DUE)
    # One walk along the index of states.
    counted = Organization.objects.order_by().aggregate(
        mine=Count("pk", filter=mine),
        due=Count("pk", filter=Q(status=MemberStatus.CONFIRMATION_DUE)),
        nobody=Count("pk", filter=COUNTS & Q(assigned_to=None)),
    )
    hidden = Organization.objects.filter(unexplained()).count()
    status = MemberStatus.CONFIRMATION_DUE.value
    counting = [MemberStatus.ACTIVE.value, status]
    rows = (
        (gettext("Confirmation due, in your charge"), counted["mine"], {"status": status, "officer": ME}),
        (gettext("Confirmation due"), counted["due"], {"status": status}),
        (gettext("Hidden, and nobody said why"), hidden, {"unexplained": "yes"}),
        (gettext("In nobody’s charge"), counted["nobody"], {"officer": NOBODY, "status": counting}),
    )
    for label, count, query in rows:
        if count:
            yield Due(label, count, f"{reverse(LIST)}?{urlencode(query, doseq=True)}")


def lately_hidden() -> list[tuple[RegisterChange, Any, str]]:
    """Return the last changes that hid a member, with its name and the address of its history."""
    levels = [ListingLevel.UNLISTED.value, ListingLevel.MEMBERS_ONLY.value]
    to_hidden = Q()
    for level in levels:
        to_hidden |= Q(changes__listing__1=level)
    changes = RegisterChange.objects.filter(to_hidden, kind="listing", at__gte=timezone.now() - RECENT)
    return [
        (
            change,
            name(change.organization),
            reverse("wagtailsnippets_members_organization:history", args=[change.organization_id]),
        )
        for change in changes.select_related("organization")[:LAST_HIDDEN]
    ]


class RegisterPanel(Component):
    name = "register_work"
    template_name = "wagtailadmin/organizations/register_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        request = (parent_context or {})["request"]
        return {
            "due": list(due(request.user)),
            "hidden": lately_hidden(),
            "list_address": reverse(LIST),
            "may_add": rights.may_add(request.user),
            "add_address": reverse("wagtailsnippets_members_organization:add"),
        }
