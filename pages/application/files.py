"""The applicant's files: attaching, reading and removing them, with a page of their own for whoever has no script.

The module static/js/upload.js sends one file after another and asks for the list alone (X-Fragment); a browser without
it sends the same form and gets the whole page.
"""

from __future__ import annotations

import datetime as dt

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cicc_site import languages, public_forms
from cicc_site.multilingual.values import Localized
from cicc_site.visitors import client_address
from members import rate_limits
from members.applications import attachments, downloads, file_types
from members.applications.attachments import FileRefused
from members.applications.chain import Actor
from members.models import Application
from members.workflow import applications as verbs
from pages.application.addresses import own_page
from pages.application.doors import opened
from pages.application.file_list import PURPOSE, Problem
from pages.application.receiving_files import receive, whole
from pages.entries import Entry

FRAGMENT = "X-Fragment"
# Of one address, whatever the application: checking a file costs seconds. Many may share an address.
FROM_ADDRESS = rate_limits.Limit("application_files_from", 300, dt.timedelta(hours=1))
STATUS = {"too_large": 413, "often": 429}


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """The list with its form; a POST attaches what was chosen."""
    if request.method != "POST":
        return _page(request, application, token)
    try:
        verdict = rate_limits.take(FROM_ADDRESS, client_address(request) or "")
        if not verdict.allowed:
            raise FileRefused("often")
        received = receive(request)
        if not public_forms.is_fresh(request, PURPOSE):
            raise FileRefused("stale")
    except FileRefused as refused:
        status = STATUS.get(refused.code, 422)
        response = _page(request, application, token, [Problem("", "", str(refused))], status=status)
        if not verdict.allowed:
            response.headers["Retry-After"] = str(verdict.wait)
        return response
    added, problems = _add(application, received)
    if not problems and FRAGMENT not in request.headers:
        return _to_list(token)
    application.refresh_from_db()
    return _page(request, application, token, problems, added=added, status=422 if problems else 200)


def _add(
    application: Application, received: dict[str, list[UploadedFile[bytes]]]
) -> tuple[list[str], list[Problem]]:
    """Attach one after another; what is wrong with one keeps no other from being attached."""
    added, problems = [], []
    for kind in attachments.kinds(application) or received:
        for upload in received.get(kind, []):
            name = file_types.clean_name(upload.name or "")
            try:
                added.append(attachments.add(application, kind, whole(upload), Actor.applicant()).name)
            except verbs.Refused as refused:
                problems.append(Problem(kind, name, str(refused)))
    if not added and not problems:
        problems.append(Problem("", "", str(FileRefused("missing"))))
    return added, problems


@opened
@require_POST
def remove(request: HttpRequest, application: Application, token: str, number: int) -> HttpResponseBase:
    """Take a file away from a draft. One that is gone already is no mistake: the button was pressed twice."""
    if not public_forms.is_fresh(request, PURPOSE):
        return _page(request, application, token, [Problem("", "", str(FileRefused("stale")))], status=422)
    found = application.attachments.kept().filter(pk=number).first()
    if found is not None:
        try:
            attachments.remove(found, Actor.applicant())
        except FileRefused as refused:
            return _page(request, application, token, [Problem("", found.name, str(refused))], status=422)
    return _page(request, application, token) if FRAGMENT in request.headers else _to_list(token)


@opened
@require_safe
def file(request: HttpRequest, application: Application, token: str, number: int) -> HttpResponseBase:
    """The applicant's own file; any other number is nothing."""
    found = application.attachments.kept().filter(pk=number).first()
    if found is None:
        raise Http404
    return downloads.response(found)


def _to_list(token: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("application:files", args=[token]), status=303)


def _page(
    request: HttpRequest,
    application: Application,
    token: str,
    problems: list[Problem] | None = None,
    *,
    added: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, or the component alone."""
    title = _("Your files")
    context = {
        "title": title,
        "robots": "noindex",
        "entry": _entry(title, token),
        "application": application,
        "token": token,
        "problems": problems or [],
        "added": added or [],
    }
    template = "attachments" if FRAGMENT in request.headers else "files"
    return render(request, f"application/{template}.html", context, status=status)


def _entry(title: str, token: str) -> Entry:
    """So that the switch of languages stays at this page."""
    active = languages.active()
    addresses = {code: f"{own_page(code, token=token)}files/" for code in languages.codes()}
    return Entry("", "", Localized(title, active, active), addresses, tuple(languages.codes()))
