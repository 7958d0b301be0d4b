"""Imports of legacy archives that were carried out: how many of what, and the report as it was then."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.storage import archive, stored_name


class ArchiveImport(models.Model):
    """One run that wrote, or was about to. finished_at is empty while it runs, and for ever where it was interrupted.

    by: for whom, if the command was told; folder: of the files, on the machine where it ran.

    The report has one JSON per line (documents/importing/findings.Line), in no language.
    """

    manifest = models.CharField(_("manifest"), max_length=255)
    folder = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    overwrite = models.BooleanField(_("staff’s edits gave way"), default=False)
    counts = models.JSONField(default=dict)
    # {key of a heading: column}: the next manifest with the same headings is understood likewise.
    columns = models.JSONField(default=dict)
    report = models.FileField(_("report"), storage=archive, upload_to=stored_name, max_length=120, blank=True)

    class Meta:
        verbose_name = _("import of an archive")
        verbose_name_plural = _("imports of archives")
        ordering = ["-pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.manifest} {self.started_at:%Y-%m-%d %H:%M}"
