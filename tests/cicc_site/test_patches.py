"""The seams of our patches still are where we cut: a new Wagtail that moves them fails here, not on the site."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings
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


def test_nothing_describes_models_to_an_api_that_is_not_there() -> None:
    """The seam: were the apps to ask for another module, it would be read, and with it what it asks for."""
    assert not apps.is_installed("wagtail.api.v3")
    read = "sys.modules['wagtail.api.v3.api'].__loader__.__class__.__name__"
    script = f"import django, sys; django.setup(); print({read}, 'pydantic' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["_NoWritingApi", "False"]


def test_what_is_left_out_has_nothing_else_to_offer() -> None:
    """Whoever asks for more than is known is told at once, at the start."""
    with pytest.raises(ImportError):
        from wagtail.snippets.api.v3.registry import registry  # noqa: F401


@pytest.mark.parametrize("name", ["wagtail.api.v2.views", "wagtail.admin.api.urls", "pages.api.app"])
def test_the_api_for_reading_is_what_it_was(name: str) -> None:
    assert not patches.WRITING_API.fullmatch(name)
