"""The files of works: one present file per work and language, its earlier versions, and the words in it.

A file is written by `documents.keeping` alone, which knows its bytes, checksum and version; a row is never changed to
point at other bytes.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cicc_site import languages, world_languages
from documents.enums import Access, Origin, TextState
from documents.models.work_columns import WordColumns, file_words
from documents.models.works import Work
from documents.storage import archive, stored_name

if TYPE_CHECKING:
    from datetime import datetime


def validate_language(code: str) -> None:
    if not world_languages.is_known(code):
        raise ValidationError(_("“%(code)s” is no code of a language."), params={"code": code})


class WorkFileQuerySet(models.QuerySet["WorkFile"]):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def public(self, now: dt.datetime | None = None) -> Self:
        """Those anybody may have at a moment: public, of a public work. Earlier versions are among them."""
        return self.open().filter(work__in=Work.objects.public(now))

    def open(self) -> Self:
        """Those that are public if their work is: only for who asks of works that are public."""
        return self.filter(access=Access.PUBLIC)


class WorkFile(WordColumns):
    """One file: a language version of a work, or an earlier state of one."""

    work = models.ForeignKey(Work, on_delete=models.PROTECT, related_name="files", verbose_name=_("work"))
    language = models.CharField(_("language"), max_length=20, validators=[validate_language])
    version = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    is_current = models.BooleanField(_("current"), default=True, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.ORIGINAL)
    translator = models.CharField(
        _("translator"),
        max_length=200,
        blank=True,
        help_text=_("Person or body, as it is to be named to readers."),
    )
    title = models.CharField(
        _("title in this language"), max_length=500, blank=True, help_text=_("As printed on it.")
    )
    access = models.CharField(_("access"), max_length=10, choices=Access, default=Access.PUBLIC)

    file = models.FileField(_("file"), storage=archive, upload_to=stored_name, max_length=120)
    name = models.CharField(_("file name"), max_length=255, help_text=_("The name it is downloaded under."))
    media_type = models.CharField(_("media type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), editable=False)
    sha256 = models.CharField(
        _("checksum"),
        max_length=64,
        editable=False,
        db_index=True,
        validators=[RegexValidator(r"^[0-9a-f]{64}$")],
    )
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True, help_text=_("Empty: not known."))

    text_state = models.CharField(
        _("text"), max_length=12, choices=TextState, default=TextState.WAITING, editable=False
    )
    text_problem = models.CharField(max_length=60, blank=True, editable=False)  # a code, documents/extraction
    # How often reading it was begun: one that ends its worker each time is given up.
    text_tries = models.PositiveSmallIntegerField(default=0, editable=False)
    # What the file says of itself: for the report on accessibility.
    has_title = models.BooleanField(null=True, editable=False)
    has_language = models.BooleanField(null=True, editable=False)
    is_tagged = models.BooleanField(null=True, editable=False)

    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = WorkFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")
        ordering = ["work", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["work", "language"],
                condition=Q(is_current=True),
                name="one_current_file_per_language",
            ),
            models.UniqueConstraint(fields=["work", "language", "version"], name="one_file_per_version"),
        ]
        indexes = [
            models.Index(fields=["language"], condition=Q(is_current=True), name="current_file_language"),
            models.Index(
                fields=["work", "language"],
                condition=Q(is_current=True, access=Access.PUBLIC),
                name="open_file_by_work",
            ),
            models.Index(fields=["text_state"], name="file_text_state"),
            GinIndex(
                fields=["list_vector"],
                condition=Q(is_current=True, access=Access.PUBLIC),
                name="open_file_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        only = kwargs.get("update_fields")
        if only is None or "title" in only:
            self.list_words = file_words(self.title, self.work.list_words)
            if only is not None:
                kwargs["update_fields"] = {*only, "list_words"}
        super().save(*args, **kwargs)

    @classmethod
    def take_words_of(cls, work: Work) -> None:
        """The words of a work stand with each of its files that bears a title, too. One query where nothing changes."""
        titled = WorkFile.objects.filter(work=work).exclude(title="").values_list("pk", "title", "list_words")
        for key, title, before in titled:
            if before != (told := file_words(title, work.list_words)):
                cls.objects.filter(pk=key).update(list_words=told)

    def is_public_at(self, moment: datetime) -> bool:
        """What `WorkFileQuerySet.public` says of a single file; asks for its work."""
        return self.access == Access.PUBLIC and self.work.is_public_at(moment)

    @property
    def stored_as(self) -> str:
        """Its name in the storage of the archive."""
        return self.file.name or ""

    @property
    def direction(self) -> languages.Direction:
        return world_languages.direction(self.language)

    @property
    def language_name(self) -> str:
        """What the language is called in the active language of the site."""
        return world_languages.name(self.language, languages.active())

    @property
    def own_language_name(self) -> str:
        return world_languages.own_name(self.language)


class FileText(models.Model):
    """The words of a file in reading order, pages divided by form feeds. Apart, because no list needs them."""

    file = models.OneToOneField(
        WorkFile, on_delete=models.CASCADE, related_name="extracted", primary_key=True
    )
    text = models.TextField()
    is_readable = models.BooleanField(default=False)  # good enough to be read on a page of its own

    def __str__(self) -> str:
        return f"{self.file_id}: {len(self.text)}"
