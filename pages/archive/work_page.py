"""The page of one work, in the language of the reader, whatever languages its files are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse

from cicc_site import languages
from documents.models import Work
from pages.archive.addresses import work_address

if TYPE_CHECKING:
    from pages.models.base import SitePage

TEMPLATE = "pages/work.html"


def response(
    request: HttpRequest, index: SitePage, context: dict[str, Any], *, number: int, slug: str
) -> HttpResponse:
    work = Work.objects.public().filter(pk=number).first()
    if work is None:
        raise Http404
    language = languages.active()
    if slug != work.slug_in(language):
        return HttpResponsePermanentRedirect(work_address(work, language, index))
    return TemplateResponse(request, TEMPLATE, {**context, "work": work})
