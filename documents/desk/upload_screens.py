"""Sending one file or many to the archive, and confirming what each of them is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.log_actions import log

from cicc_site import world_languages
from cicc_site.languages import active
from documents.desk import file_screens, receiving, rights, signatures, waiting
from documents.desk.confirm_rows import RowForm
from documents.desk.confirming import Confirmation
from documents.desk.editing import edit_address, say_same_symbol
from documents.desk.receiving import Received
from documents.extraction import words
from documents.guessing import guesses
from documents.models import Work
from members.models import User


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """Shown only: each file is judged by itself, so that one that is refused takes none with it."""

    files = forms.FileField(  # type: ignore[assignment]  # a field, until the form is made
        widget=ManyFiles(attrs={"accept": signatures.ACCEPTED, "multiple": True})
    )


@rights.only_for(rights.may_upload)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    user = rights.signed_in(request)
    if request.method == "POST":
        sent = request.FILES.getlist("files")
        if not sent:
            messages.error(request, gettext("Choose at least one file."))
        received = receiving.receive(sent[: signatures.MOST_AT_ONCE], user)
        _tell(request, received, len(sent))
        if received.kept:
            return redirect("archive_confirm")
    context = {
        "form": UploadForm(),
        "waiting": waiting.waiting_of(user).count(),
        "days": waiting.kept_for().days,
        "megabytes": signatures.LARGEST // signatures.MEGABYTE,
        "most": signatures.MOST_AT_ONCE,
    }
    return render(request, "wagtailadmin/archive/upload.html", context)


def _tell(request: HttpRequest, received: Received, sent: int) -> None:
    for name, why in received.refused:
        messages.error(request, f"{name}: {why}")
    for name, same in received.known:
        if same is None:
            messages.warning(request, gettext("%(name)s waits already.") % {"name": name})
        else:
            told = gettext("%(name)s: the archive has exactly this file already:") % {"name": name}
            messages.warning(
                request, format_html('{} <a href="{}">{}</a>', told, edit_address(same.work), same.work)
            )
    if sent > signatures.MOST_AT_ONCE:
        messages.warning(
            request,
            gettext("Only the first %(count)s files were taken. Send the others afterwards.")
            % {"count": signatures.MOST_AT_ONCE},
        )


@rights.only_for(rights.may_upload)
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    user = rights.signed_in(request)
    waiting.look_at(user)
    confirmation = Confirmation(user, request.POST if request.method == "POST" else None)
    if not confirmation.rows:
        return _nothing_waits(request)
    if request.method == "POST":
        confirmation.remember()
        if not confirmation.is_valid():
            messages.error(request, gettext("Nothing was taken in yet: see the rows that are marked."))
        elif not confirmation.works():
            messages.error(request, gettext("Tick at least one file."))
        elif (made := _made(confirmation)) is not None:
            return _after(request, made)
        else:
            messages.error(request, gettext("Nothing was taken in yet: see the rows that are marked."))
    context = {
        "rows": [_shown(row) for row in confirmation.rows],
        "unseen": any(not row.guess.get("seen") for row in confirmation.rows),
        "days": waiting.kept_for().days,
    }
    return render(request, "wagtailadmin/archive/confirm.html", context)


def _nothing_waits(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        told = gettext("These files do not wait any more: they were taken in, or waited too long.")
        messages.warning(request, told)
    return redirect("archive_upload")


def _made(confirmation: Confirmation) -> list[Work] | None:
    try:
        return confirmation.make()
    except ValidationError:
        return None  # the row says it; nothing was done


def _after(request: HttpRequest, works: list[Work]) -> HttpResponse:
    for work in works:
        log(instance=work, action=file_screens.ADDED, user=request.user, content_changed=True)
        say_same_symbol(request, work)
    said = ngettext(
        "Files of %(count)s work were taken in.", "Files of %(count)s works were taken in.", len(works)
    )
    messages.success(request, said % {"count": len(works)})
    if waiting.waiting_of(rights.signed_in(request)).exists():
        return redirect("archive_confirm")
    return (
        redirect(edit_address(works[0]))
        if len(works) == 1
        else redirect("wagtailsnippets_documents_work:list")
    )


def _shown(row: RowForm) -> dict[str, Any]:
    """A row with what an archivist should know of the guesses."""
    told = []
    if not row.guess.get("seen"):
        told.append(gettext("Guessed by its name only: there was no time to look into it."))
    if (problem := row.guess.get("problem")) == guesses.NO_WORDS:
        told.append(
            gettext("No words were found in it: it is probably scanned. Its name is all there was to go by.")
        )
    elif problem:
        told.append(str(words.PROBLEMS.get(problem) or gettext("The file cannot be read.")))
    if named := row.guess.get("named"):
        told.append(
            gettext("Its name says %(language)s, its words say something else.")
            % {"language": world_languages.name(named, active())}
        )
    return {"form": row, "waiting": row.waiting, "until": waiting.kept_until(row.waiting), "told": told}


def _remember(request: HttpRequest) -> User:
    """Each button of the page sends its whole form: what was typed is kept. Returns who asks."""
    user = rights.signed_in(request)
    Confirmation(user, request.POST).remember()
    return user


@rights.only_for(rights.may_upload)
@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """Look into the files that were guessed by their names only."""
    receiving.look_again(_remember(request))
    return redirect("archive_confirm")


@rights.only_for(rights.may_upload)
@require_POST
def later(request: HttpRequest) -> HttpResponse:
    """Send more files first, and confirm all of them then."""
    _remember(request)
    return redirect("archive_upload")


@rights.only_for(rights.may_upload)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a waiting file: one's own, and no other."""
    dropped = get_object_or_404(waiting.waiting_of(_remember(request)), pk=pk)
    waiting.drop(dropped)
    messages.success(request, gettext("%(name)s was not taken in.") % {"name": dropped.name})
    return redirect("archive_confirm")


addresses: list[URLPattern] = [
    path("archive/upload/", upload, name="archive_upload"),
    path("archive/upload/confirm/", confirm, name="archive_confirm"),
    path("archive/upload/later/", later, name="archive_later"),
    path("archive/upload/look/", look_again, name="archive_look_again"),
    path("archive/upload/<int:pk>/drop/", drop, name="archive_drop"),
]
