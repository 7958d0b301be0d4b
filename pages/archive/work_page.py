"""The page of one work, in the language of the reader, whatever languages its files are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse

from cicc_site import languages
from documents.models import Work

if TYPE_CHECKING:
    from pages.models.base import SitePage

TEMPLATE = "pages/work.html"


def work_address(work: Work, language: str, index: SitePage) -> str:
    """The path of the page of a work, as `/es/documentos/12/icc-asp-2-res-8-…/`."""
    return f"{index.address_in(language)}{work.pk}/{quote(work.slug_in(language))}/"


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
