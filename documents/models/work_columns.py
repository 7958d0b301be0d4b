"""What is derived from the texts of a work whenever it is saved: words for a list to find it by, and places in orders.

Whoever writes works in bulk sets these columns himself, by `derived`; the same with files that bear a title, by
`file_words`.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from cicc_site import languages
from cicc_site.countries import sort_key
from cicc_site.multilingual.values import has_meaning
from cicc_site.text import fold, search_words

LONGEST_ORDER = 200
DIGITS = re.compile(r"\d+")


def symbol_key(symbol: str) -> str:
    """Return a symbol as it is compared: without case, spaces and the signs between its parts, `iccasp2res8`."""
    return "".join(character for character in fold(symbol) if character.isalnum())


def symbol_order(symbol: str) -> str:
    """Return a symbol as it is sorted: by its numbers, so that Res.8 comes before Res.10."""
    return DIGITS.sub(lambda digits: digits[0].zfill(6), fold(symbol))


class WordColumns(models.Model):
    """list_words: what a list finds a row by."""

    list_words = models.TextField(editable=False, default="")
    list_vector = models.GeneratedField(
        expression=SearchVector("list_words", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        abstract = True


class WorkColumns(WordColumns):
    """list_words: of the titles in all languages, the symbol and the authors; sort_<language>: the title that a reader
    of the language is shown, as it is sorted."""

    symbol_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    symbol_order = models.TextField(editable=False, default="", db_collation="C")

    class Meta:
        abstract = True


for _code in languages.codes():
    WorkColumns.add_to_class(
        f"sort_{_code}",
        models.CharField(max_length=LONGEST_ORDER, editable=False, default="", db_collation="C"),
    )

DERIVED = ("symbol_key", "symbol_order", "list_words", *(f"sort_{code}" for code in languages.codes()))


def derived(work: Any) -> dict[str, Any]:
    """Return {column: value} for a work, saved or not."""
    titles = {code: getattr(work, f"title_{code}") or "" for code in languages.codes()}
    found: dict[str, Any] = {
        "symbol_key": symbol_key(work.symbol),
        "symbol_order": symbol_order(work.symbol),
        "list_words": search_words(*titles.values(), work.symbol, *work.authors),
    }
    for reader in languages.codes():
        shown = (titles[code] for code in languages.reading_order(reader) if has_meaning(titles[code]))
        found[f"sort_{reader}"] = sort_key(next(shown, ""), reader)[0][:LONGEST_ORDER]
    return found


def file_words(title: str, words_of_work: str) -> str:
    """Return `list_words` of a file: those of its own title together with those of its work, so that a question may
    take words from both. Nothing for a file without a title, which is found by its work alone."""
    return search_words(title, words_of_work) if has_meaning(title) else ""
