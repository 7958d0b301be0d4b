"""The search of `wagtail start`."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page


def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("query", "")
    found = Page.objects.live().search(query) if query else Page.objects.none()
    results = Paginator(found, 10).get_page(request.GET.get("page"))
    return TemplateResponse(request, "stock/search.html", {"query": query, "results": results})
