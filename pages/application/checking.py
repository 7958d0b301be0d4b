"""Check your answers: everything in one place, what is still missing, and the button that sends it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cicc_site import languages
from members.applications import abuse, drafts, sending
from members.applications.abuse import Kind, Problem, Purpose
from members.applications.states import UNSENT
from members.models import Application
from pages.application import addresses, lists
from pages.application.answers import parts
from pages.application.doors import opened
from pages.application.framing import go_to, is_too_much, shown
from pages.application.steps import lines

TEMPLATE = "application/check.html"


@opened
def check(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    language = languages.active()
    if application.state not in UNSENT:
        return go_to(addresses.receipt(language, token))
    if request.method != "POST":
        return _show(request, application, token)
    problem = Problem(Kind.STALE)
    if not is_too_much(request):
        found = abuse.check(request, Purpose.SEND, email=application.email)
        if found is None:
            return _send(request, application, token)
        problem = found
    return _show(request, application, token, problem.message, problem)


def _send(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    language = languages.active()
    try:
        sending.send(application.pk, lists.chosen, language)
    except drafts.NotADraft:
        pass  # a second click: the first one has sent it
    except sending.Incomplete:
        return _show(request, application, token, _("Nothing was sent: something is still missing."))
    return go_to(addresses.receipt(language, token))


def _show(
    request: HttpRequest,
    application: Application,
    token: str,
    sentence: str = "",
    problem: Problem | None = None,
) -> HttpResponse:
    rows = drafts.of(application)
    typed = sending.typed_of(rows)
    forms = sending.forms_of(typed, lists.chosen(typed), checked=True)
    found = parts(forms, token)
    context = {
        "title": _("Check your answers"),
        "application": application,
        "token": token,
        "parts": found,
        "is_complete": all(not part.form.problems for part in found),
        "attachments": application.attachments.kept(),
        "steps": lines(token, rows),
        "problem": sentence,
        "protection": abuse.protection(request, Purpose.SEND, problem),
    }
    return shown(request, TEMPLATE, context, problem=problem)
