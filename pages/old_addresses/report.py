"""The report of addresses that lead nowhere: what visitors asked for in vain, how often, linked from where."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncWeek
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from pages.models.old_addresses import MissedAddress
from pages.old_addresses.viewsets import may

FORMER, OTHER, IGNORED = "former", "other", "ignored"


def today() -> dt.date:
    return timezone.now().astimezone(dt.UTC).date()


class MissFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(
        label=_("Addresses"),
        choices=[(FORMER, _("Of the former website")), (OTHER, _("All others"))],
        method="of_kind",
        empty_label=_("All"),
    )
    days = django_filters.ChoiceFilter(
        label=_("Asked for within"),
        choices=[("1", _("Today")), ("7", _("7 days")), ("30", _("30 days"))],
        method="within",
        empty_label=_("The whole time"),
    )
    state = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=[(IGNORED, _("Ignored"))],
        method="in_state",
        empty_label=_("Not ignored"),
    )

    class Meta:
        model = MissedAddress
        fields: list[str] = []

    def filter_queryset(self, found: QuerySet[MissedAddress]) -> QuerySet[MissedAddress]:
        narrowed: QuerySet[MissedAddress] = super().filter_queryset(found)
        return narrowed.filter(ignored=self.form.cleaned_data.get("state") == IGNORED)

    def of_kind(self, found: QuerySet[MissedAddress], name: str, value: str) -> QuerySet[MissedAddress]:
        of_former = {"address__startswith": "/?mod="}
        return found.filter(**of_former) if value == FORMER else found.exclude(**of_former)

    def within(self, found: QuerySet[MissedAddress], name: str, value: str) -> QuerySet[MissedAddress]:
        return found.filter(last_day__gt=today() - dt.timedelta(days=int(value)))

    def in_state(self, found: QuerySet[MissedAddress], name: str, value: str) -> QuerySet[MissedAddress]:
        return found  # decided in filter_queryset, because the default is a state, too


class DeedsColumn(Column):
    """What can be done about an address: make a redirect, ignore it, or heed it again."""

    cell_template_name = "wagtailadmin/old_addresses/deeds_cell.html"

    def get_cell_context_data(self, instance: MissedAddress, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        context.update(missed=instance, may_redirect=may(request.user, "add"), request=request)
        return context


def _hosts(missed: MissedAddress) -> str:
    return ", ".join(missed.hosts)


def _last_day(missed: MissedAddress) -> str:
    return date_format(missed.last_day, "SHORT_DATE_FORMAT")


class MissesReportView(ReportView):
    page_title = _("Addresses that lead nowhere")
    header_icon = "redirect"
    model = MissedAddress
    filterset_class = MissFilterSet
    index_url_name = "misses_report"
    index_results_url_name = "misses_report_results"
    default_ordering = ("-in_all", "address")
    is_searchable = True
    search_fields = ["address"]
    export_filename = "addresses-that-lead-nowhere"
    list_export = ["address", "on_the_day", "in_the_week", "in_all", "first_day", "last_day", "hosts"]
    export_headings = {
        "address": _("Address"),
        "on_the_day": _("Today"),
        "in_the_week": _("7 days"),
        "in_all": _("The whole time"),
        "first_day": _("First asked for"),
        "last_day": _("Last asked for"),
        "hosts": _("Linked from"),
    }
    columns = [
        TitleColumn("address", label=_("Address"), url_name="misses_of_address", sort_key="address"),
        NumberColumn("on_the_day", label=_("Today"), sort_key="on_the_day"),
        NumberColumn("in_the_week", label=_("7 days"), sort_key="in_the_week"),
        NumberColumn("in_all", label=_("The whole time"), sort_key="in_all"),
        Column("last_day", label=_("Last asked for"), accessor=_last_day, sort_key="last_day"),
        Column("hosts", label=_("Linked from"), accessor=_hosts),
        DeedsColumn("deeds", label=_("What to do")),
    ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        need_permission(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_base_queryset(self) -> QuerySet[MissedAddress]:
        return MissedAddress.objects.counted(today(), settings.MISSES_KEPT_DAYS).unsettled()


def need_permission(request: HttpRequest) -> None:
    """The report is for those who may make redirects."""
    if not may(request.user, "add", "change"):
        raise PermissionDenied


@require_safe
def misses_of_address(request: HttpRequest, pk: int) -> HttpResponse:
    """How often one address was asked for, week by week and day by day."""
    need_permission(request)
    missed = get_object_or_404(MissedAddress, pk=pk)
    days = missed.counts.order_by("-day")
    weeks = days.annotate(week=TruncWeek("day")).values("week").annotate(times=Sum("count")).order_by("-week")
    context = {"missed": missed, "days": days[:60], "weeks": weeks, "may_redirect": may(request.user, "add")}
    return render(request, "wagtailadmin/old_addresses/misses_of_address.html", context)


@require_POST
def ignore_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an address count no more, or heed it again."""
    need_permission(request)
    missed = get_object_or_404(MissedAddress, pk=pk)
    missed.ignored = request.POST.get("ignored") != "no"
    missed.save(update_fields=["ignored"])
    words = (
        _now("“%(address)s” is ignored from now on.")
        if missed.ignored
        else _now("“%(address)s” is counted again.")
    )
    messages.success(request, words % {"address": missed.address})
    return redirect("misses_report")
