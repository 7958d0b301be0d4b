"""Time zones as editors choose them and readers see them: a field with suggestions, a moment on a clock somewhere."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.forms import TextInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Regions whose zones are named after a city; the others are abbreviations and leftovers nobody should choose.
_REGIONS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
MINUTE = dt.timedelta(minutes=1)


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    return frozenset({"UTC", *(name for name in zoneinfo.available_timezones() if name.startswith(_REGIONS))})


def zone(name: str) -> dt.tzinfo:
    """Return the zone of a name; UTC for one this machine does not know (any more)."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def end_of_day(day: dt.date, name: str) -> dt.datetime:
    """Return the first moment after a day in a zone, in UTC: also where the clocks change at midnight."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone(name))
    return midnight.astimezone(dt.UTC)


def last_minute(day: dt.date, name: str) -> dt.datetime:
    """Return 23:59 of a day as the clocks of a zone show it, summer time or not."""
    return (end_of_day(day, name) - MINUTE).astimezone(zone(name))


def abbreviation(moment: dt.datetime) -> str:
    """Return what the zone is called then (CEST), or its distance from UTC where it has no name but a number."""
    name = moment.tzname() or ""
    return name if name.isalpha() else distance(moment)


def distance(moment: dt.datetime) -> str:
    """Return the distance from UTC: UTC+2, UTC−3, UTC+5:30."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "\N{MINUS SIGN}" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def suggestions(now: dt.datetime) -> Iterator[tuple[str, str]]:
    """Yield (name, what it is now) of every zone, by name."""
    for name in sorted(known()):
        yield name, distance(now.astimezone(zone(name)))


class TimeZoneInput(TextInput):
    """A field that offers the zones while one types a city: the browser searches, no script does."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        identifier = f"{(attrs or {}).get('id', name)}_zones"
        more = {"list": identifier, "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        field = super().render(name, value, {**(attrs or {}), **more}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', suggestions(dt.datetime.now(dt.UTC)))
        return format_html('{}<datalist id="{}">{}</datalist>', field, identifier, options)
