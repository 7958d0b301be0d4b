"""How many listed members each value of each filter would leave: one query, every number that of rows shown.

A number beside a value is what its filter would give with the other filters as they are. Region and group are counted
from the countries, so that no two of the three can disagree.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from members.directory.choices import Choice, Choices
from members.directory.question import OF_THE_ENTRY, Question
from members.enums import ListingLevel
from members.models import Organization
from members.models.organizations import OrganizationQuerySet, sits_on

Counts = dict[str, int]


@dataclass(frozen=True)
class Tally:
    """Counted for one question. by_key: listed members by country under every filter but those of place; of_entry:
    {filter: {value: count}} of the filters that only entries shown in full answer. demo: how many rows are invented."""

    question: Question
    choices: Choices
    by_key: dict[int, int]
    of_entry: dict[str, Counts]
    demo: int

    @cached_property
    def total(self) -> int:
        """The number of rows shown."""
        return sum(self.by_country.values())

    @cached_property
    def by_country(self) -> Counts:
        """Rows shown by country (alpha-3), none without a row: what the map and the list sorted by country show."""
        return {country.code: count for country, count in self._countries("")}

    @cached_property
    def countries(self) -> Counts:
        return {country.code: count for country, count in self._countries("country")}

    @cached_property
    def regions(self) -> Counts:
        return self._added_up((country.region, count) for country, count in self._countries("region"))

    @cached_property
    def groups(self) -> Counts:
        return self._added_up((country.group, count) for country, count in self._countries("group"))

    def of(self, name: str) -> Counts:
        """The counts of a filter by its values."""
        by_place = {"country": "countries", "region": "regions", "group": "groups"}
        found: Counts = getattr(self, by_place[name]) if name in by_place else self.of_entry.get(name, {})
        return found

    def _countries(self, leaving_out: str) -> Iterable[tuple[Choice, int]]:
        keys = keys_of_place(self.question, self.choices, leaving_out)
        for key, count in self.by_key.items():
            if keys is None or key in keys:
                yield self.choices.country_by_key[key], count

    @staticmethod
    def _added_up(pairs: Iterable[tuple[str, int]]) -> Counts:
        found: Counter[str] = Counter()
        for code, count in pairs:
            if code:
                found[code] += count
        return dict(found)


def tally(question: Question, choices: Choices, day: dt.date) -> Tally:
    """day: on which the Steering Committee is asked who sits in it. One query."""
    by_key: dict[int, int] = {}
    of_entry: dict[str, Counts] = {}
    codes = {str(issue.key): issue.code for issue in choices.issues.values()}
    demo = 0
    for facet, value, rows in _counted(question, choices, day):
        if facet == "demo":
            demo = rows
        elif facet == "country":
            by_key[int(value)] = rows
        else:
            code = codes.get(value, "") if facet == "issue" else value
            of_entry.setdefault(facet, {})[code] = rows
    return Tally(question, choices, by_key, of_entry, demo)


def matching(question: Question, choices: Choices, day: dt.date) -> OrganizationQuerySet:
    """The rows that answer the question, in no order."""
    found = _by_attributes(question, choices, day)
    keys = keys_of_place(question, choices)
    return found if keys is None else found.filter(country_id__in=sorted(keys))


def keys_of_place(question: Question, choices: Choices, leaving_out: str = "") -> set[int] | None:
    """The keys of the countries that pass the filters of place; None where none is set. leaving_out: one not asked."""
    tests: list[Any] = []
    if question.countries and leaving_out != "country":
        tests.append(lambda country: country.code in question.countries)
    if question.region and leaving_out != "region":
        tests.append(lambda country: country.region == question.region)
    if question.group and leaving_out != "group":
        tests.append(lambda country: country.group == question.group)
    if not tests:
        return None
    return {country.key for country in choices.countries.values() if all(test(country) for test in tests)}


# --- The filters that tell more than name and country ----------------------------------------------------


def _condition(name: str, value: str, choices: Choices, day: dt.date) -> Q:
    """What an entry shown in full must fulfil. Rows and counts ask the same."""
    if name == "type":
        return Q(type=value)
    if name == "issue":
        links = Organization.issues.through.objects.filter(organization=OuterRef("pk"))
        return Q(Exists(links.filter(issue=choices.issues[value].key)))
    if name == "language":
        return Q(working_languages__contains=[value])
    if name == "coalition":
        return Q(national_coalition=choices.coalitions[value].key)
    return Q(sits_on(day))


def _by_attributes(question: Question, choices: Choices, day: dt.date) -> OrganizationQuerySet:
    """The listed members that pass every filter but those of place."""
    asked = [name for name in OF_THE_ENTRY if question.value(name)]
    found = Organization.objects.in_full() if asked else Organization.objects.listed()
    if question.q:
        found = found.matching(question.q)
    for name in asked:
        found = found.filter(_condition(name, str(question.value(name)), choices, day))
    return found


# --- Counting --------------------------------------------------------------------------------------------

# Each part counts the same rows, which are read once; `others` are the conditions of the other filters.
PARTS = {
    "demo": "SELECT 'demo', '1', count(*) FROM rows WHERE is_demo AND {others}",
    "country": "SELECT 'country', country_id::text, count(*) FROM rows WHERE {others} GROUP BY country_id",
    "type": "SELECT 'type', type, count(*) FROM rows WHERE type <> '' AND {others} GROUP BY 2",
    "coalition": "SELECT 'coalition', national_coalition_id::text, count(*) FROM rows "
    "WHERE national_coalition_id IS NOT NULL AND {others} GROUP BY national_coalition_id",
    "committee": "SELECT 'committee', '1', count(*) FROM rows WHERE sits AND {others} HAVING count(*) > 0",
    "issue": "SELECT 'issue', link.issue_id::text, count(*) FROM rows "
    'JOIN "members_organization_issues" link ON link.organization_id = rows.id WHERE {others} GROUP BY 2',
    # Many entries name the same languages; one that names a language twice counts once.
    "language": "SELECT 'language', each.code, sum(entries)::bigint FROM "
    "(SELECT working_languages, count(*) AS entries FROM rows WHERE {others} GROUP BY working_languages) sets, "
    "LATERAL (SELECT DISTINCT unnest(working_languages)) AS each (code) GROUP BY each.code",
}


def _counted(question: Question, choices: Choices, day: dt.date) -> list[tuple[str, str, int]]:
    """(filter, value, rows). What is read is a queryset that begins with `listed`; SQL of our own only counts it."""
    found = Organization.objects.listed()
    if question.q:
        found = found.matching(question.q)
    if found.query.is_empty():
        return []
    asked = [name for name in OF_THE_ENTRY if question.value(name)]
    fits = {
        f"fits_{name}": _as_column(_condition(name, str(question.value(name)), choices, day))
        for name in asked
    }
    rows = found.order_by().annotate(
        is_full=_as_column(Q(listing=ListingLevel.FULL)), sits=_as_column(Q(sits_on(day))), **fits
    )
    columns = (
        "id",
        "is_demo",
        "country_id",
        "type",
        "national_coalition_id",
        "working_languages",
        "is_full",
        "sits",
        *fits,
    )
    sql, params = rows.values(*columns).query.sql_with_params()
    keys = keys_of_place(question, choices)
    parts = []
    for name, part in PARTS.items():
        others = [f"fits_{other}" for other in asked if other != name]
        if others or name in OF_THE_ENTRY:
            others.append("is_full")
        if keys is not None and name != "country":
            others.append("country_id = ANY(%s)")
            params = (*params, sorted(keys))
        parts.append(part.format(others=" AND ".join(others) or "true"))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH rows AS MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}", params)
        counted: list[tuple[str, str, int]] = cursor.fetchall()
    return counted


def _as_column(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())
