"""Vacancies and internships of the Secretariat. Whether one is open is decided when it is read, to the second."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import URLValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from cicc_site.multilingual.values import localized
from pages import time_zones
from pages.models.base import BodyMixin, SitePage
from pages.models.demo import DemoMixin
from pages.models.listing import ListingMixin, asked_page

ROBOTS = "noindex"


class VacancyKind(models.TextChoices):
    JOB = "job", _("Job")
    INTERNSHIP = "internship", _("Internship")


class VacancyPage(DemoMixin, BodyMixin, SitePage):
    """A vacancy. Its deadline is the end of a day at the duty station; after it the page says that it is closed."""

    kind = models.CharField(_("kind"), max_length=12, choices=VacancyKind, default=VacancyKind.JOB)
    duty_station = models.CharField(_("duty station"), max_length=255, help_text=_("City and country."))
    time_zone = models.CharField(
        _("time zone of the duty station"),
        max_length=64,
        default="Europe/Amsterdam",
        help_text=_("Type the city and choose: Europe/Amsterdam, America/New_York."),
    )
    deadline = models.DateField(
        _("last day to apply"), help_text=_("Applications are accepted until the end of this day there.")
    )
    apply_url = models.URLField(
        _("address of the form"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_(
            "Where one applies on the web. The button that leads there disappears after the deadline."
        ),
    )
    apply_email = models.EmailField(
        _("e-mail address for applications"),
        blank=True,
        help_text=_("An address of the Secretariat, not of a person. It disappears after the deadline."),
    )

    translated: ClassVar[list[str]] = ["duty_station"]
    parent_page_types: ClassVar[list[str]] = ["pages.VacancyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("A job or an internship with its deadline.")

    shared_panels: ClassVar[list[Panel]] = [
        FieldPanel("kind"),
        MultiFieldPanel(
            [FieldPanel("deadline"), FieldPanel("time_zone", widget=time_zones.TimeZoneInput)],
            heading=_("Deadline"),
        ),
        MultiFieldPanel([FieldPanel("apply_url"), FieldPanel("apply_email")], heading=_("How to apply")),
        *DemoMixin.demo_panels,
    ]

    class Meta:
        verbose_name = _("vacancy")

    def clean(self) -> None:
        super().clean()
        if self.time_zone not in time_zones.known():
            raise ValidationError(
                {"time_zone": _("No such time zone. Choose one that is offered, as Europe/Amsterdam.")}
            )

    @property
    def closes_at(self) -> dt.datetime:
        """The first moment at which applications are no longer accepted."""
        return time_zones.end_of_day(self.deadline, self.time_zone)

    @property
    def last_minute(self) -> dt.datetime:
        """23:59 of the last day, on the clocks of the duty station."""
        return time_zones.last_minute(self.deadline, self.time_zone)

    @property
    def is_open(self) -> bool:
        return timezone.now() < self.closes_at

    @property
    def application_mail(self) -> str:
        """The address of a mail that names the vacancy; empty without one."""
        if not self.apply_email:
            return ""
        return f"mailto:{self.apply_email}?subject={quote(str(localized(self, 'title')))}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`is_open`, asked once: the page must not begin as open and end as closed."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["is_open"] = self.is_open
        if not context["is_open"]:
            context["robots"] = ROBOTS
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().serve(request, *args, **kwargs)
        if not self.is_open:
            response["X-Robots-Tag"] = ROBOTS
        return response

    @classmethod
    def closed(cls) -> list[int]:
        """Return the keys of the live vacancies that are over: search engines are not sent there."""
        rows = cls.objects.live().filter(deadline__lte=_today_somewhere(1)).only("deadline", "time_zone")
        return [row.pk for row in rows if not row.is_open]


class VacancyIndexPage(ListingMixin, BodyMixin, SitePage):
    """Jobs and internships: the open ones with the nearest deadline first, then those that are over, newest first."""

    item_type = VacancyPage
    item_order = ("-deadline", "-pk")
    date_field = None
    max_count = 1
    subpage_types: ClassVar[list[str]] = ["pages.VacancyPage"]
    page_description = _("The list of jobs and internships.")

    class Meta:
        verbose_name = _("employment and internships")

    def open_items(self) -> list[VacancyPage]:
        """Return what one can still apply for, the nearest deadline first."""
        recent = self.items().filter(deadline__gte=_today_somewhere(-1)).order_by("deadline", "pk")
        return sorted((item for item in recent if item.is_open), key=lambda item: item.closes_at)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`open` stands on the first page only; `items` are the closed ones, `total` counts both."""
        context = super().get_context(request, *args, **kwargs)
        found = self.open_items()
        closed = self.items().exclude(pk__in=[item.pk for item in found])
        page = Paginator(closed, self.items_per_page).get_page(asked_page(request))
        context.update(
            open=found if page.number == 1 else [],
            items=page,
            closed=page.paginator.count,
            total=len(found) + page.paginator.count,
        )
        return context


def _today_somewhere(days: int) -> dt.date:
    """Return the day in UTC, moved: somewhere on earth yesterday has not ended, elsewhere tomorrow has begun."""
    return timezone.now().astimezone(dt.UTC).date() + dt.timedelta(days=days)
