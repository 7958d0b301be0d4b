"""A site on which few are alike: for tests that open every page of the starting content."""

from __future__ import annotations

from members.enums import UnStatus
from members.models import Country
from pages.models import AssemblySessionPage, CasePage, CourtUpdatePage, SitePage

STATES = ("KEN", "TUV", "COL", "FRA", "EGY", "PSE")


def leave_few_of_a_kind(every: int = 8) -> None:
    """Six States, and one in so many of the pages that are alike, tell as much as all, at a quarter of the price:
    their links are made of the same registers, and editors wrote none of them."""
    Country.objects.exclude(alpha3__in=STATES).update(un_status=UnStatus.NO)
    for model in (AssemblySessionPage, CasePage, CourtUpdatePage):
        kept = model.objects.order_by("path").values_list("pk", flat=True)[::every]
        SitePage.objects.filter(pk__in=model.objects.exclude(pk__in=list(kept))).update(live=False)
