"""Everything the database holds, row by row, read by plain SQL: to prove that an attempt changed nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from wagtail.models import Revision

from cicc_site.multilingual import parts
from pages.board.projection import STATES
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
        # drafts are compared by what they say
        "wagtailcore_revision",
        # renditions are made when a picture is looked at
        "documents_siterendition",
    }
)
# Columns of a page that say which draft is the newest, and of a person when they signed in.
BOOKKEEPING = frozenset(
    {
        *("latest_revision_id", "latest_revision_created_at", "has_unpublished_changes"),
        *("pending", "stamps", "last_login"),
    }
)

# The board of translations repeats what the texts say; owner, due date and note are its own.
REPEATED = {"pages_translationtask": frozenset(STATES)}


def take() -> State:
    """Return every row of every table that holds content, settings or rights."""
    found: State = {}
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in RECORDS]
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')  # noqa: S608 (names from the catalogue)
            for (row,) in cursor.fetchall():
                row = json.loads(row) if isinstance(row, str) else row
                key = row.get("id") or next(iter(row.values()))
                ignored = BOOKKEEPING | REPEATED.get(table, frozenset())
                found[table, str(key)] = {name: row[name] for name in row if name not in ignored}
    return found


def changes(before: State, after: State) -> Changes:
    """Return which columns of which tables differ."""
    return {
        (row[0], column)
        for row in before.keys() | after.keys()
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
        page = SitePage.objects.filter(pk=pk).first()
        if page is None or pk not in before or pk not in after:
            found.add("page")
        else:
            found |= parts.changed_parts(page.specific_class, before[pk], after[pk])
    return found
