"""The list of works: what each is, in which languages it is held, and who may know of it."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from cicc_site.countries import text_direction
from cicc_site.dates import PartialDate
from cicc_site.languages import active
from cicc_site.multilingual.values import localized
from documents.desk import rights
from documents.desk.filters import WorkFilterSet
from documents.enums import Access
from documents.finding import found_by
from documents.models import Work, WorkFile
from documents.versions import in_reading_order

SORTED = ("symbol_key", "kind", "date")


def title(work: Work) -> SafeString:
    """Its title as the archivist reads it, marked with the language it is in; its symbol where it has no title."""
    found = localized(work, "title", active())
    if not found:
        return format_html("<bdi>{}</bdi>", work.symbol or f"#{work.pk}")
    return format_html(
        '<bdi lang="{}" dir="{}">{}</bdi>', found.language, text_direction(found.language), str(found)
    )


def symbol(work: Work) -> SafeString:
    return format_html('<bdi dir="ltr">{}</bdi>', work.symbol)


def when(work: Work) -> str:
    return work.when.text(active()) if work.when else ""


def held(work: Any) -> SafeString:
    """The languages of its present files; one that only staff may have is marked."""
    files: list[WorkFile] = in_reading_order(work.present_files, active())
    if not files:
        return format_html('<span class="archive-lack">{}</span>', gettext("no file"))
    parts = (
        (
            file.language_name,
            format_html(' <span class="archive-mark">{}</span>', gettext("staff only"))
            if file.access == Access.STAFF
            else "",
        )
        for file in files
    )
    return format_html_join(gettext(", "), "{}{}", parts)


def access(work: Work) -> str:
    if work.access == Access.STAFF:
        return str(Access.STAFF.label)
    if work.public_from and work.public_from > timezone.now():
        day = timezone.localtime(work.public_from).date()
        return gettext("Embargo until %(date)s") % {"date": PartialDate(day).text(active())}
    return str(Access.PUBLIC.label)


def kind(work: Work) -> SafeString:
    """What it is, and whether it is an invented one."""
    mark = (
        format_html(' <span class="archive-mark">{}</span>', gettext("Demonstration")) if work.is_demo else ""
    )
    return format_html("{}{}", work.get_kind_display(), mark)


class WorkIndexView(IndexView):
    filterset_class = WorkFilterSet
    paginate_by = 50
    is_searchable = True
    show_other_searches = False
    default_ordering = "-date"
    table_classname = "listing archive-list"

    def get_base_queryset(self) -> QuerySet[Work]:
        files = Prefetch("files", WorkFile.objects.current(), to_attr="present_files")
        return Work.objects.prefetch_related(files).defer("staff_notes", "loaded_digest")

    def search_queryset(self, queryset: QuerySet[Work]) -> QuerySet[Work]:
        return found_by(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuerySet[Work]) -> QuerySet[Work]:
        """What is unknown comes last either way, and equal rows keep their order from page to page."""
        field = str(self.ordering).removeprefix("-")
        if field not in (*SORTED, f"title_{active()}"):
            field = "date"
        down = str(self.ordering).startswith("-")
        order = F(field).desc(nulls_last=True) if down else F(field).asc(nulls_last=True)
        return queryset.order_by(order, "-pk")

    @cached_property
    def columns(self) -> list[BaseColumn]:
        first = self._get_title_column_class(TitleColumn)(
            "title",
            label=_("Title"),
            accessor=title,
            sort_key=f"title_{active()}",
            get_url=self.get_edit_url,
            get_title_id=lambda work: f"snippet_{work.pk}_title",
        )
        return [
            first,
            Column("symbol", label=_("Symbol"), accessor=symbol, sort_key="symbol_key"),
            Column("kind", label=_("Kind"), accessor=kind, sort_key="kind"),
            Column("date", label=_("Date"), accessor=when, sort_key="date"),
            Column("held", label=_("Languages held"), accessor=held),
            Column("access", label=_("Access"), accessor=access),
        ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        buttons = []
        if rights.may_upload(self.request.user):
            buttons.append(
                Button(gettext("Upload files"), url=reverse("archive_upload"), icon_name="upload", priority=5)
            )
        guide = reverse("editors_guide", args=["archive"])
        buttons.append(Button(gettext("How does this work?"), url=guide, icon_name="help", priority=900))
        return buttons
