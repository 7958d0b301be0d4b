"""The files of a work at the desk: add one, replace it, change what is said of it, read it again, delete it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from documents import keeping
from documents.desk import rights
from documents.desk.editing import edit_address
from documents.desk.file_forms import ChangeForm, NewFileForm, ReplaceForm
from documents.enums import Access, Origin
from documents.extraction import working
from documents.models import Work, WorkFile
from documents.storage import Unreachable, away

ADDED, REPLACED = "documents.file_added", "documents.file_replaced"
CHANGED, REMOVED = "documents.file_changed", "documents.file_removed"
FORM = "wagtailadmin/archive/file_form.html"


def back(work: Work) -> HttpResponse:
    """To the files of the work."""
    return redirect(f"{edit_address(work)}#tab-files")


def note(work: Work, action: str, user: Any, file: WorkFile) -> None:
    """Into the history of the work: which language and version, nothing that is personal."""
    data = {"language": file.language, "version": file.version, "name": file.name}
    log(instance=work, action=action, user=user, data=data, content_changed=True)


def same_bytes_told(same: keeping.SameBytes) -> SafeString:
    """The archive has this very file: where."""
    return format_html(
        '{} <a href="{}">{}</a>',
        gettext("The archive has exactly this file already:"),
        edit_address(same.file.work),
        same.file.work,
    )


@rights.only_for(rights.may_keep_files)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(Work, pk=pk)
    first = not work.files.exists()
    initial = {"origin": Origin.ORIGINAL if first else Origin.OFFICIAL, "access": Access.PUBLIC}
    form = NewFileForm(work, request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid() and (file := _kept(request, work, form, form.facts())):
        note(work, ADDED, request.user, file)
        messages.success(request, gettext("The file was added."))
        return back(work)
    return _form(request, work, form, gettext("Add a file"), gettext("Add"))


@rights.only_for(rights.may_keep_files)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, number: int) -> HttpResponse:
    file = _file(number, is_current=True)
    names = ("origin", "translator", "title", "access")
    initial = {name: getattr(file, name) for name in names}
    form = ReplaceForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = _kept(request, file.work, form, {**form.facts(), "language": file.language})
        if kept:
            note(file.work, REPLACED, request.user, kept)
            messages.success(
                request, gettext("The file was replaced. The one before stays as an earlier version.")
            )
            return back(file.work)
    return _form(request, file.work, form, gettext("Replace a file"), gettext("Replace"), file)


def _kept(request: HttpRequest, work: Work, form: Any, facts: dict[str, Any]) -> WorkFile | None:
    """Keep the upload of a form; None, with an error at the form, where it cannot be."""
    upload = form.cleaned_data["file"]
    try:
        return keeping.add_file(
            work,
            upload.file,
            name=upload.name,
            media_type=upload.kind.media_type,
            by=rights.signed_in(request),
            **facts,
        )
    except keeping.SameBytes as same:
        form.add_error("file", same_bytes_told(same))
    except ValidationError as error:
        form.add_error(None, error.messages)
    except Unreachable as error:
        form.add_error(None, away(error))
    return None


@rights.only_for(rights.may_keep_files)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    file = _file(number)
    form = ChangeForm(file, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keeping.change_file(file, **form.facts())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if form.has_changed():
                note(file.work, CHANGED, request.user, kept)
            messages.success(request, gettext("Saved."))
            return back(file.work)
    return _form(request, file.work, form, gettext("Change a file"), gettext("Save"), file)


@rights.only_for(rights.may_keep_files)
@require_http_methods(["GET", "POST"])
def read_again(request: HttpRequest, number: int) -> HttpResponse:
    file = _file(number)
    if request.method != "POST":
        told = [gettext("Until it is read, the text that was found before stays.")]
        return _ask(request, file, gettext("Read the file again"), told, gettext("Read again"))
    working.again(WorkFile.objects.filter(pk=file.pk))
    messages.success(request, gettext("The file will be read again within a few minutes."))
    return back(file.work)


@rights.only_for(rights.may_remove_files)
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, number: int) -> HttpResponse:
    file = _file(number)
    if request.method == "POST":
        work = file.work
        keeping.remove_file(file)
        note(work, REMOVED, request.user, file)
        messages.success(request, gettext("The file was deleted."))
        return back(work)
    told = [
        gettext(
            "The file is deleted for good, and an address that somebody cited leads nowhere. "
            "To correct a file, replace it; to hide it, set its access to “Staff only”."
        )
    ]
    if file.is_current and file.version > 1:
        told.append(gettext("The version before it becomes the present one."))
    return _ask(request, file, gettext("Delete a file"), told, gettext("Delete for good"), is_serious=True)


def _ask(
    request: HttpRequest, file: WorkFile, title: str, texts: list[str], verb: str, *, is_serious: bool = False
) -> HttpResponse:
    context = {
        "file": file,
        "work": file.work,
        "title": title,
        "texts": texts,
        "verb": verb,
        "is_serious": is_serious,
        "back": f"{edit_address(file.work)}#tab-files",
    }
    return render(request, "wagtailadmin/archive/confirm_one.html", context)


def _file(number: int, **conditions: Any) -> WorkFile:
    found: WorkFile = get_object_or_404(WorkFile.objects.select_related("work"), pk=number, **conditions)
    return found


def _form(
    request: HttpRequest, work: Work, form: Any, title: str, verb: str, file: WorkFile | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "work": work,
        "file": file,
        "title": title,
        "verb": verb,
        "back": f"{edit_address(work)}#tab-files",
    }
    return render(request, FORM, context, status=422 if form.errors else 200)


addresses: list[URLPattern] = [
    path("archive/works/<int:pk>/add-file/", add, name="archive_file_add"),
    path("archive/files/<int:number>/replace/", replace, name="archive_file_replace"),
    path("archive/files/<int:number>/change/", change, name="archive_file_change"),
    path("archive/files/<int:number>/read-again/", read_again, name="archive_file_read_again"),
    path("archive/files/<int:number>/delete/", remove, name="archive_file_remove"),
]
