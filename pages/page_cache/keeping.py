"""Keeps an answer, so that it is never older than what it was made of, and takes old ones away.

The order decides. The generation is asked for before anything is read; the row is written before the files; and after
the files it is asked for again: whoever wrote a table meanwhile is either seen then, or comes later and is seen by the
sweep, which finds the row. What a process left behind when it was killed has a row, or goes with the next start.
"""

from __future__ import annotations

import datetime as dt
import logging
from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpResponse

from cicc_site.kept_pages import Folder
from pages import generations
from pages.generations import Generations
from pages.models.kept_pages import KeptPage
from pages.page_cache.allowed import NOT_SHOWN

logger = logging.getLogger(__name__)

# Of an answer, not of the connection it goes over; the coding is chosen for each reader.
LEFT_OUT = frozenset({"content-length", "content-encoding", "vary", "etag", "date", "connection"})

_OLD = f"""
WITH each AS ({generations.EVERY})
SELECT id, place, generation FROM {KeptPage._meta.db_table} AS kept
WHERE folder = %s AND (expires <= clock_timestamp() OR generation <> coalesce(
    (SELECT bit_xor(each.generation) FROM each WHERE topic = ANY(kept.tables)), 0))
"""  # noqa: S608 - our own tables


@cache
def folder() -> Folder | None:
    """The folder of this site; None where no answers are kept."""
    return Folder(settings.PAGE_CACHE_ROOT) if settings.PAGE_CACHE_ROOT else None


def keep(
    place: str, response: HttpResponse, tables: set[str], before: Generations, moment: dt.datetime
) -> bool:
    """Keep an answer. before: the generations before any of it was read; moment: when it is old in any case.

    Returns whether it is kept; where it cannot be written, readers are answered all the same.
    """
    kept = folder()
    if kept is None:
        return False
    tables = (tables | set(generations.FRAME)) - NOT_SHOWN
    generation = generations.mixed(before, tables)
    facts = {"tables": sorted(tables), "generation": generation, "expires": moment}
    KeptPage.objects.update_or_create(folder=str(kept.root), place=place, defaults=facts)
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in LEFT_OUT]
    try:
        kept.write(place, headers, response.content)
        _due, after = generations.look()
        if generations.mixed(after, tables) == generation:
            return True
        kept.remove(place)
    except OSError:
        logger.exception("A page could not be kept")
    return False


def sweep() -> int:
    """Take away what is old by now; returns how many answers. Files first: a row without files harms nobody."""
    kept = folder()
    if kept is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [str(kept.root)])
        old = cursor.fetchall()
    for _key, place, _generation in old:
        kept.remove(place)
    for key, _place, generation in old:
        # One that was made anew meanwhile is another row's worth: its files are gone, and come with the next reader.
        KeptPage.objects.filter(pk=key, generation=generation).delete()
    return len(old)


def begin() -> None:
    """When a process starts: take away what no row knows, which nobody would ever take away."""
    kept = folder()
    if kept is None:
        return
    known = set(KeptPage.objects.filter(folder=str(kept.root)).values_list("place", flat=True))
    for place in kept.places():
        if place not in known:
            kept.remove(place)
