"""The columns of the list of organizations."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BaseColumn, Column

from cicc_site.countries import text_direction
from cicc_site.dates import PartialDate
from cicc_site.languages import active
from members.enums import ListingLevel, MemberStatus
from members.models import Organization
from members.officers.words import NOTHING

# Readable without colour, too: the words say it, the sign says how far it is open.
SIGNS = {
    ListingLevel.FULL: "●",
    ListingLevel.NAME_AND_COUNTRY: "◐",
    ListingLevel.MEMBERS_ONLY: "○",
    ListingLevel.UNLISTED: "✕",
}


def isolated(text: str, language: str) -> SafeString:
    """Return a name marked with its language, in its own direction."""
    if not language:
        return format_html('<bdi dir="auto">{}</bdi>', text)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, text_direction(language), text)


def name(organization: Organization) -> SafeString:
    """The name as the officer reads it, and below it the legal one where it is another."""
    shown, language = organization.name_in(active())
    if shown == organization.legal_name:
        return isolated(shown, language)
    legal = isolated(organization.legal_name, organization.legal_language)
    return format_html('{}<span class="org-legal"> {}</span>', isolated(shown, language), legal)


def listing_label(organization: Organization) -> SafeString:
    """The listing level; of a member that does not count, that nobody sees it whatever its level."""
    level = ListingLevel(organization.listing)
    label = format_html(
        '<span class="org-level org-level--{}"><span aria-hidden="true">{}</span> {}</span>',
        level.value,
        SIGNS[level],
        level.label,
    )
    if organization.counts or organization.listing == ListingLevel.UNLISTED:
        return label
    return format_html('{} <span class="org-aside">{}</span>', label, gettext("not public: status"))


def status_label(organization: Organization) -> SafeString:
    status = MemberStatus(organization.status)
    return format_html('<span class="org-status org-status--{}">{}</span>', status.value, status.label)


def country_name(organization: Organization) -> str:
    return organization.country.name_in(active()) or str(organization.country)


def _joined(organization: Organization) -> str:
    when = organization.joined_when
    return when.text(active()) if when else NOTHING


def _confirmed(organization: Organization) -> str:
    day = organization.last_confirmed
    return PartialDate(day).text(active()) if day else NOTHING


def _officer(organization: Organization) -> str:
    return str(organization.assigned_to) if organization.assigned_to else NOTHING


def _tags(organization: Organization) -> SafeString:
    tags = ((tag,) for tag in organization.tags)
    return format_html_join(" ", '<span class="org-tag"><bdi>{}</bdi></span>', tags)


def after_the_name(language: str) -> list[BaseColumn]:
    """Return the columns after the name, in order. A column of another module (duplicates) is put in here."""
    return [
        Column("country", label=_("Country"), accessor=country_name, sort_key=f"country__name_{language}"),
        Column("status", label=_("Member status"), accessor=status_label, sort_key="status"),
        Column("listing", label=_("Listing level"), accessor=listing_label, sort_key="listing"),
        Column("joined", label=_("Joined"), accessor=_joined, sort_key="joined"),
        Column("last_confirmed", label=_("Last confirmed"), accessor=_confirmed, sort_key="last_confirmed"),
        Column("assigned_to", label=_("Officer in charge"), accessor=_officer),
        Column("tags", label=_("Tags"), accessor=_tags),
    ]


def told_name(organization: Any) -> str:
    """The name as plain text, for titles and messages."""
    return str(organization.name_in(active())[0])
