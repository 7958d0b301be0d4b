"""No page of the starting content has a link that leads nowhere, in any language."""

from __future__ import annotations

import pytest

from pages.link_check.checking import Round
from pages.models import BrokenLink, LinkCheck, SitePage

pytestmark = [pytest.mark.content, pytest.mark.django_db]


def test_the_starting_content_has_none() -> None:
    looked_at = Round(seconds=600).run()
    assert (
        looked_at == LinkCheck.objects.count() == SitePage.objects.live().public().filter(depth__gt=1).count()
    )
    assert looked_at > 50
    assert list(BrokenLink.objects.values_list("page__url_path", "language", "target", "status")) == []
