"""Runs the statements of the search by its indexes, in one process.

PostgreSQL knows neither how much it costs to read a vector nor that a helper process starts later than the whole search
ends: with its own plans a word nobody wrote is looked for in every row, and finding nothing takes longer than anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

# For these statements alone: several that are sent together are one transaction, and within a longer one the settings
# are put back.
_SETTINGS = {"enable_seqscan": "off", "max_parallel_workers_per_gather": "0", "jit": "off"}
_BEFORE = "SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _SETTINGS.items())
_AFTER = "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in _SETTINGS)


def rows(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of one SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_BEFORE};\n{statement};\n{_AFTER}", values)
        cursor.nextset()
        return list(cursor.fetchall())


def row(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the first row of one SELECT; None where there is none."""
    found = rows(statement, values)
    return found[0] if found else None
