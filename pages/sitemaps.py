"""sitemap.xml: an index of parts, in which every public page, State, listed member and work stands in each language.

Parts, because 2,500 members in four languages are 10,000 addresses, each with its alternates, and an archive has many
more; a part costs the same few queries however long it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from cicc_site import languages
from cicc_site.multilingual.values import has_meaning
from members.models import Country, Organization
from members.models.organizations import NAME_COLUMNS
from pages.archive import sitemap as archive
from pages.archive.addresses import archive_index
from pages.directory.addresses import directory_index, member_address
from pages.models import SitePage, VacancyPage
from pages.moments import updated_at
from pages.readable import for_everybody
from pages.world.addresses import countries_index, country_address

# (address, last change, alternates)
Entry = tuple[str, datetime | None, list[tuple[str, str]]]
ROWS_IN_A_PART = 1_000  # the protocol allows 50,000 addresses in one file; four for each row are well below


@dataclass(frozen=True)
class Kind:
    """rows: what has an address, in a lasting order; entries: of some of these rows."""

    rows: Callable[[HttpRequest], QuerySet[Any]]
    entries: Callable[[HttpRequest, Any], Iterator[Entry]]


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    parts = [
        base() + reverse("sitemap_part", args=[name, number])
        for name, kind in KINDS.items()
        for number in range(1, -(-kind.rows(request).count() // ROWS_IN_A_PART) + 1)
    ]
    return xml(request, "sitemap_index.xml", {"parts": parts})


@require_safe
def sitemap_part(request: HttpRequest, name: str, number: str) -> HttpResponse:
    start = (int(number) - 1) * ROWS_IN_A_PART
    kind = KINDS[name]
    rows = list(kind.rows(request)[start : start + ROWS_IN_A_PART])
    if not rows:
        raise Http404
    return xml(request, "sitemap.xml", {"entries": kind.entries(request, rows)})


def xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml; charset=utf-8")


def base() -> str:
    return str(settings.SITE_URL).rstrip("/")


# --- Pages -----------------------------------------------------------------------------------------------


def pages(request: HttpRequest) -> QuerySet[Any]:
    """Without vacancies that are over: their pages stay, but ask search engines to forget them."""
    site = Site.find_for_request(request)
    if site is None:
        nothing: QuerySet[Any] = SitePage.objects.none()
        return nothing
    public = for_everybody(SitePage.objects.live()).descendant_of(site.root_page, inclusive=True)
    found: QuerySet[Any] = public.exclude(pk__in=VacancyPage.closed()).order_by("path")
    return found


def page_entries(request: HttpRequest, rows: list[SitePage]) -> Iterator[Entry]:
    """In each language that has a text of its own; after the archive, its page of languages."""
    documents = archive_index()
    for page in rows:
        addresses = [(code, base() + page.address_in(code, request)) for code in page.languages_available]
        default = base() + page.address_in(languages.DEFAULT_LANGUAGE, request)
        for code, address in addresses:
            yield address, updated_at(page, code), [*addresses, ("x-default", default)]
        if documents is not None and page.pk == documents.pk:
            yield from archive.language_entries(request, documents)


# --- States ----------------------------------------------------------------------------------------------


def countries(request: HttpRequest) -> QuerySet[Any]:
    index = countries_index()
    if index is None or index.get_view_restrictions().exists():
        return Country.objects.none()
    found: QuerySet[Any] = Country.objects.with_page().order_by("alpha3")
    return found


def country_entries(request: HttpRequest, rows: list[Country]) -> Iterator[Entry]:
    """In each language that has a name for the State."""
    index = countries_index()
    for country in rows:
        codes = [code for code in languages.codes() if has_meaning(country.name_in(code))]
        addresses = [(code, base() + country_address(country, code, index)) for code in codes]
        default = base() + country_address(country, languages.DEFAULT_LANGUAGE, index)
        for _code, address in addresses:
            yield address, None, [*addresses, ("x-default", default)]


# --- Members ---------------------------------------------------------------------------------------------


def members(request: HttpRequest) -> QuerySet[Any]:
    """The listed ones, while anybody may read the directory."""
    if directory_index() is None:
        return Organization.objects.none()
    return Organization.objects.listed().order_by("pk").only(*NAME_COLUMNS, "legal_language")


def member_entries(request: HttpRequest, rows: list[Organization]) -> Iterator[Entry]:
    """Without a last change: that of an entry of name and country would tell that something hidden changed."""
    index = directory_index()
    if index is None:
        return
    for organization in rows:
        addresses = [(code, base() + member_address(organization, code, index)) for code in languages.codes()]
        default = dict(addresses)[languages.DEFAULT_LANGUAGE]
        for _code, address in addresses:
            yield address, None, [*addresses, ("x-default", default)]


KINDS = {
    "pages": Kind(pages, page_entries),
    "countries": Kind(countries, country_entries),
    "members": Kind(members, member_entries),
    "documents": Kind(archive.works, archive.work_entries),
}
