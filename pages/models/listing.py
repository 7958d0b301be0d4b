"""What index pages share: their items, newest first, by year and page, in the query string. No table."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from pages.kept import DOORS, kept
from pages.models.base import SitePage
from pages.models.feeding import FeedMixin, newest
from pages.models.listed import RowsOf, rows_below
from pages.readable import for_everybody

ROW_COLUMNS = ("date", "is_demo")


def asked_page(request: HttpRequest) -> str:
    """Return the number in the address, cut to what no list reaches: Python refuses to read endless numbers."""
    return request.GET.get("page", "")[:9]


class ListingMixin(FeedMixin):
    """An index page over its live children of one type.

    The context gets `items` (a page of the paginator), `total`, `years` (those that have items, newest first) and
    `year` (the chosen one, None for all). Nonsense in the query string reads as no filter, never as an error.
    """

    item_type: ClassVar[type[SitePage]]
    path: str
    depth: int

    item_order: ClassVar[tuple[str, ...]] = ("-date", "-pk")
    date_field: ClassVar[str | None] = "date"
    items_per_page: ClassVar[int] = 20
    # Whether the list shows of an item what any row shows (pages/models/listed.py), and nothing of its type.
    in_rows: ClassVar[bool] = False

    def items(self) -> QuerySet[Any]:
        """Return the live items without their bodies: a list shows titles and summaries only."""
        model = self.item_type
        bodies = model.translated_fields().get("body", [])
        found: QuerySet[Any] = for_everybody(model.objects.child_of(self).live())
        return found.defer(*(["body", *bodies] if bodies else [])).order_by(*self.item_order)

    def feed_items(self) -> QuerySet[Any]:
        return newest(self.items())

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        by_year = self.counted() if self.date_field else {}
        wanted = request.GET.get("year", "")
        year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 and int(wanted) in by_year else None
        items: Any
        if self.in_rows:
            items = self.rows(by_year, year)
        else:
            items = self.items()
            if year:
                items = items.filter(**{f"{self.date_field}__year": year})
        page = Paginator(items, self.items_per_page).get_page(asked_page(request))
        context.update(items=page, total=page.paginator.count, years=list(by_year), year=year)
        return context

    def rows(self, by_year: dict[int, int], year: int | None) -> RowsOf:
        """All items, or those of a year, as rows."""
        asked = rows_below(self.item_type, self.item_order, ROW_COLUMNS, self.date_field if year else None)
        total = by_year[year] if year else sum(by_year.values())
        days = {"first": dt.date(year, 1, 1), "last": dt.date(year, 12, 31)} if year else {}
        return RowsOf(asked, total, below=self.path, depth=self.depth + 1, **days)

    def counted(self) -> dict[int, int]:
        """How many items each year has, the newest first; counted once until one of them changes."""

        def count() -> dict[int, int]:
            dated = self.items().order_by().filter(**{f"{self.date_field}__isnull": False})
            years = dated.values_list(f"{self.date_field}__year").annotate(Count("pk"))
            return dict(sorted(years, reverse=True))

        return kept(("by year", self.path), count, DOORS | {self.item_type._meta.db_table})
