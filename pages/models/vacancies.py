"""Vacancies and internships of the Secretariat."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from pages.models.base import BodyMixin, SitePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin


class VacancyKind(models.TextChoices):
    JOB = "job", _("Job")
    INTERNSHIP = "internship", _("Internship")


class VacancyPage(DemoMixin, BodyMixin, SitePage):
    """A vacancy. Its deadline is the end of a day at the duty station."""

    kind = models.CharField(_("kind"), max_length=12, choices=VacancyKind, default=VacancyKind.JOB)
    duty_station = models.CharField(_("duty station"), max_length=255, help_text=_("City and country."))
    time_zone = models.CharField(
        _("time zone of the duty station"),
        max_length=64,
        default="Europe/Amsterdam",
        help_text=_("As in Europe/Amsterdam or America/New_York."),
    )
    deadline = models.DateField(
        _("last day to apply"), help_text=_("Applications are accepted until the end of this day there.")
    )

    translated: ClassVar[list[str]] = ["duty_station"]
    parent_page_types: ClassVar[list[str]] = ["pages.VacancyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A job or an internship with its deadline.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("kind"),
        MultiFieldPanel([FieldPanel("deadline"), FieldPanel("time_zone")], heading=_("Deadline")),
        *DemoMixin.demo_panels,
    ]

    class Meta:
        verbose_name = _("vacancy")

    def clean(self) -> None:
        super().clean()
        if self.time_zone not in zoneinfo.available_timezones():
            raise ValidationError({"time_zone": _("No such time zone. Write it as Europe/Amsterdam.")})

    @property
    def closes_at(self) -> dt.datetime:
        """The first moment at which applications are no longer accepted, in the zone of the duty station."""
        zone = zoneinfo.ZoneInfo(self.time_zone)
        return dt.datetime.combine(self.deadline + dt.timedelta(days=1), dt.time(), tzinfo=zone)

    @property
    def is_open(self) -> bool:
        return timezone.now() < self.closes_at


class VacancyIndexPage(ListingMixin, BodyMixin, SitePage):
    """Jobs and internships, the nearest deadline last among the open ones."""

    item_type = VacancyPage
    item_order = ("-deadline", "-pk")
    date_field = None
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.VacancyPage"]
    page_description = _("The list of jobs and internships.")

    class Meta:
        verbose_name = _("employment and internships")
