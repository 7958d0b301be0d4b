"""Puts the officers' desk into the Wagtail admin: addresses, buttons, rights to be given, the panel, the log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from members.menu import ItemFor
from members.officers import bulk, changes, contact_search, delisting, notes, rights, saved_filters, sheet
from members.officers.dashboard import RegisterPanel


def register() -> None:
    """Called once, after the policies of the registers stand."""
    hooks.register("register_admin_urls", addresses)
    hooks.register("register_log_actions", trail)
    hooks.register("register_permissions", rights_to_give)
    hooks.register("insert_global_admin_css", styles)
    hooks.register("construct_homepage_panels", first_screen)
    hooks.register("register_reports_menu_item", report_in_the_menu)
    for button in bulk.buttons:
        # After Wagtail's own: one of ours stands in the place of its “Delete”.
        hooks.register("register_bulk_action", button, order=100)


def addresses() -> list[URLPattern]:
    report = changes.ChangesReportView.as_view
    return [
        path("organizations/<int:pk>/hide/", delisting.hide_now, name="organization_hide"),
        path("organizations/<int:pk>/sheet/", sheet.sheet, name="organization_sheet"),
        path("organizations/<int:pk>/notes/", notes.note, name="organization_note"),
        path("organizations/bulk/", bulk.bulk, name="organizations_bulk"),
        path("organizations/by-contact/", contact_search.find_by_contact, name="organizations_by_contact"),
        *saved_filters.saved.addresses("organizations/"),
        path("reports/organizations/", report(), name="organization_changes"),
        path(
            "reports/organizations/results/",
            report(results_only=True),
            name="organization_changes_results",
        ),
    ]


def trail(actions: Any) -> None:
    hidden = _("Hidden from the public at once")
    actions.register_action(delisting.LOG_HIDDEN, hidden, hidden)
    exported = _("Contacts of organizations were exported")
    actions.register_action(bulk.LOG_EXPORT, exported, exported)


def rights_to_give() -> QuerySet[Permission]:
    """What of the private tables can be given to a group; the rest of them belongs to the entry."""
    contacts = Q(codename__in=["view_contact", "change_contact", "export_contact"])
    return Permission.objects.filter(
        contacts | Q(codename__in=["view_note", "add_note"]), content_type__app_label="members"
    )


def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/organizations.css"))


def first_screen(request: HttpRequest, panels: list[Any]) -> None:
    if rights.may_edit(request.user):
        panels.append(RegisterPanel())


def report_in_the_menu() -> MenuItem:
    return ItemFor(
        rights.may_see,
        _("Changes of organizations"),
        reverse("organization_changes"),
        name="organization-changes",
        icon_name="history",
        order=850,
    )
