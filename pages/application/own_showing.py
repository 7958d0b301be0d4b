"""How the applicant's own page is put together: shown as it is, or again with a form that was not acted on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.applications import abuse, links, own_settings, steps
from members.applications.abuse import Problem, Purpose
from members.applications.applicant_view import ApplicantView
from members.applications.states import State
from members.models import Application
from pages.application import framing

# What was just done, by the code after `?done=`: the page has no session to remember it in.
DONE: dict[str, str | Promise] = {
    "confirmed": gettext_lazy("Thank you: your e-mail is confirmed, and we have received your application."),
    "answered": gettext_lazy("Your answer has reached us. The review goes on."),
    "written": gettext_lazy("Your message has reached us."),
    "withdrawn": gettext_lazy("Your application is withdrawn."),
    "deleted": gettext_lazy("The draft is deleted."),
    "link": gettext_lazy(
        "The link is changed. All links you had before are closed; the new one is on its way to your inbox, too."
    ),
    "mail": gettext_lazy("Saved: what our e-mails say from now on."),
    "sent-again": gettext_lazy("The e-mail is on its way once more."),
    "address": gettext_lazy("The address is changed, and the e-mail is on its way to it."),
}


def to_own_page(token: str, done: str = "") -> HttpResponseRedirect:
    """Back to the own page, so that a reload sends nothing twice. done: a code of DONE."""
    query = f"?done={done}" if done else ""
    return HttpResponseRedirect(reverse("application:own_page", args=[token]) + query, status=303)


def page(
    request: HttpRequest,
    template: str,
    application: Application,
    token: str,
    context: dict[str, Any],
    *,
    problem: Problem | None = None,
    error: str = "",
) -> HttpResponse:
    """A page below a personal link. problem, error: why a form on it was not acted on."""
    told = error or (problem.message if problem else "")
    frame = {"application": application, "token": token, "error": told}
    return framing.shown(request, template, {**frame, **context}, problem=problem)


def own_page(
    request: HttpRequest,
    application: Application,
    token: str,
    *,
    about: str = "",
    problem: Problem | None = None,
    error: str = "",
    text: str = "",
) -> HttpResponse:
    """The own page. about: the form ("answer", "message", "mail", "confirm", "address") that was sent and not acted on,
    for `problem` or `error`; text: what was typed into it."""
    view = ApplicantView(application)
    done = DONE.get(request.GET.get("done", ""), "")
    # Whoever came by a mail of ours reads what is sent there: it can be confirmed, and need not be corrected.
    by_mail = view.state in own_settings.UNPROVEN and links.came_by_mail(token)
    context = {
        "title": _("Your application"),
        "view": view,
        "done": done if not about else "",
        "may_confirm": view.state == State.UNCONFIRMED and by_mail,
        "may_correct": view.state == State.DRAFT and not by_mail,
        "resume": resume(application, token) if view.state == State.DRAFT else "",
        "protection": abuse.protection(request, Purpose.MESSAGE, problem),
        "link_protection": abuse.protection(request, Purpose.LINK, problem),
        "about": about,
        "text": text,
    }
    return page(
        request, "application/own/page.html", application, token, context, problem=problem, error=error
    )


def resume(application: Application, token: str) -> str:
    """Where a draft goes on: its first step that is not passed yet, or the page to check everything."""
    passed = set(application.steps.filter(passed=True).values_list("step", flat=True))
    following = next((code for code in steps.CODES if code not in passed), None)
    if following is None:
        return reverse("application:check", args=[token])
    return reverse("application:step", args=[token, following])
