"""Keeps an answer, so that it is never older than what it was made of, and takes old ones away.

The order decides. The generation is asked for before anything is read; the row is written before the files; and after
the files it is asked for again: whoever wrote a table meanwhile is either seen then, or comes later and is seen by the
sweep, which finds the row. What a process left behind when it was killed has a row, or goes with the next start.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone

from cicc_site import kept_pages, kept_releases, release
from cicc_site.kept_pages import Folder
from pages import generations
from pages.generations import Generations
from pages.models.kept_pages import KeptPage
from pages.page_cache import purging
from pages.page_cache.allowed import LEFT_OUT, NOT_SHOWN

logger = logging.getLogger(__name__)

REST = 10.0  # seconds; while a disk is full nobody tries at each request
NOT_HERE = dt.timedelta(days=2)  # after which rows of a folder that is no more are taken away

_OLD = f"""
WITH each AS ({generations.EVERY})
SELECT id, folder, place, generation FROM {KeptPage._meta.db_table} AS kept
WHERE starts_with(folder, %s) AND (expires <= clock_timestamp() OR generation <> coalesce(
    (SELECT bit_xor(each.generation) FROM each WHERE topic = ANY(kept.tables)), 0))
"""  # noqa: S608 - our own tables

_EXPIRED = f"""
SELECT EXISTS (
    SELECT FROM {KeptPage._meta.db_table} WHERE expires <= clock_timestamp() AND starts_with(folder, %s)
)
"""  # noqa: S608 - our own table

_resting = {"until": 0.0}


def folder() -> Folder | None:
    """The folder of this site and release; None where no answers are kept."""
    if not settings.PAGE_CACHE_ROOT:
        return None
    return kept_pages.shared(settings.PAGE_CACHE_ROOT, release.present())


def _row_of(kept: Folder, named: str = "") -> str:
    """What stands in `KeptPage.folder`: which host, and which release (empty: the beginning of all of them)."""
    return f"{kept_releases.identity(kept.base)}/{named}"


def keep(
    place: str, response: HttpResponse, tables: set[str], before: Generations, moment: dt.datetime
) -> bool:
    """Keep an answer. before: the generations before any of it was read; moment: when it is old in any case.

    Returns whether it is kept; where it cannot be written, readers are answered all the same.
    """
    kept = folder()
    if kept is None or time.monotonic() < _resting["until"]:
        return False
    tables = (tables | set(generations.FRAME)) - NOT_SHOWN
    generation = generations.mixed(before, tables)
    facts = {"tables": sorted(tables), "generation": generation, "expires": moment}
    headers = [(name, value) for name, value in response.headers.items() if name.lower() not in LEFT_OUT]
    try:
        row = _row_of(kept, kept.release)
        KeptPage.objects.update_or_create(folder=row, place=place, defaults=facts)
        kept.write(place, headers, response.content, generation)
        _due, after = generations.look()
        if generations.mixed(after, tables) == generation:
            return True
        kept.remove(place)
    except OSError:
        _resting["until"] = time.monotonic() + REST
        logger.exception("A page could not be kept")
        # The row speaks of an answer that is not there. What lies there instead is older, and goes with the next sweep.
        KeptPage.objects.filter(place=place, generation=generation).update(expires=timezone.now())
        with contextlib.suppress(OSError):
            kept.remove(place)
    return False


def count() -> int:
    """How many pages lie ready on this host, of all releases that still run."""
    kept = folder()
    if kept is None:
        return 0
    try:
        return KeptPage.objects.filter(folder__startswith=_row_of(kept)).count()
    except OSError:  # the folder is closed
        return 0


def has_expired() -> bool:
    """Whether anything that is kept here is old by the clock alone. One query, a look into an index. Raises OSError."""
    kept = folder()
    if kept is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_EXPIRED, [_row_of(kept)])
        [found] = cursor.fetchone() or (False,)
    return bool(found)


def sweep() -> int:
    """Take away what is old by now, of every release; returns how many answers. Raises OSError.

    Files first: a row without files harms nobody.
    """
    kept = folder()
    if kept is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_OLD, [_row_of(kept)])
        old = cursor.fetchall()
    for _key, row, place, _generation in old:
        Folder(kept.base, row.partition("/")[2]).remove(place)
    kept.sweeps += bool(old)
    for key, _row, _place, generation in old:
        # One that was made anew meanwhile is another row's worth: its files are gone, and come with the next reader.
        KeptPage.objects.filter(pk=key, generation=generation).delete()
    purging.purge({place for _key, _row, place, _generation in old})
    return len(old)


def tell_of_others() -> None:
    """When a release takes the lead: a network of caches in front forgets what the releases before kept here.

    Their pages are right, but name style sheets that are going. Raises OSError.
    """
    kept = folder()
    if kept is None:
        return
    of_this_host = KeptPage.objects.filter(folder__startswith=_row_of(kept))
    others = of_this_host.exclude(folder=_row_of(kept, kept.release))
    purging.purge(set(others.values_list("place", flat=True)))


def begin() -> None:
    """When a process starts: take away what no row knows as it is, which nobody would ever take away. Raises OSError.

    The mark in the file is compared, too: after the database was restored a row may speak of an older answer.
    """
    kept = folder()
    if kept is None:
        return
    # The files first: each had its row before, so that what is being kept meanwhile is not taken for a stranger.
    found = {place: kept.mark_of(place) for place in kept.places()}
    known = dict(
        KeptPage.objects.filter(folder=_row_of(kept, kept.release)).values_list("place", "generation")
    )
    for place, mark in found.items():
        if place not in known or mark not in {known[place], None}:
            kept.remove(place)
    kept.sweeps += 1
    kept.tidy()
    KeptPage.objects.filter(expires__lt=timezone.now() - NOT_HERE).delete()
