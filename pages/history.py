"""The history of a page and of the whole site, to be filtered by language and exported with it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.history import PageHistoryFilterSet, PageHistoryView
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.admin.viewsets.pages import PageViewSet

from cicc_site import languages
from cicc_site.multilingual.parts import FACTS
from members.audit import LANGUAGES
from members.models import User
from pages.audit import line, touched
from pages.doors import CancellationOfReview
from pages.models import SitePage


def choices() -> list[tuple[str, Any]]:
    return [*languages.choices(), (FACTS, _("facts for all languages"))]


def of_languages(queryset: QuerySet[Any], name: str, wanted: list[str]) -> QuerySet[Any]:
    """Keep the entries that name any of the wanted languages."""
    condition = Q()
    for part in wanted:
        condition |= Q(**{f"data__{LANGUAGES}__contains": [part]})
    return queryset.filter(condition)


class PageHistoryFilter(PageHistoryFilterSet):
    language = django_filters.MultipleChoiceFilter(
        label=_("Language"), choices=choices, method=of_languages, widget=CheckboxSelectMultiple
    )


class PageHistory(PageHistoryView):
    filterset_class = PageHistoryFilter

    @cached_property
    def columns(self) -> list[Any]:
        columns: list[Any] = super().columns
        columns[0].accessor = line
        return columns


class SitePageViewSet(PageViewSet):
    """Wagtail's views of pages: the history knows languages, and what Wagtail tells to anybody asks who comes."""

    model = SitePage
    history_view_class = PageHistory
    confirm_workflow_cancellation_view_class = CancellationOfReview


class SiteHistoryFilter(SiteHistoryReportFilterSet):
    language = django_filters.MultipleChoiceFilter(
        label=_("Language"), choices=choices, method=of_languages, widget=CheckboxSelectMultiple
    )


class SiteHistory(LogEntriesView):
    filterset_class = SiteHistoryFilter
    export_headings = {**LogEntriesView.export_headings, "languages": _("Languages")}
    list_export = [*LogEntriesView.list_export[:-2], "languages", *LogEntriesView.list_export[-2:]]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Wagtail shows the entries of a kind to whoever has any right on it, and the rights to write in languages are
        rights on accounts: who does not look after accounts sees nothing that happened to them."""
        found: QuerySet[Any] = super().filter_queryset(queryset)
        if self.request.user.has_perm("members.change_user"):
            return found
        return found.exclude(content_type__in=ContentType.objects.get_for_models(User, Group).values())

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        entries: list[Any] = super().decorate_paginated_queryset(queryset)
        for entry in entries:
            entry.message = line(entry)
        return entries

    def to_row_dict(self, item: Any) -> Any:
        item.languages = touched(item)
        return super().to_row_dict(item)


def _site_history(**options: Any) -> Any:
    """The view behind the same doors as all of Wagtail's: for staff, and kept by no browser or proxy."""
    return never_cache(require_admin_access(SiteHistory.as_view(**options)))


# They stand before Wagtail's own, at the addresses it gives the report.
urlpatterns = [
    path("reports/site-history/", _site_history()),
    path("reports/site-history/results/", _site_history(results_only=True)),
]
