"""No page of the starting content has a link that leads nowhere, in any language; of many alike a few are read."""

from __future__ import annotations

import pytest

from pages.link_check.checking import Round, waiting
from pages.models import BrokenLink, LinkCheck, SitePage
from tests.few import leave_few_of_a_kind

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def test_the_starting_content_has_none() -> None:
    """The pages further down are read first: a link to what was read already costs nothing."""
    leave_few_of_a_kind()
    walk = Round(seconds=600)
    pages = [*waiting()]
    for page in reversed(pages):
        walk.look_at(page)
    public = SitePage.objects.live().public().filter(depth__gt=1).count()
    assert len(pages) == LinkCheck.objects.count() == public
    assert len(pages) > 50
    assert list(BrokenLink.objects.values_list("page__url_path", "language", "target", "status")) == []
