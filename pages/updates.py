"""Which text a reader really gets, and how far a translation lags behind its English."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cicc_site.multilingual.freshness import SOURCE, freshness
from cicc_site.multilingual.values import localized
from pages.models import SitePage


@dataclass(frozen=True, slots=True)
class Lag:
    """An outdated translation as its reader is told of it: the days of both texts, and where the English one is."""

    source_on: dt.datetime | None
    translated_on: dt.datetime | None
    address: str


def shown_language(page: SitePage, language: str) -> str:
    """Return the language in which a reader of `language` gets the main text of a page: its body, else its title."""
    for field in ("body", "title"):
        if field in page.translated_fields():
            text = localized(page, field, language)
            if text:
                return text.language or language
    return language


def lag(page: SitePage, language: str) -> Lag | None:
    """Return how a translation that is shown lags behind; None when it does not, or English is shown anyway."""
    if language == SOURCE or shown_language(page, language) != language:
        return None
    found = freshness(page, language)
    if not found.is_outdated:
        return None
    return Lag(found.source_on, found.translated_on, page.address_in(SOURCE))
