"""The glossary: terms that have one agreed translation in each language, shown beside what is translated."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from cicc_site import languages
from cicc_site.multilingual.glossary import Term


class Checked(models.TextChoices):
    """How far the translations of a term are found in texts of the Court, of the Coalition or of official bodies."""

    YES = "yes", _("In all languages")
    PARTIAL = "partial", _("In some languages")
    NO = "no", _("Not yet: general usage")


class TermColumns(models.Model):
    """The term in each language. Plain columns: a term is no text of a page that could fall back or grow old."""

    class Meta:
        abstract = True


for _language in languages.LANGUAGES:
    _is_source = _language.code == languages.DEFAULT_LANGUAGE
    TermColumns.add_to_class(
        f"term_{_language.code}",
        models.CharField(_language.name, max_length=255, unique=_is_source, blank=not _is_source),
    )


class GlossaryTerm(TermColumns, index.Indexed, models.Model):
    """One term. note: for the translators; source: where the translations were found."""

    key = models.SlugField(max_length=60, unique=True, null=True, editable=False)
    domain = models.CharField(
        _("field"), max_length=60, blank=True, help_text=_("As in: institution, crimes.")
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("For translators: how the term is used, and what it is not.")
    )
    source = models.TextField(_("source"), blank=True, help_text=_("Where the translations were found."))
    verified = models.CharField(
        _("found in sources"),
        max_length=10,
        choices=Checked,
        default=Checked.NO,
        help_text=_("Translators see which terms are general usage only."),
    )
    # What was last loaded from the files: tells whether staff changed the term since.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    search_fields: ClassVar[list[Any]] = [
        index.AutocompleteField(f"term_{code}") for code in languages.codes()
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("glossary")
        ordering = [f"term_{languages.DEFAULT_LANGUAGE}"]

    def __str__(self) -> str:
        return str(getattr(self, f"term_{languages.DEFAULT_LANGUAGE}"))

    @property
    def translations(self) -> dict[str, str]:
        """The term in each other language that has it."""
        texts = {code: getattr(self, f"term_{code}") for code in languages.translation_codes()}
        return {code: text for code, text in texts.items() if text}


def all_terms() -> list[Term]:
    """The glossary as the editor uses it: one query."""
    return [
        Term(str(row), row.translations, row.note, row.verified != Checked.NO)
        for row in GlossaryTerm.objects.all()
    ]
