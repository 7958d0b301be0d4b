"""What is checked, saved or written down while a page is made for a reader of another language stays English."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.utils import translation

from cicc_site.multilingual.reader import as_reader
from pages.models import AboutPage, SiteSettings
from tests import snapshots
from tests.editing import now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["es", "ar"])
def reader(request: pytest.FixtureRequest, tree: SimpleNamespace) -> Iterator[str]:
    with translation.override(request.param), as_reader():
        yield request.param
    assert snapshots.foreign_texts() == []


def test_it_is_a_reader(tree: SimpleNamespace, reader: str) -> None:
    assert tree.south.title == f"South title ({reader})"


def test_full_validation(reader: str) -> None:
    page = AboutPage(**make.columns("New"), slug="new")
    page.full_clean(exclude=["path", "depth", "locale"])
    assert page.draft_title == "New title (en)"


def test_validation_of_a_draft_fills_no_translation(tree: SimpleNamespace, reader: str) -> None:
    page = now_stored(tree.south)
    setattr(page, f"title_{reader}", None)
    page.minimal_clean()
    assert getattr(page, f"title_{reader}") is None
    assert page.title_en == "South title (en)"


def test_revision(tree: SimpleNamespace, reader: str) -> None:
    data = now_stored(tree.south).serializable_data()
    assert data["title"] == data["title_en"] == "South title (en)"
    assert data["body"] == data["body_en"]


def test_saved_revision(tree: SimpleNamespace, reader: str) -> None:
    revision = now_stored(tree.south).save_revision()
    assert revision.object_str == "South title (en)"
    assert now_stored(tree.south).draft_title == "South title (en)"


def test_saved_settings(reader: str) -> None:
    record = SiteSettings(**{f"tagline_{code}": f"Tagline ({code})" for code in ("en", "es", "fr", "ar")})
    record.save()
    raw = snapshots.take("pages_sitesettings")["pages_sitesettings", record.pk]
    assert (raw["tagline"], raw[f"tagline_{reader}"]) == ("Tagline (en)", f"Tagline ({reader})")


def test_new_page_takes_its_address_from_the_english_title(tree: SimpleNamespace, reader: str) -> None:
    page = make.page(AboutPage, tree.south, "Fresh", slug="")
    assert page.slug == "fresh-title-en"
    assert page.draft_title == "Fresh title (en)"


def test_mirror_and_copy(tree: SimpleNamespace, reader: str) -> None:
    alias = now_stored(tree.south).create_alias(parent=tree.home, update_slug="mirror")
    copy = now_stored(tree.south).copy(to=tree.home, update_attrs={"slug": "copy", "title": "Copied (en)"})
    assert now_stored(alias).draft_title == "South title (en)"
    copy = now_stored(copy)
    assert (copy.title_en, copy.draft_title) == ("Copied (en)", "Copied (en)")
    assert getattr(copy, f"title_{reader}") == f"South title ({reader})"
    tree.south.update_aliases()
    assert now_stored(alias).draft_title == "South title (en)"
