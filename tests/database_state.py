"""Everything the database holds, row by row, read by plain SQL: to prove that an attempt changed nothing else."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from psycopg import sql
from wagtail.models import Revision

from cicc_site.multilingual import parts
from pages.models import SitePage

Row = tuple[str, str]
State = dict[Row, dict[str, Any]]
Changes = set[tuple[str, str]]  # (table, column); a row that came or went counts with all its columns

# Kept by the software about what happens, not about the content.
RECORDS = frozenset(
    {
        *("django_session", "django_migrations", "django_content_type", "auth_permission"),
        *("wagtailcore_pagelogentry", "wagtailcore_modellogentry", "wagtailcore_pagesubscription"),
        *("wagtailcore_referenceindex", "wagtailsearch_indexentry", "wagtailadmin_editingsession"),
        *("wagtailadmin_formstate", "wagtailusers_userprofile", "pages_sourcetext"),
        # made of what is compared: the table of the search
        *("pages_searchentry", "pages_searchtext"),
        # that something has changed, and where; what was made of it, and how the site is doing
        *("pages_change", "pages_keptpage", "members_operatingmark"),
        # who signed in, and what happened to accounts
        "members_securityevent",
        # drafts are compared by what they say
        "wagtailcore_revision",
        # renditions are made when a picture is looked at
        "documents_siterendition",
    }
)
# Columns of a page that say which draft is the newest, and of a person when they signed in and were signed out.
BOOKKEEPING = frozenset(
    {
        *("latest_revision_id", "latest_revision_created_at", "has_unpublished_changes"),
        *("pending", "last_login", "session_epoch"),
    }
)
# Tables with a row per language: their columns belong to the language the row is of.
ROWS_PER_LANGUAGE = frozenset({"pages_translationtask"})
STAMPS = "stamps"


def take() -> State:
    """Return every row of every table that holds content, settings or rights."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in RECORDS]
        cursor.execute(_every_row(tuple(tables)))
        rows = [(table, *_row(table, text)) for table, text in cursor.fetchall()]
    return {(table, key): columns for table, key, columns in rows}


@cache
def _every_row(tables: tuple[str, ...]) -> str:
    """Return one query for all tables, which is less to do than a hundred that mostly find nothing."""
    one = "SELECT {}::text, to_jsonb(t)::text FROM {} t"
    each = [sql.SQL(one).format(sql.Literal(name), sql.Identifier(name)) for name in tables]
    return sql.SQL(" UNION ALL ").join(each).as_string(None)


@lru_cache(maxsize=5000)
def _row(table: str, text: str) -> tuple[str, dict[str, Any]]:
    """Return the key and the columns of a row. Most rows are the same each time: nobody changes what this returns."""
    row = json.loads(text)
    key = row.get("id") or next(iter(row.values()))
    return str(key), _columns(table, row)


def _columns(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a row; a stamp counts as a column of its language, and so does a row of a language."""
    ending = f"_{row['language']}" if table in ROWS_PER_LANGUAGE else ""
    columns = {f"{name}{ending}": row[name] for name in row if name not in BOOKKEEPING | {STAMPS}}
    return columns | _stamps(row.get(STAMPS))


def _stamps(stamps: Any) -> dict[str, Any]:
    """What each language's stamp declares; when it was written is no matter here."""
    return {
        f"stamp_{code}": (stamp.get("digest"), stamp.get("owed", False))
        for code, stamp in (stamps or {}).items()
    }


def changes(before: State, after: State) -> Changes:
    """Return which columns of which tables differ."""
    return {
        (row[0], column)
        for row in before.keys() | after.keys()
        if before.get(row) is not after.get(row)
        for column in before.get(row, {}).keys() | after.get(row, {}).keys()
        if before.get(row, {}).get(column) != after.get(row, {}).get(column)
    }


def drafts() -> dict[int, parts.Content]:
    """Return what the newest version of each page says."""
    newest: dict[int, parts.Content] = {}
    for revision in Revision.objects.page_revisions().order_by("created_at", "pk"):
        newest[int(revision.object_id)] = revision.content
    return newest


def changed_in_drafts(before: dict[int, parts.Content], after: dict[int, parts.Content]) -> set[str]:
    """Return the parts that newest versions differ in; "page" for a page that came or went."""
    found: set[str] = set()
    for pk in before.keys() | after.keys():
        if before.get(pk) == after.get(pk):
            continue
        page = SitePage.objects.filter(pk=pk).first()
        if page is None or pk not in before or pk not in after:
            found.add("page")
        else:
            found |= parts.changed_parts(page.specific_class, before[pk], after[pk])
            former, present = _stamps(before[pk].get(STAMPS)), _stamps(after[pk].get(STAMPS))
            codes = former.keys() | present.keys()
            found |= {code[-2:] for code in codes if former.get(code) != present.get(code)}
    return found
