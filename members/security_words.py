"""The details of a security event in the words of whoever reads the list; what is kept are codes and numbers.

A code that is not known here, of an older or a newer version, is shown as it is kept.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "account": _("Number of the account"),
    "accounts": _("Accounts"),
    "active": _("May sign in"),
    "all": _("May do everything"),
    "count": _("How many"),
    "drawers": _("Collections"),
    "given": _("Rights given"),
    "group": _("Group"),
    "groups": _("Groups"),
    "how": _("How"),
    "pages": _("Pages"),
    "permissions": _("Rights"),
    "run": _("Number of the import"),
    "sites": _("Sites"),
    "taken": _("Rights taken away"),
    "what": _("Of what"),
}
HOW: dict[str, str | Promise] = {
    "post_add": _("given"),
    "post_remove": _("taken away"),
    "pre_clear": _("all taken away"),
    "deleted": _("the group was deleted"),
    "group deleted": _("the group was deleted"),
    "reset": _("taken away, to be set up anew"),
    "totp added": _("authenticator app added"),
    "totp removed": _("authenticator app taken away"),
    "webauthn added": _("passkey added"),
    "webauthn removed": _("passkey taken away"),
    "recovery_codes added": _("recovery codes made"),
    "recovery_codes removed": _("recovery codes taken away"),
}
WHAT: dict[str, str | Promise] = {
    "applications": _("applications"),
    "contacts": _("contacts of organizations"),
    "import": _("rows of an import, with contacts"),
    "person": _("everything that is kept about a person"),
}


def details(detail: dict[str, Any]) -> SafeString | str:
    """Return the details of an event, a line each; a dash where there are none."""
    lines = [(LABELS.get(name, name), _value(name, value)) for name, value in detail.items()]
    if not lines:
        return "–"
    return format_html_join("", "<div>{}: <bdi>{}</bdi></div>", lines)


def _value(name: str, value: Any) -> str | Promise | SafeString:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if name in ("group", "groups"):
        return _groups(value if isinstance(value, list) else [value])
    if isinstance(value, list):  # numbers of rights, pages, collections
        return str(len(value)) if name == "permissions" else ", ".join(map(str, value))
    known = {"how": HOW, "what": WHAT}.get(name, {})
    return known.get(value) or str(value)


def _groups(numbers: list[Any]) -> SafeString | str:
    """By name; one that is gone by its number."""
    names = dict(Group.objects.filter(pk__in=numbers).values_list("pk", "name"))
    return format_html_join(" · ", "{}", ((names.get(number, number),) for number in numbers)) or "–"
