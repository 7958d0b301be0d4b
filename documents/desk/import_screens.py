"""Imports of legacy archives as archivists see them: which there were, what each did, row by row. They only read.

An import itself is a command on the server (docs/operators/importing-an-archive.md).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import IO

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from documents.desk import rights
from documents.desk.sending import attachment
from documents.importing import report, running
from documents.importing.findings import Outcome
from documents.models import ArchiveImport

PER_PAGE = 50
LINES = 100  # of a report on one screen
RUNNING, INTERRUPTED, DONE = "running", "interrupted", "done"


@dataclass(frozen=True)
class ShownImport:
    """An import and its state: done, running, or interrupted."""

    record: ArchiveImport
    state: str

    @property
    def counts(self) -> list[tuple[str, int]]:
        return report.summary(self.record.counts)


def shown(records: list[ArchiveImport]) -> list[ShownImport]:
    """Say of each in which state it is. Only the newest one can be running."""
    runs = any(record.finished_at is None for record in records) and running.is_under_way()
    newest = ArchiveImport.objects.values_list("pk", flat=True).first() if runs else None

    def state(record: ArchiveImport) -> str:
        if record.finished_at:
            return DONE
        return RUNNING if record.pk == newest else INTERRUPTED

    return [ShownImport(record, state(record)) for record in records]


def _imports() -> QuerySet[ArchiveImport]:
    return ArchiveImport.objects.select_related("by").defer("columns")


@rights.only_for(rights.may_see_imports)
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    page = Paginator(_imports(), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "imports": shown(list(page))}
    return render(request, "wagtailadmin/archive/imports.html", context)


@rights.only_for(rights.may_see_imports)
@require_GET
def one_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import did, a part of its lines at a time, all or those of one outcome."""
    record = get_object_or_404(_imports(), pk=pk)
    chosen = request.GET.get("outcome", "")
    chosen = chosen if record.counts.get(chosen) else ""
    number = _number(request.GET.get("p", ""))
    with _kept(record) as kept:
        found = (line for line in report.lines(kept or ()) if chosen in ("", line.outcome.value))
        part = list(islice(found, (number - 1) * LINES, number * LINES + 1))
    context = {
        "import": shown([record])[0],
        "counts": [(each.value, each.label, count) for each in Outcome if (count := record.counts.get(each.value))],
        "chosen": chosen,
        "lines": [report.shown(line) for line in part[:LINES]],
        "before": number - 1,
        "after": number + 1 if len(part) > LINES else 0,
        "query": f"outcome={chosen}&" if chosen else "",
        "has_report": kept is not None,
    }  # fmt: skip
    return render(request, "wagtailadmin/archive/import.html", context)


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


@contextmanager
def _kept(record: ArchiveImport) -> Iterator[IO[str] | None]:
    """The lines of a report; None where there is none, or where the storage has lost it."""
    try:
        stored = record.report.open("rb") if record.report else None
    except FileNotFoundError:
        stored = None
    if stored is None:
        yield None
        return
    with stored:
        yield io.TextIOWrapper(stored.file, encoding="utf-8")


@rights.only_for(rights.may_see_imports)
@require_GET
def import_report(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """The whole report as a table for spreadsheets, or as a page for itself, to be kept."""
    record = get_object_or_404(_imports(), pk=pk)
    if not record.report or not record.report.storage.exists(record.report.name or ""):
        raise Http404

    def parts() -> Iterator[bytes]:
        title = gettext("Import of %(manifest)s") % {"manifest": record.manifest}
        with _kept(record) as kept:
            lines = kept or ()
            yield from (
                report.as_csv(lines) if ending == "csv" else report.as_html(lines, record.counts, title)
            )

    return attachment(parts(), f"archive-import-{record.pk}.{ending}", f"text/{ending}")


addresses: list[URLPattern] = [
    path("archive/imports/", imports, name="archive_imports"),
    path("archive/imports/<int:pk>/", one_import, name="archive_import"),
    path("archive/imports/<int:pk>/report.csv", import_report, {"ending": "csv"}, name="archive_import_csv"),
    path(
        "archive/imports/<int:pk>/report.html", import_report, {"ending": "html"}, name="archive_import_html"
    ),
]
