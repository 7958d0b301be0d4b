"""The board as a table: a row per record, a cell per language, each with what this person may do there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.languages import Language
from cicc_site.multilingual.freshness import State
from members.models import User
from members.permissions import editable_languages
from pages.board import interface, rights
from pages.models.translation_tasks import Kind, TranslationTask, at

GUIDE_CHAPTER = "translations"


@dataclass(frozen=True)
class Cell:
    """A record in one language; no task where the record asks for nothing there."""

    language: Language
    task: TranslationTask | None
    is_meant: bool
    address: str
    may_take: bool = False
    may_give_back: bool = False
    may_confirm: bool = False
    catalogue: interface.Catalogue | None = None

    @property
    def label(self) -> str:
        return str(State(self.task.state).label) if self.task else ""

    @property
    def title(self) -> str:
        return title_of(self.task) if self.task else ""


@dataclass(frozen=True)
class Row:
    title: str
    is_english: bool
    kind: str
    address: str
    is_public: bool
    cells: list[Cell]


class Table:
    """The rows of some records. places: content_type and object_id, in order. meant: which tasks the filters mean."""

    def __init__(self, places: Iterable[Mapping[str, Any]], codes: list[str], meant: Any, user: User) -> None:
        self.places = [(place["content_type"], place["object_id"]) for place in places]
        self.codes = codes
        self.meant = meant
        self.user = user
        self._may_confirm: dict[type[Model], bool] = {}

    @cached_property
    def rows(self) -> list[Row]:
        found = TranslationTask.objects.filter(at(self.places), language__in=self.codes)
        found = found.select_related("owner")
        meant = set(self.meant.filter(at(self.places)).values_list("pk", flat=True))
        by_place: dict[Any, dict[str, TranslationTask]] = {}
        for task in found:
            by_place.setdefault(task.place, {})[task.language] = task
        return [self._row(by_place[place], meant) for place in self.places if place in by_place]

    @cached_property
    def own(self) -> frozenset[str]:
        return editable_languages(self.user)

    def _row(self, tasks: dict[str, TranslationTask], meant: set[int]) -> Row:
        first = next(iter(tasks.values()))
        is_interface = first.kind == Kind.INTERFACE
        return Row(
            title=title_of(first),
            is_english=not is_interface,
            kind=kind_label(first),
            address=edit_address(first),
            is_public=first.is_public,
            cells=[self._cell(code, tasks.get(code), meant) for code in self.codes],
        )

    def _cell(self, code: str, task: TranslationTask | None, meant: set[int]) -> Cell:
        language = languages.by_code(code)
        if task is None:
            return Cell(language, None, False, "")
        return Cell(
            language,
            task,
            is_meant=task.pk in meant,
            address=edit_address(task, code),
            may_take=task.owner_id is None and code in self.own and task.state_asks,
            may_give_back=task.owner_id == self.user.pk,
            may_confirm=self._offers_confirmation(task),
            catalogue=self._catalogues.get((task.object_id, code)) if task.kind == Kind.INTERFACE else None,
        )

    def _offers_confirmation(self, task: TranslationTask) -> bool:
        if not task.can_be_confirmed or task.language not in self.own:
            return False
        model = model_of(task)
        if model is None:
            return False
        if model not in self._may_confirm:
            self._may_confirm[model] = rights.may_confirm_any(self.user, model)
        return self._may_confirm[model]

    @cached_property
    def _catalogues(self) -> dict[tuple[int, str], interface.Catalogue]:
        return {(found.key, found.language): found for found in interface.all_catalogues()}


def model_of(task: TranslationTask) -> type[Model] | None:
    """Return the model of the record a task speaks of; no query, Django keeps the types."""
    return (
        ContentType.objects.get_for_id(task.content_type_id).model_class() if task.content_type_id else None
    )


def kind_label(task: TranslationTask) -> str:
    model = model_of(task)
    return str(capfirst(model._meta.verbose_name)) if model else str(Kind(task.kind).label)


def title_of(task: TranslationTask) -> str:
    """Return the English title of a record, or the name of a catalogue in the language of the menus."""
    if task.kind != Kind.INTERFACE:
        return task.title_en
    if task.title_en == interface.SITE:
        return gettext("This website")
    return gettext("Completion of %(program)s") % {"program": capfirst(task.title_en)}


def edit_address(task: TranslationTask, language: str = "") -> str:
    """Return where a record is edited, at the tab of a language; "" where it has no such place."""
    tab = f"#tab-language_{language}" if language else ""
    match Kind(task.kind):
        case Kind.PAGE:
            return reverse("wagtailadmin_pages:edit", args=[task.object_id]) + tab
        case Kind.IMAGE:
            return reverse("wagtailimages:edit", args=[task.object_id])
        case Kind.FILE:
            return reverse("wagtaildocs:edit", args=[task.object_id])
        case Kind.INTERFACE:
            return reverse("editors_guide", args=[GUIDE_CHAPTER])
    model: Any = model_of(task)
    if model is None:
        return ""
    if task.kind == Kind.SETTING:
        place = [model._meta.app_label, model._meta.model_name, task.object_id]
        return reverse("wagtailsettings:edit", args=place) + tab
    viewset = getattr(model, "snippet_viewset", None)
    return reverse(viewset.get_url_name("edit"), args=[quote(task.object_id)]) + tab if viewset else ""
