"""Whether an organization is in the directory: only what the public may know, so that nobody can be found out by it.

The question goes to the listed entries alone, by their public names: a hidden member and one that never was cost the
same query and bring the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from cicc_site.multilingual.values import Localized, localized
from cicc_site.text import clean_query
from members.directory.entries import Name
from members.models import Organization

MOST = 5
# Fewer signs would list half of the directory.
SHORTEST = 3


@dataclass(frozen=True)
class Found:
    organization: Organization
    name: Name
    country: Localized


def listed_members(name: str, language: str) -> list[Found]:
    """The listed members whose names have all the words of `name`, for a reader of `language`; one query."""
    asked = clean_query(name)
    if len(asked) < SHORTEST:
        return []
    rows = Organization.objects.listed().matching(asked).select_related("country")
    rows = rows.order_by(f"sort_{language}", "pk")[:MOST]
    return [
        Found(row, Name(*row.name_in(language)), localized(row.country, "name", language)) for row in rows
    ]
