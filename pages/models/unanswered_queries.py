"""What was searched without result, for staff: words, a language of the site, days and numbers; nobody's name.

Written by `pages.search_page.unanswered` only, which says what is never kept.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


class UnansweredQueryQuerySet(QuerySet["UnansweredQuery"]):
    def readable(self) -> Self:
        """Return those whose words are kept: asked on several days."""
        return self.exclude(query="")


class UnansweredQuery(models.Model):
    """key: a keyed hash of the words and the language. query: the words, folded; empty while only one day has seen
    them. times: how often; days: on how many days."""

    key = models.BinaryField(max_length=32, unique=True)
    query = models.CharField(_("words"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    days = models.PositiveSmallIntegerField(_("days"), default=1)
    first_day = models.DateField(_("first searched for"))
    last_day = models.DateField(_("last searched for"), db_index=True)

    objects = UnansweredQueryQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")

    def __str__(self) -> str:
        return self.query
