"""What is known of how the site is run: when it was last backed up, whether it is read-only, whether it may send mail.

Written by `members/operating.py` only.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OperatingMark(models.Model):
    """mark: what is known (members/operating.py has the list). details: never a person, an address or a secret."""

    mark = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(db_default=Now())
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("state of the site")
        verbose_name_plural = _("states of the site")
        default_permissions = ()
        permissions = [("view_condition", "Can see how the site is doing")]

    def __str__(self) -> str:
        return self.mark
