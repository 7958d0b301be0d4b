"""Kept pages name the files of pictures in their sizes: when these go, so do the pages, however they went."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command

from documents.models import SiteImage, SiteRendition
from tests.editing import now_stored
from tests.factories import documents
from tests.pages.page_cache.conftest import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture() -> SiteImage:
    return documents.image()


@pytest.fixture
def where(tree: SimpleNamespace, picture: SiteImage) -> str:
    tree.north.body_en = [("figure", {"image": picture, "caption": ""})]
    tree.north.save()
    return str(now_stored(tree.north).address_in("en"))


def sizes(picture: SiteImage) -> dict[str, bool]:
    """The files of its sizes, and whether they are there."""
    found = SiteRendition.objects.filter(image=picture)
    return {size.file.name: size.file.storage.exists(size.file.name) for size in found}


def test_a_page_is_kept_though_its_sizes_are_made_for_it(site: Site, picture: SiteImage, where: str) -> None:
    site.watch.look()
    site.get(where)
    assert sizes(picture)
    assert site.watch.look() == 0
    assert site.get(where).queries == 0


@pytest.mark.parametrize("how", [["--purge-only"], []])
def test_sizes_that_are_taken_away_take_the_pages_along(
    site: Site, picture: SiteImage, where: str, how: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    """By a command, while this process still remembers what it has made."""
    site.get(where)
    former = sizes(picture)
    assert former
    remembered, until = dict(cache._cache), dict(cache._expire_info)  # type: ignore[attr-defined]
    with django_capture_on_commit_callbacks(execute=True):
        call_command("wagtail_update_image_renditions", *how, verbosity=0)
    cache._cache.update(remembered)  # type: ignore[attr-defined]
    cache._expire_info.update(until)  # type: ignore[attr-defined]
    assert site.watch.look() == 1
    shown = site.get(where).text
    present = sizes(picture)
    assert present
    assert all(present.values())
    assert all(name in shown for name in present)
    assert not any(name in shown for name in former.keys() - present.keys())
    assert site.get(where).queries == 0
