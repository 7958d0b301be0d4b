"""What of the Court's work belongs to a country: situations named after it, their cases, the updates on these."""

from __future__ import annotations

from dataclasses import dataclass, field

from members.models import Country
from pages.models.cases import CasePage, SituationPage, body_columns
from pages.models.court_updates import CourtUpdatePage

MOST_UPDATES = 5


@dataclass(frozen=True)
class Situation:
    page: SituationPage
    cases: list[CasePage]


@dataclass(frozen=True)
class Proceedings:
    """Only pages anybody may read; what of each may be shown the pages say themselves."""

    situations: list[Situation] = field(default_factory=list)
    updates: list[CourtUpdatePage] = field(default_factory=list)
    more_updates: bool = False


def proceedings(country: Country) -> Proceedings:
    """Three queries at most, one where the country has no situation."""
    pages = list(
        SituationPage.objects.live()
        .public()
        .filter(countries=country)
        .order_by("path")
        .defer(*body_columns())
    )
    if not pages:
        return Proceedings()
    below = CasePage.objects.none()
    for page in pages:
        below |= CasePage.objects.live().child_of(page)
    cases = list(below.public().order_by("path"))
    updates = list(
        CourtUpdatePage.objects.live()
        .public()
        .filter(case__in=[case.pk for case in cases])
        .defer("body", *CourtUpdatePage.translated_fields()["body"])
        .order_by("-date", "-pk")[: MOST_UPDATES + 1]
    )
    return Proceedings(
        [Situation(page, [case for case in cases if case.path.startswith(page.path)]) for page in pages],
        updates[:MOST_UPDATES],
        len(updates) > MOST_UPDATES,
    )
