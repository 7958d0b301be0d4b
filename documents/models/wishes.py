"""Who wants to be told when a work exists in a language: an address until the letter is sent, then only the count."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cicc_site import languages
from documents.models.files import validate_language
from documents.models.works import Work


class LanguageWish(models.Model):
    """email is emptied when the letter has been sent or the wish is taken back; the row stays as one wish counted."""

    work = models.ForeignKey(Work, on_delete=models.CASCADE, related_name="wishes", verbose_name=_("work"))
    language = models.CharField(_("wanted language"), max_length=20, validators=[validate_language])
    letter_language = models.CharField(_("language of the letter"), max_length=5, choices=languages.choices())
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    token_digest = models.CharField(
        max_length=64, unique=True
    )  # SHA-256; the token itself is in the letter only
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    personal: ClassVar[frozenset[str]] = frozenset({"email"})

    class Meta:
        verbose_name = _("wish for a language")
        verbose_name_plural = _("wishes for languages")
        constraints = [
            models.UniqueConstraint(
                fields=["work", "language", "email"], condition=~Q(email=""), name="one_wish_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.work_id} {self.language}"
