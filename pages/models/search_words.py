"""The words of what readers can find, for proposals of a spelling: a snapshot that `pages.search.vocabulary` makes.

It can be thrown away and made anew. Nothing is proposed because it stands here: `pages.search.spelling` looks first
whether a reader can find it at that moment.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

LONGEST_WORD = 30


class SearchWord(models.Model):
    """word: folded. written: as most texts write it. is_written: some write it as it is folded, too ("reparations"
    beside "réparations"). texts: in how many it stands, a title counting for several.

    near: the word, what is left of it without any one of its letters, and how it sounds: two words that have one of
    these in common differ by a letter, or by their vowels and their script.
    """

    word = models.CharField(max_length=LONGEST_WORD, unique=True)
    written = models.CharField(max_length=LONGEST_WORD)
    is_written = models.BooleanField()
    texts = models.PositiveIntegerField()
    near = ArrayField(models.CharField(max_length=LONGEST_WORD + 1))

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [GinIndex(fields=["near"], name="search_word_near")]

    def __str__(self) -> str:
        return self.written
