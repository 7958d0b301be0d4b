"""Every place where we change somebody else's code, each with its reason and when it may go.

Applied by `CiccSiteConfig.ready`; a test proves that each seam still holds.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser

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


def choosers_without_inline_scripts() -> None:
    """Say in data what a chooser starts with, for static/js/admin/starter.js.

    Why: the Content-Security-Policy lets no inline script run, and a chooser writes one, with no seam around it.
    Goes when: Wagtail starts its choosers with Stimulus, as it does all newer fields.
    """
    BaseChooser.render = _render_chooser
    AdminTaskChooser.js_constructor = "createTaskChooser"


def _render_chooser(
    self: Any, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    identifier = (attrs or {})["id"]
    data = self.get_value_data(value)
    return format_html(
        '{}<span hidden data-controller="site-starter" data-site-starter-start-value="{}"'
        ' data-site-starter-field-value="{}" data-site-starter-options-value="{}"></span>',
        self.render_html(name, data, attrs),
        self.js_constructor,
        identifier,
        json.dumps(self.get_js_init_options(identifier, name, data)),
    )


def apply_all() -> None:
    publish_by_part()
    choosers_without_inline_scripts()
