"""National coalitions and the Steering Committee as lists: dated records, with members that are shown in full only.

To coordinate a coalition or to sit in the Committee tells more of a member than its name and its country.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized, localized
from members.country_members import Coalition, coalition_of, existing, today
from members.directory.entries import Term, term_of
from members.models import Country, Organization, SteeringCommitteeTerm
from members.rows import MemberRow, row_of


@dataclass(frozen=True)
class CoalitionLine:
    """members: how many of those shown in full belong to it, as many as the directory shows under it."""

    key: int
    coalition: Coalition
    country: Country
    country_name: Localized
    members: int


@dataclass(frozen=True)
class Seat:
    """A time for which a member sat, or sits, in the Committee."""

    row: MemberRow
    country_name: Localized
    term: Term


def coalition_lines(language: str) -> list[CoalitionLine]:
    """The national coalitions of today, by country in the alphabet of the reader; one query."""
    members = Count("organizations", filter=Q(organizations__in=Organization.objects.in_full()))
    lines = [
        CoalitionLine(
            key=record.pk,
            coalition=coalition_of(record, language),
            country=record.country,
            country_name=localized(record.country, "name", language),
            members=record.counted,
        )
        for record in existing(today()).select_related("country").annotate(counted=members)
    ]
    return sorted(
        lines,
        key=lambda line: (
            sort_key(str(line.country_name), language),
            sort_key(str(line.coalition.name), language),
        ),
    )


def seats(language: str, day: dt.date) -> tuple[list[Seat], list[Seat]]:
    """(present, former) seats; the present ones by name, the former ones the latest first. One query."""
    shown = Organization.objects.in_full()
    terms = SteeringCommitteeTerm.objects.filter(organization__in=shown, starts__lte=day)
    found = [
        Seat(
            row=row_of(term.organization, language),
            country_name=localized(term.organization.country, "name", language),
            term=term_of(term),
        )
        for term in terms.select_related("organization__country").order_by("-ends", "-starts", "pk")
    ]
    present = [seat for seat in found if seat.term.runs_on(day)]
    present.sort(key=lambda seat: (sort_key(seat.row.name, language), seat.row.id))
    return present, [seat for seat in found if seat.term.is_over(day)]
