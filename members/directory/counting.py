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

from django.db.models import CharField, Count, F, Func, Q, Value
from django.db.models.functions import Cast

from members.directory.choices import Choice, Choices
from members.directory.question import OF_THE_ENTRY, Question
from members.models import Organization
from members.models.organizations import OrganizationQuerySet

Counts = dict[str, int]


@dataclass(frozen=True)
class Tally:
    """Counted for one question. by_key: listed members by country under every filter but those of place; of_entry:
    {filter: {value: count}} of the filters that only entries shown in full answer."""

    question: Question
    choices: Choices
    by_key: dict[int, int]
    of_entry: dict[str, Counts]

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
    arms = [_arm(_by_attributes(question, choices, day), "country", Cast("country_id", CharField()))]
    arms += [_arm_of_entry(name, question, choices, day) for name in OF_THE_ENTRY]
    by_key: dict[int, int] = {}
    of_entry: dict[str, Counts] = {}
    for row in arms[0].union(*arms[1:], all=True):
        if row["facet"] == "country":
            by_key[int(row["value"])] = row["rows"]
        else:
            of_entry.setdefault(row["facet"], {})[row["value"]] = row["rows"]
    return Tally(question, choices, by_key, of_entry)


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


# --- The filters that tell more than name and country ------------------------------------------------------


def _by_attributes(
    question: Question, choices: Choices, day: dt.date, leaving_out: str = "", in_full: bool = False
) -> OrganizationQuerySet:
    """The listed members that pass every filter but those of place; leaving_out: one more that is not asked."""
    asked = [name for name in OF_THE_ENTRY if question.value(name) and name != leaving_out]
    found = Organization.objects.in_full() if asked or in_full else Organization.objects.listed()
    if question.q:
        found = found.matching(question.q)
    for name in asked:
        found = _with_attribute(found, name, str(question.value(name)), choices, day)
    return found


def _with_attribute(
    found: OrganizationQuerySet, name: str, value: str, choices: Choices, day: dt.date
) -> OrganizationQuerySet:
    if name == "committee":
        return found.on_steering_committee(day)
    conditions = {
        "type": lambda: Q(type=value),
        "issue": lambda: Q(issues=choices.issues[value].key),
        "language": lambda: Q(working_languages__contains=[value]),
        "coalition": lambda: Q(national_coalition=choices.coalitions[value].key),
    }
    return found.filter(conditions[name]())


def _arm_of_entry(name: str, question: Question, choices: Choices, day: dt.date) -> Any:
    found = _by_attributes(question, choices, day, leaving_out=name, in_full=True)
    keys = keys_of_place(question, choices)
    if keys is not None:
        found = found.filter(country_id__in=sorted(keys))
    if name == "type":
        return _arm(found.exclude(type=""), name, F("type"))
    if name == "issue":
        return _arm(found.filter(issues__isnull=False), name, F("issues__code"))
    if name == "language":
        # An array that names a language twice would count its row twice; the forms refuse it.
        each = Func(F("working_languages"), function="unnest", output_field=CharField())
        return _arm(found, name, each)
    if name == "coalition":
        with_one = found.filter(national_coalition__isnull=False)
        return _arm(with_one, name, Cast("national_coalition_id", CharField()))
    return _arm(found.on_steering_committee(day), name, Value("1", CharField()))


def _arm(found: OrganizationQuerySet, name: str, value: Any) -> Any:
    """{facet, value, rows}: one part of the query."""
    counted = found.order_by().annotate(facet=Value(name, CharField()), value=value)
    return counted.values("facet", "value").annotate(rows=Count("pk", distinct=name in ("issue", "language")))
