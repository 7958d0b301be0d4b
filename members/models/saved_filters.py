"""A view of a list of the admin that an officer saved under a name."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_QUERY = 1000


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def of(self, user: Any, place: str) -> SavedFilterQuerySet:
        """Those of one list that an officer sees: the own ones, and what others share."""
        return self.filter(Q(owner=user) | Q(shared=True), place=place)


class SavedFilter(models.Model):
    """place: which list it belongs to. query: as `members.saved_filters` lets it through, never what a browser sent."""

    class Place(models.TextChoices):
        ORGANIZATIONS = "organizations", _("Organizations")
        APPLICATIONS = "applications", _("Applications")

    owner = models.ForeignKey(
        "members.User", on_delete=models.CASCADE, related_name="+", verbose_name=_("saved by")
    )
    name = models.CharField(_("name"), max_length=80)
    place = models.CharField(max_length=20, choices=Place, default=Place.ORGANIZATIONS, editable=False)
    query = models.CharField(max_length=LONGEST_QUERY, editable=False)
    shared = models.BooleanField(_("for all officers"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "place", "name"],
                name="one_saved_filter_per_name",
                violation_error_message=_("You have a filter of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
