"""What index pages share: their items, newest first, by year and page, in the query string. No table."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from pages.models.base import SitePage
from pages.models.feeding import FeedMixin, newest
from pages.readable import for_everybody


def asked_page(request: HttpRequest) -> str:
    """Return the number in the address, cut to what no list reaches: Python refuses to read endless numbers."""
    return request.GET.get("page", "")[:9]


class ListingMixin(FeedMixin):
    """An index page over its live children of one type.

    The context gets `items` (a page of the paginator), `total`, `years` (those that have items, newest first) and
    `year` (the chosen one, None for all). Nonsense in the query string reads as no filter, never as an error.
    """

    item_type: ClassVar[type[SitePage]]
    item_order: ClassVar[tuple[str, ...]] = ("-date", "-pk")
    date_field: ClassVar[str | None] = "date"
    items_per_page: ClassVar[int] = 20

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
        items = self.items()
        years: list[int] = []
        year: int | None = None
        if self.date_field:
            years = [day.year for day in self.items().order_by().dates(self.date_field, "year", order="DESC")]
            wanted = request.GET.get("year", "")
            year = int(wanted) if wanted.isdecimal() and len(wanted) == 4 and int(wanted) in years else None
            if year:
                items = items.filter(**{f"{self.date_field}__year": year})
        page = Paginator(items, self.items_per_page).get_page(asked_page(request))
        context.update(items=page, total=page.paginator.count, years=years, year=year)
        return context
