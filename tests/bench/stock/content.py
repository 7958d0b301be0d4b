"""Takes out of the site what the stock project is filled with: the same texts, rows, acts and organizations.

Called in a process of the site; writes one file of JSON; `filling.py` reads it in a process of the stock project.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cicc_site import languages
from members.models import Country, NationalCoalition, Organization
from members.standing import standing
from pages.countries.sentence import sentence
from pages.models import AboutPage, CountryIndexPage, CourtUpdateIndexPage, DirectoryPage, SitePage
from pages.models.settings import FooterLink, Office, SiteSettings
from pages.world.addresses import country_address

# What each of our page types becomes; anything else is an article.
TYPES = {
    "HomePage": "home",
    "CourtUpdateIndexPage": "index",
    "PressIndexPage": "index",
    "CourtUpdatePage": "update",
    "PressReleasePage": "update",
    "SituationPage": "situation",
    "CasePage": "case",
    "CountryIndexPage": "countries",
    "DirectoryPage": "directory",
    "CampaignPage": "campaign",
    "VacancyPage": "vacancy",
}
BLOCKS = frozenset({"text", "quote", "people", "timeline", "table", "accordion"})


def write(path: Path) -> None:
    told = {
        "pages": pages(),
        "countries": countries(),
        "organizations": organizations(),
        "settings": settings(),
    }
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def pages() -> list[dict[str, Any]]:
    """Every live page in the order of the tree, with its texts in each language."""
    return [_page(page.specific) for page in SitePage.objects.live().filter(depth__gt=1).order_by("path")]


def _page(page: Any) -> dict[str, Any]:
    date = getattr(page, "date", None) or getattr(page, "deadline", None)
    return {
        "key": page.pk,
        "parent": page.path[: -page.steplen],
        "path": page.path,
        "type": TYPES.get(type(page).__name__, "article"),
        "slug": page.slug,
        "in_menu": page.show_in_menus,
        "date": date.isoformat() if date else "",
        "status": page.get_status_display() if hasattr(page, "get_status_display") else "",
        "country": [each.alpha3 for each in page.countries.all()]
        if hasattr(page, "is_verified") and hasattr(page, "countries")
        else [],
        "texts": {code: _texts(page, code) for code in languages.codes()},
    }


def _texts(page: Any, code: str) -> dict[str, Any]:
    """As a reader gets them: English where nothing else is."""

    def text(field: str) -> Any:
        return getattr(page, f"{field}_{code}", None) or getattr(page, f"{field}_en", None) or ""

    body = text("body")
    stored = list(body.raw_data) if body else []
    return {
        "title": text("title"),
        "summary": text("summary"),
        "body": [dict(block) for block in stored if block["type"] in BLOCKS],
    }


def countries() -> list[dict[str, Any]]:
    return [_country(country) for country in Country.objects.with_page().order_by("alpha3")]


def _country(country: Country) -> dict[str, Any]:
    where = standing(country)
    return {
        "code": country.alpha3,
        "names": {code: country.name_in(code) or str(country) for code in languages.codes()},
        "status": str(where.status.label) if where else "",
        "sentence": sentence(where, "en") if where else "",
        "un_status": country.get_un_status_display(),
        "un_group": country.get_un_regional_group_display(),
        "region": country.get_cicc_region_display(),
        "acts": [(str(act.kind.label), act.when.date.isoformat()) for act in where.acts] if where else [],
    }


def organizations() -> dict[str, Any]:
    """Those anybody may read. An entry of name and country has no more than these there, either."""
    rows = Organization.objects.listed().select_related("country").prefetch_related("issues")
    return {
        "coalitions": {each.pk: str(each) for each in NationalCoalition.objects.all()},
        "rows": [_organization(row) for row in rows],
    }


def _organization(row: Organization) -> dict[str, Any]:
    full = row.shows_everything
    return {
        "name": str(row),
        "country_code": row.country.alpha3,
        "country": row.country.name_en,
        "region": row.country.get_cicc_region_display(),
        "un_group": row.country.get_un_regional_group_display(),
        "type": row.get_type_display() if full else "",
        "language": row.working_languages[0] if full and row.working_languages else "",
        "joined": row.joined.year if full and row.joined else None,
        "coalition": row.national_coalition_id if full else None,
        "issues": [issue.name_en for issue in row.issues.all()] if full else [],
    }


def settings() -> dict[str, Any]:
    stored = SiteSettings.objects.first() or SiteSettings()
    return {
        "tagline": stored.tagline_en or "",
        "footer_text": stored.footer_text_en or "",
        "offices": [(each.name_en, each.lines or each.period_en or "") for each in Office.objects.all()],
        "links": list(FooterLink.objects.order_by("sort_order").values_list("page_id", flat=True)),
    }


def pages_to_compare(most: int) -> dict[str, tuple[list[str], list[str]]]:
    """{kind: (our paths, those of the stock project)}, the same pages in the same order, up to `most` of a kind."""
    index = CountryIndexPage.objects.live().get()
    directory = DirectoryPage.objects.live().get().address_in("en")
    # Countries with members and those with situations, as they come.
    named = Country.objects.with_page().filter(organizations__isnull=False).distinct().order_by("alpha3")
    some = [*named.filter(alpha3__in=["KEN", "COL"]), *named.exclude(alpha3__in=["KEN", "COL"])][:most]
    texts = [page for page in AboutPage.objects.live().order_by("path") if page.body_en]
    # Not those with a list from the register or documents of the archive, which the stock project has not.
    plain = [page for page in texts if {block.block_type for block in page.body_en} <= BLOCKS]
    articles = [page.address_in("en") for page in plain]
    listing = CourtUpdateIndexPage.objects.live().get().address_in("en")
    numbers = ["", *(f"?page={number}" for number in range(2, most + 1))]
    return {
        "home": (["/en/"], ["/en/"]),
        "article": (articles[:most], articles[:most]),
        "listing": ([listing, f"{listing}?page=2"], [listing, f"{listing}?page=2"]),
        "country": (
            [country_address(country, "en", index) for country in some],
            [f"{index.address_in('en')}{country.alpha3.lower()}/" for country in some],
        ),
        "directory": (
            [directory + number for number in numbers],
            [directory + number for number in numbers],
        ),
    }
