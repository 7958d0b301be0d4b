"""Every place where we change somebody else's code, each with its reason and when it may go.

Applied by `CiccSiteConfig.ready`; a test proves that each seam still holds.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
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


WRITING_API = re.compile(r"wagtail\.(?:[a-z.]+\.)?api\.v3(?:\.[a-z]+)?")


def no_writing_api() -> None:
    """Give Wagtail's apps an empty module wherever they register with its API for writing (`wagtail.api.v3`).

    Why: that app is not installed and none of its addresses is mounted; the others register with it all the same, and
    describe every model and block three times over in classes of pydantic: 39 MB of each process (18 of those that have
    an API of ours besides) and a third of the time of a start.
    Goes when: Wagtail registers only where the app is installed, as its own hooks for users do already.
    """
    sys.meta_path.insert(0, _NoWritingApi())


class _NoWritingApi(MetaPathFinder, Loader):
    """Finds an empty module, with the names alone that the apps ask for: what they ask next year fails at once."""

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if not WRITING_API.fullmatch(name):
            return None
        return ModuleSpec(name, self, is_package=name.endswith(".v3"))

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(api=self, router=None, register_content_types=lambda: None)

    def add_router(self, prefix: str, router: None) -> None:
        """What an app calls on the API."""


def apply_all() -> None:
    publish_by_part()
    choosers_without_inline_scripts()
    no_writing_api()
