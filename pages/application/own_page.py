"""The applicant's own page: where the application stands, and what the applicant has set for it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from cicc_site import public_forms
from members.applications import own_settings
from members.applications.abuse import Kind, Problem, Purpose
from members.models import Application
from pages.application import own_showing
from pages.application.doors import opened


@opened
@require_safe
def own_page(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    return own_showing.own_page(request, application, token)


@opened
@require_POST
def set_quiet(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Whether our e-mails to the applicant say anything."""
    if not public_forms.is_fresh(request, Purpose.MESSAGE):
        return own_showing.own_page(request, application, token, about="mail", problem=Problem(Kind.STALE))
    own_settings.set_quiet(application.pk, quiet=request.POST.get("quiet") == "yes")
    return own_showing.to_own_page(token, "mail")
