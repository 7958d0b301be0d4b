"""The page of reports for officers, with plots drawn on the server, and the same numbers as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem

from cicc_site.spreadsheets import defused
from members.applications import reports, retention
from members.applications.reports import Group, Report
from members.applications_desk import reading
from members.menu import ItemFor


@dataclass(frozen=True)
class Segment:
    """A part of a bar. kind: for its colour and pattern; start, width: in hundredths of the longest bar."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True)
class Row:
    group: Group
    segments: list[Segment]


@dataclass(frozen=True)
class Stay:
    """A state with its bar: to the median, and to the ninth decile. Widths in hundredths of the longest."""

    label: str
    ended: int
    now: int
    middle: float | None
    longest: float | None
    middle_width: float
    longest_width: float


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    head: str
    rows: list[Row]


def rows(groups: list[Group]) -> list[Row]:
    most = max((group.received for group in groups), default=0) or 1
    found = []
    for group in groups:
        start, segments = 0.0, []
        for kind in ("approved", "declined", "other", "open"):
            width = round(100 * getattr(group, kind) / most, 2)
            if width:
                segments.append(Segment(kind, round(start, 2), width))
            start += width
        found.append(Row(group, segments))
    return found


def stays(told: Report) -> list[Stay]:
    most = max((row.longest or 0 for row in told.states), default=0) or 1
    return [
        Stay(
            str(row.state.label),
            row.ended,
            row.now,
            row.middle,
            row.longest,
            round(100 * (row.middle or 0) / most, 2),
            round(100 * (row.longest or 0) / most, 2),
        )
        for row in told.states
    ]


@require_safe
@reading.only_for(reading.may_work)
def page(request: HttpRequest) -> HttpResponse:
    told = reports.report()
    context = {
        "report": told,
        "stays": stays(told),
        "fewest": reports.FEWEST,
        "sections": [
            Section("regions", gettext("By region"), gettext("Region"), rows(told.regions)),
            Section("languages", gettext("By language"), gettext("Language"), rows(told.languages)),
            Section("cycles", gettext("By review cycle"), gettext("Review cycle"), rows(told.cycles)),
        ],
        "periods": retention.periods(),
        "periods_confirmed": settings.APPLICATION_PERIODS_CONFIRMED,
    }
    return render(request, "wagtailadmin/applications/reports.html", context)


@require_safe
@reading.only_for(reading.may_work)
def table(request: HttpRequest, name: str) -> HttpResponse:
    out = io.StringIO()
    writer = csv.writer(out)
    try:
        for row in reports.table(reports.report(), name):
            writer.writerow([defused(cell) if isinstance(cell, str) else cell for cell in row])
    except KeyError:
        raise Http404 from None
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="applications-by-{name}.csv"'
    return response


def addresses() -> list[URLPattern]:
    return [
        path("applications/reports/", page, name="application_reports"),
        path("applications/reports/<slug:name>.csv", table, name="application_report_table"),
    ]


def in_the_menu() -> MenuItem:
    return ItemFor(
        reading.may_work,
        _("Applications in numbers"),
        reverse("application_reports"),
        name="application-reports",
        icon_name="order",
        order=855,
    )
