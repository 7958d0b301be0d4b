"""sitemap.xml: every public page and State at its address in each language, the other languages as alternates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.values import has_meaning
from members.models import Country
from pages.models import SitePage, VacancyPage
from pages.moments import updated_at
from pages.world.addresses import countries_index, country_address

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
    yield from countries(base)


def countries(base: str) -> Iterator[tuple[str, datetime | None, list[tuple[str, str]]]]:
    """The page of each State, in each language that has a name for it."""
    index = countries_index()
    if index is None or index.get_view_restrictions().exists():
        return
    for country in Country.objects.with_page().order_by("alpha3"):
        codes = [code for code in languages.codes() if has_meaning(country.name_in(code))]
        addresses = [(code, base + country_address(country, code, index)) for code in codes]
        default = base + country_address(country, languages.DEFAULT_LANGUAGE, index)
        for _code, address in addresses:
            yield address, None, [*addresses, ("x-default", default)]
