"""Imports of organizations: the file somebody sent, what became of each of its rows, and mappings that are remembered.

A run is checked first, which changes nothing, and applied afterwards. What it does is `members.importing`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Without a sign of life for so long, whoever worked on a run is gone.
SILENCE = dt.timedelta(seconds=30)


def new_key() -> str:
    return secrets.token_hex(16)


class ImportMapping(models.Model):
    """Which columns of a kind of file hold what, so that the next file of that kind need not be explained.

    columns: {heading as `members.importing.mapping.key` writes it: name of the column, "" for none}.
    """

    owner = models.ForeignKey(
        "members.User", on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=80)
    columns = models.JSONField(_("columns"), default=dict)
    used = models.DateTimeField(_("last used"), auto_now=True)

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        ordering = ["-used"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="one_mapping_of_a_name", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def drop_old(self) -> int:
        """Delete files and rows of runs past their time; that they took place stays. Returns how many there were."""
        last_day = timezone.now() - dt.timedelta(days=settings.IMPORTS_KEPT_DAYS)
        old = self.filter(created__lt=last_day, dropped=False)
        for run in old:
            run.drop()
        return len(old)


class ImportRun(models.Model):
    """One file on its way into the register.

    key: the name of the stored file, which nobody can guess. private: whether its sender may load contacts.
    checked, mark: when the report was made, and the newest change of the register then. heartbeat: the last sign of
    life of whoever works on it. preview: {"headings": [...], "rows": the first ones}. counts: {outcome: how many
    rows}. selection: what is to be applied, {} for all that waits, else {"outcome": ...} or {"numbers": [...]}.
    """

    personal: ClassVar = frozenset({"preview"})

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Not checked yet")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, nothing changed yet")
        APPLYING = "applying", _("Being taken in")
        APPLIED = "applied", _("Taken in")
        FAILED = "failed", _("Unreadable")

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    actor = models.ForeignKey(
        "members.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    actor_name = models.CharField(_("by"), max_length=200, blank=True)
    private = models.BooleanField(default=False)
    reason = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Stands in the history of every entry that this import changes."),
    )
    created = models.DateTimeField(_("sent"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    separator = models.CharField(_("separator"), max_length=1, blank=True)
    preview = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    selection = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    checked = models.DateTimeField(null=True)
    mark = models.BigIntegerField(default=0)
    problem = models.JSONField(default=dict)
    finished = models.DateTimeField(_("finished"), null=True)
    dropped = models.BooleanField(default=False)

    objects = ImportRunQuerySet.as_manager()

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the file lies: outside of everything that is served."""
        return Path(settings.IMPORT_ROOT) / self.key

    @property
    def source(self) -> str:
        """What the history of an entry calls this import."""
        return f"import:{self.pk}"

    @property
    def is_working(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.APPLYING} and not self.is_interrupted

    @property
    def is_interrupted(self) -> bool:
        """Whether whoever worked on it fell silent: a machine was switched off, or a process killed."""
        if self.state not in {self.State.CHECKING, self.State.APPLYING}:
            return False
        return self.heartbeat is None or self.heartbeat < timezone.now() - SILENCE

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    def drop(self) -> None:
        """Delete the file and the rows: they may hold personal data. The run itself stays as history."""
        self.path.unlink(missing_ok=True)
        self.rows.all().delete()
        self.dropped, self.preview = True, {}
        self.save(update_fields=["dropped", "preview"])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.path.unlink(missing_ok=True)
        return super().delete(*args, **kwargs)


class Outcome(models.TextChoices):
    """What an import does, or would do, with a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    DUPLICATE = "duplicate", _("Duplicate?")
    REFUSED = "refused", _("Refused")


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def waiting(self) -> Self:
        """What would be written, and is not yet."""
        return self.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED], applied=False)


class ImportRow(models.Model):
    """One row of a file, and what becomes of it.

    number: as the program shows it in which the file was made. values: what the row says, in the words of
    `members.importing.values`. changes: {column: [before, after]}, as texts of an export; of personal data only that
    they change. problems: [{code, column, heading, value, ...}]. candidates: entries it may be, and rows before it.
    decision: "" or "new", or the number of the entry that it is. rechecked: the register had moved when it was applied.
    """

    personal: ClassVar = frozenset({"values", "problems"})

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome)
    name = models.CharField(max_length=300, blank=True)
    # No constraint in the database: an entry that is merged away or deleted leaves the report readable.
    organization = models.ForeignKey(
        "members.Organization", on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    values = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    decision = models.CharField(max_length=20, blank=True)
    becomes_public = models.BooleanField(default=False)
    rechecked = models.BooleanField(default=False)
    applied = models.BooleanField(default=False)

    objects = ImportRowQuerySet.as_manager()

    # A row about an entry is no use of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["run", "number"], name="import_row_by_number"),
            models.Index(fields=["run", "outcome", "number"], name="import_row_by_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
