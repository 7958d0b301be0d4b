"""The members of one country as the public may know them: how many, the first of them, the national coalition."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import Localized, localized
from cicc_site.prepared import Slot, question
from members.models import Country, NationalCoalition, Organization
from members.rows import MemberRow, counted, first_rows, in_order_of_name, row_of


@dataclass(frozen=True)
class Coalition:
    """A national coalition that exists. coordinator: None where none is known or the public may not know it."""

    name: Localized
    founded: PartialDate | None
    website: str
    coordinator: MemberRow | None
    is_demo: bool


@dataclass(frozen=True)
class CountryMembers:
    """total: the listed members, of whom `rows` are the first; hidden ones are in neither."""

    total: int
    rows: list[MemberRow]
    coalitions: list[Coalition]


def country_members(country: Country, language: str, most: int) -> CountryMembers:
    """Two queries, however many there are. most: how many rows to give."""
    rows, total = first_rows(_listed(language).ask(rows=slice(most), country=country.pk), language)
    return CountryMembers(total, rows, coalitions_of(country, language))


def coalitions_of(country: Country, language: str) -> list[Coalition]:
    records = _existing().ask(day=today(), country=country.pk)
    return [coalition_of(record, language) for record in records]


@question
def _listed(language: str) -> Any:
    """Slot: country, its key."""
    listed = Organization.objects.listed().filter(country_id=Slot("country"))
    return counted(in_order_of_name(listed, language))


@question
def _existing() -> models.QuerySet[NationalCoalition]:
    """Slots: day; country, its key."""
    return existing(Slot("day")).filter(country_id=Slot("country"))


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def existing(day: dt.date | Slot) -> models.QuerySet[NationalCoalition]:
    """The national coalitions that exist on a day, with what `coalition_of` asks for."""
    found = NationalCoalition.objects.filter(Q(ended__isnull=True) | Q(ended__gt=day))
    return found.select_related("coordinator__country")


def coalition_of(record: NationalCoalition, language: str) -> Coalition:
    return Coalition(
        name=localized(record, "name", language),
        founded=record.founded_when,
        website=record.website,
        coordinator=_coordinator(record, language),
        is_demo=record.is_demo,
    )


def _coordinator(coalition: NationalCoalition, language: str) -> MemberRow | None:
    """That it coordinates tells more of a member than name and country: only one listed in full is named."""
    coordinator = coalition.coordinator
    if coordinator is None or not coordinator.shows_everything:
        return None
    return row_of(coordinator, language)
