"""The board of translations as a table: one row per record and language, what it asks for and who sees to it.

What the texts say decides state and words; `pages.board.projection` writes those columns and nobody else does. Owner,
due date and note are people's and survive every refresh.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cicc_site.multilingual.freshness import State


class Kind(models.TextChoices):
    """What stands behind a row."""

    PAGE = "page", _("Pages")
    SNIPPET = "snippet", _("Registers")
    SETTING = "setting", _("Site settings")
    IMAGE = "image", _("Pictures")
    FILE = "file", _("Files")
    INTERFACE = "interface", _("Words of the interface")


class Filter(models.TextChoices):
    """What of the board somebody wants to see: the states, and what cuts across them."""

    WAITING = "", _("Everything that waits")
    MISSING = State.MISSING.value, State.MISSING.label
    OUTDATED = State.OUTDATED.value, State.OUTDATED.label
    DRAFT = State.DRAFT.value, State.DRAFT.label
    REVIEW = "review", _("review owed")
    INCOMPLETE = "incomplete", _("translated in part")
    OVERDUE = "overdue", _("overdue")
    CURRENT = State.CURRENT.value, State.CURRENT.label
    HIDDEN = "hidden", _("page not public yet")
    ALL = "all", _("All")


class TranslationTaskQuerySet(models.QuerySet["TranslationTask"]):
    def waiting(self) -> Self:
        """Of what the public reads: whatever is not current, not complete, or still to be read through."""
        return self.filter(waiting_since__isnull=False)

    def overdue(self) -> Self:
        return self.waiting().filter(due__lt=timezone.localdate())

    def that_are(self, wanted: Filter) -> Self:
        """Return the rows of one filter. What is not public yet waits for nobody and shows where it is asked for."""
        public = self.filter(is_public=True)
        if wanted in (Filter.MISSING, Filter.OUTDATED, Filter.CURRENT):
            return public.filter(state=wanted.value)
        match wanted:
            case Filter.WAITING:
                return self.waiting()
            case Filter.DRAFT:
                return self.filter(state=State.DRAFT)
            case Filter.REVIEW:
                return public.filter(review_owed=True)
            case Filter.INCOMPLETE:
                return public.filter(state=State.CURRENT, words__gt=0)
            case Filter.OVERDUE:
                return self.overdue()
            case Filter.HIDDEN:
                return self.filter(is_public=False)
        return self

    def of(self, record: models.Model) -> Self:
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)


class TranslationTask(models.Model):
    """One record in one language. Words of the interface have no record: their object_id stands for the catalogue."""

    kind = models.CharField(max_length=10, choices=Kind)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, null=True, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    language = models.CharField(max_length=8)
    title_en = models.CharField(max_length=255)

    state = models.CharField(max_length=8, choices=State)
    review_owed = models.BooleanField(default=False)
    draft_waits = models.BooleanField(
        default=False, help_text="A newer draft of the translation is not public."
    )
    is_public = models.BooleanField(default=True)
    words = models.PositiveIntegerField(default=0, help_text="English words to translate or look at again.")
    total_words = models.PositiveIntegerField(default=0, help_text="English words of the whole record.")
    waiting_since = models.DateTimeField(null=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="translation_tasks",
    )
    due = models.DateField(_("due date"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = TranslationTaskQuerySet.as_manager()

    # A row of the board is no use of the page it speaks of.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "language"],
                name="one_translation_task_per_language",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["waiting_since"], name="translation_task_waiting"),
            models.Index(fields=["language", "state"], name="translation_task_state"),
        ]

    def __str__(self) -> str:
        return f"{self.title_en} ({self.language})"

    @property
    def is_incomplete(self) -> bool:
        return self.state == State.CURRENT and self.words > 0

    @property
    def is_overdue(self) -> bool:
        return self.due is not None and self.waiting_since is not None and self.due < timezone.localdate()

    @property
    def state_asks(self) -> bool:
        """Whether a translator can do something here, for the public text or before it is public."""
        return self.state != State.CURRENT or self.review_owed or self.words > 0

    @property
    def can_be_confirmed(self) -> bool:
        """Whether "still valid" would say something, where no editor has a button for it."""
        if self.kind in (Kind.PAGE, Kind.INTERFACE):
            return False
        return self.state == State.OUTDATED or self.review_owed

    @property
    def place(self) -> tuple[int | None, int]:
        """What the rows of one record share."""
        return self.content_type_id, self.object_id

    def waits(self) -> bool:
        """Whether the columns of state say that somebody has something to do for the public text."""
        return self.is_public and self.total_words > 0 and self.state_asks

    def wait_or_rest(self, since: dt.datetime, former: dt.datetime | None) -> None:
        """Set since when the row waits: kept while it waits, forgotten when nothing is left to do."""
        self.waiting_since = (former or since) if self.waits() else None


def at(places: Iterable[tuple[int | None, int]]) -> Q:
    """Return the condition for the rows of these records, each given as `place`."""
    found = Q(pk__in=[])
    for content_type, key in places:
        found |= Q(content_type=content_type, object_id=key)
    return found
