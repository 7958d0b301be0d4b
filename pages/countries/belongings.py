"""What of the Court's work belongs to a country: situations named after it, their cases, the updates on these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from cicc_site.prepared import Slot, question
from members.models import Country
from pages.kept import DOORS, kept
from pages.models.base import SitePage
from pages.models.cases import CasePage, SituationPage, body_columns
from pages.models.court_updates import CourtUpdatePage
from pages.readable import for_everybody

# All that the question reads.
TABLES = DOORS | {
    "pages_situationpage",
    "pages_situationpage_countries",
    "pages_casepage",
    "pages_courtupdatepage",
}
MOST_UPDATES = 5
# Lists show titles and summaries only.
BODIES = [
    *(f"situationpage__{name}" for name in body_columns()),
    *(f"courtupdatepage__{name}" for name in ("body", *CourtUpdatePage.translated_fields()["body"])),
]
# The path in the tree of the page that a condition is asked about.
PATH_OUTSIDE = ExpressionWrapper(OuterRef("path"), output_field=CharField())


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
    """One query, whatever there is: pages of three types by the row they have in common. Kept until one of them
    changes: to plan it costs the database more than anything else of a page."""
    key = country.pk
    return kept(("proceedings", key), lambda: _sorted_out(_proceedings().ask(country=key)), TABLES)


@question
def _proceedings() -> QuerySet[SitePage]:
    """Slot: country, its key."""
    named = SituationPage.objects.filter(countries__pk=Slot("country"))
    above = named.alias(below=PATH_OUTSIDE).filter(below__startswith=F("path"))
    cases_of_these = for_everybody(CasePage.objects.live()).filter(Exists(above))
    updates = for_everybody(CourtUpdatePage.objects.live()).filter(case__in=cases_of_these.values("pk"))
    latest = updates.order_by("-date", "-pk")[: MOST_UPDATES + 1]
    found: QuerySet[SitePage] = (
        for_everybody(SitePage.objects.live())
        .filter(
            Q(pk__in=named.values("pk"))
            | Q(Exists(above), casepage__isnull=False)
            | Q(pk__in=latest.values("pk"))
        )
        .select_related("situationpage", "casepage", "courtupdatepage")
        .defer(*BODIES)
        .order_by("path")
    )
    return found


def _sorted_out(rows: Iterable[SitePage]) -> Proceedings:
    """rows: in the order of the tree. Of a situation that is not public neither cases nor updates are shown."""
    found = Proceedings()
    for row in rows:
        if hasattr(row, "situationpage"):
            found.situations.append(Situation(row.situationpage, []))
        elif hasattr(row, "casepage"):
            if found.situations and row.path.startswith(found.situations[-1].page.path):
                found.situations[-1].cases.append(row.casepage)
        else:
            found.updates.append(row.courtupdatepage)
    shown = {case.pk for situation in found.situations for case in situation.cases}
    updates = [update for update in found.updates if update.case_id in shown]
    updates.sort(key=lambda update: (update.date, update.pk), reverse=True)
    return replace(found, updates=updates[:MOST_UPDATES], more_updates=len(updates) > MOST_UPDATES)
