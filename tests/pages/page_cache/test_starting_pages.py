"""Each page of the starting content whose type is on the list is kept, unless it shows organizations.

In a file of its own: the tree other tests share lies in a transaction of another database.
"""

from __future__ import annotations

from typing import Any

import pytest

from pages.models import SitePage
from pages.page_cache import allowed, middleware
from pages.page_cache.reading import Read
from tests.pages.page_cache.conftest import Site

# They name members: who is delisted is gone from them with the next request.
SHOW_MEMBERS = {"about-the-coalition/steering-committee/", "membership/national-coalitions/"}


@pytest.mark.content
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_on_the_list_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Fails where a page is made of a table that notes no changes: then it needs a trigger (migration 0022)."""
    reads: list[Read] = []

    def noted(response: Any, read: Read, place: str) -> bool:
        reads.append(read)
        return allowed.may_stay(response, read, place)

    monkeypatch.setattr(middleware, "may_stay", noted)
    unkept: dict[str, list[str]] = {}
    for page in SitePage.objects.live().filter(depth__gt=1).specific():
        reads.clear()
        if type(page) in allowed.TYPES and not site.is_kept(page.address_in(language)):
            unwatched = reads[-1].tables - allowed.NOT_SHOWN - allowed.watched() if reads else {"no answer"}
            english = page.address_in("en").removeprefix("/en/")
            unkept[english] = sorted(
                unwatched | (reads[-1].shown & allowed.SHOW_ORGANIZATIONS if reads else set())
            )
    assert set(unkept) == SHOW_MEMBERS, unkept
