"""The orders of the public list with the index for each, and the indexes its numbers are counted from.

Order and index are written once: with another place for what is empty, or another expression, no order finds its index,
and the whole archive is sorted for a page of it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Index, OrderBy, Q, Value
from django.db.models.functions import Greatest, NullIf

from cicc_site import languages
from documents.enums import Access

Order = tuple[OrderBy, ...]
OPEN = Q(access=Access.PUBLIC)


def appeared() -> Any:
    """When a work came before the public: entered, or after its embargo."""
    return Greatest("created_at", "public_from")


NEWEST: Order = (F("date").desc(nulls_last=True), F("id").desc())
ORDERS: dict[str, Order] = {
    "newest": NEWEST,
    "oldest": (F("date").asc(nulls_last=True), F("id").asc()),
    **{f"title_{code}": (F(f"sort_{code}").asc(), F("id").asc()) for code in languages.codes()},
    # By its numbers; what has no symbol comes last.
    "symbol": (NullIf(F("symbol_order"), Value("")).asc(nulls_last=True), *NEWEST),
    "added": (appeared().desc(), F("id").desc()),
}

INDEXES = [
    *(
        Index(*order, name=f"work_{name}", condition=OPEN, include=["public_from"])
        for name, order in ORDERS.items()
    ),
    # All that the numbers are counted from, so that they need not read the works themselves.
    Index(
        fields=["kind", "date", "is_demo"],
        name="work_counted",
        condition=OPEN,
        include=["id", "public_from"],
    ),
    # What the public may not know, of which there is little.
    Index(fields=["id"], name="work_closed", condition=~OPEN),
    Index(
        fields=["public_from"], name="work_embargo", condition=Q(public_from__isnull=False), include=["id"]
    ),
]
