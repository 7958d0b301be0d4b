"""What happened to accounts: who came in, was refused, may do more or less, took personal data along."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SecurityEventKind(models.TextChoices):
    SIGNED_IN = "signed_in", _("Signed in")
    REFUSED = "refused", _("Sign-in refused")
    CLOSED = "closed", _("Closed for a while after too many attempts")
    ACCOUNT_MADE = "account_made", _("Account made")
    ACCOUNT_DELETED = "account_deleted", _("Account deleted")
    RIGHTS = "rights", _("Rights changed")
    RIGHTS_OF_GROUP = "rights_of_group", _("Rights of a group changed")
    FACTOR = "factor", _("Second step changed")
    PASSWORD = "password", _("Password changed")
    EXPORT = "export", _("Personal data exported")
    EVERYONE_OUT = "everyone_out", _("Everyone signed out")


class SecurityEvent(models.Model):
    """Written by `members.security_log` only, and never changed.

    user: whose account it is about, nobody where a name is of no account (what was typed is not kept). by: who did it.
    place: a keyed hash of the network address: the same for the same place, and no way back. detail: codes and numbers.
    """

    at = models.DateTimeField(_("moment"), auto_now_add=True, db_index=True)
    kind = models.CharField(_("what"), max_length=20, choices=SecurityEventKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    place = models.CharField(_("place"), max_length=12, blank=True)
    detail = models.JSONField(_("details"), default=dict, blank=True)

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
