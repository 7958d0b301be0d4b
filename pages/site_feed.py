"""The feed of the whole site: what is new in every section, at `/<language>/feed/`."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.models import Site

from pages import feeds
from pages.models import (
    CampaignPage,
    CourtUpdatePage,
    PressReleasePage,
    PublicationPage,
    SitePage,
    VacancyPage,
)
from pages.models.feeding import newest
from pages.models.home import without_bodies

NEWS: tuple[type[SitePage], ...] = (
    CourtUpdatePage,
    PressReleasePage,
    PublicationPage,
    CampaignPage,
    VacancyPage,
)


@require_safe
def site_feed(request: HttpRequest) -> HttpResponse:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return feeds.response(request, site.root_page, news(), whole=True)


def news() -> list[SitePage]:
    """The newest of each kind, together: a query for each kind, however many there are."""
    found = [item for model in NEWS for item in newest(without_bodies(model).order_by("-pk"))]
    return sorted(found, key=put_on_the_site, reverse=True)[: feeds.NEWEST]


def put_on_the_site(item: SitePage) -> tuple[dt.date, dt.date, int]:
    """The day an item was published, then the day it bears."""
    first = item.first_published_at or dt.datetime.min.replace(tzinfo=dt.UTC)
    return first.date(), getattr(item, "date", None) or first.date(), item.pk
