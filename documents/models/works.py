"""Works: what the archive holds, or knows of. The files of a work, one per language, are in files.py.

`WorkQuerySet.public` decides alone which works the public may know; `WorkFileQuerySet.public` which files. Nothing
public asks the tables in another way.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cicc_site import indexing, languages
from cicc_site.dates import PartialDate, Precision
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.values import Localized, localized
from cicc_site.prepared import Slot
from cicc_site.text import words
from documents.enums import Access, RelationKind, WorkKind
from documents.models.subjects import Subject
from documents.models.work_columns import DERIVED, WorkColumns, derived, symbol_key
from documents.models.work_indexes import INDEXES

LONGEST_SLUG = 60
DERIVED_FROM = frozenset({"symbol", "authors", "title", *(f"title_{code}" for code in languages.codes())})


class WorkQuerySet(models.QuerySet["Work"]):
    def public(self, now: dt.datetime | Slot | None = None) -> Self:
        """Those anybody may know of at a moment (aware; default: now): public, and not under embargo."""
        moment = now or timezone.now()
        return self.filter(Q(public_from__isnull=True) | Q(public_from__lte=moment), access=Access.PUBLIC)

    def hidden(self, now: dt.datetime | None = None) -> Self:
        """All others: exactly those that `public` leaves out."""
        moment = now or timezone.now()
        return self.filter(~Q(access=Access.PUBLIC) | Q(public_from__gt=moment))

    def matching(self, text: str) -> Self:
        """Those with a word beginning with each word of `text` in their titles, symbol and authors, or in these and the
        title of a file anybody may have, in any script and order; or with this symbol, however it is written."""
        found = words(text)
        if not found:
            return self.none()
        raw = " & ".join(f"'{word}':*" for word in found)
        by_words = Q(list_vector=SearchQuery(raw, config="simple", search_type="raw"))
        files = apps.get_model("documents", "WorkFile")  # by name: it knows works
        key = symbol_key(text)
        own = Work.objects.filter(by_words | Q(symbol_key=key) if key else by_words)
        # Two sets of numbers, each found by its own index: as one condition it would be asked of every row.
        titled = files.objects.open().current().filter(by_words)
        return self.filter(pk__in=own.order_by().values("pk").union(titled.order_by().values("work_id")))


class Work(WorkColumns, TranslatedModel, ClusterableModel):
    """One document as an idea: the resolution, whatever languages it exists in. Its number is its address for ever."""

    title = models.CharField(_("title"), max_length=500)
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("What it is about, in two or three sentences.")
    )
    symbol = models.CharField(
        _("symbol"), max_length=80, blank=True, help_text=_("As printed on it: ICC-ASP/2/Res.8.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=WorkKind)
    date = models.DateField(
        _("date"),
        null=True,
        blank=True,
        help_text=_("The first day of the month or year if only that is known. Empty: not known."),
    )
    precision = models.CharField(_("known"), max_length=5, choices=Precision, default=Precision.DAY)
    authors = ArrayField(
        models.CharField(max_length=200),
        verbose_name=_("authors"),
        default=list,
        blank=True,
        help_text=_(
            "Persons and organizations who wrote it, as printed on it. Organs of the Court are bodies."
        ),
    )
    subjects = models.ManyToManyField(Subject, related_name="works", blank=True, verbose_name=_("subjects"))
    held_elsewhere = models.URLField(
        _("official place"),
        max_length=500,
        blank=True,
        help_text=_(
            "The page of its publisher, where the archive does not hold it or the official copy is there."
        ),
    )
    access = models.CharField(_("access"), max_length=10, choices=Access, default=Access.PUBLIC)
    public_from = models.DateTimeField(
        _("embargo until"), null=True, blank=True, help_text=_("Until then only staff know of it.")
    )
    is_demo = models.BooleanField(
        _("demonstration"), default=False, help_text=_("Invented; visitors are told so.")
    )
    key = models.CharField(
        _("key"),
        max_length=200,
        unique=True,
        null=True,
        blank=True,
        help_text=_("What a list calls it from which it was imported: the next import finds it by that."),
    )
    loaded_digest = models.CharField(
        max_length=64, blank=True, editable=False
    )  # documents/loading/archive.py
    imported = models.JSONField(default=dict, blank=True, editable=False)  # documents/importing/states.py
    staff_notes = models.TextField(_("notes"), blank=True, help_text=_("For staff only, never published."))
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    translated: ClassVar[list[str]] = ["title", "summary"]

    objects = WorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("work")
        verbose_name_plural = _("works")
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(fields=["kind"], name="work_kind"),
            *INDEXES,
            GinIndex(fields=["list_vector"], name="work_words"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.symbol, self.title_en) if part)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.symbol = " ".join(self.symbol.split())
        for column, value in derived(self).items():
            setattr(self, column, value)
        if (only := kwargs.get("update_fields")) is not None and DERIVED_FROM & set(only):
            kwargs["update_fields"] = {*only, *DERIVED}
        is_new = self._state.adding
        result = super().save(*args, **kwargs)
        if not is_new:
            apps.get_model("documents", "WorkFile").take_words_of(self)
        indexing.changed(self)
        return result

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        key = self.pk
        result = super().delete(*args, **kwargs)
        indexing.rows_changed(Work, [key])
        return result

    @property
    def when(self) -> PartialDate | None:
        return PartialDate(self.date, Precision(self.precision)) if self.date else None

    def is_public_at(self, moment: dt.datetime) -> bool:
        """What `WorkQuerySet.public` says of a single work."""
        return self.access == Access.PUBLIC and (self.public_from is None or self.public_from <= moment)

    @property
    def local_title(self) -> Localized:
        return localized(self, "title")

    def slug_in(self, language: str) -> str:
        """The readable end of its address; the number before it is what counts."""
        title = str(localized(self, "title", language))
        symbol = re.sub(r"[./]+", "-", self.symbol)
        return slugify(f"{symbol} {title}", allow_unicode=True)[:LONGEST_SLUG].strip("-") or "-"


class WorkRelation(models.Model):
    """One line between two works, written at the later one."""

    work = ParentalKey(Work, on_delete=models.CASCADE, related_name="relations", verbose_name=_("work"))
    kind = models.CharField(_("relation"), max_length=12, choices=RelationKind)
    other = models.ForeignKey(
        Work, on_delete=models.PROTECT, related_name="relations_back", verbose_name=_("other work")
    )

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["work", "kind", "other"], name="one_relation_of_a_kind"),
            models.CheckConstraint(
                condition=~Q(work=models.F("other")),
                name="no_relation_to_itself",
                violation_error_message=_("A work has no relation to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.get_kind_display()} {self.other_id}"
