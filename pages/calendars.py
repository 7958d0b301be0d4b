"""Writes meetings as a calendar (iCalendar, RFC 5545) that people subscribe to. What meets when is in the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Event

from cicc_site import conditional

ADDRESS = "calendar.ics"
CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Coalition for the International Criminal Court//Website//EN"
# How often programs should look again, by the standard (RFC 7986) and as older programs know it.
LOOK_AGAIN = dt.timedelta(hours=12)
# Numbers of versions count from here in seconds: they only ever grow, and fit where programs keep 32 bits.
FIRST_VERSION = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Days on which a body meets.

    uid: its lasting name, the same in every language; language: that of `name` and `place`; last: None where the end
    is not known; reported: the days are reported, not confirmed.
    """

    uid: str
    name: str
    language: str
    first: dt.date
    last: dt.date | None
    place: str
    reported: bool
    url: str
    updated: dt.datetime


def response(request: HttpRequest, name: str, address: str, meetings: Iterable[Meeting]) -> HttpResponse:
    """The calendar, or word that it is still the one the program has. address: where it is had, in full."""
    listed = list(meetings)
    changed = max((meeting.updated for meeting in listed), default=FIRST_VERSION)
    return conditional.answer(request, document(name, address, listed), CONTENT_TYPE, changed)


def document(name: str, address: str, meetings: Iterable[Meeting]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for property_name in ("name", "x-wr-calname"):
        calendar.add(property_name, name)
    calendar.add("source", address, parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{LOOK_AGAIN.seconds // 3600}H")
    for meeting in meetings:
        calendar.add_component(event(meeting))
    written: bytes = calendar.to_ical()
    return written


def event(meeting: Meeting) -> Event:
    """A meeting of whole days. The end of such an event is the day after its last one; without it, it is one day."""
    found = Event()
    found.add("uid", meeting.uid)
    found.add("dtstamp", meeting.updated.astimezone(dt.UTC))
    found.add("last-modified", meeting.updated.astimezone(dt.UTC))
    found.add("sequence", max(0, int((meeting.updated - FIRST_VERSION).total_seconds())))
    found.add("dtstart", meeting.first)
    if meeting.last is not None and meeting.last >= meeting.first:
        found.add("dtend", meeting.last + dt.timedelta(days=1))
    language = {"LANGUAGE": meeting.language}
    found.add("summary", meeting.name, parameters=language)
    if meeting.place:
        found.add("location", meeting.place, parameters=language)
    found.add("status", "TENTATIVE" if meeting.reported else "CONFIRMED")
    found.add("transp", "TRANSPARENT")  # nobody is busy because the Assembly meets
    found.add("url", meeting.url)
    return found


def full(path: str) -> str:
    return str(settings.SITE_URL).rstrip("/") + path
