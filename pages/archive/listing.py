"""The list of works that the archive shows for a question."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from cicc_site import languages
from documents.models import Work

TEMPLATE = "pages/archive_page.html"
AT_ONCE = 20


def context(_request: HttpRequest, base: str) -> dict[str, Any]:
    """What the template needs. base: the path of the archive in the active language."""
    works = Work.objects.public().order_by("-date", "-pk")[:AT_ONCE]
    language = languages.active()
    return {"works": [(work, f"{base}{work.pk}/{quote(work.slug_in(language))}/") for work in works]}


def response(request: HttpRequest, page_context: dict[str, Any], base: str) -> HttpResponse:
    return TemplateResponse(request, TEMPLATE, {**page_context, **context(request, base)})
