"""What the form offers to choose from: countries and issues of the registers, situations of the page tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.apps import apps

from cicc_site import languages
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import Localized, localized_among
from members.applications.form import Lists
from members.applications.typed import Typed, texts
from members.models import Country, Issue
from pages.readable import for_everybody

Offered = list[tuple[str, Localized]]
# The questions that need a list, by the field of Lists.
COUNTRIES = ("country", "countries_of_work")
ISSUES = ("issues",)
SITUATIONS = ("situations",)


def of_step(code: str) -> Lists:
    """Everything a step offers, in the active language and its order; one query for each list."""
    if code == "organization":
        return _countries()
    if code == "work":
        return Lists(issues=_issues(), situations=_situations())
    return Lists()


def chosen(typed: Mapping[str, Typed]) -> Lists:
    """Only what was chosen, by the code of the step: enough to check the answers and to show them. What there is no
    longer is left out, so that a check refuses it."""
    organization, work = typed.get("organization", {}), typed.get("work", {})
    return replace(
        _countries(_codes(organization, COUNTRIES)),
        issues=_issues(_codes(work, ISSUES)),
        situations=_situations(_codes(work, SITUATIONS)),
    )


def _codes(values: Typed, names: tuple[str, ...]) -> set[str]:
    return {code for name in names for code in texts(values.get(name, "")) if code}


def _countries(only: Collection[str] | None = None) -> Lists:
    rows = _rows(Country.objects.order_by(), "alpha3", "name", only, "alpha2")
    offered = _in_order([(code, name) for code, name, _region in rows])
    return Lists(countries=offered, regions={code: region for code, _name, region in rows})


def _issues(only: Collection[str] | None = None) -> Offered:
    return _in_order(_rows(Issue.objects.order_by(), "code", "name", only))


def _situations(only: Collection[str] | None = None) -> Offered:
    """In the order of the page tree."""
    # By name: the page that begins an application shows what this package makes.
    model: Any = apps.get_model("pages", "SituationPage")
    return _rows(
        for_everybody(model.objects.live()).exclude(code=None).order_by("path"), "code", "title", only
    )


def _rows(found: Any, code: str, field: str, only: Collection[str] | None, *more: str) -> list[Any]:
    """Code, name and `more` of the rows, or of those alone whose code is among `only`; no query where that is empty."""
    spoken = languages.codes()
    if only is not None:
        if not only:
            return []
        found = found.filter(**{f"{code}__in": only})
    # The columns are named by their language: nothing is to be rewritten, which took longer than the query.
    columns = [f"{field}_{language}" for language in spoken]
    rows = found.rewrite(False).values_list(code, *more, *columns)
    after = 1 + len(more)
    return [
        (row[0], _named(row[0], dict(zip(spoken, row[after:], strict=True))), *row[1:after]) for row in rows
    ]


def _named(code: str, names: dict[str, str]) -> Localized:
    """The name, the code itself where none was given."""
    return localized_among(names) or Localized(code, None, languages.active())


def _in_order(offered: Offered) -> Offered:
    """In the alphabetical order of the reader."""
    language = languages.active()
    return sorted(offered, key=lambda offer: (sort_key(str(offer[1]), language), offer[0]))
