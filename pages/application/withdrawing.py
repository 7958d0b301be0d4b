"""Withdrawing an application, or deleting a draft: asked once more before it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.applications import abuse, writing
from members.applications.abuse import Kind, Problem, Purpose
from members.applications.states import OPEN, UNSENT, State
from members.models import Application
from members.workflow.applications import WrongState
from pages.application import messages, own_showing
from pages.application.doors import opened


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    if application.state not in OPEN | UNSENT:
        return own_showing.to_own_page(token)
    problem, text, error = None, "", ""
    if request.method == "POST":
        text, error = messages.written(request, needed=False)
        problem = None if error else abuse.check(request, Purpose.MESSAGE, email=application.email)
        if not error and (problem is None or problem.kind == Kind.REPEATED):
            try:
                writing.withdraw(application.pk, text)
            except WrongState:
                return own_showing.to_own_page(token)
            return own_showing.to_own_page(token, "withdrawn" if application.sent_at else "deleted")
    return _asked_once_more(request, application, token, problem, error, text)


def _asked_once_more(
    request: HttpRequest,
    application: Application,
    token: str,
    problem: Problem | None,
    error: str,
    text: str,
) -> HttpResponseBase:
    draft = application.state == State.DRAFT
    context = {
        "title": _("Delete this draft?") if draft else _("Withdraw the application?"),
        "is_draft": draft,
        "protection": abuse.protection(request, Purpose.MESSAGE, problem),
        "text": text,
    }
    return own_showing.page(
        request, "application/own/withdraw.html", application, token, context, problem=problem, error=error
    )
