"""The issues organizations work on: a list of the Secretariat's own, with a name in each language."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from cicc_site.multilingual.freshness import Stamped
from cicc_site.multilingual.values import localized


class Issue(Stamped):
    translated: ClassVar[list[str]] = ["name"]

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Stays for ever: addresses and files bear it.")
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(localized(self, "name", "en")) or self.code
