"""Court updates: one dated step of a case, told in one neutral paragraph."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from pages.models.base import BodyMixin, SitePage
from pages.models.cases import CasePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin


class CourtUpdatePage(DemoMixin, BodyMixin, SitePage):
    """An update. The summary is the paragraph; a body is for what editors add."""

    date = models.DateField(_("date"), help_text=_("The day of the event, not of the update."))
    case = models.ForeignKey(
        CasePage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("case"),
        help_text=_("The case the update is about. Its page links to the update."),
    )

    date_is_of_event: ClassVar[bool] = True
    parent_page_types: ClassVar[list[str]] = ["pages.CourtUpdateIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A short, neutral update on a step of the proceedings.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("date"),
        FieldPanel("case"),
        *DemoMixin.demo_panels,
    ]

    class Meta:
        # Lists and the home page show the newest, however many there are.
        indexes = [models.Index(fields=["-date", "-sitepage_ptr"], name="updates_by_date")]
        verbose_name = _("Court update")


class CourtUpdateIndexPage(ListingMixin, BodyMixin, SitePage):
    """All Court updates, the newest first."""

    item_type = CourtUpdatePage
    in_rows = True
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.CourtUpdatePage"]
    page_description = _("The list of Court updates.")

    class Meta:
        verbose_name = _("Court updates")
