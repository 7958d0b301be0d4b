"""What the form offers to choose from: countries and issues of the registers, situations of the page tree."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from cicc_site import languages
from cicc_site.multilingual.values import localized
from members.applications.form import Lists
from members.directory.choices import choices

COUNTRIES, ISSUES, SITUATIONS = "countries", "issues", "situations"
# What each step needs; the others need nothing.
OF_STEP = {"organization": (COUNTRIES,), "work": (ISSUES, SITUATIONS)}


def lists(*wanted: str) -> Lists:
    """In the active language and its order; one query for the registers, one for the situations."""
    found: dict[str, list[Any]] = {}
    if COUNTRIES in wanted or ISSUES in wanted:
        known = choices(languages.active())
        found[COUNTRIES] = [(country.code, country.name) for country in known.alphabet]
        found[ISSUES] = [(issue.code, issue.name) for issue in known.sorted(known.issues.values())]
    if SITUATIONS in wanted:
        found[SITUATIONS] = _situations()
    return Lists(**found)


def of_step(code: str) -> Lists:
    return lists(*OF_STEP.get(code, ()))


def every() -> Lists:
    return lists(COUNTRIES, ISSUES, SITUATIONS)


def _situations() -> list[tuple[str, Any]]:
    # By name: the page that begins an application shows what this package makes.
    model: Any = apps.get_model("pages", "SituationPage")
    titles = [f"title_{code}" for code in languages.codes()]
    rows = model.objects.live().exclude(code=None).order_by("path").only("pk", "code", "path", *titles)
    return [(row.code, localized(row, "title")) for row in rows]
