"""The Assembly of States Parties and its sessions, also as a calendar."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, cast

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.models import Orderable
from wagtail.url_routing import RouteResult

from cicc_site import languages
from cicc_site.multilingual.values import localized
from pages import calendars
from pages.calendars import Meeting
from pages.models.base import BodyMixin, SitePage
from pages.models.listing import ListingMixin
from pages.moments import updated_at


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

    @property
    def named_place(self) -> str:
        """The city; nothing for "elsewhere", which leads nobody anywhere."""
        return str(self.get_place_display()) if self.place and self.place != Place.OTHER else ""

    @property
    def part_name(self) -> str:
        """The lasting name of these dates within their session."""
        return "session" if isinstance(self, AssemblySessionPage) else f"resumed/{self.pk}"


class CalendarMixin:
    """A page whose meetings can be had as a calendar, at `calendar.ics` below it."""

    live: bool

    def meetings(self) -> list[Meeting]:
        """Return the meetings whose days may be published."""
        raise NotImplementedError

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components != [calendars.ADDRESS]:
            return super().route_below(request, path_components)  # type: ignore[misc]
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"calendar": True})

    def serve(self, request: HttpRequest, *args: Any, calendar: bool = False, **kwargs: Any) -> HttpResponse:
        if not calendar:
            shown: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
            return shown
        address = calendars.full(self.calendar_address)
        name = str(localized(cast(SitePage, self), "title"))
        return calendars.response(request, name, address, self.meetings())

    @property
    def calendar_address(self) -> str:
        """The path of the calendar in the active language."""
        return f"{cast(SitePage, self).get_url()}{calendars.ADDRESS}"


class AssemblySessionPage(CalendarMixin, BodyMixin, SessionDates, SitePage):
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

    @property
    def has_public_dates(self) -> bool:
        """Whether there is anything to put into a calendar."""
        return any(dates.is_public for dates in self.all_dates())

    def all_dates(self) -> list[SessionDates]:
        """Return the session's own dates and those of its resumed parts."""
        return [self, *self.resumed_parts.all()]

    def meetings(self) -> list[Meeting]:
        """Return the session and its resumed parts; all words in the language that its title is really in."""
        title = localized(self, "title")
        language = title.language or languages.active()
        url = calendars.full(self.get_url() or "")
        with translation.override(language):
            return [
                Meeting(
                    uid=uuid.uuid5(self.translation_key, dates.part_name).urn,
                    name=meeting_name(str(title), dates),
                    language=language,
                    first=dates.start,
                    last=dates.end,
                    place=dates.named_place,
                    reported=dates.is_reported,
                    url=url,
                    # The dates are no text: they change with any publication.
                    updated=self.last_published_at or updated_at(self, language),
                )
                for dates in self.all_dates()
                if dates.is_public and dates.start
            ]


def meeting_name(session: str, dates: SessionDates) -> str:
    """The line a calendar shows among many others: which body meets, and that its days are only reported."""
    name = gettext("Assembly of States Parties: %(session)s") % {"session": session}
    notes = []
    if isinstance(dates, ResumedPart):
        notes.append(gettext("Resumed part"))
    if dates.is_reported:
        notes.append(gettext("as reported"))
    return f"{name} ({pgettext('between the items of a list', ', ').join(notes)})" if notes else name


class ResumedPart(SessionDates, Orderable):
    """A session may be resumed on later days, often in another city."""

    session = ParentalKey(AssemblySessionPage, on_delete=models.CASCADE, related_name="resumed_parts")

    panels: ClassVar[list[Panel]] = [
        FieldPanel("start"),
        FieldPanel("end"),
        FieldPanel("place"),
        FieldPanel("verified"),
    ]


class AssemblyIndexPage(CalendarMixin, ListingMixin, BodyMixin, SitePage):
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

    def meetings(self) -> list[Meeting]:
        return [meeting for session in self.items() for meeting in session.meetings()]
