"""Publications of the Coalition: reports, bulletins, fact sheets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from pages.models.base import BodyMixin, SitePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin


class PublicationPage(DemoMixin, BodyMixin, SitePage):
    """The shop window of one publication; its files stand in a documents block of the body."""

    date = models.DateField(_("date"), help_text=_("The day it was published."))
    cover = models.ForeignKey(
        "documents.SiteImage",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    parent_page_types: ClassVar[list[str]] = ["pages.PublicationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A report, bulletin or fact sheet.")

    shared_panels: ClassVar[list[Panel]] = [FieldPanel("date"), FieldPanel("cover"), *DemoMixin.demo_panels]

    class Meta:
        verbose_name = _("publication")


class PublicationIndexPage(ListingMixin, BodyMixin, SitePage):
    """All publications, the newest first."""

    item_type = PublicationPage
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.PublicationPage"]
    page_description = _("The list of publications.")

    class Meta:
        verbose_name = _("publications")
