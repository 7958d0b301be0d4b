"""When a kept answer becomes old by the clock alone, without anybody writing anything."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from documents.models import Work
from pages.models import SiteNotice, VacancyPage

# A deadline is the end of a day somewhere on Earth: full hours, and in some places half and quarter hours.
DEADLINES_END = dt.timedelta(minutes=15)

_NEXT = f"""
SELECT LEAST(
    (SELECT min(starts) FROM {SiteNotice._meta.db_table} WHERE starts > %(now)s),
    (SELECT min(ends) FROM {SiteNotice._meta.db_table} WHERE ends > %(now)s),
    (SELECT min(public_from) FROM {Work._meta.db_table} WHERE public_from > %(now)s)
), EXISTS (
    SELECT FROM {VacancyPage._meta.db_table}
    WHERE deadline BETWEEN %(today)s::date - 2 AND %(today)s::date + 2
)
"""  # noqa: S608 - our own tables


def next_moment(now: dt.datetime | None = None) -> dt.datetime:
    """Return when an answer that is made now is to be made anew at the latest: at the next midnight (UTC), or when a
    notice, an embargo or a deadline begins or ends before. One query."""
    now = now or timezone.now()
    midnight = dt.datetime.combine(now.date() + dt.timedelta(days=1), dt.time(), dt.UTC)
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"now": now, "today": now.date()})
        moment, has_deadline = cursor.fetchone() or (None, False)
    found: list[dt.datetime] = [midnight, *([moment] if moment else [])]
    if has_deadline:
        past = (now - midnight) % DEADLINES_END
        found.append(now + (DEADLINES_END - past))
    return min(found)
