"""Where a country is read: below the page of the countries index, in each language. The one place that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import HttpRequest

from cicc_site import languages
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized, localized
from members.models import Country
from members.tables import CountryRow
from pages.readable import only_page

if TYPE_CHECKING:
    from pages.models.base import SitePage


@dataclass(frozen=True)
class Place:
    """A country and its page, "" if it has none."""

    name: Localized
    address: str


def countries_index() -> SitePage | None:
    """The live page of the countries index."""
    found: SitePage | None = only_page("CountryIndexPage", behind_doors=True)
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


def place(country: Country, index: SitePage | None) -> Place:
    """A country as another page names it, in the active language. index: the countries index, None if not published."""
    address = country_address(country, index=index) if index and country.has_page else ""
    return Place(localized(country, "name"), address)


def places(countries: Iterable[Country]) -> list[Place]:
    """In the alphabetical order of the reader; one query besides that of the countries, none where there are none."""
    named = list(countries)
    index = countries_index() if named else None
    found = [place(country, index) for country in named]
    return sorted(found, key=lambda each: sort_key(str(each.name), languages.active()))
