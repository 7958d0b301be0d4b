"""How the applicant's own page is put together: shown as it is, or again with a form that was not acted on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from members.applications import abuse, links
from members.applications.abuse import Problem, Purpose
from members.applications.applicant_view import ApplicantView
from members.applications.states import State
from members.models import Application

STEP_CODES = ("eligibility", "organization", "people", "work", "commitments")
# What was just done, by the code after `?done=`: the page has no session to remember it in.
DONE = {
    "confirmed": lambda: _("Thank you: your e-mail is confirmed, and we have received your application."),
    "answered": lambda: _("Your answer has reached us. The review goes on."),
    "written": lambda: _("Your message has reached us."),
    "withdrawn": lambda: _("Your application is withdrawn."),
    "link": lambda: _(
        "The link is changed. All links you had before are closed; the new one is on its way to your inbox, too."
    ),
    "mail": lambda: _("Saved: what our e-mails say from now on."),
    "sent-again": lambda: _("The e-mail is on its way once more."),
    "address": lambda: _("The address is changed, and the e-mail is on its way to it."),
}


def address(name: str, token: str) -> str:
    return reverse(f"application:{name}", args=[token])


def resume(application: Application, token: str) -> str:
    """Where a draft goes on: its first step that is not passed yet, or the page to check everything."""
    passed = set(application.steps.filter(passed=True).values_list("step", flat=True))
    following = next((code for code in STEP_CODES if code not in passed), None)
    return address("own_page", token) + (f"step/{following}/" if following else "check/")


def to_own_page(token: str, done: str = "") -> HttpResponseRedirect:
    """Back to the own page, so that a reload sends nothing twice. done: a code of DONE."""
    query = f"?done={done}" if done else ""
    return HttpResponseRedirect(address("own_page", token) + query, status=303)


def page(
    request: HttpRequest,
    template: str,
    application: Application,
    token: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page below a personal link."""
    frame = {"robots": "noindex", "application": application, "token": token}
    response = render(request, template, {**frame, **context}, status=status)
    problem = context.get("problem")
    if isinstance(problem, Problem) and problem.status == 429:
        response.headers["Retry-After"] = str(problem.wait)
    return response


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
    """The own page. about: the form ("answer", "message", "mail", "confirm") that was sent and not acted on, for
    `problem` or `error`; text: what was typed into it."""
    view = ApplicantView(application)
    status = problem.status if problem else 200
    return page(
        request,
        "application/own/page.html",
        application,
        token,
        {
            "title": _("Your application"),
            "view": view,
            "done": DONE[done]() if (done := request.GET.get("done", "")) in DONE else "",
            "may_confirm": view.state == State.UNCONFIRMED and links.came_by_mail(token),
            "resume": resume(application, token) if view.state == State.DRAFT else "",
            "protection": abuse.protection(request, Purpose.MESSAGE, problem),
            "link_protection": abuse.protection(request, Purpose.LINK, problem),
            "about": about,
            "problem": problem,
            "error": error or (problem.message if problem else ""),
            "text": text,
        },
        status,
    )
