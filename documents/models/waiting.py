"""Files sent to the archive that nobody has confirmed yet: kept, bytes and guesses, until somebody decides."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.storage import archive, stored_name


class WaitingFile(models.Model):
    """guess: what was found out about it (documents/guessing), a proposal for the form and nothing more."""

    file = models.FileField(storage=archive, upload_to=stored_name, max_length=120)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("checksum"), max_length=64, db_index=True)
    guess = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("waiting file")
        verbose_name_plural = _("waiting files")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
