"""What an import says of a manifest: one line for each thing that happens or does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(TextChoices):
    """In the order of the summary."""

    NEW = "new", _("New works")
    CHANGED = "changed", _("Works changed")
    UNCHANGED = "unchanged", _("Works unchanged")
    NEW_FILE = "new_file", _("New files")
    NEW_VERSION = "new_version", _("Files replaced by a newer version")
    FILE_CHANGED = "file_changed", _("Files described anew")
    SAME_FILE = "same_file", _("Files that are there already")
    RELATION = "relation", _("New relations")
    DUPLICATE = "duplicate", _("Duplicates, left out")
    CONFLICT = "conflict", _("Left as they are in the archive")
    HINT = "hint", pgettext_lazy("of an import", "To be looked at")
    REFUSED = "refused", _("Rows refused, in whole or in part")


@dataclass(frozen=True, slots=True)
class Line:
    """row: of the manifest; name: what the work is called there; work: its number, if it has one; before, after: values
    as texts; problem: for problems.told."""

    row: int
    outcome: Outcome
    name: str = ""
    work: int | None = None
    column: str = ""
    before: str = ""
    after: str = ""
    problem: dict[str, Any] = field(default_factory=dict)
