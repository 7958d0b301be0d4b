"""Makes the whole table anew, while readers search: batch by batch, each true when it is committed.

Rows that would come out the same stay untouched, so that it may run at any time and be stopped in the middle.
"""

from __future__ import annotations

from collections.abc import Callable

from pages.search import vocabulary
from pages.search.things import Family
from pages.search.writing import AT_ONCE, MODELS, refresh

Told = Callable[[Family, int, int], None]


def rebuild(told: Told | None = None) -> int:
    """Bring every row up to date; returns how many were written or taken away.

    told: called with the family, how many of its records are done, and how many there are.
    """
    changed = 0
    for family, model in MODELS.items():
        records = model._base_manager.order_by("pk")
        total, done, last = records.count(), 0, 0
        while keys := list(records.filter(pk__gt=last).values_list("pk", flat=True)[: AT_ONCE[family]]):
            changed += refresh(family, keys)
            done, last = done + len(keys), keys[-1]
            if told is not None:
                told(family, done, max(total, done))
    vocabulary.remember()
    return changed
