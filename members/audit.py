"""Which languages an edit touched, as the audit log keeps it: `data["languages"]`, codes of languages and "facts"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from modelcluster.models import get_serializable_data_for_fields
from wagtail.actions.edit import EditAction
from wagtail.log_actions import log

from cicc_site.multilingual.parts import Content, all_parts
from cicc_site.multilingual.reader import as_editor

LANGUAGES = "languages"


def log_data(languages: Iterable[str]) -> dict[str, list[str]]:
    """Return the `data` of a log entry for an edit or publication of these parts, in the order of the site."""
    touched = set(languages)
    return {LANGUAGES: [part for part in all_parts() if part in touched]}


def stored_content(instance: Model) -> Content:
    """Return the columns of a record as a revision would store them, without rows of other tables."""
    with as_editor():
        content: Content = get_serializable_data_for_fields(instance)
        return content


class LoggedEditAction(EditAction):
    """Wagtail's edit of a record that has no revisions; its log entry names the languages that changed.

    A form that knows more of what it did says so in `log_details`.
    """

    def execute(self, skip_permission_checks: bool = False) -> Any:
        action: str | None = self.log_action
        self.log_action: Any = None
        result = super().execute(skip_permission_checks=skip_permission_checks)
        if action:
            edited = getattr(self.form, "edited_parts", None)
            log(
                instance=self.instance,
                action=action,
                user=self.user,
                content_changed=self.content_changed,
                data=None
                if edited is None
                else {**log_data(edited), **getattr(self.form, "log_details", {})},
            )
        return result
