"""Officers read a file of an application: always as a download, by whoever may read the application, and noted once."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from members import permissions
from members.applications import attachments, downloads
from members.applications.chain import Actor
from members.applications.states import EventKind
from members.models import Application, User
from members.workflow import applications as verbs


@require_GET
def file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A file of an application this person may read; any other one is nothing: 404."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    application = get_object_or_404(
        permissions.visible_applications(request.user).select_related("country"), pk=pk
    )
    attachment = get_object_or_404(application.attachments.kept(), pk=number)
    response = downloads.response(attachment)
    note_reading(application, attachments.subject(attachment), request.user)
    return response


def note_reading(application: Application, subject: str, user: User) -> None:
    """Write down that somebody has read a file, the first time only: who saw it is asked later, how often is not.
    subject: of the event; it names the file."""
    mine = application.events.filter(kind=EventKind.FILE_READ, actor=user, subject=subject)
    if mine.exists():
        return
    with transaction.atomic():
        verbs.lock(application.pk)
        if not mine.exists():
            verbs.record(
                application.pk,
                EventKind.FILE_READ,
                Actor.officer(user),
                subject=subject,
            )


addresses: list[URLPattern] = [path("<int:pk>/files/<int:number>/", file, name="file")]
