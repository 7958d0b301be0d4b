"""Each page of the starting content whose type is on the list is kept, unless it shows organizations.

Of the types with dozens of pages that are alike a few are looked at.

In a file of its own: the tree other tests share lies in a transaction of another database.
"""

from __future__ import annotations

from collections import Counter
from itertools import cycle
from typing import Any

import pytest

from cicc_site import languages
from pages.models import AssemblySessionPage, CasePage, CourtUpdatePage, SitePage, SituationPage
from pages.page_cache import allowed, middleware
from pages.page_cache.reading import Read
from tests.pages.page_cache.conftest import Site

# They name members: who is delisted is gone from them with the next request.
ALIKE = (AssemblySessionPage, CasePage, CourtUpdatePage, SituationPage)
FEW = 6
SHOW_MEMBERS = {"about-the-coalition/steering-committee/", "membership/national-coalitions/"}


@pytest.mark.content
@pytest.mark.django_db
def test_every_page_on_the_list_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where a page is made of a table that notes no changes: then it needs a trigger (migration 0022).

    Each page in one of the languages, which take turns: it is made of the same tables in all of them.
    """
    reads: list[Read] = []

    def noted(response: Any, read: Read, place: str) -> bool:
        reads.append(read)
        return allowed.may_stay(response, read, place)

    monkeypatch.setattr(middleware, "may_stay", noted)
    unkept: dict[str, list[str]] = {}
    seen: Counter[type[SitePage]] = Counter()
    turns = cycle(languages.codes())
    for page in SitePage.objects.live().filter(depth__gt=1).order_by("path").specific():
        seen[type(page)] += 1
        if type(page) not in allowed.TYPES or (type(page) in ALIKE and seen[type(page)] > FEW):
            continue
        reads.clear()
        if not site.is_kept(page.address_in(next(turns))):
            unwatched = reads[-1].tables - allowed.NOT_SHOWN - allowed.watched() if reads else {"no answer"}
            english = page.address_in("en").removeprefix("/en/")
            unkept[english] = sorted(
                unwatched | (reads[-1].shown & allowed.SHOW_ORGANIZATIONS if reads else set())
            )
    assert set(unkept) == SHOW_MEMBERS, unkept
