"""Puts the registers into the menu of the Wagtail admin, and the rights on languages into its form of groups."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from members.audit import LoggedEditAction
from members.models import Country, RegisterDate, User
from members.permissions import FixedRows, KeptRows
from members.viewsets import RegistersGroup

# Before the views: Wagtail refuses a policy that comes after the first question for it.
register_permission_policy(Country, KeptRows(Country))
register_permission_policy(RegisterDate, FixedRows(RegisterDate))
register_snippet(RegistersGroup)


@hooks.register("register_permissions")
def rights_on_languages() -> QuerySet[Permission]:
    names = [codename for codename, _name in User._meta.permissions]
    return Permission.objects.filter(content_type__app_label="members", codename__in=names)


@hooks.register("register_actions")
def edits_that_name_their_languages(actions: ActionRegistry) -> None:
    actions.register(Country, LoggedEditAction)
