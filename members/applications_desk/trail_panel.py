"""On the first screen of officers and administrators: whether the trail of applications is whole, and its head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from members.applications import trail

# The worker verifies every night; silence for longer is told as well.
OVERDUE = dt.timedelta(hours=50)


def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    if request.user.is_active and request.user.has_perm("members.view_applicationevent"):
        panels.append(TrailPanel())


class TrailPanel(Component):
    name = "applications_trail"
    template_name = "wagtailadmin/applications/trail_panel.html"
    order = 90

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        last = trail.last()
        return {"trail": last, "is_overdue": last is not None and last.at < timezone.now() - OVERDUE}
