"""The works of the list: the page that was asked for, in the order that was asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, OrderBy, Value, When
from django.db.models.functions import Greatest, NullIf

from documents.listing.counting import Tally
from documents.models import Work
from documents.models.work_columns import symbol_key
from documents.models.works import WorkQuerySet

PAGE_SIZE = 25
Order = tuple[OrderBy | str, ...]


@dataclass(frozen=True)
class ListPage:
    """number: of the page shown, which is the last one where a later one was asked for."""

    works: list[Work]
    number: int
    pages: int

    @property
    def first(self) -> int:
        """The place of its first row among all."""
        return (self.number - 1) * PAGE_SIZE + 1


def list_page(found: WorkQuerySet, tally: Tally) -> ListPage:
    """found: every work that answers; tally: as it was counted for the same question. One query."""
    pages = max(1, -(-tally.total // PAGE_SIZE))
    number = min(tally.question.page, pages)
    if not tally.total:
        return ListPage([], number, pages)
    start = (number - 1) * PAGE_SIZE
    order = order_of(tally.question.sort, tally.choices.language)
    if wanted := symbol_key(tally.question.q):
        # Who writes a symbol means that document, wherever others stand that mention it.
        exact = Case(When(symbol_key=wanted, then=Value(0)), default=Value(1), output_field=IntegerField())
        order = (exact.asc(), *order)
    # Keys first: only the works of the page itself are fetched with all their texts.
    keys = found.order_by(*order).values("pk")[start : start + PAGE_SIZE]
    return ListPage(list(Work.objects.filter(pk__in=keys).order_by(*order)), number, pages)


def order_of(sort: str, language: str) -> Order:
    """The number decides between equals: pages never overlap."""
    newest: Order = (F("date").desc(nulls_last=True), "-pk")
    orders: dict[str, Order] = {
        "newest": newest,
        "oldest": (F("date").asc(nulls_last=True), "pk"),
        "title": (f"sort_{language}", "pk"),
        "symbol": (NullIf(F("symbol_order"), Value("")).asc(nulls_last=True), *newest),
        "added": (appeared().desc(), "-pk"),
    }
    return orders[sort]


def appeared() -> Any:
    """When a work came before the public: entered, or after its embargo."""
    return Greatest("created_at", "public_from")


def appeared_at(work: Work) -> dt.datetime:
    """What `appeared` is of a work at hand."""
    return max(work.created_at, work.public_from or work.created_at)


def newest(found: WorkQuerySet, language: str, count: int) -> list[Work]:
    """The works that came before the public last; one query."""
    return list(found.order_by(*order_of("added", language))[:count])
