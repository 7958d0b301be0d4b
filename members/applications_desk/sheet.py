"""An application on paper: everything this person may see of it, without the furniture of the admin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.applications import answers, checklist
from members.applications_desk import clock, reading, telling


@require_safe
@reading.only_for(reading.may_see)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Kept nowhere: neither by the browser nor on the way to it."""
    application = reading.readable(request, pk)
    telling.load(application)
    personal = reading.may_see_personal(request.user)
    events = telling.events_of(application)
    context = {
        "application": application,
        "clock": clock.of(application),
        "groups": answers.groups(application, personal=personal),
        "references": application.references.all(),
        "attachments": application.attachments.filter(removed_at=None),
        "lines": checklist.lines(events),
        "history": telling.told(request.user, application, events),
        "personal": personal,
        "now": timezone.now(),
    }
    return render(request, "wagtailadmin/applications/sheet.html", context)
