"""Puts the registers into the menu of the Wagtail admin."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from members.models import Country, RegisterDate
from members.permissions import FixedRows, KeptRows
from members.viewsets import RegistersGroup

# Before the views: Wagtail refuses a policy that comes after the first question for it.
register_permission_policy(Country, KeptRows(Country))
register_permission_policy(RegisterDate, FixedRows(RegisterDate))
register_snippet(RegistersGroup)
