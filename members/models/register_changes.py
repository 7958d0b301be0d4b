"""The history of an organization's entry: each change with who, when, why, and every field before and after."""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.enums import ChangeKind


class RegisterChange(models.Model):
    """Written by members.history only, never changed.

    changes: {field: [before, after]} in the words of `members.history.facts`; personal data only as "changed".
    source: "admin", "command" or "import:<id>". actor_name stays when the account is gone.
    """

    organization = models.ForeignKey(
        "members.Organization",
        on_delete=models.CASCADE,
        related_name="changes",
        verbose_name=_("organization"),
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    actor = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    actor_name = models.CharField(_("by"), max_length=200, blank=True)
    kind = models.CharField(_("what"), max_length=12, choices=ChangeKind)
    changes = models.JSONField(_("fields"), default=dict)
    reason = models.TextField(_("reason"), blank=True)
    source = models.CharField(_("source"), max_length=40, blank=True)

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]
        indexes = [BrinIndex(fields=["at"], name="register_change_at")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
