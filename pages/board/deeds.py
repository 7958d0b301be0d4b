"""What people do on the board: give work, take it, give it back, say that a text is still valid.

Each asks on its own who may, whatever a page offered; what somebody may not do is left as it is and counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from cicc_site.multilingual.freshness import Stamped
from members.models import User
from members.permissions import editable_languages
from pages.board import rights
from pages.models.translation_tasks import TranslationTask

Tasks = QuerySet[TranslationTask]


@dataclass
class Assignment:
    """What is to be written into rows; what is not named stays. values: owner, due, note."""

    values: dict[str, Any] = field(default_factory=dict)

    @property
    def owner(self) -> User | None:
        return self.values.get("owner")


def assign(user: Any, tasks: Tasks, assignment: Assignment) -> tuple[int, int]:
    """Write an assignment; returns (rows written, rows left because the owner cannot edit their language)."""
    if not rights.may_assign(user):
        raise PermissionDenied
    total = tasks.count()
    if assignment.owner is not None:
        tasks = tasks.filter(language__in=editable_languages(assignment.owner))
    written = _chosen(tasks).update(**assignment.values) if assignment.values else 0
    return written, total - written


def take(user: Any, tasks: Tasks) -> int:
    """Make rows one's own that nobody has, in languages one may edit; returns how many."""
    free = tasks.filter(owner=None, language__in=rights.own_languages(user))
    return _chosen(free).update(owner=user)


def give_back(user: Any, tasks: Tasks) -> int:
    """Leave one's own rows to somebody else; returns how many. Their due date stands."""
    return _chosen(tasks.filter(owner=user)).update(owner=None)


@transaction.atomic
def confirm(user: Any, task: TranslationTask) -> None:
    """Declare that a picture, file, register entry or setting still matches its English. Raises PermissionDenied."""
    record = task.target
    if not isinstance(record, Stamped) or not rights.may_confirm(user, record, task.language):
        raise PermissionDenied
    record.refresh_stamps()
    record.declare_current([task.language])
    record.save(update_fields=["stamps"])
    log(instance=record, action="wagtail.edit", user=user, data={"languages": [task.language]})


def _chosen(tasks: Tasks) -> Tasks:
    """Rows by their key: an update must not depend on what it changes."""
    return TranslationTask.objects.filter(pk__in=list(tasks.values_list("pk", flat=True)))
