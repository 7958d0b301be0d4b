"""Review cycles: the dated records from which every notice about "when will you decide" is written."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReviewCycleQuerySet(models.QuerySet["ReviewCycle"]):
    def taking(self, day: dt.date) -> Self:
        """Cycles that still take what is received on that day (a day in UTC), the next one first."""
        return self.filter(received_until__gte=day, closed_at=None).order_by("received_until")


class ReviewCycle(models.Model):
    """What is received up to `received_until` is reviewed from `review_from` on, decided by `decision_by`.

    All three are days; a day ends at midnight UTC. closed_at: when the cycle closed, by itself or by an officer.
    """

    name = models.CharField(
        _("name"), max_length=40, unique=True, help_text=_("Such as 2027, first quarter.")
    )
    received_until = models.DateField(_("received until"), unique=True)
    review_from = models.DateField(_("reviewed from"))
    decision_by = models.DateField(pgettext_lazy("review cycle", "decided by"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = ReviewCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("review cycle")
        verbose_name_plural = _("review cycles")
        ordering: ClassVar = ["received_until"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received_until__lte=F("review_from")) & Q(review_from__lte=F("decision_by")),
                name="cycle_in_order",
                violation_error_message=_(
                    "The days of a cycle follow one another: received, reviewed, decided."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.received_until and self.review_from and self.review_from < self.received_until:
            raise ValidationError({"review_from": _("The review cannot begin before applications close.")})
        if self.review_from and self.decision_by and self.decision_by < self.review_from:
            raise ValidationError({"decision_by": _("The decision cannot come before the review.")})
