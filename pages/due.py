"""What is due is true at read time: the first request after a moment does what was set for it, then is answered.

A go-live time (also an embargo) and an expiry need no scheduler that could be dead. The command `publish_scheduled`
does the same without a visitor, for feeds and search engines; both act under one lock of the database.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Revision

from cicc_site.multilingual.reader import as_editor
from pages.models import SitePage

logger = logging.getLogger(__name__)

# Any number nobody else uses: PostgreSQL's advisory locks know each other by it alone.
LOCK = 8_472_013_001
# Seconds until something that failed is tried again: otherwise every visitor would wait for it.
PATIENCE = 60

# Two looks into an index each; LEAST passes over what is NULL.
NEXT = f"""
SELECT LEAST(
    (SELECT min(approved_go_live_at) FROM {Revision._meta.db_table} WHERE approved_go_live_at IS NOT NULL),
    (SELECT min(expire_at) FROM {SitePage._meta.db_table} WHERE live AND expire_at IS NOT NULL)
)
"""  # noqa: S608 - the names of our own tables

_failed: dict[str, float] = {}


def next_moment() -> dt.datetime | None:
    """Return when something is due next, in the past if it is due already; None for never. One query."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        moment: dt.datetime | None = cursor.fetchone()[0]
    return moment


def is_due(moment: dt.datetime | None) -> bool:
    """Whether the moment of what is due next has come. moment: as `next_moment` returns it."""
    return moment is not None and moment <= timezone.now()


def act() -> int:
    """Publish and expire what is due; returns how many pages changed.

    Whoever comes second waits for the first, and finds nothing left to do. What fails is logged, stays due, and is
    left alone for a minute.
    """
    with as_editor(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        return sum(_done(name, deed) for name, deed in _deeds(timezone.now()))


def _deeds(now: dt.datetime) -> Iterator[tuple[str, object]]:
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at", "pk")
    for revision in due:
        yield f"revision {revision.pk}", revision
    # Read only now: a page may go live and be over within one visit.
    for page in SitePage.objects.filter(live=True, expire_at__lte=now).order_by("expire_at", "pk"):
        yield f"page {page.pk}", page


def _done(name: str, deed: object) -> bool:
    if _failed.get(name, 0) > time.monotonic():
        return False
    try:
        with transaction.atomic():
            if isinstance(deed, Revision):
                deed.publish(log_action="wagtail.publish.scheduled")
            elif isinstance(deed, SitePage):
                deed.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    except Exception:
        _failed[name] = time.monotonic() + PATIENCE
        logger.exception("What was due could not be done: %s", name)
        return False
    _failed.pop(name, None)
    return True
