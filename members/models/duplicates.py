"""Pairs of organizations that may be one: found by a scan, decided by officers, and then never proposed again."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def open(self) -> Self:
        return self.filter(state=DuplicatePair.State.OPEN)

    def of(self, organization_id: int) -> Self:
        return self.filter(Q(first=organization_id) | Q(second=organization_id))

    def between(self, one: int, other: int) -> Self:
        return self.filter(first=min(one, other), second=max(one, other))


class DuplicatePair(models.Model):
    """Two entries, the older one first.

    reasons: [{code, ...}] in the words of `members.duplicate_evidence`; no personal data. snapshot: what a merge found
    and moved, as `members.merging` writes it, so that it can be undone.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To decide")
        NOT_DUPLICATE = "not_duplicate", _("Not a duplicate")
        MERGED = "merged", _("Merged")

    first = models.ForeignKey(
        "members.Organization", on_delete=models.CASCADE, related_name="+", verbose_name=_("first entry")
    )
    second = models.ForeignKey(
        "members.Organization", on_delete=models.CASCADE, related_name="+", verbose_name=_("second entry")
    )
    score = models.PositiveSmallIntegerField(_("likeness"), default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=15, choices=State, default=State.OPEN)
    found = models.DateTimeField(_("found"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_name = models.CharField(_("decided by"), max_length=200, blank=True)
    why = models.TextField(_("reason"), blank=True)
    snapshot = models.JSONField(default=dict, blank=True, editable=False)

    objects = DuplicatePairQuerySet.as_manager()

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering: ClassVar = ["-score", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="older_entry_first"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-score"], name="duplicates_to_decide")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"
