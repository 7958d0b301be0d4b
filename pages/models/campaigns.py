"""Issues and campaigns of the Coalition."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from pages.models.base import BodyMixin, SitePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin


class CampaignKind(models.TextChoices):
    ISSUE = "issue", _("Issue")
    CAMPAIGN = "campaign", _("Campaign")


class CampaignPage(DemoMixin, BodyMixin, SitePage):
    """An issue the Coalition works on, or a campaign with a beginning, an end and target countries."""

    kind = models.CharField(_("kind"), max_length=10, choices=CampaignKind, default=CampaignKind.CAMPAIGN)
    start = models.DateField(_("begins"), null=True, blank=True)
    end = models.DateField(_("ends"), null=True, blank=True, help_text=_("Empty while the end is open."))
    progress = models.TextField(
        _("where it stands"), blank=True, help_text=_("One sentence on what has been reached so far.")
    )
    countries = ParentalManyToManyField(
        "members.Country", verbose_name=_("target countries"), blank=True, related_name="+"
    )

    translated: ClassVar[list[str]] = ["progress"]
    parent_page_types: ClassVar[list[str]] = ["pages.CampaignIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("An issue, or a campaign with dates, target countries and progress.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("kind"),
        MultiFieldPanel([FieldPanel("start"), FieldPanel("end")], heading=_("Dates")),
        FieldPanel("countries"),
        *DemoMixin.demo_panels,
    ]

    class Meta:
        verbose_name = _("issue or campaign")

    @property
    def is_current(self) -> bool:
        """Whether it has not ended yet; days are counted in UTC."""
        return self.end is None or self.end >= timezone.now().astimezone(dt.UTC).date()

    def clean(self) -> None:
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The end lies before the beginning.")})


class CampaignIndexPage(ListingMixin, BodyMixin, SitePage):
    """Issues and campaigns, current and past."""

    item_type = CampaignPage
    item_order = (models.F("start").desc(nulls_last=True), "-pk")  # type: ignore[assignment]
    date_field = None
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.CampaignPage"]
    page_description = _("The list of issues and campaigns.")

    class Meta:
        verbose_name = _("issues and campaigns")
