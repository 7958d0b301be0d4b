"""Finding works as staff look for them: in the list of the desk, and wherever a work is chosen."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cicc_site import languages
from documents.models import Work
from documents.models.work_columns import symbol_key

LONGEST_SEARCH = 200
LONGEST_NUMBER = 9  # digits of a number of a work


def found_by(works: QuerySet[Work], text: str) -> QuerySet[Work]:
    """Works in whose titles, symbol or key all words stand, or that have this number.

    Of a symbol, whatever signs stand between its parts: `res 8` and `iccasp2res8` find ICC-ASP/2/Res.8.
    """
    text = " ".join(text.replace("\0", "")[:LONGEST_SEARCH].split())
    if not text:
        return works
    every_word = Q()
    for word in text.split():
        every_word &= _named(word)
    found = every_word
    if key := symbol_key(text):
        found |= Q(symbol_key__contains=key)
    if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER:
        found |= Q(pk=int(text))
    return works.filter(found)


def _named(word: str) -> Q:
    condition = Q(key__icontains=word)
    for code in languages.codes():
        condition |= Q(**{f"title_{code}__icontains": word})
    if key := symbol_key(word):
        condition |= Q(symbol_key__contains=key)
    return condition
