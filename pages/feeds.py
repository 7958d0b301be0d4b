"""The Atom feed of an index page, in each language, at `feed/` below it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext

from cicc_site import languages
from cicc_site.multilingual.values import localized
from pages.models.base import SitePage

ADDRESS = "feed"
NEWEST = 30


def atom(request: HttpRequest, index: SitePage, items: Iterable[SitePage]) -> HttpResponse:
    """The newest items as a feed reader wants them; an item without a text of its own language says its own."""
    base = settings.SITE_URL.rstrip("/")
    address = base + index.get_url(request)
    publisher = gettext("Coalition for the International Criminal Court")
    feed = Atom1Feed(
        title=f"{localized(index, 'title')} | {publisher}",
        description=str(localized(index, "summary")),
        link=address,
        feed_url=f"{address}{ADDRESS}/",
        language=languages.active(),
        author_name=publisher,
    )
    for item in items:
        link = base + item.get_url(request)
        feed.add_item(
            title=str(localized(item, "title")),
            link=link,
            description=str(localized(item, "summary")),
            unique_id=link,
            author_name=publisher,
            pubdate=item.first_published_at or moment(item),
            updateddate=item.last_published_at or moment(item),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def moment(item: SitePage) -> dt.datetime:
    """A page that was never published from the editor has only the day it bears."""
    day: dt.date = getattr(item, "date", None) or dt.date(1970, 1, 1)
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
