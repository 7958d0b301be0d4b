"""Puts the registers into the menu of the Wagtail admin, the second step where accounts are, languages into groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from members import import_views, mail_views, read_only_view, security_views
from members.account_deletion import keep_those_with_a_trail, keep_who_has_a_trail
from members.account_page import remember_user, tell_user
from members.applications_desk import files as application_files
from members.applications_desk import hooks as applications_desk
from members.audit import LoggedEditAction
from members.condition import views as condition_views
from members.duplicate_views import addresses as duplicate_addresses
from members.menu import ItemFor
from members.models import Country, Issue, NationalCoalition, Organization, RegisterDate, User
from members.officers import hooks as desk
from members.permissions import (
    FixedRows,
    KeptRows,
    may_import,
    may_reset_second_factor,
    may_see_condition,
    may_see_mail,
    may_see_security,
    may_switch_modes,
)
from members.viewsets import RegistersGroup

# Before the views: Wagtail refuses a policy that comes after the first question for it.
register_permission_policy(Country, KeptRows(Country))
register_permission_policy(RegisterDate, FixedRows(RegisterDate))
for kept in (Organization, NationalCoalition, Issue):
    register_permission_policy(kept, KeptRows(kept))
register_snippet(RegistersGroup)

desk.register()
applications_desk.register()

hooks.register("register_admin_urls", duplicate_addresses)
hooks.register("register_admin_urls", mail_views.addresses)
hooks.register("register_admin_urls", security_views.addresses)
hooks.register("register_admin_urls", read_only_view.addresses)
hooks.register("register_admin_urls", condition_views.addresses)
hooks.register("before_edit_user", remember_user)
hooks.register("after_edit_user", tell_user)
hooks.register("before_delete_user", keep_who_has_a_trail)
hooks.register("before_bulk_action", keep_those_with_a_trail)


@hooks.register("register_log_actions")
def trail(actions: Any) -> None:
    """What is kept of the second step in the history of an account, and of mail."""
    for action, label in {
        "members.factor_added": _("A second step was set up"),
        "members.factor_removed": _("A second step was removed"),
        "members.recovery_codes_made": _("New recovery codes were made"),
        "members.second_factor_reset": _("An administrator reset the second step"),
        mail_views.LOG_AGAIN: _("A message that had failed was sent again"),
        read_only_view.TURNED_ON: _("The site was made read-only"),
        read_only_view.TURNED_OFF: _("The read-only mode was ended"),
    }.items():
        actions.register_action(action, label, label)


@hooks.register("register_account_menu_item")
def second_step_of_account(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second step of signing in"),
        "help_text": _("Authenticator app, passkeys and recovery codes."),
    }


@hooks.register("register_user_listing_buttons")
def reset_button(user: User, request_user: User) -> Iterator[Button]:
    if may_reset_second_factor(request_user) and user != request_user:
        yield Button(
            _("Reset the second step"),
            reverse("reset_second_factor", args=[user.pk]),
            icon_name="rotate",
            priority=30,
        )


@hooks.register("register_permissions")
def rights_on_languages() -> QuerySet[Permission]:
    names = [codename for codename, _name in User._meta.permissions]
    return Permission.objects.filter(content_type__app_label="members", codename__in=names)


@hooks.register("register_actions")
def edits_that_name_their_languages(actions: ActionRegistry) -> None:
    for model in (Country, NationalCoalition, Issue):
        actions.register(model, LoggedEditAction)


@hooks.register("register_admin_urls")
def addresses_of_imports() -> list[URLPattern]:
    return import_views.addresses


@hooks.register("register_admin_urls")
def files_of_applications() -> list[URLPattern | URLResolver]:
    return [path("applications/", include((application_files.addresses, "applications")))]


@hooks.register("register_registers_menu_item")
def imports_in_the_menu() -> MenuItem:
    return ItemFor(
        may_import, _("Imports"), reverse("imports"), name="imports", icon_name="upload", order=900
    )


@hooks.register("insert_global_admin_css")
def looks_of_imports() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/imports.css"))


@hooks.register("register_settings_menu_item")
def read_only_in_the_menu() -> MenuItem:
    return ItemFor(
        may_switch_modes,
        _("Read-only mode"),
        reverse("read_only"),
        name="read-only",
        icon_name="lock",
        order=9000,
    )


class MailMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_mail(request.user)


@hooks.register("register_reports_menu_item")
def mail_in_the_menu() -> MenuItem:
    return MailMenuItem(_("Sent mail"), reverse("sent_mail"), name="sent-mail", icon_name="mail", order=860)


@hooks.register("register_reports_menu_item")
def security_in_the_menu() -> MenuItem:
    return ItemFor(
        may_see_security,
        _("Security events"),
        reverse("security_events"),
        name="security-events",
        icon_name="lock",
        order=870,
    )


@hooks.register("register_reports_menu_item")
def condition_in_the_menu() -> MenuItem:
    return ItemFor(
        may_see_condition,
        _("How the site is doing"),
        reverse("condition"),
        name="condition",
        icon_name="desktop",
        order=850,
    )


@hooks.register("construct_homepage_panels")
def condition_on_the_first_screen(request: HttpRequest, panels: list[Any]) -> None:
    found = [condition_views.CopyPanel.if_needed()]
    if may_see_condition(request.user):
        found.append(condition_views.ConditionPanel.if_needed())
    panels.extend(panel for panel in found if panel is not None)


@hooks.register("register_permissions")
def rights_on_condition() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="members", codename="view_condition")


@hooks.register("register_permissions")
def rights_on_security() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="members", codename="view_securityevent")


@hooks.register("construct_homepage_panels")
def mail_on_the_first_screen(request: HttpRequest, panels: list[Any]) -> None:
    if may_see_mail(request.user):
        panel = mail_views.MailPanel.if_needed(request.user)
        panels.extend([panel] if panel else [])


@hooks.register("register_permissions")
def rights_on_mail() -> QuerySet[Permission]:
    named = ["view_outboxmessage", "change_outboxmessage", "view_staff_mail"]
    return Permission.objects.filter(content_type__app_label="members", codename__in=named)


@hooks.register("insert_global_admin_css")
def looks_of_mail() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/mail.css"))


@hooks.register("insert_global_admin_css")
def looks_of_the_condition() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin/condition.css"))
