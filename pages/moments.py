"""When was a text of a page published, when did it last change: for feeds, calendars and search engines."""

from __future__ import annotations

import datetime as dt

from cicc_site.multilingual.freshness import SOURCE, freshness
from pages.models.base import SitePage

LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def updated_at(item: SitePage, language: str) -> dt.datetime:
    """The moment the public text of `item` in `language` last changed; where that is not known, its last publication.

    English changes with its words, a translation when it is published anew or declared to match. A language in which
    nothing is written has the English text and its moment.
    """
    found = freshness(item, language, is_there=language in (item.stamps or {}))
    moment = found.source_on if language == SOURCE or found.translated_on is None else found.translated_on
    return moment or item.last_published_at or item.first_published_at or midnight(dated(item)) or LONG_AGO


def published_at(item: SitePage) -> dt.datetime:
    """The moment `item` came out: for a release or a report of earlier years the day it bears."""
    first: dt.datetime | None = item.first_published_at
    day = None if first and item.date_is_of_event else dated(item)
    if day is None or (first is not None and first.astimezone(dt.UTC).date() == day):
        return first or LONG_AGO
    return midnight(day) or LONG_AGO


def dated(item: SitePage) -> dt.date | None:
    """The day a page states at its head, None for a page without one."""
    day: dt.date | None = getattr(item, "date", None)
    return day


def midnight(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC) if day else None
