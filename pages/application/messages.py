"""What an applicant writes: the answer to a request for information, and messages at any time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.applications import abuse, writing
from members.applications.abuse import Kind, Purpose
from members.applications.states import State
from members.models import Application
from members.workflow.applications import WrongState
from pages.application import own_showing
from pages.application.doors import opened
from pages.application.framing import is_too_much


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Answer what was asked; the application goes back to where it was."""
    if request.method != "POST" or application.received_at is None:
        return own_showing.to_own_page(token)
    if application.state != State.INFO_REQUESTED:
        # Meanwhile an officer went on without it, or this is the second click: what was written must not be lost.
        return message(request, token=token)
    text, error = written(request)
    if error:
        return own_showing.own_page(request, application, token, about="answer", error=error, text=text)
    problem = abuse.check(request, Purpose.MESSAGE, email=application.email)
    if problem is not None:
        if problem.kind == Kind.REPEATED:
            return own_showing.to_own_page(token, "answered")
        return own_showing.own_page(request, application, token, about="answer", problem=problem, text=text)
    try:
        writing.answer(application.pk, text)
    except WrongState:
        writing.write(application.pk, text)
    return own_showing.to_own_page(token, "answered")


@opened
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Write to the officers, from the moment the application was received."""
    if request.method != "POST" or application.received_at is None:
        return own_showing.to_own_page(token)
    text, error = written(request)
    if error:
        return own_showing.own_page(request, application, token, about="message", error=error, text=text)
    problem = abuse.check(request, Purpose.MESSAGE, email=application.email)
    if problem is not None:
        if problem.kind == Kind.REPEATED:
            return own_showing.to_own_page(token, "written")
        return own_showing.own_page(request, application, token, about="message", problem=problem, text=text)
    writing.write(application.pk, text)
    return own_showing.to_own_page(token, "written")


def written(request: HttpRequest, *, needed: bool = True) -> tuple[str, str]:
    """What was written, and what is wrong with it, if anything. needed: whether nothing at all is wrong, too."""
    if is_too_much(request):
        return "", _("That was too long to be read. Nothing was kept.")
    text = writing.cleaned(request.POST.get("text", ""))
    return text, writing.error_in(text) if text or needed else ""
