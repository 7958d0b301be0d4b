"""The parts of a content: one per language, and what all languages share.

A content is what a revision stores: a dictionary of column values with the rows of child relations below their
names (modelcluster's `serializable_data`). Each column belongs to exactly one part, so that a language can be
published, restricted, scheduled or merged without touching any other. Pure functions: no query, nothing is saved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.db.models import Model

from cicc_site import languages
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.values import canonical

Content = dict[str, Any]

# Dates, codes, links, child rows: whatever reads the same in all languages. Published together with English.
FACTS = "facts"

# What a record is rather than what it says: kept from the stored row, never taken from somebody's version.
KEPT = frozenset(
    {
        *(
            "pk",
            "path",
            "depth",
            "numchild",
            "content_type",
            "translation_key",
            "locale",
            "owner",
            "alias_of",
        ),
        *("live", "has_unpublished_changes", "first_published_at", "last_published_at", "expired"),
        *("latest_revision", "live_revision", "latest_revision_created_at", "draft_title"),
        *("locked", "locked_at", "locked_by", "wagtail_admin_comments"),
        *("stamps", "release", "pending", "minor_edit", "url_path", "go_live_at", "changed_at"),
    }
)


def all_parts() -> list[str]:
    """Return the names of all parts: the languages in the order of the site, then the facts."""
    return [*languages.codes(), FACTS]


def language_columns(model: type[Model], language: str) -> list[str]:
    """Return the columns of `model` that belong to one language, its slug included; none for a plain model."""
    if not issubclass(model, TranslatedModel):
        return []
    own = [name for name in model.language_columns() if name.endswith(f"_{language}")]
    if language == languages.DEFAULT_LANGUAGE:
        # Wagtail's own slug is the English one, and columns without a suffix repeat the English text.
        own += [name for name in ("slug",) if _has_column(model, name)]
        own += list(model.translated_fields())
    return own


def part_of(model: type[Model], column: str) -> str | None:
    """Return the part a column belongs to; None for what is no part of what a version says."""
    if column in KEPT or column.startswith("url_path"):
        return None
    return _language_of_columns(model).get(column, FACTS)


@cache
def _language_of_columns(model: type[Model]) -> dict[str, str]:
    """Which language each column belongs to: asked for with every column of every version that is compared."""
    return {column: code for code in reversed(languages.codes()) for column in language_columns(model, code)}


def overlay(model: type[Model], base: Content, source: Content, parts: Collection[str]) -> Content:
    """Return `base` with the named parts of `source`, and with the stamps of their languages."""
    result = dict(base)
    for column, value in source.items():
        if part_of(model, column) in parts:
            result[column] = value
    stamps = dict(base.get("stamps") or {})
    for code in languages.codes():
        if code in parts:
            stamps.pop(code, None)
            if code in (source.get("stamps") or {}):
                stamps[code] = source["stamps"][code]
    if "stamps" in base or "stamps" in source:
        result["stamps"] = stamps
    return result


def changed_columns(model: type[Model], before: Content, after: Content) -> set[str]:
    """Return the columns, of any part, that say something else in `after`."""
    return {
        column
        for column in after.keys() | before.keys()
        if part_of(model, column) is not None and not same(before.get(column), after.get(column))
    }


def changed_parts(model: type[Model], before: Content, after: Content) -> set[str]:
    """Return the parts that differ between two contents."""
    found = {part_of(model, column) for column in changed_columns(model, before, after)}
    return {part for part in found if part is not None}


def emptied(model: type[Model], content: Content, codes: Iterable[str]) -> Content:
    """Return `content` without any text in the named languages; English cannot be emptied."""
    result = dict(content)
    stamps = dict(content.get("stamps") or {})
    for code in codes:
        for column in language_columns(model, code):
            if column in result:
                result[column] = "" if column.startswith("slug") else None
        stamps.pop(code, None)
    if "stamps" in content:
        result["stamps"] = stamps
    return result


def merge(model: type[Model], base: Content, mine: Content, theirs: Content) -> tuple[Content, set[str]]:
    """Join two versions that were both made from `base`.

    Returns (content, columns on which both sides disagree). The content is `theirs` with every column that only I
    changed; a column that both changed keeps mine and is named, so that the caller can ask before anything is lost.
    """
    my_changes = changed_columns(model, base, mine)
    disputed = {
        column
        for column in my_changes & changed_columns(model, base, theirs)
        if not same(mine.get(column), theirs.get(column))
    }
    result = dict(theirs)
    for column in my_changes:
        if column in mine:
            result[column] = mine[column]
    stamps = {**(theirs.get("stamps") or {})}
    for code, stamp in (mine.get("stamps") or {}).items():
        if stamp != (base.get("stamps") or {}).get(code):
            stamps[code] = stamp
    if "stamps" in mine or "stamps" in theirs:
        result["stamps"] = stamps
    return result, disputed


def same(one: Any, other: Any) -> bool:
    """Whether two stored values say the same: empty is empty; how a text is written and row numbers do not count."""
    return bool(_comparable(one) == _comparable(other))


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        if value[:1] == "[":
            try:
                return _comparable(json.loads(value))
            except ValueError:
                pass
        return canonical(value) or None
    if isinstance(value, list):
        return [_comparable(item) for item in value] or None
    if isinstance(value, dict):
        # A row of a child relation gets its number only when it is stored.
        unstable = {"pk", "id"} if "pk" in value else {"id"} if "type" in value else set()
        return {key: _comparable(item) for key, item in value.items() if key not in unstable}
    return value if value != "" else None


def _has_column(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())
