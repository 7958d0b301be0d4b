"""Puts the applications into the Wagtail admin: addresses, menu, first screen, rights to be given, looks.

Whoever adds an action or a section registers it here.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cicc_site import numbers
from cicc_site.languages import active
from members.applications_desk import (
    acting,
    actions,
    bulk,
    consultation,
    cycles,
    decisions,
    filters,
    moves,
    page,
    reading,
    records,
    reports,
    sections,
    sheet,
    trail_panel,
    waiting,
)
from members.applications_desk.dashboard import ApplicationsPanel
from members.applications_desk.listing import QueueView

actions.register(*moves.ACTIONS, *records.ACTIONS, *consultation.ACTIONS, *decisions.ACTIONS)
sections.register(*page.SECTIONS, *consultation.SECTIONS, *decisions.SECTIONS)


def register() -> None:
    """Called once, by members/wagtail_hooks.py."""
    hooks.register("register_admin_urls", addresses)
    hooks.register("register_admin_urls", cycles.addresses)
    hooks.register("register_admin_urls", decisions.addresses)
    hooks.register("register_admin_menu_item", in_the_menu)
    hooks.register("register_admin_menu_item", cycles.in_the_menu)
    hooks.register("register_permissions", rights_to_give)
    hooks.register("register_permissions", cycles.rights_to_give)
    hooks.register("insert_global_admin_css", styles)
    hooks.register("construct_homepage_panels", first_screen)
    hooks.register("construct_homepage_panels", trail_panel.first_screen)
    hooks.register("register_admin_urls", reports.addresses)
    hooks.register("register_reports_menu_item", reports.in_the_menu)


def addresses() -> list[URLPattern]:
    return [
        path("applications/", QueueView.as_view(), name=filters.LIST),
        path("applications/results/", QueueView.as_view(results_only=True), name="applications_results"),
        path("applications/bulk/", bulk.bulk, name="applications_bulk"),
        *filters.saved.addresses("applications/"),
        path("applications/<int:pk>/", page.page, name="application_page"),
        path("applications/<int:pk>/sheet/", sheet.sheet, name="application_sheet"),
        path("applications/<int:pk>/do/<slug:name>/", acting.act, name="application_act"),
    ]


def rights_to_give() -> QuerySet[Permission]:
    """What can be given to a group. Applications are begun by applicants and deleted by nobody."""
    names = [
        *(f"{action}_application" for action in ("view", "change", "comment", "decide", "export")),
        "view_applicationevent",
    ]
    return Permission.objects.filter(content_type__app_label="members", codename__in=names)


def styles() -> SafeString:
    sheets = ("css/admin/applications.css", "css/admin/application_reports.css")
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(sheet),) for sheet in sheets))


def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    if reading.may_see(request.user):
        panels.append(ApplicationsPanel())


class ApplicationsMenuItem(MenuItem):
    """With the number of those that wait for somebody like this person."""

    def is_shown(self, request: HttpRequest) -> bool:
        return reading.may_see(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        waits = waiting.count(request.user)
        if waits:
            told = {"label": self.label, "count": numbers.whole(waits, active())}
            component.label = gettext("%(label)s (%(count)s)") % told
        return component


def in_the_menu() -> MenuItem:
    return ApplicationsMenuItem(
        _("Applications"), reverse(filters.LIST), name="applications", icon_name="clipboard-list", order=290
    )
