"""The one chooser of works in the admin: for relations of works, for fields of pages, for the block that lists several.

Whoever may see works at the desk chooses among all; others of the staff among what the public may know of. The list of
works has it for its own (documents/desk/viewsets.py), which is also how its addresses come into the admin.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cicc_site import languages, world_languages
from documents.desk import rights
from documents.enums import Access
from documents.finding import LONGEST_NUMBER, LONGEST_SEARCH, found_by
from documents.models import Work

# Views of Wagtail's have no types.
Mixed: Any = object


def offered(user: Any) -> QuerySet[Work]:
    """The works a person of the staff may choose, and so may know of."""
    return Work.objects.all() if rights.may_see(user) else Work.objects.public()


class WorkFilterForm(BaseFilterForm):
    """One field: what is written is looked for in titles, symbols and, if it is a number, among the numbers."""

    q = forms.CharField(
        label=_("Title, symbol or number"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
    )

    def filter(self, objects: QuerySet[Work]) -> QuerySet[Work]:
        asked = " ".join(self.cleaned_data.get("q", "").split())
        if asked:
            self.is_searching, self.search_query = True, asked
        return found_by(objects, asked)


class WorksToChoose(Mixed):
    """What the list of the chooser shows, and in which order; one query for the languages of all rows."""

    filter_form_class = WorkFilterForm

    def get_object_list(self) -> QuerySet[Work]:
        present = Q(files__is_current=True)
        if not rights.may_see(self.request.user):
            present &= Q(files__access=Access.PUBLIC)
        works = offered(self.request.user).annotate(
            held=ArrayAgg("files__language", filter=present, order_by="files__language", default=[])
        )
        return works.order_by(F("date").desc(nulls_last=True), "-pk")

    @property
    def columns(self) -> list[Column]:
        shown: list[Column] = super().columns
        return [
            *shown,
            Column("kind", label=capfirst(_("kind")), accessor="get_kind_display"),
            Column("date", label=capfirst(_("date")), accessor=when),
            Column("languages", label=_("Languages"), accessor=language_names),
            Column("access", label=_("Access"), accessor="get_access_display"),
        ]


def when(work: Work) -> str:
    return work.when.text(languages.active()) if work.when else ""


def language_names(work: Any) -> str:
    reader = languages.active()
    return ", ".join(world_languages.name(code, reader) for code in work.held) or "–"


class ChooseWorkView(WorksToChoose, chooser.ChooseView):
    pass


class ChooseWorkResultsView(WorksToChoose, chooser.ChooseResultsView):
    pass


def _numbers(texts: Iterable[str]) -> list[int]:
    return [
        int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    ]


class WorkChosenView(chooser.ChosenView):
    def get_object(self, pk: str) -> Work:
        return offered(self.request.user).get(pk__in=_numbers([pk]))


class WorksChosenView(chooser.ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Work]:
        return offered(self.request.user).filter(pk__in=_numbers(pks))


class NothingToCreateView(chooser.CreateView):
    """Works are made at the desk. Wagtail makes the address all the same."""

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404


class WorkChooserViewSet(ChooserViewSet):
    model = Work
    icon = "doc-full"
    choose_one_text = _("Choose a document of the archive")
    choose_another_text = _("Choose another document")
    choose_view_class = ChooseWorkView
    choose_results_view_class = ChooseWorkResultsView
    chosen_view_class = WorkChosenView
    chosen_multiple_view_class = WorksChosenView
    create_view_class = NothingToCreateView
    per_page = 15


work_chooser = WorkChooserViewSet("choose_work", url_prefix="archive/choose")
WorkChooserBlock = work_chooser.get_block_class(name="WorkChooserBlock", module_path="documents.choosers")
