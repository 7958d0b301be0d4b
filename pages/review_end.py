"""What Wagtail calls when the last task of a workflow is done (setting WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this while its own models are being loaded: nothing here may import a model.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from wagtail.workflows import publish_workflow_state


def finish(state: Any, user: Any = None) -> None:
    """Publish what was approved: the languages of a review by language, the whole version of any other workflow."""
    review = apps.get_model("pages", "LanguageReview")
    if review.objects.filter(workflow_state=state).exists():
        review.publish_complete(state, user)
    else:
        publish_workflow_state(state, user=user)
