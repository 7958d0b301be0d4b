"""sitemap.xml: every public page at its address in each language, with the other languages as alternates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cicc_site import languages
from pages.models import SitePage, VacancyPage
from pages.moments import updated_at

LARGEST = 12_000  # pages; the protocol allows 50,000 addresses in one file


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    context = {"entries": entries(request)}
    return render(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")


def entries(request: HttpRequest) -> Iterator[tuple[str, datetime | None, list[tuple[str, str]]]]:
    """(address, last change, alternates) for each page and language that has a text of its own.

    Without vacancies that are over: their pages stay, but ask search engines to forget them.
    """
    site = Site.find_for_request(request)
    if site is None:
        return
    base = settings.SITE_URL.rstrip("/")
    pages = SitePage.objects.live().public().descendant_of(site.root_page, inclusive=True).order_by("path")
    for page in pages.exclude(pk__in=VacancyPage.closed())[:LARGEST]:
        addresses = [(code, base + page.address_in(code, request)) for code in page.languages_available]
        default = (languages.DEFAULT_LANGUAGE, base + page.address_in(languages.DEFAULT_LANGUAGE, request))
        for code, address in addresses:
            yield address, updated_at(page, code), [*addresses, ("x-default", default[1])]
