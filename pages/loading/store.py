"""Putting pages of the starting content into the tree, again and again, without touching anybody's work.

A page of the content files is recognized by a key that never changes, kept in Wagtail's `translation_key` (one tree
for all languages leaves that column free; a copy gets a new one). A page whose newest revision has an author was
edited by staff: it is theirs from then on and the files no longer change it.
"""

from __future__ import annotations

import enum
import uuid
from collections import Counter
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations, get_serializable_data_for_fields
from wagtail.blocks import StreamValue
from wagtail.models import AbstractPage, Revision

from cicc_site import languages
from cicc_site.multilingual.reader import as_editor
from pages.models.base import SitePage

NAMESPACE = uuid.UUID("5b1e3f0a-6c8c-4f2e-9d7d-2a1f0c9be001")

P = TypeVar("P", bound=SitePage)


class Outcome(enum.Enum):
    """What became of one page of the content files."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept as edited by staff"


Report = Counter[Outcome]


def key_of(name: str) -> uuid.UUID:
    """Return the lasting key of a page of the content files: `name` as in "tree/membership" or "case/lubanga"."""
    return uuid.uuid5(NAMESPACE, name)


def find(model: type[P], name: str) -> P | None:
    """Return the page loaded under `name`, None when there is none (yet, or any more)."""
    page: P | None = model.objects.filter(translation_key=key_of(name)).first()
    return page


def put(model: type[P], name: str, parent: SitePage, values: dict[str, Any]) -> tuple[P, Outcome]:
    """Create or refresh and publish one page; returns it with what happened.

    name: its lasting key; parent: where a new page goes (an existing one stays where staff moved it);
    values: {column: value}, bodies as raw stream data; child relations as {accessor: [unsaved rows]}.
    """
    with as_editor():
        page = find(model, name)
        if page is None:
            page = model(translation_key=key_of(name), **_scalars(model, values))
            _set_children(model, page, values)
            # The page this parent was read as may be old by now: treebeard needs its present child count.
            fresh = SitePage.objects.get(pk=parent.pk)
            fresh.add_child(instance=page)
            _record(page)
            return page, Outcome.CREATED
        if edited_by_staff(page):
            return page, Outcome.KEPT
        changed = [column for column, value in values.items() if _differs(model, page, column, value)]
        if not changed:
            return page, Outcome.UNCHANGED
        for column, value in _scalars(model, {column: values[column] for column in changed}).items():
            setattr(page, column, value)
        _set_children(model, page, {column: values[column] for column in changed})
        # The files are one edition: their translations were made from the English beside them.
        page.declare_current(languages.translation_codes())
        page.save()
        _record(page)
        return page, Outcome.UPDATED


def _record(page: SitePage) -> None:
    """Keep what was loaded as the published revision, so that staff can compare with it and return to it.

    Publishing through Wagtail would save and index the page a second time for the same result.
    """
    now = timezone.now()
    page.first_published_at = page.first_published_at or now
    page.last_published_at = page.latest_revision_created_at = now
    page.has_unpublished_changes = False
    page.draft_title = page.title
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision = page.live_revision = revision
    written = (
        "draft_title first_published_at last_published_at latest_revision_created_at "
        "has_unpublished_changes latest_revision live_revision"
    )
    SitePage.objects.filter(pk=page.pk).update(**{name: getattr(page, name) for name in written.split()})


def edited_by_staff(page: AbstractPage) -> bool:
    """Return whether somebody has edited the page since it was loaded."""
    revision = page.latest_revision
    return bool(revision is not None and revision.user_id)


def _relations(model: type[SitePage]) -> set[str]:
    return {relation.get_accessor_name() for relation in get_all_child_relations(model)}


def _scalars(model: type[SitePage], values: dict[str, Any]) -> dict[str, Any]:
    relations = _relations(model)
    return {
        column: _stream(model, column, value) if isinstance(value, list) else value
        for column, value in values.items()
        if column not in relations
    }


def _set_children(model: type[SitePage], page: SitePage, values: dict[str, Any]) -> None:
    for accessor in _relations(model):
        if accessor in values:
            for order, row in enumerate(values[accessor]):
                row.sort_order = order
            setattr(page, accessor, values[accessor])


def _stream(model: type[SitePage], column: str, raw: list[Any]) -> Any:
    field = model._meta.get_field(column)
    if not hasattr(field, "stream_block"):
        return raw
    return StreamValue(field.stream_block, raw, is_lazy=True)


def _differs(model: type[SitePage], page: SitePage, column: str, value: Any) -> bool:
    current = getattr(page, column)
    if column in _relations(model):
        return [_row(child) for child in current.all()] != [_row(child) for child in value]
    if isinstance(current, models.Manager):
        return bool({row.pk for row in current.all()} != {row.pk for row in value})
    if isinstance(current, StreamValue):
        return bool(
            _without_ids(list(current.get_prep_value()))
            != _without_ids(list(_stream(model, column, value or []).get_prep_value()))
        )
    return bool(current != value) and not (not current and not value)


def _row(child: models.Model) -> dict[str, Any]:
    """Return the content of a child row, nested rows included, without its place in the database."""
    data = (
        child.serializable_data()
        if isinstance(child, ClusterableModel)
        else get_serializable_data_for_fields(child)
    )
    return _content(type(child), data)


def _content(model: type[models.Model], data: dict[str, Any]) -> dict[str, Any]:
    nested = {
        relation.get_accessor_name(): relation.related_model for relation in get_all_child_relations(model)
    }
    places = {
        field.name for field in model._meta.fields if isinstance(field, ParentalKey) or field.primary_key
    }
    skipped = places | {"pk", "sort_order"}
    return {
        name: [_content(nested[name], row) for row in value] if name in nested else value
        for name, value in data.items()
        if name not in skipped
    }


def _without_ids(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {key: _without_ids(value) for key, value in raw.items() if key != "id"}
    if isinstance(raw, (list, tuple)):
        return [_without_ids(item) for item in raw]
    return raw
