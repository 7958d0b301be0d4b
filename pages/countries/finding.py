"""Which country does the last part of an address mean? By its name in any language, and by former ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cicc_site import languages
from cicc_site.prepared import Slot, question
from members.models import Country, FormerCountrySlug

LONGEST = 120  # of a slug; nothing longer is looked up


@dataclass(frozen=True, slots=True)
class Found:
    """A country, and whether the address is the one it has in the language asked for."""

    country: Country
    exact: bool


def find(slug: str, language: str) -> Found | None:
    """One query for an address that is right. language: the one asked for; it wins where two countries claim a slug."""
    if not 0 < len(slug) <= LONGEST or "\0" in slug:
        return None
    candidates = _named().ask(slug=slug)
    for country in candidates:
        if country.slug_in(language) == slug:
            return Found(country, exact=True)
    if candidates:
        in_english = languages.DEFAULT_LANGUAGE
        candidates.sort(key=lambda country: country.slug_in(in_english) != slug)
        return Found(candidates[0], exact=False)
    return _former(slug, language)


@question
def _named() -> QuerySet[Country]:
    """With what their pages show of them."""
    named = Q(*(Q(**{f"slug_{code}": Slot("slug")}) for code in languages.codes()), _connector=Q.OR)
    found: QuerySet[Country] = Country.objects.with_register_date().with_public_acts().filter(named)
    return found


def _former(slug: str, language: str) -> Found | None:
    """A former address; written with capitals or not, as people type it."""
    lowered = slug.lower()
    if lowered != slug and (found := find(lowered, language)) is not None:
        return Found(found.country, exact=False)
    rows = list(FormerCountrySlug.objects.filter(slug=slug).select_related("country"))
    rows.sort(key=lambda row: row.language != language)
    return Found(rows[0].country, exact=False) if rows else None
