"""How a deadline reads: the last minute at the duty station, and the same moment in UTC."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cicc_site import languages
from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import localized
from pages import time_zones
from pages.models import VacancyPage

register = template.Library()


@dataclass(frozen=True)
class ClockTime:
    """The parts of a moment, each isolated, so that a sentence in any script can be made of them."""

    time: SafeString
    date: SafeString
    zone: SafeString
    place: SafeString


def clock_time(moment: dt.datetime, place: SafeString) -> ClockTime:
    return ClockTime(
        time=format_html('<time datetime="{}"><bdi>{}</bdi></time>', moment.isoformat(), f"{moment:%H:%M}"),
        date=format_html("<bdi>{}</bdi>", PartialDate(moment.date()).text(languages.active())),
        zone=format_html("<bdi>{}</bdi>", time_zones.abbreviation(moment)),
        place=place,
    )


@register.simple_tag
def deadline_there(page: VacancyPage) -> ClockTime:
    """The last minute to apply as the clocks of the duty station show it."""
    station = localized(page, "duty_station")
    city = format_html("<bdi{}>{}</bdi>", station.attrs, station)
    return clock_time(page.last_minute, city)


@register.simple_tag
def deadline_in_utc(page: VacancyPage) -> ClockTime:
    """The same moment in UTC, on whichever day it falls there."""
    return clock_time(page.last_minute.astimezone(dt.UTC), SafeString("UTC"))
