"""Choosing a work of the archive in the admin: found by its symbol or a title in any language, with the languages it
exists in. For fields that name one work, and for the block that lists several (pages/blocks.py).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cicc_site import languages, world_languages
from documents.models import Work
from documents.models.works import symbol_key


class WorkFilterForm(BaseFilterForm):
    """One field: what is written is looked for in titles, symbols and, if it is a number, among the numbers."""

    q = forms.CharField(
        label=_("Title, symbol or number"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects: QuerySet[Work]) -> QuerySet[Work]:
        found: QuerySet[Work] = super().filter(objects)
        asked = " ".join(self.cleaned_data.get("q", "").split())
        if asked:
            self.is_searching, self.search_query = True, asked
            found = found.filter(_named(asked))
        return found


def _named(asked: str) -> Q:
    """Every word in one title; or the symbol, however its parts are divided; or the number."""
    condition = Q(pk=int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else Q()
    for code in languages.codes():
        words = Q()
        for word in asked.split():
            words &= Q(**{f"title_{code}__icontains": word})
        condition |= words
    if key := symbol_key(asked):
        condition |= Q(symbol_key__contains=key)
    return condition


class WorksToChoose:
    """What the list of the chooser shows, and in which order; one query for the languages of all rows."""

    filter_form_class = WorkFilterForm

    def get_object_list(self) -> QuerySet[Work]:
        present = Q(files__is_current=True)
        return Work.objects.annotate(
            held=ArrayAgg("files__language", filter=present, order_by="files__language", default=[])
        ).order_by("-date", "-pk")

    @property
    def columns(self) -> list[Column]:
        shown: list[Column] = super().columns  # type: ignore[misc]
        return [
            *shown,
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("languages", label=_("Languages"), accessor=language_names),
            Column("access", label=_("Access"), accessor="get_access_display"),
        ]


def language_names(work: Any) -> str:
    reader = languages.active()
    return ", ".join(world_languages.name(code, reader) for code in work.held) or "–"


class ChooseWorkView(WorksToChoose, ChooseView):
    pass


class ChooseWorkResultsView(WorksToChoose, ChooseResultsView):
    pass


class WorkChooserViewSet(ChooserViewSet):
    model = Work
    icon = "doc-full"
    choose_one_text = _("Choose a document of the archive")
    choose_another_text = _("Choose another document")
    choose_view_class = ChooseWorkView
    choose_results_view_class = ChooseWorkResultsView
    per_page = 15


work_chooser = WorkChooserViewSet("choose_work", url_prefix="archive/choose")
WorkChooserBlock = work_chooser.get_block_class(name="WorkChooserBlock", module_path="documents.choosers")
