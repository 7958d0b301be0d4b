"""The ways in which a page goes out of sight, and what a reader sees afterwards."""

from __future__ import annotations

from django.test import Client
from wagtail.models import PageViewRestriction

from pages.models import SitePage
from tests.editing import now_stored


def shown(path: str) -> str:
    return Client().get(path).content.decode()


def close(page: SitePage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def take_down(page: SitePage) -> None:
    SitePage.objects.filter(pk=page.pk).update(live=False)


def remove(page: SitePage) -> None:
    now_stored(page).delete()


WAYS = (close, take_down, remove)
