"""Press releases of the Coalition."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.models import Orderable

from pages.models.base import BodyMixin, SitePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin


class PressReleasePage(DemoMixin, BodyMixin, SitePage):
    """A press release. An embargo is its go-live time (settings tab)."""

    date = models.DateField(_("date"), help_text=_("The date the release bears."))

    parent_page_types: ClassVar[list[str]] = ["pages.PressIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A press release. For an embargo, set the go-live time.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("date"),
        InlinePanel("contacts", label=_("Press contact")),
        *DemoMixin.demo_panels,
    ]

    class Meta:
        # Lists and the home page show the newest, however many there are.
        indexes = [models.Index(fields=["-date", "-sitepage_ptr"], name="releases_by_date")]
        verbose_name = _("press release")


class PressContact(Orderable):
    """Whom journalists call about one release: published on its page, so only people who agreed."""

    release = ParentalKey(PressReleasePage, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=255)
    role = models.CharField(_("role"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True, help_text=_("With the country code."))

    panels: ClassVar[list[Panel]] = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("email"),
        FieldPanel("phone"),
    ]


class PressIndexPage(ListingMixin, BodyMixin, SitePage):
    """All press releases, the newest first."""

    item_type = PressReleasePage
    in_rows = True
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.PressReleasePage", "pages.AboutPage"]
    page_description = _("The list of press releases.")

    class Meta:
        verbose_name = _("press")
