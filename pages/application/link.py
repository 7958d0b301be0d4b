"""The personal link: sent again to the address on file, or changed by whoever has it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cicc_site.public_forms import private, public_form
from members.applications import abuse, own_links, typed
from members.applications.abuse import Kind, Problem, Purpose
from members.applications.fields import email_address
from members.models import Application
from pages.application import framing, own_showing
from pages.application.doors import opened

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@private
@public_form
@READ_OR_SEND
def resend(request: HttpRequest) -> HttpResponseBase:
    """Ask for the link again. The answer is the same whatever is on file, and so is the work for it."""
    if request.method != "POST":
        return _form(request)
    if framing.is_too_much(request):
        return _form(request, error=_("That was too long to be read. Nothing was kept."))
    wanted = typed.clean(request.POST.get("email", "")).strip()
    try:
        email = email_address(wanted)
    except ValidationError as error:
        return _form(request, email=wanted, error=" ".join(error.messages))
    problem = abuse.check(request, Purpose.RESEND, email=email)
    if problem is not None and problem.kind != Kind.REPEATED:
        return _form(request, email=wanted, problem=problem)
    if problem is None:
        own_links.ask(email)
    return framing.shown(request, "application/own/asked_for_link.html", {"title": _("Look in your inbox")})


def _form(
    request: HttpRequest, *, email: str = "", error: str = "", problem: Problem | None = None
) -> HttpResponse:
    context = {
        "title": _("Send me my link again"),
        "protection": abuse.protection(request, Purpose.RESEND, problem),
        "email": email,
        "error": error or (problem.message if problem else ""),
    }
    return framing.shown(request, "application/own/ask_for_link.html", context, problem=problem)


@opened
@READ_OR_SEND
def change(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Close every link of this application and open a new one."""
    problem = None
    if request.method == "POST":
        problem = abuse.check(request, Purpose.LINK, email=application.email)
        if problem is None:
            return own_showing.to_own_page(own_links.change(application.pk), "link")
    context = {
        "title": _("Change the link to this page?"),
        "protection": abuse.protection(request, Purpose.LINK, problem),
    }
    return own_showing.page(
        request, "application/own/change_link.html", application, token, context, problem=problem
    )
