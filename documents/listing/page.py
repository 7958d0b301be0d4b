"""The works of the list: the page that was asked for, in the order that was asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, Value, When
from django.db.models.functions import JSONObject

from documents.listing.counting import Tally, open_files
from documents.models import Work, WorkFile
from documents.models.work_columns import symbol_key
from documents.models.work_indexes import ORDERS, Order
from documents.models.works import WorkQuerySet

PAGE_SIZE = 25
# So many are found first and sorted then. Along the index of an order they would be looked for among all others.
FEW = 2_000
EVERY_ROW = 10**9  # a limit that limits nothing: what stands before it is planned by itself
FILE_COLUMNS = ("language", "version", "name", "media_type", "size", "pages")


@dataclass(frozen=True)
class ListedWork:
    """files: those anybody may have, with what a list tells of them."""

    work: Work
    files: list[WorkFile]


@dataclass(frozen=True)
class ListPage:
    """number: of the page shown, which is the last one where a later one was asked for."""

    works: list[ListedWork]
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
    is_few = tally.total <= FEW
    if (wanted := symbol_key(tally.question.q)) and (is_few or any(map(str.isdigit, wanted))):
        # Who writes a symbol means that document, wherever others stand that mention it.
        exact = Case(When(symbol_key=wanted, then=Value(0)), default=Value(1), output_field=IntegerField())
        order = (exact.asc(), *order)
    if is_few:
        found = Work.objects.filter(pk__in=found.order_by().values("pk")[:EVERY_ROW])
    # Keys first: only the works of the page itself are fetched with all their texts.
    keys = found.order_by(*order).values("pk")[start : start + PAGE_SIZE]
    shown = Work.objects.filter(pk__in=keys).order_by(*order).annotate(files_told=_files())
    return ListPage([ListedWork(work, files_of(work)) for work in shown], number, pages)


def _files() -> ArraySubquery:
    """With each work its files, so that they cost no query of their own."""
    told = JSONObject(**{name: name for name in FILE_COLUMNS})
    return ArraySubquery(open_files().filter(work=OuterRef("pk")).order_by("pk").values(told=told))


def files_of(work: Any) -> list[WorkFile]:
    """The files of a work that came with it; of their columns those in FILE_COLUMNS."""
    return [WorkFile(work_id=work.pk, **values) for values in work.files_told]


def order_of(sort: str, language: str) -> Order:
    """The number decides between equals: pages never overlap."""
    return ORDERS[f"title_{language}" if sort == "title" else sort]


def appeared_at(work: Work) -> dt.datetime:
    """When a work at hand came before the public: what the order "added" goes by."""
    return max(work.created_at, work.public_from or work.created_at)


def newest(found: WorkQuerySet, language: str, count: int) -> list[Work]:
    """The works that came before the public last; one query."""
    return list(found.order_by(*order_of("added", language))[:count])
