"""What a page with a feed is: the feed answers at `feed/` below it. No table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.url_routing import RouteResult

from pages import feeds
from pages.models.base import SitePage


class FeedMixin:
    """A page whose news can be followed. Says with `feed_items` what is in its feed."""

    live: bool
    has_feed: ClassVar[bool] = True

    def feed_items(self) -> Iterable[Any]:
        """Return the items of the feed, the newest first: only what anybody may read."""
        raise NotImplementedError

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer `feed/` below the page."""
        if path_components != [feeds.ADDRESS] or not self.live:
            raise Http404
        return RouteResult(self, kwargs={"feed": True})

    def serve(self, request: HttpRequest, *args: Any, feed: bool = False, **kwargs: Any) -> HttpResponse:
        if feed:
            return feeds.response(request, cast(SitePage, self), self.feed_items())
        shown: HttpResponse = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return shown


def newest(items: QuerySet[Any]) -> QuerySet[Any]:
    """Of items that anybody may read those that were put on the site last; those of one day stay in their order.

    By the day of publication, not by the date an item bears: an update on an event of last year is news all the same,
    and whoever follows the feed must not miss it.
    """
    if items.model is not SitePage:
        # Says nothing new, but an index holds the days of each type (site_page_newest): read to the thirtieth.
        items = items.filter(content_type=ContentType.objects.get_for_model(items.model))
    day = TruncDate(F("first_published_at"), tzinfo=dt.UTC)
    return items.order_by(day.desc(nulls_last=True), *items.query.order_by)[: feeds.NEWEST]
