"""What the filters of the directory can name: countries, issues and national coalitions, read in one query."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast

from cicc_site import languages
from cicc_site.countries import language_name, sort_key
from cicc_site.multilingual.values import Localized, has_meaning
from members.models import Country, Issue, NationalCoalition

NAMES = tuple(f"name_{code}" for code in languages.codes())
COUNTRY, ISSUE, COALITION = "country", "issue", "coalition"


@dataclass(frozen=True)
class Choice:
    """A value a filter can take. key: of the row; code: how addresses name it; region, group: of a country."""

    key: int
    code: str
    name: Localized
    region: str = ""
    group: str = ""


class Choices:
    """The rows of the three registers by the code that an address gives them, named for a reader of `language`."""

    def __init__(self, rows: list[dict[str, Any]], language: str) -> None:
        self.language = language
        self._by_kind: dict[str, dict[str, Choice]] = {COUNTRY: {}, ISSUE: {}, COALITION: {}}
        for row in rows:
            choice = Choice(
                row["pk"], row["address"], _localized(row, language), row["first_group"], row["second_group"]
            )
            self._by_kind[row["kind"]][choice.code] = choice

    @property
    def countries(self) -> dict[str, Choice]:
        return self._by_kind[COUNTRY]

    @property
    def issues(self) -> dict[str, Choice]:
        return self._by_kind[ISSUE]

    @property
    def coalitions(self) -> dict[str, Choice]:
        return self._by_kind[COALITION]

    @cached_property
    def country_by_key(self) -> dict[int, Choice]:
        return {country.key: country for country in self.countries.values()}

    @cached_property
    def alphabet(self) -> list[Choice]:
        """The countries in the alphabetical order of the reader."""
        return self.sorted(self.countries.values())

    def sorted(self, choices: Any) -> list[Choice]:
        return sorted(choices, key=lambda choice: (sort_key(str(choice.name), self.language), choice.code))

    # What the register calls a value of an address; None where it knows no such thing.

    def country_code(self, value: str) -> str | None:
        return value.upper() if value.upper() in self.countries else None

    def issue_code(self, value: str) -> str | None:
        return value if value in self.issues else None

    def coalition_code(self, value: str) -> str | None:
        return value if value in self.coalitions else None

    def language_code(self, value: str) -> str | None:
        """A language that has a name; whether a member works in it says the number of rows."""
        named = value.isascii() and value.replace("-", "").isalnum() and language_name(value, "en") != value
        return value if named else None


def choices(language: str) -> Choices:
    """One query for all three."""
    countries = _rows(Country.objects.all(), COUNTRY, F("alpha3"), F("cicc_region"), F("un_regional_group"))
    issues = _rows(Issue.objects.all(), ISSUE, F("code"))
    coalitions = _rows(NationalCoalition.objects.all(), COALITION, Cast("pk", CharField()))
    return Choices(list(countries.union(issues, coalitions, all=True)), language)


def _rows(found: Any, kind: str, address: Any, first: Any = None, second: Any = None) -> Any:
    empty = Value("", CharField())
    return (
        found.order_by()
        .annotate(
            kind=Value(kind, CharField()),
            address=address,
            first_group=first or empty,
            second_group=second or empty,
        )
        .values("pk", "kind", "address", "first_group", "second_group", *NAMES)
    )


def _localized(row: dict[str, Any], language: str) -> Localized:
    for code in languages.reading_order(language):
        if has_meaning(row[f"name_{code}"]):
            return Localized(row[f"name_{code}"], code, language)
    return Localized(row["address"], None, language)
