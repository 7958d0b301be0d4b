"""Each page of the starting content whose type is on the list is kept, unless it shows organizations.

In a file of its own: the tree other tests share lies in a transaction of another database.
"""

from __future__ import annotations

import pytest

from pages.models import SitePage
from pages.page_cache import allowed
from tests.pages.page_cache.conftest import Site


@pytest.mark.content
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_on_the_list_is_kept(site: Site, language: str) -> None:
    """Fails where a page is made of a table that notes no changes: then it needs a trigger (migration 0022)."""
    unkept = [
        page.address_in(language)
        for page in SitePage.objects.live().filter(depth__gt=1).specific()
        if type(page) in allowed.TYPES and not site.is_kept(page.address_in(language))
    ]
    assert unkept == []
