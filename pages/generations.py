"""What is made of stored rows is kept in the memory of a process for as long as none of these rows changes.

Triggers of the database (migration 0022) note each transaction that writes a row of a topic, in the transaction itself:
a change in bulk or by hand counts, and one that is rolled back does not. What has been noted is the generation of the
topic. Each request asks for it together with what is due, in one statement, before it reads anything; whatever has been
kept under another generation is made anew. Where nobody asked (commands, the worker) nothing is kept.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

from django.db import connection, transaction

from pages import due
from pages.models.changes import Change, Topic

MOST = 256  # things kept at once; those that were not asked for longest go first

Kept = TypeVar("Kept")

# The transactions and their order of coming to light do not matter, so their numbers are mixed, not counted.
_GENERATION = f"""
SELECT coalesce(bit_xor(hashint8extended(transaction, times)), 0) FROM {Change._meta.db_table} WHERE topic = '{{topic}}'
"""  # noqa: S608 - our own table

_NOTE = f"""
INSERT INTO {Change._meta.db_table} (topic, transaction, times) VALUES (%s, pg_current_xact_id()::text::bigint, 1)
"""  # noqa: S608 - our own table

_at_hand: ContextVar[int | None] = ContextVar("generation", default=None)
_kept: OrderedDict[Hashable, tuple[int, object]] = OrderedDict()


def look() -> tuple[dt.datetime | None, int]:
    """Return when something is due next (None: never), and the generation of what is around every page. One query."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({due.NEXT}), ({_GENERATION.format(topic=Topic.FRAME.value)})")
        moment, generation = cursor.fetchone() or (None, 0)
    return moment, generation


@contextmanager
def at_hand(generation: int) -> Iterator[None]:
    """Within, what is kept under this generation is used."""
    token = _at_hand.set(generation)
    try:
        yield
    finally:
        _at_hand.reset(token)


def kept(key: Hashable, make: Callable[[], Kept]) -> Kept:
    """Return what was made for a key in the present generation, or make it. What is kept is shared: nobody changes it.

    key: names everything that `make` depends on but the rows of the topic: the language, the host, the page.
    """
    generation = _at_hand.get()
    if generation is None:
        return make()
    known = _kept.get(key)
    if known is not None and known[0] == generation:
        return cast("Kept", known[1])
    made = make()
    _kept[key] = (generation, made)
    _kept.move_to_end(key)
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return made


def prune() -> None:
    """Forget the single transactions: one note stands for all of them, and is a generation nobody has seen before."""
    with transaction.atomic(), connection.cursor() as cursor:
        for topic in Topic.values:
            Change.objects.filter(topic=topic).delete()
            cursor.execute(_NOTE, [topic])
