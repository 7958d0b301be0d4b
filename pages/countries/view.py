"""One country as its page shows it, and its entry for breadcrumbs, language switch, search engines and networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import has_meaning, localized
from members.country_members import country_members
from members.enums import Region, UnGroup, UnStatus
from members.models import Country
from members.standing import Standing, standing
from pages.countries.belongings import proceedings
from pages.countries.locator import locator
from pages.countries.sentence import sentence
from pages.countries.timeline import Line, line
from pages.entries import Entry
from pages.models.base import SitePage
from pages.world.addresses import countries_index, country_address

TEMPLATE = "pages/country.html"
REGISTER = "countries"
SEPARATOR = " · "
MOST_MEMBERS = 20


@dataclass(frozen=True)
class Status:
    """Where the State stands: the name of its status, the sentence, the line of its acts."""

    code: str
    label: str
    sentence: str
    line: Line | None


def context(request: HttpRequest, index: SitePage, country: Country) -> dict[str, Any]:
    """What the template needs, in the active language. Nothing in it is for staff only."""
    language = languages.active()
    where = standing(country)
    return {
        "entry": entry(country, index, where, request),
        "status": status(where, language),
        "un_status": "" if country.un_status == UnStatus.NO else str(UnStatus(country.un_status).label),
        "un_group": _label(UnGroup, country.un_regional_group),
        "region": _label(Region, country.cicc_region),
        "locator": locator(country.alpha3),
        "country": country,
        "members": country_members(country, language, most=MOST_MEMBERS),
        "proceedings": proceedings(country),
    }


def status(where: Standing | None, language: str) -> Status | None:
    """None while the register of acts is not loaded: nothing is said then."""
    if where is None:
        return None
    return Status(
        code=where.status.value,
        label=str(where.status.label),
        sentence=sentence(where, language),
        line=line(where, language),
    )


def entry(
    country: Country, index: SitePage, where: Standing | None, request: HttpRequest | None = None
) -> Entry:
    """index: the page of the countries index. where: the standing of the country, if it is known."""
    language = languages.active()
    told = sentence(where, language) if where else ""
    return Entry(
        register=REGISTER,
        key=country.alpha3,
        title=localized(country, "name"),
        addresses={code: country_address(country, code, index, request) for code in languages.codes()},
        languages=tuple(code for code in languages.codes() if has_meaning(country.name_in(code))),
        description=told,
        line=_card_line(where, language) if where else "",
        edit_address=reverse("wagtailsnippets_members_country:edit", args=[country.pk]),
        edit_permission="members.change_country",
    )


def _card_line(where: Standing, language: str) -> str:
    as_of = gettext("as of %(date)s") % {"date": PartialDate(where.as_of).text(language)}
    return SEPARATOR.join([gettext("Rome Statute"), str(where.status.label), as_of])


def entry_of_code(alpha3: str) -> Entry | None:
    """The entry of a State with a public page, by its three-letter code, in the active language."""
    index = countries_index()
    if index is None or index.get_view_restrictions().exists():
        return None
    country = Country.objects.with_page().with_register_date().filter(alpha3=alpha3).first()
    return entry(country, index, standing(country)) if country else None


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""
