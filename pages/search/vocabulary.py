"""Makes the snapshot of words that proposals of a spelling are taken from, of what readers can find at that moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from pages.models import SearchText, SearchWord
from pages.models.search_entries import SIMPLE
from pages.models.search_words import LONGEST_WORD
from pages.search.words import FILLERS, folded, sounds, written

MOST_WORDS = 60_000
SHORTEST = 3
IN_TITLE = 5  # for how many texts a title counts: names are what readers mistype
FEWEST = 2  # a word that stands in one body alone may be a slip itself
AT_ONCE = 200
# So many different spellings in memory, and those met only once are let go.
PRUNED_AT = 600_000
# Any number nobody else uses: only one makes the snapshot at a time.
LOCK = 8_472_013_006


def remember() -> int:
    """Make the snapshot anew; returns how many words it has. Readers see the former one until it is whole."""
    rows = _rows(_counted())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        SearchWord.objects.all().delete()
        SearchWord.objects.bulk_create(rows, batch_size=2_000)
    return len(rows)


def near(word: str) -> list[str]:
    """Return what a folded word has in common with those that differ by one letter, or sound alike in any script."""
    shorter = (word[:place] + word[place + 1 :] for place in range(len(word)))
    heard = sounds(word)
    return list(dict.fromkeys([word, *shorter, *([f"#{heard[1:]}"] if heard else [])]))


def is_word(word: str) -> bool:
    """Whether a folded word can be misspelled: letters, neither short nor endless, no filler."""
    return SHORTEST <= len(word) <= LONGEST_WORD and word.isalpha() and word not in FILLERS


def _counted() -> Counter[str]:
    """In how many texts each word stands, as it is written."""
    found: Counter[str] = Counter()
    for title, body in _texts():
        named = set(written(title).split())
        found.update(dict.fromkeys(named, IN_TITLE))
        found.update(set(written(body).split()) - named)
        if len(found) > PRUNED_AT:
            found = Counter({word: texts for word, texts in found.items() if texts > 1})
    return found


def _texts() -> Iterator[tuple[str, str]]:
    now = timezone.now()
    visible = (Q(entry__visible_from=None) | Q(entry__visible_from__lte=now)) & (
        Q(entry__visible_until=None) | Q(entry__visible_until__gt=now)
    )
    rows = SearchText.objects.filter(visible).order_by("entry_id").values_list("entry_id", "title", "body")
    last = 0
    # Batch by batch: a cursor on the server would need a transaction as long as all of it.
    while batch := list(rows.filter(entry_id__gt=last)[:AT_ONCE]):
        yield from ((title, body) for _entry, title, body in batch)
        last = batch[-1][0]


def _rows(counted: Counter[str]) -> list[SearchWord]:
    spellings: dict[str, list[tuple[int, str]]] = {}
    for spelling, texts in counted.items():
        word = folded(spelling, SIMPLE)
        if is_word(word) and len(spelling) <= LONGEST_WORD:
            spellings.setdefault(word, []).append((texts, spelling))
    every = ((sum(texts for texts, _ in found), word, max(found)[1]) for word, found in spellings.items())
    kept = sorted((row for row in every if row[0] >= FEWEST), key=lambda row: (-row[0], row[1]))
    return [
        SearchWord(word=word, written=spelling, is_written=word in counted, texts=texts, near=near(word))
        for texts, word, spelling in kept[:MOST_WORDS]
    ]
