"""What the database really holds in each language, read by plain SQL behind the back of the translation layer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg import sql

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel
from documents.models import Subject
from pages.models import PathHistory

Row = tuple[str, Any]
Snapshot = dict[Row, dict[str, Any]]
Difference = dict[Row, dict[str, Any] | None]

# Columns without a suffix that repeat or derive from the English text.
ENGLISH_COPIES = {"draft_title", "slug", "url_path"}
BLOCK_KEY = re.compile(r' data-block-key=\\"[^"]*\\"')
MARK = re.compile(r"\((?P<code>[a-z]{2})\)")


@cache
def tables() -> list[str]:
    """Return every table that holds a text or an address in several languages.

    Not that of subjects, which repeat the titles of pages and names of registers (tests/pages/test_subjects.py).
    """
    models = [
        model for model in apps.get_models() if issubclass(model, TranslatedModel) and model is not Subject
    ]
    return sorted({model._meta.db_table for model in models} | {PathHistory._meta.db_table})


@cache
def language_columns(table: str) -> list[str]:
    """Return the columns of a table that belong to one language, the English copies without suffix included."""
    with connection.cursor() as cursor:
        names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
    endings = tuple(f"_{code}" for code in languages.codes())
    suffixed = [name for name in names if name.endswith(endings)]
    stems = {name.rpartition("_")[0] for name in suffixed} | ENGLISH_COPIES
    if table == PathHistory._meta.db_table:
        return ["language", "path", "page_id"]
    return [name for name in names if name in suffixed or name in stems]


@cache
def primary_key(table: str) -> str:
    with connection.cursor() as cursor:
        name = connection.introspection.get_primary_key_column(cursor, table)
    assert name is not None
    return name


def take(*names: str) -> Snapshot:
    """Return every language column of the tables (all of them by default), as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(_every_row(names or tuple(tables())))
        rows = [(table, *_row(table, text)) for table, text in cursor.fetchall()]
    return {(table, key): dict(columns) for table, key, columns in rows}


@cache
def _every_row(names: tuple[str, ...]) -> str:
    """Return one query for all tables, which is less to do than one for each when most of them are empty."""
    one = sql.SQL("SELECT {}::text, to_jsonb(t)::text FROM {} t")
    each = [one.format(sql.Literal(name), sql.Identifier(name)) for name in names if language_columns(name)]
    return sql.SQL(" UNION ALL ").join(each).as_string(None)


@lru_cache(maxsize=5000)
def _row(table: str, text: str) -> tuple[Any, dict[str, Any]]:
    """Return the key of a row and its language columns: most rows are the same each time they are read."""
    row = json.loads(text)
    return row[primary_key(table)], {name: _readable(row[name]) for name in language_columns(table)}


def difference(before: Snapshot, after: Snapshot) -> Difference:
    """Return {row: {column: new value}}: changed columns of a row, filled ones of a new row, None for a row gone."""
    changed: Difference = {row: None for row in before if row not in after}
    for row, columns in after.items():
        former = before.get(row, {})
        news = {name: value for name, value in columns.items() if value != former.get(name, None)}
        if row not in before:
            news = {name: value for name, value in news.items() if value not in (None, "", [])}
        if news:
            changed[row] = news
    return changed


def foreign_texts() -> list[str]:
    """Return every text that stands in a column, or under a revision's key, of another language than its mark says.

    An empty list is what every test wants: texts of the factories carry their language.
    """
    return [*_foreign_in_tables(), *_foreign_in_revisions()]


def _foreign_in_tables() -> Iterator[str]:
    for (table, key), columns in take().items():
        for column, value in columns.items():
            yield from _foreign(f"{table} {key}", column, value)


def _foreign_in_revisions() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, content::text, object_str FROM wagtailcore_revision")
        for key, content, name in cursor.fetchall():
            yield from _foreign(f"revision {key}", "title", name)
            yield from (f"revision {key}, {found}" for found in _foreign_in(content))


@lru_cache(maxsize=5000)
def _foreign_in(content: str) -> list[str]:
    """Return what is foreign in a version, whose number is no matter here: most are read again and again."""
    return [found for column, value in json.loads(content).items() for found in _foreign("", column, value)]


def _foreign(place: str, column: str, value: Any) -> Iterator[str]:
    """Give a line for each mark of another language; `place` may be empty."""
    stem, _, ending = column.rpartition("_")
    own = ending if stem and ending in languages.codes() else languages.DEFAULT_LANGUAGE
    for mark in MARK.finditer(json.dumps(value, default=str)):
        if mark["code"] in languages.codes() and mark["code"] != own:
            yield ", ".join(filter(None, [place, f"{column}: {value}"]))


def _readable(value: Any) -> Any:
    """Streams as [(type, value)]: the ids of blocks and the keys of paragraphs are nobody's text."""
    if isinstance(value, list):
        value = json.dumps(value)
    if isinstance(value, str) and value.startswith("["):
        blocks = json.loads(BLOCK_KEY.sub("", value))
        return [(block["type"], block["value"]) for block in blocks]
    return value


def newest_draft(page: Any) -> dict[str, Any]:
    """Return the language columns as the newest revision of a page holds them."""
    names = {name for table in tables() for name in language_columns(table)} - {"language", "path", "page_id"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content FROM wagtailcore_revision WHERE object_id = %s ORDER BY created_at DESC, id DESC LIMIT 1",
            [str(page.pk)],
        )
        content = cursor.fetchone()[0]
    content = json.loads(content) if isinstance(content, str) else content
    return {name: _readable(value) for name, value in content.items() if name in names}
