"""No page type leaks: each is saved, published, copied and taken back with a text of its own in every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker

from cicc_site import languages
from cicc_site.multilingual.reader import as_reader
from pages.fields import BodyField
from pages.models import HomePage, SitePage
from tests import snapshots
from tests.editing import no_language, now_stored
from tests.factories import pages as make
from tests.pages.every_type import PAGE_TYPES, example
from tests.standing import standing

pytestmark = pytest.mark.django_db


def filled(model: type[SitePage]) -> int:
    """Return the key of a page of a type with a text that names its language in each of its translated columns."""
    page = example(model, versions=False)
    for field, columns in model.translated_fields().items():
        for code, column in zip(languages.codes(), columns, strict=True):
            is_body = isinstance(model._meta.get_field(column), BodyField)
            setattr(page, column, make.body("Each", code) if is_body else make.text("Each", field, code))
    page.draft_title = ""
    page.save()
    page.save_revision().publish()
    return page.pk


@pytest.fixture(scope="module")
def every(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[type[SitePage], int]]:
    """One page of each type, made once for the module; gives their keys."""
    with standing(django_db_blocker):
        yield {model: filled(model) for model in PAGE_TYPES}


@contextmanager
def reader_of_arabic() -> Iterator[None]:
    with translation.override("ar"), as_reader():
        yield


# Each type as code writes it while a page is shown in Arabic, where most can leak; every third without a language too.
# What editors with menus in each language do is in test_leaks_editing.py: here each type is only to be no exception.
WRITTEN = [
    *((model, reader_of_arabic) for model in PAGE_TYPES),
    *((model, no_language) for model in PAGE_TYPES[::3]),
]


@pytest.mark.parametrize(("model", "hand"), WRITTEN, ids=lambda value: value.__name__)
def test_page_type(
    every: dict[type[SitePage], int],
    model: type[SitePage],
    hand: Callable[[], AbstractContextManager[None]],
    db: None,
) -> None:
    with hand():
        saved_published_copied_and_taken_back(model.objects.get(pk=every[model]))


def saved_published_copied_and_taken_back(page: SitePage) -> None:
    model = type(page)
    table = model._meta.db_table
    mine = [
        ("pages_sitepage", page.pk),
        *([(table, page.pk)] if (table, page.pk) in snapshots.take(table) else []),
    ]
    before = snapshots.take()
    first = page.get_latest_revision()
    page.save()
    now_stored(page).save_revision().publish()
    first.publish()
    assert snapshots.difference(before, snapshots.take()) == {}
    newest = now_stored(page).get_latest_revision_as_object()
    newest.title_fr = "Changed (fr)"
    newest.save_revision().publish()
    assert snapshots.difference(before, snapshots.take()) == {
        ("pages_sitepage", page.pk): {"title_fr": "Changed (fr)"}
    }
    if model is not HomePage:
        copy = now_stored(page).copy(update_attrs={"slug": "copy"})
        after = snapshots.take()
        for row in mine:
            texts = {
                name: value for name, value in after[row].items() if not name.startswith(("slug", "url_path"))
            }
            twin = after[row[0], copy.pk]
            assert {name: twin[name] for name in texts} == texts
    assert [line for line in snapshots.foreign_texts() if f" {page.pk}," in line] == []
