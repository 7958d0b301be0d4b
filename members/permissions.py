"""Who may do what: languages, registers, accounts of others, as plain rules over Django's permissions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from cicc_site import languages
from cicc_site.multilingual import parts
from members.applications.states import EventKind
from members.models import Application, User
from members.models.applications import ApplicationQuerySet

ALL_LANGUAGES = "members.edit_all_languages"


def people_with(right: str) -> QuerySet[User]:
    """Return the active accounts that have a right of this app, by themselves or through a group."""
    return User.objects.with_perm(f"members.{right}", backend="django.contrib.auth.backends.ModelBackend")


def translates(language: str) -> str:
    """Return the name of the permission to edit the texts of one language only."""
    return f"members.translate_{language}"


def editable_languages(user: Any) -> frozenset[str]:
    """Return the languages whose texts `user` may change. English belongs to those who may edit all of them."""
    if user.has_perm(ALL_LANGUAGES):
        return frozenset(languages.codes())
    return frozenset(code for code in languages.translation_codes() if user.has_perm(translates(code)))


def may_edit_facts(user: Any) -> bool:
    """Return whether `user` may change what all languages share: dates, links, rows, addresses in English."""
    return bool(user.has_perm(ALL_LANGUAGES))


def editable_parts(user: Any) -> frozenset[str]:
    """Return the parts of a content `user` may change, in the words of cicc_site.multilingual.parts."""
    return editable_languages(user) | ({parts.FACTS} if may_edit_facts(user) else frozenset())


def is_limited(user: Any) -> bool:
    """Return whether `user` may change some parts only. Nobody (a command, the scheduler) is not limited."""
    return user is not None and not may_edit_facts(user)


def is_translator(user: Any) -> bool:
    """Return whether `user` is here to translate, and for nothing else."""
    return is_limited(user) and bool(editable_languages(user))


def may_import(user: Any) -> bool:
    """Return whether `user` may take organizations out of a file: an import enters and changes them."""
    return bool(user.has_perms(["members.add_organization", "members.change_organization"]))


def may_import_private(user: Any) -> bool:
    """Return whether an import by `user` may read and write contacts and, as at the desk, registrations with them."""
    return may_import(user) and bool(user.has_perms(["members.view_contact", "members.change_contact"]))


class KeptRows(ModelPermissionPolicy):
    """Rows that belong to a register are corrected, never deleted: figures of the past are counted from them."""

    refused = frozenset({"delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.refused and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return bool(super().user_has_any_permission(user, set(actions) - self.refused))

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission(set(actions) - self.refused)


class FixedRows(KeptRows):
    """Rows the software itself relies on: nobody adds any either."""

    refused = frozenset({"add", "delete"})


def may_reset_second_factor(user: Any) -> bool:
    """Administrators only: whoever takes a factor away opens an account to its password alone, until the next one."""
    return bool(user.is_active and user.is_superuser)


def may_see_security(user: Any) -> bool:
    """Return whether `user` may read what happened to accounts. Nobody of the desks: it is about colleagues."""
    return bool(user.is_active and user.has_perm("members.view_securityevent"))


def may_sign_everyone_out(user: Any) -> bool:
    """Return whether `user` may end all sessions: who may edit accounts could do so anyway, one by one."""
    return may_see_security(user) and bool(user.has_perm("members.change_user"))


def may_see_condition(user: Any) -> bool:
    """Return whether `user` may see how the site is doing: administrators, and whoever they give the right to."""
    return bool(user.is_active and user.has_perm("members.view_condition"))


def may_switch_modes(user: Any) -> bool:
    """Administrators only, who edit accounts: nobody can work while the site is read-only."""
    return may_sign_everyone_out(user)


def may_merge(user: Any) -> bool:
    """Return whether `user` may say that two entries of the register of members are one, or are not."""
    return bool(user.is_active and user.has_perm("members.change_organization"))


def may_see_mail(user: Any) -> bool:
    """Return whether `user` may see any mail at all; which, OutboxQuerySet.visible_to decides."""
    return bool(user.has_perm("members.view_outboxmessage") or user.has_perm("members.view_staff_mail"))


def may_send_again(user: Any) -> bool:
    """Return whether `user` may put mail that has failed on its way again."""
    return may_see_mail(user) and bool(user.has_perm("members.change_outboxmessage"))


# ---- applications for membership

# What a regional coordinator may add to an application of the region: opinions and notes, nothing that goes out.
COMMENTS = frozenset({EventKind.OPINION, EventKind.NOTE, EventKind.TRANSLATION_NOTE})


def visible_applications(user: Any) -> ApplicationQuerySet:
    """Return the applications `user` may read: officers all that were received, coordinators those of their regions."""
    found = Application.objects.for_officers()
    if not user.is_active or not user.has_perm("members.view_application"):
        return found.none()
    if user.has_perm("members.change_application"):
        return found
    return found.in_regions(user.regions)


def may_read(user: Any, application: Application) -> bool:
    """Return whether `user` may read this application, without asking for it again."""
    if not user.is_active or not user.has_perm("members.view_application") or application.received_at is None:
        return False
    if user.has_perm("members.change_application"):
        return True
    country = application.country
    return country is not None and bool(country.cicc_region) and country.cicc_region in user.regions


def may_work_on(user: Any, application: Application) -> bool:
    """Return whether `user` may move this application and write to the applicant."""
    return may_read(user, application) and bool(user.has_perm("members.change_application"))


def may_decide(user: Any, application: Application) -> bool:
    """Return whether `user` may approve, decline, defer or reverse."""
    return may_work_on(user, application) and bool(user.has_perm("members.decide_application"))


def may_record(user: Any, application: Application, kind: EventKind) -> bool:
    """Return whether `user` may write this kind of event, which changes no state."""
    if may_work_on(user, application):
        return True
    if kind == EventKind.FILE_READ:
        return may_read(user, application)
    commenting = may_read(user, application) and bool(user.has_perm("members.comment_application"))
    return commenting and kind in COMMENTS
