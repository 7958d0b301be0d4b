"""Limits on how often something may be done, by address, by e-mail or by anything else that names who does it.

One statement counts and decides, for all processes and machines that share the database. It is the generic cell rate
algorithm: a single moment per caller says how much of the limit is used, no window has an edge to burst across, and the
wait that is told is exact. Of a caller only a keyed hash is kept, and swept away when its limit is whole again.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils.crypto import salted_hmac

from members.models import ThrottleBucket


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in any `period`; name: what is limited, so that two limits never share a count. 0: no limit."""

    name: str
    count: int
    period: timedelta

    @property
    def step(self) -> timedelta:
        """How long one takes to come back."""
        return self.period / self.count


@dataclass(frozen=True, slots=True)
class Verdict:
    """allowed: whether to go on; remaining: how many are left; wait: whole seconds until the next try can succeed."""

    allowed: bool
    remaining: int
    wait: int


UNLIMITED = Verdict(allowed=True, remaining=0, wait=0)
# How many finished rows one request sweeps away: more than it can add.
SWEPT = 20
# So that only one sweeps at a time: two could wait for each other's rows.
SWEEPER = 0x7468726F

_TABLE = ThrottleBucket._meta.db_table
_TAKE = f"""
WITH moment AS (SELECT statement_timestamp() AS now),
sweeper AS MATERIALIZED (SELECT pg_try_advisory_xact_lock({SWEEPER}) AS alone),
swept AS (
    DELETE FROM {_TABLE} WHERE key IN (
        SELECT key FROM {_TABLE}, moment, sweeper
        WHERE alone AND full_at < now AND key <> %(key)s
        ORDER BY full_at LIMIT {SWEPT} FOR UPDATE OF {_TABLE} SKIP LOCKED
    )
),
taken AS (
    INSERT INTO {_TABLE} AS kept (key, full_at) SELECT %(key)s, now + %(cost)s FROM moment
    ON CONFLICT (key) DO UPDATE SET full_at = greatest(kept.full_at, statement_timestamp()) + %(cost)s
        WHERE greatest(kept.full_at, statement_timestamp()) + %(cost)s <= statement_timestamp() + %(period)s
    RETURNING full_at
)
SELECT TRUE, full_at - now FROM taken, moment
UNION ALL
SELECT FALSE, full_at - now FROM {_TABLE}, moment WHERE key = %(key)s AND NOT EXISTS (SELECT FROM taken)
"""  # noqa: S608 (the name of our own table)


def take(limit: Limit, *who: str, cost: int = 1) -> Verdict:
    """Count one more for `who` and say whether the limit allows it; one query. cost: for how many it counts.

    What is refused is not counted: whoever goes on asking is let in as soon as the limit says so.
    """
    if not limit.count:
        return UNLIMITED
    spent = limit.step * min(cost, limit.count)
    values: dict[str, Any] = {"key": bucket(limit, *who), "cost": spent, "period": limit.period}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        row = cursor.fetchone()
    # No row: another process has just made the one that refused us, after this statement began to read.
    allowed, used = row or (False, limit.period)
    free = max(limit.period - used, timedelta())
    wait = timedelta() if allowed else max(spent - free, timedelta(seconds=1))
    return Verdict(allowed, int(free / limit.step), math.ceil(wait.total_seconds()))


def forgive(limit: Limit, *who: str) -> None:
    """Forget what was counted for `who`: the one who had to guess has shown that it was no guess."""
    ThrottleBucket.objects.filter(key=bucket(limit, *who)).delete()


def bucket(limit: Limit, *who: str) -> bytes:
    """The key of a row: without the secret key of the site nobody finds out whom it stands for."""
    told = "\0".join(part.strip().casefold() for part in who)
    return salted_hmac(f"members.rate_limits.{limit.name}", told, algorithm="sha256").digest()
