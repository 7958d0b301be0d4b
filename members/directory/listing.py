"""The rows of the directory: the page of the list that was asked for, in the order that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, F, IntegerField, OrderBy, Value, When
from django.utils.translation import gettext as _

from cicc_site.dates import PartialDate, Precision
from members.directory.choices import Choice
from members.directory.counting import Tally
from members.enums import ListingLevel, OrganizationType
from members.models.organizations import OrganizationQuerySet
from members.rows import COLUMNS, MemberRow, row_from

PAGE_SIZE = 50
# What a list shows of an entry that is shown in full, and of no other.
OF_FULL_ENTRIES = ("listing", "type", "joined", "joined_precision")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list. country: named for the reader; type, joined: only of an entry that is shown in full; since:
    the latter in words."""

    row: MemberRow
    country: Choice
    type: str
    joined: PartialDate | None
    since: str


@dataclass(frozen=True)
class ListPage:
    """number: of the page shown, which is the last one where a later one was asked for."""

    lines: list[Line]
    number: int
    pages: int

    @property
    def first(self) -> int:
        """The place of its first row among all."""
        return (self.number - 1) * PAGE_SIZE + 1


def list_page(found: OrganizationQuerySet, tally: Tally) -> ListPage:
    """found: every row that answers; tally: as it was counted for the same question. One query."""
    pages = max(1, -(-tally.total // PAGE_SIZE))
    number = min(tally.question.page, pages)
    start = (number - 1) * PAGE_SIZE
    if not tally.total:
        return ListPage([], number, pages)
    rows = _in_order(found, tally, start)
    countries = tally.choices.countries
    language = tally.choices.language
    lines = []
    since = _("Member since %(year)s")
    types = {code: str(label) for code, label in OrganizationType.choices}
    for values in rows.values(*COLUMNS, *OF_FULL_ENTRIES):
        row = row_from(values, language)
        full = values["listing"] == ListingLevel.FULL
        lines.append(
            Line(
                row=row,
                country=countries[row.country],
                type=types[values["type"]] if full and values["type"] else "",
                joined=PartialDate(values["joined"], Precision(values["joined_precision"]))
                if full and values["joined"]
                else None,
                since=since % {"year": values["joined"].year} if full and values["joined"] else "",
            )
        )
    return ListPage(lines, number, pages)


def _in_order(found: OrganizationQuerySet, tally: Tally, start: int) -> OrganizationQuerySet:
    """The rows from `start` on, as many as a page holds. The number decides between equals: pages never overlap."""
    by_name = (f"sort_{tally.choices.language}", "pk")
    if tally.question.sort == "country":
        return _by_country(found, tally, start, by_name)
    if tally.question.sort == "joined":
        # Where a member shows its name and country only, its year must not show by its place either.
        shown = Case(When(listing=ListingLevel.FULL, then=F("joined")))
        order: tuple[OrderBy | str, ...] = (shown.desc(nulls_last=True), *by_name)
    else:
        order = by_name
    # The keys of a far page are read from an index alone; only its own rows are fetched.
    keys = found.order_by(*order).values("pk")[start : start + PAGE_SIZE]
    return found.model.objects.listed().filter(pk__in=keys).order_by(*order)


def _by_country(
    found: OrganizationQuerySet, tally: Tally, start: int, by_name: tuple[str, ...]
) -> OrganizationQuerySet:
    """In the alphabet of the reader, which the database does not know: from the counts it is plain in which countries
    the page lies, so only these are sorted."""
    places = list(_countries_of_page(tally, start))
    skipped = start - places[0][1]
    rank = Case(
        *(When(country_id=country.key, then=Value(place)) for place, (country, _) in enumerate(places)),
        output_field=IntegerField(),
    )
    within = found.filter(country_id__in=[country.key for country, _ in places])
    return within.order_by(rank, *by_name)[skipped : skipped + PAGE_SIZE]


def _countries_of_page(tally: Tally, start: int) -> Iterator[tuple[Choice, int]]:
    """(country, rows before it) of the countries some of whose rows lie on the page."""
    before = 0
    for country in tally.choices.alphabet:
        count = tally.by_country.get(country.code, 0)
        if count and before < start + PAGE_SIZE and before + count > start:
            yield country, before
        before += count
