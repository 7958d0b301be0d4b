"""What is made of stored rows is kept in the memory of a process for as long as none of these rows changes.

Triggers of the database (migration 0022) note each transaction that writes a row of a watched table, in the transaction
itself: a change in bulk or by hand counts, and one that is rolled back does not. What has been noted is the generation
of the table. Each request asks for all of them together with what is due, in one statement, before it reads anything;
what has been kept under another generation is made anew (cicc_site/kept.py; pages/kept.py says what of).
"""

from __future__ import annotations

import datetime as dt
import json

from django.db import connection, transaction

from cicc_site.kept import Generations, at_hand, mixed
from pages import due
from pages.kept import FRAME, kept
from pages.models.changes import Change

__all__ = ["EVERY", "FRAME", "Generations", "at_hand", "kept", "look", "mixed", "prune"]

# The transactions and their order of coming to light do not matter, so their numbers are mixed, not counted.
EVERY = f"""
SELECT topic, bit_xor(hashtextextended(topic || transaction::text || '/' || times::text, 0)) AS generation
FROM {Change._meta.db_table} GROUP BY topic
"""  # noqa: S608 - our own table
_NOTE = f"""
INSERT INTO {Change._meta.db_table} (topic, transaction, times)
SELECT topic, pg_current_xact_id()::text::bigint, 1 FROM unnest(%s::text[]) AS topic
"""  # noqa: S608 - our own table


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


def prune() -> None:
    """Forget the single transactions: one note stands for all of them, and is a generation nobody has seen before."""
    with transaction.atomic(), connection.cursor() as cursor:
        topics = list(Change.objects.values_list("topic", flat=True).distinct())
        Change.objects.filter(topic__in=topics).delete()
        cursor.execute(_NOTE, [topics])
