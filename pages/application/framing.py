"""How the pages of the form are drawn: as those of an applicant, with the sentences that go with what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render

from members.applications.abuse import Problem

if TYPE_CHECKING:
    from pages.models.base import SitePage

NOINDEX = "noindex, nofollow"


def application_page() -> SitePage | None:
    """The page that begins an application, if anybody may read it."""
    # By name: the page itself shows what this package makes.
    page: Any = apps.get_model("pages", "ApplicationPage")
    found: SitePage | None = page.objects.live().first()
    return found


def shown(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    """problem: why something that was sent was not acted on; it decides the status then."""
    response = render(
        request, template, {"robots": NOINDEX, **context}, status=problem.status if problem else status
    )
    if problem is not None and problem.status == 429:
        response.headers["Retry-After"] = str(problem.wait)
    return response


def go_to(path: str) -> HttpResponse:
    """To another page after a form was sent: asking for it again sends nothing."""
    return HttpResponseRedirect(path, status=303)


def is_too_much(request: HttpRequest) -> bool:
    """Whether more was sent than the server reads; then nothing of it can be shown again."""
    try:
        request.POST  # noqa: B018 - reads what was sent
    except (RequestDataTooBig, TooManyFieldsSent):
        request.POST = QueryDict()  # whoever asks again is not refused again
        return True
    return False
