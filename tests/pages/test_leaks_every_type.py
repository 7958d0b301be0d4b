"""No page type leaks: each is saved, published, copied and taken back with a text of its own in every column."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.utils import translation

from cicc_site import languages
from cicc_site.multilingual.reader import as_reader
from pages.fields import BodyField
from pages.models import HomePage, SitePage
from tests import snapshots
from tests.editing import no_language, now_stored
from tests.factories import pages as make
from tests.pages.every_type import PAGE_TYPES, example

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["none", "reader of ar"])
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    with ExitStack() as stack:
        if request.param == "none":
            stack.enter_context(no_language())
        else:
            stack.enter_context(translation.override(request.param[-2:]))
        if request.param.startswith("reader"):
            stack.enter_context(as_reader())
        yield


def filled(model: type[SitePage]) -> SitePage:
    """Return a page of a type with a text that names its language in each of its translated columns."""
    with translation.override("en"):
        page = example(model)
        for field, columns in model.translated_fields().items():
            for code, column in zip(languages.codes(), columns, strict=True):
                is_body = isinstance(model._meta.get_field(column), BodyField)
                setattr(page, column, make.body("Each", code) if is_body else make.text("Each", field, code))
        page.draft_title = ""
        page.save()
        page.save_revision().publish()
    return now_stored(page)


@pytest.mark.usefixtures("_language")
@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_page_type(model: type[SitePage]) -> None:
    page = filled(model)
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
