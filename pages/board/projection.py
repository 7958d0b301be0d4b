"""Keeps the columns of state of the board true: told of every change, and able to make them all anew.

Rows are read from the database as they are, never taken from an object in memory: that may be somebody's draft.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone, translation
from modelcluster.models import get_all_child_relations
from wagtail.contrib.settings.models import BaseGenericSetting
from wagtail.models import Revision

from cicc_site import languages
from cicc_site.multilingual.changes import Key
from cicc_site.multilingual.freshness import (
    SOURCE,
    Stamped,
    State,
    freshness,
    source_texts,
    stored_source_texts,
)
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.reader import as_editor
from documents.models import SiteDocument, SiteImage
from pages.board import interface, words
from pages.models.base import SitePage
from pages.models.source_texts import SourceText
from pages.models.translation_tasks import Kind, TranslationTask

AT_ONCE = 200
STATES = (
    *("kind", "title_en", "state", "review_owed", "draft_waits", "is_public"),
    *("words", "total_words", "waiting_since"),
)
LONGEST_TITLE = 255


def kept_models() -> list[type[Stamped]]:
    """Return every kind of record that stands on the board."""
    return [model for model in apps.get_models() if issubclass(model, Stamped) and model is not SitePage]


def kind_of(model: type[models.Model]) -> Kind:
    if issubclass(model, SitePage):
        return Kind.PAGE
    if issubclass(model, SiteImage):
        return Kind.IMAGE
    if issubclass(model, SiteDocument):
        return Kind.FILE
    return Kind.SETTING if issubclass(model, BaseGenericSetting) else Kind.SNIPPET


def refresh(keys: Collection[Key]) -> None:
    """Bring the rows of these records up to date; those of a record that is gone went with it."""
    for model, chosen in _by_type(keys).items():
        _refresh(model, chosen)


def refresh_all() -> int:
    """Make all columns of state anew; returns the number of rows. Owners, due dates and notes stay."""
    kept = kept_models()
    for model in kept:
        pks = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), AT_ONCE):
            _refresh(model, pks[start : start + AT_ONCE])
        _forget(TranslationTask.objects.filter(content_type=_type(model)).exclude(object_id__in=pks))
    types = [_type(model).pk for model in kept]
    _forget(TranslationTask.objects.exclude(kind=Kind.INTERFACE).exclude(content_type__in=types))
    _forget(TranslationTask.objects.exclude(language__in=languages.translation_codes()))
    interface.refresh()
    return TranslationTask.objects.count()


def _forget(rows: models.QuerySet[TranslationTask]) -> None:
    rows.delete()


def _by_type(keys: Iterable[Key]) -> dict[type[models.Model], list[Any]]:
    """Return {model: primary keys}; a page read as its base type is looked up for its own one."""
    found: dict[type[models.Model], list[Any]] = defaultdict(list)
    unknown = []
    for model, pk in keys:
        if issubclass(model, SitePage) and model is SitePage:
            unknown.append(pk)
        elif issubclass(model, Stamped):
            found[model].append(pk)
    if unknown:
        for pk, type_pk in SitePage.objects.filter(pk__in=unknown).values_list("pk", "content_type_id"):
            own = ContentType.objects.get_for_id(type_pk).model_class()
            if own is not None and own is not SitePage and pk not in found[own]:
                found[own].append(pk)
    return found


def _type(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _refresh(model: type[Any], pks: list[Any]) -> None:
    with as_editor(), translation.override(SOURCE):
        records = list(model._base_manager.filter(pk__in=pks).prefetch_related(*_rows_with_texts(model)))
        drafts = _drafts(records)
        former = {
            (task.object_id, task.language): task
            for task in TranslationTask.objects.filter(content_type=_type(model), object_id__in=pks)
        }
        sources = _sources(records)
        written = []
        for record in records:
            for task in _tasks(record, drafts.get(record.pk), sources):
                known = former.pop((record.pk, task.language), None)
                since = known.waiting_since if known else None
                task.wait_or_rest(_began(record, task, is_known=known is not None), since)
                if known is None or any(getattr(task, name) != getattr(known, name) for name in STATES):
                    written.append(task)
    if written:
        TranslationTask.objects.bulk_create(
            written,
            update_conflicts=True,
            unique_fields=["content_type", "object_id", "language"],
            update_fields=STATES,
        )
    if former:
        _forget(TranslationTask.objects.filter(pk__in=[task.pk for task in former.values()]))


def _rows_with_texts(model: type[models.Model], before: str = "") -> Iterator[str]:
    """Yield the child relations whose rows bear texts, as `prefetch_related` wants them."""
    for relation in get_all_child_relations(model):
        if issubclass(relation.related_model, TranslatedModel):
            name = f"{before}{relation.get_accessor_name()}"
            yield name
            yield from _rows_with_texts(relation.related_model, f"{name}__")


# --- What a record asks for ------------------------------------------------------------------------------


def _tasks(
    record: Stamped, draft: dict[str, Any] | None, sources: dict[str, dict[str, str]]
) -> Iterator[TranslationTask]:
    """Yield a row per language; none for what has no texts, or has them from elsewhere as an alias."""
    model = type(record)
    page = record if isinstance(record, SitePage) else None
    if page is not None and (page.depth <= 1 or page.alias_of_id):
        return
    is_public = page is None or page.live
    present = source_texts(record) if is_public or draft is None else stored_source_texts(model, draft)
    total = words.total(present)
    if not total:
        return
    for code in languages.translation_codes():
        found = page.translation(code) if page is not None else freshness(record, code)
        if draft is not None and (found.state == State.DRAFT or not is_public):
            to_do = words.total(stored_source_texts(model, draft, missing_in=code))
        else:
            missing = source_texts(record, missing_in=code)
            to_do = words.total(missing)
            if found.is_outdated:
                former = sources.get((record.stamps or {}).get(code, {}).get("digest") or "")
                to_do += words.changed(former, present, missing)
        yield TranslationTask(
            kind=kind_of(model),
            content_type=_type(model),
            object_id=record.pk,
            language=code,
            title_en=_title(record)[:LONGEST_TITLE],
            state=found.state,
            review_owed=found.review_owed,
            draft_waits=page is not None and page.live and code in (page.pending or []),
            is_public=is_public,
            words=to_do,
            total_words=total,
        )


def _title(record: Any) -> str:
    if isinstance(record, SitePage):
        return str(record.title_en if record.live else record.draft_title or record.title_en)
    for field in ("title", "name"):
        text = getattr(record, f"{field}_{SOURCE}", None)
        if text:
            return str(text)
    return str(record)


def _began(record: Any, task: TranslationTask, *, is_known: bool) -> dt.datetime:
    """Return since when a row waits that did not wait at its last refresh, or was not there."""
    now = timezone.now()
    found = freshness(record, task.language)
    if found.is_outdated:
        return max((moment for moment in (found.source_on, found.translated_on) if moment), default=now)
    if task.review_owed:
        return found.translated_on or now
    if is_known:
        return now
    public: dt.datetime | None = getattr(record, "first_published_at", None)
    return public or getattr(record, "created_at", None) or now


def _drafts(records: Iterable[Any]) -> dict[Any, dict[str, Any]]:
    """Return {page: content of its newest version} of the pages of which only that tells the whole."""
    newest = {
        record.latest_revision_id: record.pk
        for record in records
        if isinstance(record, SitePage) and record.latest_revision_id and (record.pending or not record.live)
    }
    if not newest:
        return {}
    return {newest[found.pk]: found.content for found in Revision.objects.filter(pk__in=newest)}


def _sources(records: Iterable[Stamped]) -> dict[str, dict[str, str]]:
    """Return {digest: English texts} of the kept sources from which outdated translations were made."""
    wanted = set()
    for record in records:
        stamps = record.stamps or {}
        present = stamps.get(SOURCE, {}).get("digest")
        wanted |= {stamp.get("digest") for code, stamp in stamps.items() if code != SOURCE} - {present}
    wanted -= {None, ""}
    if not wanted:
        return {}
    return dict(SourceText.objects.filter(pk__in=wanted).values_list("digest", "texts"))
