"""Files sent to the archive that nobody has confirmed yet: kept, bytes and guesses, until somebody decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.storage import archive, stored_name


class WaitingFile(models.Model):
    """guess: what was found out about it (documents/guessing), a proposal for the form and nothing more. said: what a
    person has typed into that form so far, {field: text}.

    seen_at: when whoever sent it had it before the eyes last; so many days later it goes (documents/desk/waiting.py).
    """

    file = models.FileField(storage=archive, upload_to=stored_name, max_length=120)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    guess = models.JSONField(null=True, blank=True)
    said = models.JSONField(default=dict, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("waiting file")
        verbose_name_plural = _("waiting files")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
