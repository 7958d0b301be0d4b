"""Publications of the Coalition: reports, bulletins, fact sheets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel

from documents.choosers import work_chooser
from pages.archive.of_pages import languages_of
from pages.models.base import BodyMixin, SitePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin


class PublicationPage(DemoMixin, BodyMixin, SitePage):
    """The shop window of one publication; its files are those of a work in the archive.

    One whose files are in the media library instead has them in a block of the body.
    """

    date = models.DateField(_("date"), help_text=_("The day it was published."))
    cover = models.ForeignKey(
        "documents.SiteImage",
        verbose_name=_("cover"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    work = models.ForeignKey(
        "documents.Work",
        verbose_name=_("document in the archive"),
        help_text=_("Its files are shown here, each with its language, size and pages."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    parent_page_types: ClassVar[list[str]] = ["pages.PublicationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A report, bulletin or fact sheet.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("date"),
        FieldPanel("work", widget=work_chooser.widget_class),
        FieldPanel("cover"),
        *DemoMixin.demo_panels,
    ]

    class Meta:
        verbose_name = _("publication")


class PublicationIndexPage(ListingMixin, BodyMixin, SitePage):
    """All publications, the newest first."""

    item_type = PublicationPage
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.PublicationPage"]
    page_description = _("The list of publications.")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        found = languages_of(item.work_id for item in context["items"] if item.work_id)
        return {**context, "rows": [(item, found.get(item.work_id, [])) for item in context["items"]]}

    class Meta:
        verbose_name = _("publications")
