"""The seams of our patches still are where we cut: a new Wagtail that moves them fails here, not on the site."""

from __future__ import annotations

import inspect

from wagtail.actions import publish_page_revision, publish_revision
from wagtail.admin.views.pages import edit
from wagtail.models import pages as wagtail_pages

from cicc_site import patches


def test_every_way_of_publishing_ends_in_the_patched_step() -> None:
    action = publish_revision.PublishRevisionAction
    assert action._publish_revision is patches._publish_by_part
    assert "_publish_revision" not in vars(publish_page_revision.PublishPageRevisionAction)
    for module in (edit, wagtail_pages):
        assert module.PublishPageRevisionAction is publish_page_revision.PublishPageRevisionAction


def test_wagtails_step_still_takes_what_we_hand_it_and_leaves_what_we_replace() -> None:
    names = list(inspect.signature(patches._publish).parameters)
    assert names[:3] == ["self", "revision", "object"]
    after = inspect.getsource(publish_revision.PublishRevisionAction._after_publish)
    assert "self.object" in after
    assert "self.revision" in after
