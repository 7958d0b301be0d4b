"""The Assembly of States Parties and its sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable

from pages.models.base import BodyMixin, SitePage
from pages.models.listing import ListingMixin


class Verified(models.TextChoices):
    """How far a dated fact is sourced; only `yes` is shown plainly, `partial` as reported, `no` never."""

    YES = "yes", _("verified")
    PARTIAL = "partial", _("partly verified: shown as reported")
    NO = "no", _("not verified: not shown")


class Place(models.TextChoices):
    """Where the Assembly meets."""

    THE_HAGUE = "the-hague", _("The Hague")
    NEW_YORK = "new-york", _("New York")
    OTHER = "other", _("Elsewhere")


class SessionDates(models.Model):
    """First day, last day and place of a session or of its resumed part."""

    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=20, choices=Place, blank=True)
    verified = models.CharField(
        _("verified"),
        max_length=10,
        choices=Verified,
        default=Verified.NO,
        help_text=_("Dates and place are public only when verified; partly verified ones read as reported."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.start or '?'} to {self.end or '?'}, {self.get_place_display()}"

    @property
    def is_public(self) -> bool:
        return bool(self.start and self.verified != Verified.NO)

    @property
    def is_reported(self) -> bool:
        return self.verified == Verified.PARTIAL


class AssemblySessionPage(BodyMixin, SessionDates, SitePage):
    """One session of the Assembly."""

    number = models.PositiveSmallIntegerField(_("number"), help_text=_("24 for the twenty-fourth session."))
    staff_notes = models.TextField(_("notes for staff"), blank=True, help_text=_("Never shown to visitors."))

    parent_page_types: ClassVar[list[str]] = ["pages.AssemblyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A session of the Assembly of States Parties with its dates and place.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("number"),
        MultiFieldPanel(
            [FieldPanel("start"), FieldPanel("end"), FieldPanel("place"), FieldPanel("verified")],
            heading=_("Dates"),
        ),
        InlinePanel("resumed_parts", label=_("Resumed part")),
        FieldPanel("staff_notes"),
    ]

    class Meta:
        verbose_name = _("session of the Assembly")

    def __str__(self) -> str:
        return str(self.title)


class ResumedPart(SessionDates, Orderable):
    """A session may be resumed on later days, often in another city."""

    session = ParentalKey(AssemblySessionPage, on_delete=models.CASCADE, related_name="resumed_parts")

    panels: ClassVar[list[Panel]] = [
        FieldPanel("start"),
        FieldPanel("end"),
        FieldPanel("place"),
        FieldPanel("verified"),
    ]


class AssemblyIndexPage(ListingMixin, BodyMixin, SitePage):
    """The Assembly: what it is, and its sessions, the newest first."""

    item_type = AssemblySessionPage
    item_order = ("-number",)
    date_field = None
    items_per_page = 50
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.AssemblySessionPage", "pages.AboutPage"]
    page_description = _("The Assembly of States Parties with the list of its sessions.")

    class Meta:
        verbose_name = _("Assembly of States Parties")

    def items(self) -> models.QuerySet[Any]:
        return super().items().prefetch_related("resumed_parts")
