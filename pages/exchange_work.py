"""What can be sent to translators: all records with texts that somebody may edit, and what each asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.permissions import policy_registry

from cicc_site import languages
from cicc_site.multilingual.freshness import Freshness, Stamped, State, digest, freshness
from cicc_site.multilingual.intake import is_exchanged, original_of
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.units import Unit, units
from cicc_site.multilingual.xliff import Document, Standing, write
from cicc_site.multilingual.xliff_reading import FINDABLE
from pages.models import SitePage


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record with texts. name: as files say it, "pages.AboutPage"."""

    name: str
    label: str
    model: type[TranslatedModel]

    def records(self, user: Any) -> models.QuerySet[Any]:
        """Return the records of this kind that `user` may edit, pages in the order of the tree."""
        policy = policy_registry.get_by_type(SitePage if self.is_page else self.model)
        allowed = policy.instances_user_has_permission_for(user, "change")
        rows: models.QuerySet[Any] = self.model._base_manager.filter(pk__in=allowed.values("pk"))
        if self.is_page:
            return rows.filter(depth__gt=1).select_related("latest_revision").order_by("path")
        return rows.order_by("pk")

    @property
    def is_page(self) -> bool:
        return issubclass(self.model, SitePage)


def kinds() -> list[Kind]:
    """Return all kinds: pages first, then the others, each by name."""
    found = [
        Kind(model._meta.label, str(capfirst(model._meta.verbose_name)), cast("type[TranslatedModel]", model))
        for model in apps.get_models()
        if is_exchanged(model) and model is not SitePage and not model._meta.proxy
    ]
    return sorted(found, key=lambda kind: (not kind.is_page, kind.label))


@dataclass(frozen=True, slots=True)
class Work:
    """One record, and what it asks of the translators of one language."""

    instance: TranslatedModel
    language: str
    units: list[Unit]
    freshness: Freshness | None

    @property
    def original(self) -> str:
        return original_of(self.instance)

    @property
    def title(self) -> str:
        return title(self.instance)

    @property
    def kind(self) -> str:
        return str(capfirst(self.instance._meta.verbose_name))

    @property
    def missing(self) -> int:
        return sum(unit.target is None for unit in self.units)

    @property
    def is_outdated(self) -> bool:
        return self.freshness is not None and self.freshness.state == State.OUTDATED

    @property
    def review_owed(self) -> bool:
        return self.freshness is not None and self.freshness.review_owed

    @property
    def words(self) -> int:
        """Words to translate: of an outdated translation all, for any of them may be the one that changed."""
        return sum(unit.words for unit in self.units if unit.target is None or self.is_outdated)

    @property
    def all_words(self) -> int:
        return sum(unit.words for unit in self.units)

    @property
    def is_due(self) -> bool:
        return self.is_outdated or self.missing > 0

    def document(self, *, due_only: bool) -> Document:
        doubtful = self.is_outdated or self.review_owed
        return Document(
            self.original,
            f"{self.kind}: {self.title}",
            digest(self.instance),
            tuple(self.units),
            Standing.DOUBTFUL if doubtful else Standing.CURRENT,
            locked=due_only,
        )


def work_on(instance: TranslatedModel, language: str) -> Work:
    """Return what a record asks for, judged by its newest draft."""
    found = instance
    if isinstance(instance, SitePage) and (instance.has_unpublished_changes or not instance.live):
        found = instance.get_latest_revision_as_object()
    standing = freshness(found, language) if isinstance(found, Stamped) else None
    return Work(found, language, units(found, language), standing)


def all_work(language: str, user: Any, *, due_only: bool, kind: str = "") -> Iterator[Work]:
    """Yield the work of all records that have English texts; only what is missing or outdated, of one kind."""
    for each in kinds():
        if kind and each.name != kind:
            continue
        for instance in each.records(user).iterator(chunk_size=200):
            work = work_on(instance, language)
            if work.units and (work.is_due or not due_only):
                yield work


def chosen_work(names: Iterable[str], language: str, user: Any) -> list[Work]:
    """Return the work of the named records, in their order; names of none, and of what is not theirs, are left out."""
    by_name = {kind.name: kind for kind in kinds()}
    found = []
    for name in dict.fromkeys(names):
        match = FINDABLE.fullmatch(name)
        kind = by_name.get(match["model"]) if match else None
        if match is None or kind is None:
            continue
        instance = kind.records(user).filter(pk=int(match["key"])).first()
        if instance is not None:
            work = work_on(instance, language)
            if work.units:
                found.append(work)
    return found


def export(works: Iterable[Work], language: str, *, due_only: bool) -> bytes:
    return write((work.document(due_only=due_only) for work in works), language)


def file_name(works: list[Work], language: str) -> str:
    """Return a name that says what is in the file: `cicc-ar-2026-11-25.xlf`, `cicc-ar-goals-2026-11-25.xlf`."""
    subject = getattr(works[0].instance, "slug", "") if len(works) == 1 else ""
    day = timezone.now().astimezone(dt.UTC).date().isoformat()
    return "-".join(part for part in ("cicc", language, subject, day) if part) + ".xlf"


def title(instance: models.Model) -> str:
    """Return the name of a record in English."""
    for name in ("title", "name"):
        text = getattr(instance, f"{name}_{languages.DEFAULT_LANGUAGE}", None)
        if text:
            return str(text)
    return str(capfirst(instance._meta.verbose_name))


def address(instance: models.Model, user: Any, language: str = "") -> str | None:
    """Return where a record is edited, at the tab of a language; None where this person may not."""
    try:
        found = AdminURLFinder(user).get_edit_url(instance)
    except NoReverseMatch:
        return None
    return f"{found}#tab-language_{language}" if found and language else found
