"""COPY: rows into tables at the speed of the database. Names of tables and columns come from our models only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def quoted(names: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a table, temporary or not, in the order of the columns."""
    statement = f"COPY {connection.ops.quote_name(table)} ({quoted(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def as_json(value: Any) -> str:
    """Return a value for a column of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table


def temporary_like(model: type[models.Model], name: str, columns: Sequence[str]) -> None:
    """Make an empty table with some columns of a model, which lives as long as the transaction."""
    with connection.cursor() as cursor:
        source = connection.ops.quote_name(table_of(model))
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{connection.ops.quote_name(name)}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {connection.ops.quote_name(name)} ON COMMIT DROP AS "  # noqa: S608
            f"SELECT {quoted(columns)} FROM {source} WITH NO DATA"
        )


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Take numbers for rows that are about to be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table_of(model)), str(model._meta.pk.column), count],
        )
        return [int(row[0]) for row in cursor.fetchall()]
