"""A file that came back from a translator, kept between the preview of an import and its confirmation."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_FOR = dt.timedelta(days=1)


class ReceivedFileQuerySet(models.QuerySet["ReceivedFile"]):
    def drop_old(self) -> None:
        self.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()


class ReceivedFile(models.Model):
    """Lies here and not in the browser, so that what is confirmed is what was looked at. Seen by its sender alone."""

    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    content = models.BinaryField()
    received_at = models.DateTimeField(auto_now_add=True)

    objects = ReceivedFileQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
