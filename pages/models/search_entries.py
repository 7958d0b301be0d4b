"""The table of the search: a row for each text that can be found, in each language it is in. `pages.search` owns it.

Narrow, because a search reads thousands of its rows: what a hit shows lies apart, in `SearchText`. Everything here can
be thrown away and made anew (`manage.py rebuild_search`). A row goes with the record it speaks of.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from cicc_site import languages

SIMPLE = "simple"  # PostgreSQL's own configuration for languages it cannot stem
CONFIGS = (*(language.search_config for language in languages.LANGUAGES), SIMPLE)


def config_of(language: str) -> str:
    """The text search configuration that stems a language of the world."""
    for known in languages.LANGUAGES:
        if known.code == language:
            return known.search_config
    return SIMPLE


class EntryKind(models.TextChoices):
    """What a hit is, as a reader tells them apart. The order is that of filters."""

    DOCUMENT = "document", pgettext_lazy("kind of search result", "Documents")
    CASE = "case", pgettext_lazy("kind of search result", "Situations and cases")
    NEWS = "news", pgettext_lazy("kind of search result", "News and updates")
    PAGE = "page", pgettext_lazy("kind of search result", "Pages")
    MEMBER = "member", pgettext_lazy("kind of search result", "Members")
    COUNTRY = "country", pgettext_lazy("kind of search result", "Countries")


class SearchEntry(models.Model):
    """One text in one language; a very long one in several parts.

    thing: the one hit that all languages and parts of a record are (`pages.search.things`). config: what stemmed it.
    tsv: its words with their weights, and what stands for titles and symbols as a whole (`pages.search.writing`).
    visible_from, visible_until: compared with the clock whenever somebody searches.
    """

    kind = models.CharField(max_length=10, choices=EntryKind)
    thing = models.BigIntegerField()
    language = models.CharField(max_length=20)
    part = models.PositiveSmallIntegerField(default=0)
    config = models.CharField(max_length=20)
    digest = models.CharField(
        max_length=16
    )  # of everything the row is made of: what is unchanged is not written
    tsv = SearchVectorField()
    date = models.DateField(null=True)
    visible_from = models.DateTimeField(null=True)
    visible_until = models.DateTimeField(null=True)

    page = models.ForeignKey(
        "pages.SitePage", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    work = models.ForeignKey(
        "documents.Work", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    organization = models.ForeignKey(
        "members.Organization", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    country = models.ForeignKey(
        "members.Country", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thing", "language", "part"], name="search_entry_once"),
        ]
        indexes = [
            # One per configuration: a query stemmed in a language looks only where words are stemmed alike.
            *(
                GinIndex(fields=["tsv"], condition=Q(config=config), name=f"search_{config}")
                for config in CONFIGS
            ),
            *(
                models.Index(
                    fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"search_by_{name}"
                )
                for name in ("page", "work", "organization", "country")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} ({self.language})"


class SearchText(models.Model):
    """What a hit shows of an entry: its title, and the words its extract is taken from.

    slug: the readable end of its address in the language of the entry, where it has one of its own.
    """

    entry = models.OneToOneField(SearchEntry, on_delete=models.CASCADE, primary_key=True, related_name="text")
    title = models.TextField()
    body = models.TextField()
    slug = models.CharField(max_length=255, blank=True)
    label = models.CharField(max_length=80, blank=True)  # a symbol, a number of a case

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.title
