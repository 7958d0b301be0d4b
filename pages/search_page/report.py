"""The report of searches without result: words that readers looked for on several days, in vain. For editors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from cicc_site import languages
from pages.models import UnansweredQuery

ADDRESS = "unanswered_queries"


def may_read(user: Any) -> bool:
    """For whoever writes or publishes pages: they can do something about it."""
    return bool(page_permission_policy.user_has_any_permission(user, {"add", "change", "publish"}))


class UnansweredFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(
        label=_("Language of the reader"),
        choices=[(language.code, language.name) for language in languages.LANGUAGES],
        empty_label=_("All"),
    )
    days = django_filters.ChoiceFilter(
        label=_("Searched for within"),
        choices=[("7", _("7 days")), ("30", _("30 days"))],
        method="within",
        empty_label=_("The whole time"),
    )

    class Meta:
        model = UnansweredQuery
        fields: list[str] = []

    def within(self, found: QuerySet[UnansweredQuery], name: str, value: str) -> QuerySet[UnansweredQuery]:
        today = timezone.now().astimezone(dt.UTC).date()
        return found.filter(last_day__gt=today - dt.timedelta(days=int(value)))


def _language(row: UnansweredQuery) -> str:
    return languages.by_code(row.language).name if row.language in languages.codes() else row.language


def _last_day(row: UnansweredQuery) -> str:
    return date_format(row.last_day, "SHORT_DATE_FORMAT")


class UnansweredQueriesView(ReportView):
    page_title = _("Searches without result")
    header_icon = "search"
    model = UnansweredQuery
    filterset_class = UnansweredFilterSet
    index_url_name = ADDRESS
    index_results_url_name = f"{ADDRESS}_results"
    default_ordering = ("-days", "-times", "query")
    is_searchable = True
    search_fields = ["query"]
    export_filename = "searches-without-result"
    list_export = ["query", "language", "days", "times", "first_day", "last_day"]
    export_headings = {
        "query": _("Searched for"),
        "language": _("Language of the reader"),
        "days": _("Days"),
        "times": _("Times"),
        "first_day": _("First searched for"),
        "last_day": _("Last searched for"),
    }
    columns = [
        Column("query", label=_("Searched for"), sort_key="query"),
        Column("language", label=_("Language of the reader"), accessor=_language, sort_key="language"),
        NumberColumn("days", label=_("Days"), sort_key="days"),
        NumberColumn("times", label=_("Times"), sort_key="times"),
        Column("last_day", label=_("Last searched for"), accessor=_last_day, sort_key="last_day"),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> QuerySet[UnansweredQuery]:
        return UnansweredQuery.objects.readable()
