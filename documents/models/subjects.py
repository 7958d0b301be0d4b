"""What a work is about, or comes from: where works and pages, countries and issues meet.

A subject bears a code that never changes, and its names. Who it stands for (a page of a case, a row of the register)
keeps it up to date (documents/subjects.py); what has a page of its own is found by `cicc_site.addresses`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cicc_site import addresses, indexing
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.values import Localized, localized
from documents.enums import SubjectKind


class SubjectQuerySet(models.QuerySet["Subject"]):
    def public(self) -> Self:
        """Those that visitors may know of: not a case whose page is hidden or not yet published."""
        return self.filter(is_public=True)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


class Subject(TranslatedModel):
    """kind and code name it for ever: ("case", "icc-01-04-01-06"), ("country", "KEN"), ("body", "asp")."""

    kind = models.CharField(_("kind"), max_length=10, choices=SubjectKind)
    code = models.SlugField(
        _("code"),
        max_length=255,
        allow_unicode=True,
        help_text=_("Stays for ever: addresses and files bear it."),
    )
    name = models.CharField(_("name"), max_length=255)
    is_public = models.BooleanField(_("public"), default=True)
    order = models.PositiveIntegerField(_("order"), default=0, help_text=_("Of sessions: their number."))

    translated: ClassVar[list[str]] = ["name"]

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["kind", "order", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="one_subject_per_code",
                violation_error_message=_("There is a subject with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name_in("en") or self.code

    @property
    def local_name(self) -> Localized:
        return localized(self, "name")

    def name_in(self, language: str) -> str:
        """Its name in exactly this language, empty where it has none."""
        return getattr(self, f"name_{language}") or ""

    def address(self, language: str) -> str:
        """The path of the page it stands for, in a language; empty where it has none that anybody may read."""
        try:
            return addresses.path(f"{self.kind}_subject", language, code=self.code) if self.is_public else ""
        except LookupError:
            return ""

    def save(self, *args: Any, **kwargs: Any) -> Any:
        result = super().save(*args, **kwargs)
        indexing.changed(self)
        return result
