"""What the applications ask of an officer or a coordinator, on the first screen of the admin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from wagtail.admin.ui.components import Component

from members import permissions
from members.applications.states import State
from members.applications_desk import clock, reading, waiting
from members.applications_desk.filters import LIST, ME, NOW, in_present_cycle


@dataclass(frozen=True)
class Due:
    label: str
    count: int
    address: str


def due(user: Any) -> Iterator[Due]:
    """What waits for this person, each with the list of it; nothing is told of what does not wait. One query."""
    open_ones = permissions.visible_applications(user).with_officers().order_by()
    if not reading.may_work(user):
        yield from _rows(open_ones.filter(waiting.to_comment(user)).aggregate(comment=Count("pk")))
        return
    with_us = Q(state__in=sorted(waiting.WITH_US))
    yield from _rows(
        waiting.with_letters(open_ones).aggregate(
            new=Count("pk", filter=Q(state=State.RECEIVED)),
            overdue=Count("pk", filter=clock.overdue()),
            mine=Count("pk", filter=with_us & Q(officer=user.pk)),
            answered=Count("pk", filter=Q(wrote__gt=F("reacted"))),
            cycle=Count("pk", filter=with_us & in_present_cycle()),
        )
    )


def _rows(counted: Mapping[str, int]) -> Iterator[Due]:
    rows: dict[str, tuple[str, dict[str, str]]] = {
        "new": (gettext("New, not taken up yet"), {"state": State.RECEIVED.value}),
        "overdue": (gettext("Overdue"), {"overdue": "yes"}),
        "mine": (gettext("In my charge, waiting for us"), {"officer": ME, "group": "with-us"}),
        "answered": (gettext("The applicant wrote, nobody answered"), {"unanswered": "yes"}),
        "cycle": (gettext("To be decided in this cycle"), {"cycle": NOW, "group": "with-us"}),
        "comment": (gettext("Waiting for your opinion"), {"comment": "yes"}),
    }
    for name, (label, query) in rows.items():
        if counted.get(name):
            yield Due(label, counted[name], f"{reverse(LIST)}?{urlencode(query)}")


class ApplicationsPanel(Component):
    name = "applications_work"
    template_name = "wagtailadmin/applications/panel.html"
    order = 55

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        request = (parent_context or {})["request"]
        return {"due": list(due(request.user)), "list_address": reverse(LIST)}
