"""A change, and a moment that passes, are seen within a second by whoever reads a kept page."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cicc_site.kept_pages import AT_HAND
from pages.models import KeptPage
from pages.page_cache import keeping, middleware, watching
from tests.pages.page_cache.conftest import Site

pytestmark = pytest.mark.django_db


def test_the_pauses_leave_time_to_look_and_to_take_away() -> None:
    """The longest way: a page is read just before it is taken away, and was to be taken away just after a look."""
    assert watching.EVERY + AT_HAND < 0.8


def test_what_was_kept_after_the_last_sweep_goes_with_the_look_after_its_moment(
    site: Site, tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written when an embargo ends, and the look before knew nothing of a page that came after it."""
    site.watch.look()
    moment = timezone.now() + dt.timedelta(hours=1)
    monkeypatch.setattr(middleware, "next_moment", lambda: moment)
    assert site.is_kept(tree.north.address_in("en"))
    assert KeptPage.objects.get().expires == moment
    assert site.watch.look() == 0
    assert site.places()
    KeptPage.objects.update(expires=timezone.now())  # the hour has passed
    assert site.watch.look() == 1
    assert not site.places()


def test_what_another_host_kept_does_not_busy_this_one(site: Site, tree: SimpleNamespace) -> None:
    """One that is switched off leaves rows whose moment passes; nobody here can take its files away."""
    assert site.is_kept(tree.north.address_in("en"))
    KeptPage.objects.update(expires=timezone.now())
    assert keeping.has_expired()
    KeptPage.objects.update(folder="elsewhere/release")
    assert not keeping.has_expired()
