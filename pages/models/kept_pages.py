"""What lies in the folder of kept pages, and what it was made of; `pages.page_cache` owns it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class KeptPage(models.Model):
    """One kept answer. place: below the folder (`cicc_site.kept_pages.place_of`); folder: which one, of which host.

    tables: what was read for it; generation: theirs before they were read (`pages.generations.mixed`). expires: when
    the clock alone makes it old.
    """

    folder = models.CharField(max_length=200)
    place = models.TextField()
    tables = ArrayField(models.CharField(max_length=63))
    generation = models.BigIntegerField()
    expires = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folder", "place"], name="kept_page_once")]
        indexes = [models.Index(fields=["expires"], name="kept_page_expires")]

    def __str__(self) -> str:
        return self.place
