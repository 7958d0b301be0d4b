"""National coalitions, and the terms of the Steering Committee: dated records."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cicc_site.dates import PartialDate, Precision
from cicc_site.multilingual.freshness import Stamped
from cicc_site.multilingual.values import localized


class NationalCoalition(Stamped):
    """The members of a country that work together. Who its members are stands with each organization."""

    translated: ClassVar[list[str]] = ["name"]

    name = models.CharField(_("name"), max_length=200)
    country = models.ForeignKey(
        "members.Country",
        on_delete=models.PROTECT,
        related_name="national_coalitions",
        verbose_name=_("country"),
    )
    founded = models.DateField(
        _("founded"),
        null=True,
        blank=True,
        help_text=_("The first day of the month or year if only that is known."),
    )
    founded_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.YEAR)
    ended = models.DateField(_("ended"), null=True, blank=True, help_text=_("Empty while it exists."))
    website = models.URLField(_("website"), blank=True)
    coordinator = models.ForeignKey(
        "members.Organization",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="coordinates",
        verbose_name=_("coordinator"),
        help_text=_("The member that coordinates it. Visitors read its name only while it has a full entry."),
    )
    is_demo = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("national coalition")
        verbose_name_plural = _("national coalitions")
        ordering = ["name_en"]

    def __str__(self) -> str:
        return str(localized(self, "name", "en"))

    @property
    def founded_when(self) -> PartialDate | None:
        return PartialDate(self.founded, Precision(self.founded_precision)) if self.founded else None

    def clean(self) -> None:
        super().clean()
        if self.founded and self.ended and self.ended < self.founded:
            raise ValidationError({"ended": _("The end lies before the beginning.")})


class SteeringCommitteeTermQuerySet(models.QuerySet["SteeringCommitteeTerm"]):
    def on(self, day: dt.date) -> Self:
        """The terms that ran on that day."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class SteeringCommitteeTerm(models.Model):
    """A time for which an organization sits in the Steering Committee."""

    organization = models.ForeignKey(
        "members.Organization",
        on_delete=models.PROTECT,
        related_name="steering_terms",
        verbose_name=_("organization"),
    )
    starts = models.DateField(
        _("begins"), help_text=_("The first day of the month or year if only that is known.")
    )
    starts_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    ends = models.DateField(_("ends"), null=True, blank=True, help_text=_("Empty while the end is open."))
    ends_precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)

    objects = SteeringCommitteeTermQuerySet.as_manager()

    class Meta:
        verbose_name = _("term in the Steering Committee")
        verbose_name_plural = _("terms in the Steering Committee")
        ordering = ["-starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="term_ends_after_it_starts",
                violation_error_message=_("The end lies before the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization} {self.starts.isoformat()}"
