"""No page of the starting content has a link that leads nowhere, in any language.

Of the types with dozens of pages that are alike every sixth is read; where links lead, the others are asked for, too.
"""

from __future__ import annotations

import pytest

from pages.link_check.checking import Round
from pages.models import (
    AssemblySessionPage,
    BrokenLink,
    CasePage,
    CourtUpdatePage,
    LinkCheck,
    SitePage,
    SituationPage,
)

pytestmark = [pytest.mark.content, pytest.mark.django_db]

ALIKE = (AssemblySessionPage, CasePage, CourtUpdatePage, SituationPage)


def test_the_starting_content_has_none() -> None:
    pages = [*SitePage.objects.live().public().filter(depth__gt=1).order_by("path").specific()]
    alike = [page for page in pages if isinstance(page, ALIKE)]
    looked_at = [page for page in pages if not isinstance(page, ALIKE)] + alike[::6]
    assert len(looked_at) > 50
    assert len(alike) > 100, "not worth leaving out"
    walk = Round(seconds=600)
    for page in looked_at:
        walk.look_at(page)
    assert LinkCheck.objects.count() == len(looked_at)
    assert list(BrokenLink.objects.values_list("page__url_path", "language", "target", "status")) == []
