"""Every place where we change somebody else's code, each with its reason and when it may go.

Applied by `CiccSiteConfig.ready`; a test proves that each seam still holds.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction

from cicc_site.multilingual import changes

_publish = PublishRevisionAction._publish_revision


def publish_by_part() -> None:
    """Ask a page what publishing means for it before Wagtail does it.

    Why: Wagtail publishes a version whole, and builds its action in five places that no setting reaches.
    Goes when: Wagtail lets a model name its own publishing action (the action registry serves only its API so far).
    """
    PublishRevisionAction._publish_revision = _publish_by_part


def _publish_by_part(self: Any, revision: Any, object: Any, *args: Any, **kwargs: Any) -> Any:
    if not hasattr(object, "publication"):
        return _publish(self, revision, object, *args, **kwargs)
    with transaction.atomic(), changes.together():
        publication = object.publication(revision, self.user)
        self.revision, self.object = publication.revision, publication.page
        result = _publish(self, publication.revision, publication.page, *args, **kwargs)
        publication.finish()
        return result


def apply_all() -> None:
    publish_by_part()
