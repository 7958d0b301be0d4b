"""What is made of stored rows is kept in the memory of a process for as long as none of these rows changes.

Triggers of the database (migration 0022) note each transaction that writes a row of a watched table, in the transaction
itself: a change in bulk or by hand counts, and one that is rolled back does not. What has been noted is the generation
of the table. Each request asks for all of them together with what is due, in one statement, before it reads anything;
what has been kept under another generation is made anew. Where nobody asked (commands, the worker) nothing is kept.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce
from operator import xor
from typing import TypeVar, cast

from django.db import connection, transaction

from pages import due
from pages.models.changes import Change

MOST = 256  # things kept at once; those that were not asked for longest go first
# What stands around every page: menu, footer, section, notice.
FRAME = (
    "pages_sitepage",
    "pages_sitesettings",
    "pages_office",
    "pages_footerlink",
    "pages_sociallink",
    "pages_sitenotice",
    "wagtailcore_site",
)

Kept = TypeVar("Kept")
Generations = Mapping[str, int]  # of each table that was ever written

# The transactions and their order of coming to light do not matter, so their numbers are mixed, not counted.
EVERY = f"""
SELECT topic, bit_xor(hashtextextended(topic || transaction::text || '/' || times::text, 0)) AS generation
FROM {Change._meta.db_table} GROUP BY topic
"""  # noqa: S608 - our own table
_NOTE = f"""
INSERT INTO {Change._meta.db_table} (topic, transaction, times)
SELECT topic, pg_current_xact_id()::text::bigint, 1 FROM unnest(%s::text[]) AS topic
"""  # noqa: S608 - our own table

_at_hand: ContextVar[int | None] = ContextVar("generation", default=None)
_kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()
_lock = threading.Lock()  # requests of one process run side by side


def look() -> tuple[dt.datetime | None, Generations]:
    """Return when something is due next (None: never), and the generation of every table. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({due.NEXT}), (SELECT json_object_agg(topic, generation) FROM ({EVERY}) AS each)"  # noqa: S608 - our own tables
        )
        moment, generations = cursor.fetchone() or (None, None)
    if isinstance(generations, str):
        generations = json.loads(generations)
    return moment, generations or {}


def mixed(generations: Generations, tables: Iterable[str]) -> int:
    """The generation of some tables together: another one as soon as any of them is written."""
    return reduce(xor, (generations.get(table, 0) for table in set(tables)), 0)


@contextmanager
def at_hand(generations: Generations) -> Iterator[None]:
    """Within, what is kept of the frame under these generations is used."""
    token = _at_hand.set(mixed(generations, FRAME))
    try:
        yield
    finally:
        _at_hand.reset(token)


def kept(key: Hashable, make: Callable[[], Kept]) -> Kept:
    """Return what was made for a key in the present generation, or make it. What is kept is shared: nobody changes it.

    key: names everything that `make` depends on but the rows of `FRAME`: the language, the host, the page.
    """
    generation = _at_hand.get()
    if generation is None:
        return make()
    with _lock:
        known = _kept.get(key)
        if known is not None:
            _kept.move_to_end(key)
    if known is not None and known[0] == generation:
        return cast("Kept", known[1])
    made = make()
    with _lock:
        _kept[key] = (generation, made)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def prune() -> None:
    """Forget the single transactions: one note stands for all of them, and is a generation nobody has seen before."""
    with transaction.atomic(), connection.cursor() as cursor:
        topics = list(Change.objects.values_list("topic", flat=True).distinct())
        Change.objects.filter(topic__in=topics).delete()
        cursor.execute(_NOTE, [topics])
