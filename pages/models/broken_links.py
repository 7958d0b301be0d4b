"""Links that lead nowhere, and when each page was looked at. Written by `pages.link_check` only."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from cicc_site import languages
from pages.models.base import SitePage


class LinkCheck(models.Model):
    """When the links of a page were looked at."""

    page = models.OneToOneField(SitePage, models.CASCADE, primary_key=True, related_name="link_check")
    at = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.page_id)


class BrokenLink(models.Model):
    """A link on a page in one language. target: a path on this site; status: what came back; since: first met."""

    page = models.ForeignKey(SitePage, models.CASCADE, related_name="broken_links")
    language = models.CharField(max_length=8, choices=languages.choices)
    target = models.TextField()
    status = models.PositiveSmallIntegerField()
    since = models.DateTimeField(db_default=Now())

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return self.target
