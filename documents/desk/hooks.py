"""Puts the desk of the archive into the Wagtail admin: menus, addresses, reports, rights to be given, the log."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from documents.desk import editing, file_screens, import_screens, reports, rights, upload_screens
from documents.models import Subject, Work
from members.audit import LoggedEditAction
from members.menu import ItemFor
from members.permissions import KeptRows


def register() -> None:
    """Called once, when the hooks of the app are read."""
    from documents.desk.viewsets import ArchiveGroup

    # Before the views: Wagtail refuses a policy that comes after the first question for it.
    register_permission_policy(Subject, KeptRows(Subject))
    register_snippet(ArchiveGroup)
    hooks.register("register_admin_urls", addresses)
    hooks.register("register_permissions", rights_to_give)
    hooks.register("register_log_actions", trail)
    hooks.register("register_actions", edits_that_name_their_languages)
    hooks.register("register_reports_menu_item", accessibility_in_the_menu)
    hooks.register("register_reports_menu_item", wishes_in_the_menu)
    hooks.register("insert_global_admin_css", looks)
    hooks.register("before_bulk_action", editing.no_bulk_deletion)


def addresses() -> list[URLPattern]:
    return [*file_screens.addresses, *upload_screens.addresses, *reports.addresses, *import_screens.addresses]


def rights_to_give() -> QuerySet[Permission]:
    """Of files, wishes and imports, and looking at works and bodies; changing those comes with their screens."""
    names = [f"{action}_workfile" for action in ("view", "add", "change", "delete")]
    seen = [f"view_{name}" for name in ("work", "subject", "languagewish", "archiveimport")]
    return Permission.objects.filter(content_type__app_label="documents", codename__in=[*names, *seen])


def trail(actions: Any) -> None:
    for action, label in {
        file_screens.ADDED: _("Files were added"),
        file_screens.REPLACED: _("A file was replaced"),
        file_screens.CHANGED: _("What is said of a file was changed"),
        file_screens.REMOVED: _("A file was deleted"),
    }.items():
        actions.register_action(action, label, label)


def edits_that_name_their_languages(actions: ActionRegistry) -> None:
    actions.register(Work, LoggedEditAction)
    actions.register(Subject, LoggedEditAction)


def accessibility_in_the_menu() -> MenuItem:
    return ItemFor(
        rights.may_read_files,
        _("Accessibility of the archive"),
        reverse("archive_accessibility"),
        name="archive-accessibility",
        icon_name="glasses",
        order=870,
    )


def wishes_in_the_menu() -> MenuItem:
    return ItemFor(
        rights.may_see_wishes,
        _("Languages readers asked for"),
        reverse("archive_wishes"),
        name="archive-wishes",
        icon_name="globe",
        order=880,
    )


def looks() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/archive.css"))
