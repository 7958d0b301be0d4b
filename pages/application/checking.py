"""Check your answers: everything in one place, what is still missing, and the button that sends it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cicc_site import languages
from cicc_site.public_forms import is_fresh
from members.applications import drafts, sending
from members.applications.states import UNSENT
from members.models import Application
from pages.application import addresses, lists
from pages.application.answers import parts
from pages.application.doors import opened
from pages.application.showing import go_to, is_too_much, shown
from pages.application.steps import lines

TEMPLATE = "application/check.html"
PURPOSE = "application-send"


@opened
def check(request: HttpRequest, application: Application, token: str) -> HttpResponse:
    language = languages.active()
    if application.state not in UNSENT:
        return go_to(addresses.receipt(language, token))
    if request.method != "POST":
        return _show(request, application, token)
    if is_too_much(request) or not is_fresh(request, PURPOSE):
        problem = _(
            "Nothing was sent: this page was open for too long. Look at it and press the button again."
        )
        return _show(request, application, token, problem)
    try:
        sending.send(application.pk, lists.every(), language)
    except drafts.NotADraft:
        pass  # a second click: the first one has sent it
    except sending.Incomplete:
        return _show(request, application, token, _("Nothing was sent: something is still missing."))
    return go_to(addresses.receipt(language, token))


def _show(request: HttpRequest, application: Application, token: str, problem: str = "") -> HttpResponse:
    rows = drafts.of(application)
    forms = sending.forms_of(sending.typed_of(rows), lists.every(), checked=True)
    found = parts(forms, token)
    context = {
        "application": application,
        "token": token,
        "parts": found,
        "is_complete": all(not part.form.problems for part in found),
        "attachments": application.attachments.filter(removed_at=None),
        "steps": lines(token, rows),
        "problem": problem,
        "purpose": PURPOSE,
    }
    title = _("Check your answers")
    return shown(request, TEMPLATE, title, lambda code: addresses.check(code, token), context)
