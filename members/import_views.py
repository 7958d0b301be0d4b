"""Imports of organizations in the admin: sending a file, its columns, the report, taking it in, earlier imports.

For whoever may enter and change organizations. What an import does is `members.importing`; here it is only asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages

from members.import_forms import ENCODINGS, SEPARATORS, FileForm, FilterForm, MappingForm
from members.importing import deciding, mapping, report, running
from members.importing.problems import FileProblem, told
from members.models import ImportRow, ImportRun, RegisterChange, SecurityEventKind, User
from members.models.imports import Outcome
from members.permissions import may_import, may_import_private
from members.security_log import record

PER_PAGE = 50
View = Callable[..., Any]
State = ImportRun.State


def for_importers(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@for_importers
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The form for a file, and what was imported before."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = running.receive(
                upload.chunks(),
                upload.name,
                actor=_user(request),
                private=may_import_private(request.user),
                reason=form.cleaned_data["reason"],
            )
        except FileProblem as problem:
            form.add_error("file", str(problem))
        else:
            try:
                running.look_into(run, _user(request))
            except FileProblem as problem:
                run.delete()
                form.add_error("file", str(problem))
            else:
                return redirect("import_columns", run.pk)
    runs = Paginator(ImportRun.objects.select_related("actor"), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "wagtailadmin/imports/index.html", {"form": form, "runs": runs})


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


@for_importers
@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what each column holds. A POST checks the file, or reads it again in another encoding."""
    run = _run_to_change(request, pk)
    if run.is_working:
        return redirect("import_report", run.pk)
    if run.dropped or not run.path.exists():
        messages.warning(request, told({"code": "gone"}))
        return redirect("imports")
    data = request.POST if request.method == "POST" else None
    headings = run.preview["headings"]
    form = _mapping_form(run, headings, data)
    if data and "again" in data:
        return _read_again(request, run, data)
    if data and form.is_valid() and _begin_check(request, run, form):
        return redirect("import_report", run.pk)
    rows = run.preview["rows"]
    columns = [
        (form[f"column-{place}"], [cells[place] for cells in rows if place < len(cells) and cells[place]])
        for place in range(len(headings))
    ]
    context = {"run": run, "form": form, "columns": columns}
    return render(request, "wagtailadmin/imports/columns.html", context)


def _read_again(request: HttpRequest, run: ImportRun, data: Any) -> HttpResponse:
    """The letters looked wrong, or all stood in one column: read as the form says."""
    separator = data.get("separator", "")
    if data.get("encoding") in dict(ENCODINGS) and separator in dict(SEPARATORS):
        try:
            running.look_into(run, _user(request), data["encoding"], separator)
        except FileProblem as problem:
            messages.error(request, str(problem))
    return redirect("import_columns", run.pk)


def _open_run(pk: int) -> ImportRun:
    run: ImportRun = get_object_or_404(ImportRun, pk=pk)
    return run


def _run_to_change(request: HttpRequest, pk: int) -> ImportRun:
    """A file that brings contacts is read and taken in only by whoever may change contacts."""
    run = _open_run(pk)
    if run.private and not may_import_private(request.user):
        raise PermissionDenied
    return run


def _mapping_form(run: ImportRun, headings: list[str], data: Any) -> MappingForm:
    known = mapping.from_json(run.mapping)
    initial = {f"column-{place}": name for place, name in known.items()}
    initial |= {"encoding": run.encoding, "separator": run.separator, "name": run.name.rsplit(".", 1)[0][:80]}
    return MappingForm(headings, data, initial=initial, is_text=bool(run.encoding), private=run.private)


def _begin_check(request: HttpRequest, run: ImportRun, form: MappingForm) -> bool:
    try:
        running.set_mapping(run, form.places())
        running.start(run, "check")
    except FileProblem as problem:
        form.add_error(None, str(problem))
        return False
    if name := form.cleaned_data["name"]:
        mapping.remember(form.headings, form.places(), name=name, user=_user(request))
    return True


@for_importers
@require_GET
def import_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What would happen with each row, or has happened; while somebody works on it, how far they are."""
    run = _open_run(pk)
    if run.is_working:
        return render(request, "wagtailadmin/imports/progress.html", {"run": run})
    if run.state == State.UPLOADED and not run.problem and not run.counts:
        return redirect("import_columns", run.pk)
    form = FilterForm(request.GET)
    chosen = form.chosen()
    page = Paginator(report.rows_of(run, **chosen), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "run": run,
        "problem": told(run.problem) if run.problem else "",
        "form": form,
        "chosen": chosen,
        "query": urlencode(chosen),
        "page": page,
        "rows": report.shown(list(page), private=may_import_private(request.user)),
        "summary": report.summary(run),
        "moved": _has_moved(run),
    }
    return render(request, "wagtailadmin/imports/report.html", context)


def _has_moved(run: ImportRun) -> bool:
    """Whether the register has changed since the report was made, by anything but this import."""
    since = RegisterChange.objects.filter(pk__gt=run.mark).exclude(source=run.source)
    return bool(run.counts.get("waiting")) and since.exists()


@for_importers
@require_GET
def import_progress(request: HttpRequest, pk: int) -> JsonResponse:
    """For the small module that moves the bar."""
    run = _open_run(pk)
    return JsonResponse(
        {"working": run.is_working, "done": run.done, "total": run.total, "percent": run.percent}
    )


@for_importers
@require_POST
def import_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in all that waits, one kind of it, or what is ticked."""
    run = _run_to_change(request, pk)
    if run.is_working or not run.counts:  # no report, or a void one: nobody has seen what would happen
        return redirect("import_report", run.pk)
    ticked = [
        int(number) for number in request.POST.getlist("row") if number.isdecimal() and len(number) < 10
    ]
    if "ticked" in request.POST and not ticked:
        messages.error(request, gettext("Tick at least one row."))
        return redirect("import_report", run.pk)
    run.selection = {"numbers": ticked} if "ticked" in request.POST else {}
    if request.POST.get("outcome") in {Outcome.NEW, Outcome.CHANGED}:
        run.selection = {"outcome": request.POST["outcome"]}
    before = run.counts.get("applied", 0)
    running.start(run, "apply")
    run.refresh_from_db()
    if not run.is_working and not run.problem:
        _tell_applied(request, run, before)
    return redirect("import_report", run.pk)


def _tell_applied(request: HttpRequest, run: ImportRun, before: int) -> None:
    count = run.counts.get("applied", 0) - before
    text = ngettext("%(count)s row was taken in.", "%(count)s rows were taken in.", count) % {"count": count}
    messages.success(request, text)
    anew = run.counts.get("rechecked", 0)
    if anew:
        text = ngettext(
            "The register had changed under %(count)s row: it was looked at again, and waits for you.",
            "The register had changed under %(count)s rows: they were looked at again, and wait for you.",
            anew,
        )
        messages.warning(request, text % {"count": anew})


@for_importers
@require_POST
def import_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Do once more what was interrupted, or check the file against the register as it is now."""
    run = _run_to_change(request, pk)
    step = "apply" if run.state == State.APPLYING else "check"
    try:
        if not run.is_working and not run.dropped:
            running.start(run, step)
    except FileProblem as problem:
        messages.error(request, str(problem))
    return redirect("import_report", run.pk)


@for_importers
@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete file and rows now instead of later; that there was an import stays."""
    run = _open_run(pk)
    if not run.is_working:
        run.drop()
        messages.success(request, gettext("The file and its rows were deleted. What was taken in stays."))
    return redirect("imports")


@for_importers
@require_POST
def import_decide(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Say of a row that may be a duplicate what it is: an entry of the register, or a new one."""
    run = _run_to_change(request, pk)
    row = get_object_or_404(ImportRow.objects.select_related("run"), run=run, number=number)
    decision = request.POST.get("decision", "")
    if row.run.is_working or not deciding.decide(row, decision):
        messages.error(request, gettext("This cannot be decided now."))
    return redirect(f"{reverse('import_report', args=[pk])}?{urlencode({'outcome': Outcome.DUPLICATE})}")


@for_importers
@require_GET
def import_download(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The whole report, or what the filter shows of it, as a CSV."""
    run = _open_run(pk)
    if not run.counts:
        raise Http404
    rows = report.rows_of(run, **FilterForm(request.GET).chosen())
    private = may_import_private(request.user)
    if private and run.private:
        record(
            SecurityEventKind.EXPORT,
            _user(request),
            request=request,
            what="import",
            run=run.pk,
            count=rows.count(),
        )
    parts = report.as_csv(rows, private=private)
    response = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


addresses: list[URLPattern] = [
    path("imports/", imports, name="imports"),
    path("imports/<int:pk>/columns/", import_columns, name="import_columns"),
    path("imports/<int:pk>/", import_report, name="import_report"),
    path("imports/<int:pk>/progress/", import_progress, name="import_progress"),
    path("imports/<int:pk>/apply/", import_apply, name="import_apply"),
    path("imports/<int:pk>/again/", import_again, name="import_again"),
    path("imports/<int:pk>/drop/", import_drop, name="import_drop"),
    path("imports/<int:pk>/rows/<int:number>/", import_decide, name="import_decide"),
    path("imports/<int:pk>/report.csv", import_download, name="import_download"),
]
