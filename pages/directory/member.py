"""The page of one member: which addresses lead to it, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cicc_site import languages
from cicc_site.multilingual.values import Localized, localized
from members import figures
from members.directory.entries import PublicMember, Term, listed_entry, public_member
from members.models import Organization
from pages.directory.addresses import NUMBER, member_address
from pages.entries import Entry
from pages.models.base import SitePage
from pages.world.addresses import Place, countries_index, place

TEMPLATE = "pages/organization.html"
UNKNOWN = "und"  # BCP 47: in a language that nobody named


@dataclass(frozen=True)
class Member:
    """A public member with the addresses that its page links to. site: the host of its website for readers."""

    shown: PublicMember
    country: Place
    places: list[Place]
    site: str
    current_terms: list[Term]
    former_terms: list[Term]


def asked(path_components: list[str]) -> tuple[int, str]:
    """Read `<id>/` or `<id>/<slug>/`. Asks the database for nothing: an address of a hidden member is one as well."""
    number, slug = [*path_components, "", ""][:2]
    if len(path_components) > 2 or not NUMBER.fullmatch(number):
        raise Http404
    return int(number), slug


def response(
    request: HttpRequest, index: SitePage, context: dict[str, Any], number: int, slug: str
) -> HttpResponse:
    """context: of the page as Wagtail makes it. A slug that is not the present one, or a number that was merged into
    another, leads to the right address. A hidden member is answered as one that never was."""
    organization = listed_entry(number)
    if organization is None:
        raise Http404
    language = languages.active()
    if organization.pk != number or organization.slug_in(language) != slug:
        # Not kept anywhere: the address it leads to bears the name.
        return HttpResponsePermanentRedirect(member_address(organization, language, index))
    shown = public_member(organization, language)
    return TemplateResponse(
        request, TEMPLATE, {**context, "member": member(shown), "entry": entry(organization, shown, index)}
    )


def member(shown: PublicMember) -> Member:
    """One query more: where countries are read."""
    countries = countries_index()

    work, day = shown.work, figures.today()
    terms = work.terms if work else []
    return Member(
        shown=shown,
        country=place(shown.country, countries),
        places=[place(country, countries) for country in work.countries] if work else [],
        site=readable_host(work.website) if work else "",
        current_terms=[term for term in terms if term.runs_on(day)],
        former_terms=[term for term in terms if term.is_over(day)],
    )


def entry(organization: Organization, shown: PublicMember, index: SitePage) -> Entry:
    """For breadcrumbs, language switch and head. No picture of its own: pictures are kept for a year, a name must not.

    An invented member says nothing to machines.
    """
    name = shown.name
    return Entry(
        register="",
        key=str(shown.id),
        title=Localized(name.text, name.language or UNKNOWN, languages.active()),
        addresses={code: member_address(organization, code, index) for code in languages.codes()},
        languages=tuple(languages.codes()),
        description=_(
            "%(name)s, %(country)s: a member of the Coalition for the International Criminal Court."
        )
        % {"name": name.text, "country": localized(shown.country, "name")},
        edit_address=reverse("wagtailsnippets_members_organization:edit", args=[organization.pk]),
        edit_permission="members.change_organization",
        subject=None if shown.is_demo else shown,
    )


def readable_host(website: str) -> str:
    """The host of an address as its readers write it, without "www." and with the letters of its own script."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    try:
        return host.encode("ascii").decode("idna") or host
    except UnicodeError:
        return host
