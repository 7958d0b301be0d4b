"""What a member sees that is asked about an applicant: who it is, and the form for an opinion; nothing else of it.

Whoever has the link answers for the member. The page holds what the applicant would say of itself in public: its name,
country, type and mission. It sets no cookie and is kept nowhere.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cicc_site import languages
from cicc_site.public_forms import private, public_form
from members.applications import abuse, consultation, opinions
from members.applications.abuse import Kind, Problem, Purpose
from members.models import ConsultationInvitation, OpinionCode
from pages.application import messages
from pages.application.addresses import consultation as address

TEMPLATE = "application/consultation.html"


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def consulted(request: HttpRequest, token: str) -> HttpResponseBase:
    invitation = consultation.find(token)
    if invitation is None:
        context = {"title": _("This link does not open anything"), "robots": "noindex"}
        return render(request, "application/consultation_closed.html", context, status=404)
    if not consultation.takes_answers(invitation.consultation):
        return _over(request)
    return _answer(request, invitation, token) if request.method == "POST" else _show(request, invitation)


def _answer(request: HttpRequest, invitation: ConsultationInvitation, token: str) -> HttpResponseBase:
    text, error = messages.written(request, needed=False)
    code = request.POST.get("opinion", "")
    if code not in opinions.ANSWERS:
        error = error or _("Choose one of the answers.")
    if error:
        return _show(request, invitation, error=error, code=code, text=text)
    problem = abuse.check(request, Purpose.OPINION, email=f"invitation:{invitation.pk}")
    if problem is not None and problem.kind != Kind.REPEATED:
        return _show(request, invitation, problem=problem, code=code, text=text)
    if problem is None:
        try:
            consultation.answer(invitation.pk, code, text)
        except consultation.NotOpen:
            return _over(request)
    return HttpResponseRedirect(f"{address(languages.active(), token=token)}?done=1", status=303)


def _over(request: HttpRequest) -> HttpResponse:
    context = {"title": _("The consultation is over"), "robots": "noindex", "over": True}
    return render(request, "application/consultation_closed.html", context, status=410)


def _show(
    request: HttpRequest,
    invitation: ConsultationInvitation,
    *,
    error: str = "",
    problem: Problem | None = None,
    code: str | None = None,
    text: str | None = None,
) -> HttpResponse:
    """code, text: what was sent and not acted on; otherwise the answer that stands is shown."""
    answers = invitation.consultation.application.answers
    context: dict[str, Any] = {
        "title": _("What do you think of this applicant?"),
        "robots": "noindex",
        "answers": answers,
        "names": [
            name for name in (answers.name_en, answers.name_es, answers.name_fr, answers.name_ar) if name
        ],
        "member": invitation.organization.name_in(languages.active()),
        "last_day": consultation.last_day(invitation.consultation),
        "options": [(option.value, option.label) for option in opinions.ANSWERS],
        "answered": invitation.answered_at,
        "done": "done" in request.GET and invitation.answered_at is not None,
        "code": invitation.code if code is None else code,
        "text": opinions.words_of(invitation) if text is None else text,
        "protection": abuse.protection(request, Purpose.OPINION, problem),
        "problem": problem,
        "error": error or (problem.message if problem else ""),
        "stated": OpinionCode(invitation.code).label if invitation.code else "",
    }
    response = render(request, TEMPLATE, context, status=problem.status if problem else 422 if error else 200)
    if problem is not None and problem.status == 429:
        response.headers["Retry-After"] = str(problem.wait)
    return response
