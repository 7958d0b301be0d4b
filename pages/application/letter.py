"""The letter of the decision that stands, as a file to keep and to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from members.applications import downloads, snapshot
from members.models import Application, DecisionPaper
from pages.application.doors import opened


@opened
@require_safe
def letter(request: HttpRequest, application: Application, token: str) -> HttpResponseBase:
    """Without a decision there is no letter: 404."""
    paper = snapshot.of_decision(application, DecisionPaper.Kind.LETTER)
    if paper is None:
        raise Http404
    # What the file is called stays in the list of downloads: it names nobody.
    name = gettext("letter")
    return downloads.stored(paper.stored_as, f"{name}.pdf", "application/pdf")
