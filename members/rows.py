"""Listed organizations as lists show them: only what the public may know, read without building models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Window
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cicc_site.countries import text_direction
from members.models.organizations import NAME_COLUMNS, Organization, OrganizationQuerySet, name_for, name_slug

COLUMNS = ("pk", *NAME_COLUMNS, "legal_language", "country__alpha3", "is_demo")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """id: for ever. name: for the reader; name_language: what it is in, "" where nobody said. country: alpha-3."""

    id: int
    name: str
    name_language: str
    slug: str
    country: str
    is_demo: bool

    @property
    def path(self) -> str:
        """The end of its address, below the directory."""
        return f"{self.id}/{self.slug}/"

    @property
    def direction(self) -> str:
        return text_direction(self.name_language)

    def attrs(self, reader: str) -> SafeString:
        """Of the element around the name, where its language is another than that of the page."""
        if self.name_language == reader:
            return SafeString("")
        language = format_html(' lang="{}"', self.name_language) if self.name_language else ""
        return format_html('{} dir="{}"', language, self.direction)


def counted(organizations: OrganizationQuerySet) -> Any:
    """The columns of a queryset that begins with `Organization.objects.listed()`; each row knows how many there are."""
    return organizations.annotate(total=Window(Count("pk"))).values(*COLUMNS, "total")


def first_rows(found: Sequence[dict[str, Any]], language: str) -> tuple[list[MemberRow], int]:
    """Return the rows of the first values of `counted`, and how many there are of all."""
    return [row_from(values, language) for values in found], found[0]["total"] if found else 0


def row_of(organization: Organization, language: str) -> MemberRow:
    """Return the row of a listed organization that is at hand with its country."""
    columns = {
        name: getattr(organization, name) for name in (*NAME_COLUMNS, "legal_language", "is_demo", "pk")
    }
    return row_from({**columns, "country__alpha3": organization.country.alpha3}, language)


def in_order_of_name(organizations: OrganizationQuerySet, language: str) -> OrganizationQuerySet:
    """As the alphabet of the reader has it; the number decides between equal names, so that pages never overlap."""
    return organizations.order_by(f"sort_{language}", "pk")


def row_from(values: dict[str, object], language: str) -> MemberRow:
    """Return the row of the values of `COLUMNS`."""
    name, name_language = name_for(values, language)
    return MemberRow(
        id=int(str(values["pk"])),
        name=name,
        name_language=name_language,
        slug=name_slug(name),
        country=str(values["country__alpha3"]),
        is_demo=bool(values["is_demo"]),
    )
