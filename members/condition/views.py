"""The page "How the site is doing", and the line on the first screen when something is broken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import Component

from members import mail_gate, operating
from members.condition import backups, places, rows, work
from members.condition.rows import BROKEN, Row
from members.permissions import may_see_condition


def register() -> None:
    """The lines that this app knows, in the order of the page."""
    rows.provide("copy", 5, _("Where this site comes from"), backups.copy)
    rows.provide("backup", 10, _("Last backup"), backups.backup)
    rows.provide("proof", 11, _("Last backup restored on trial"), backups.proof)
    rows.provide("mail", 20, _("Mail"), work.mail)
    rows.provide("worker", 21, _("Work in the background"), work.worker)
    rows.provide("jobs", 22, _("Scheduled jobs"), work.jobs)
    rows.provide("room", 40, _("Room on the disk"), places.room)
    rows.provide("files", 41, _("Places for files"), places.files)
    rows.provide("antivirus", 60, _("Virus scanner"), places.antivirus)
    rows.provide("read_only", 61, _("Read-only mode"), places.read_only_mode)
    rows.provide("versions", 70, _("Version"), places.versions)


@never_cache
@require_safe
def condition(request: HttpRequest) -> HttpResponse:
    if not may_see_condition(request.user):
        raise PermissionDenied
    found = rows.all_rows()
    context = {"rows": found, "worst": rows.worst(found), "wrong": [row for row in found if row.state.weight]}
    return render(request, "wagtailadmin/condition/page.html", context)


class ConditionPanel(Component):
    """On the first screen, when something is broken."""

    name = "condition"
    template_name = "wagtailadmin/condition/panel.html"
    order = 30

    def __init__(self, broken: list[Row]) -> None:
        self.broken = broken

    @classmethod
    def if_needed(cls) -> ConditionPanel | None:
        broken = [row for row in rows.all_rows() if row.state is BROKEN]
        return cls(broken) if broken else None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return {"broken": self.broken}


class CopyPanel(Component):
    """On the first screen of a copy, for everybody: what is done here is not done on the site."""

    name = "copy"
    template_name = "wagtailadmin/condition/copy.html"
    order = 10

    def __init__(self, restored: Any) -> None:
        self.restored = restored

    @classmethod
    def if_needed(cls) -> CopyPanel | None:
        shut = mail_gate.shut_because()
        restored = operating.recall(operating.RESTORED) if shut else None
        return cls(restored) if restored or shut == mail_gate.COPY else None

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return {"restored": self.restored}


def addresses() -> list[URLPattern]:
    return [path("reports/condition/", condition, name="condition")]
