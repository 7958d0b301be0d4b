"""Where a country is read: below the page of the countries index, in each language. The one place that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.apps import apps
from django.http import HttpRequest

from cicc_site import languages
from members.models import Country
from members.tables import CountryRow

if TYPE_CHECKING:
    from pages.models.base import SitePage


def countries_index() -> SitePage | None:
    """The live page of the countries index; one query. Whoever needs many addresses asks once and hands it on."""
    # By name: the page itself shows what this package makes.
    index: Any = apps.get_model("pages", "CountryIndexPage")
    found: SitePage | None = index.objects.live().first()
    return found


def country_address(
    country: Country | CountryRow,
    language: str | None = None,
    index: SitePage | None = None,
    request: HttpRequest | None = None,
) -> str:
    """The path of a country's page, as `/es/paises/kenia/`; empty where the countries index is not published.

    country: of the register, or a row of the public table, which knows its address in its own language only.
    language: default the active one. index: the countries index, if it is at hand; without it, one query. request:
    spares a query where the cache is cold.
    """
    code = language or languages.active()
    page = index or countries_index()
    if page is None:
        return ""
    slug = country.slug_in(code) if isinstance(country, Country) else country.slug
    return address_below(page.address_in(code, request), slug)


def address_below(base: str, slug: str) -> str:
    """The same from the path of the index, for whoever writes two hundred of them."""
    return f"{base}{quote(slug)}/"
