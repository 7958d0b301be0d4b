"""Texts and addresses never leak between languages while pages are copied, mirrored, moved and handled in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from cicc_site import languages
from pages.models import AboutPage, SitePage
from tests import snapshots
from tests.editing import Editor, now_stored
from tests.factories import pages as make
from tests.pages import turns

pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    turns.give(metafunc)


BASE, OWN = "pages_sitepage", "pages_aboutpage"
PATHS = ("url_path", "url_path_es", "url_path_fr", "url_path_ar")


@pytest.fixture(autouse=True)
def _nothing_foreign(db: None) -> Iterator[None]:
    yield
    assert snapshots.foreign_texts() == []


def texts(page: SitePage) -> dict[str, Any]:
    """Return the raw translated columns of a page, its addresses left out."""
    raw = {**snapshots.take(BASE)[BASE, page.pk], **snapshots.take(OWN)[OWN, page.pk]}
    return {name: value for name, value in raw.items() if not name.startswith(("slug", "url_path"))}


def addresses(page: SitePage) -> tuple[str, ...]:
    raw = snapshots.take(BASE)[BASE, page.pk]
    return tuple(raw[name] for name in PATHS)


def without(before: snapshots.Snapshot, *pages: SitePage) -> snapshots.Difference:
    """Return what changed since, apart from the rows of these pages."""
    changed = snapshots.difference(before, snapshots.take())
    return {row: columns for row, columns in changed.items() if row[1] not in {page.pk for page in pages}}


@pytest.mark.parametrize("live", [False, True])
def test_copy_with_subtree_beside_the_original(tree: SimpleNamespace, editor: Editor, live: bool) -> None:
    before, original = snapshots.take(), texts(tree.valley)
    copy = editor.copy(tree.valley, tree.north, "valley-2", live=live)
    child = copy.get_children().get()
    assert without(before, copy, child) == {}
    assert texts(copy) == original | dict.fromkeys(("title", "title_en", "draft_title"), "Copied title (en)")
    assert texts(child) == texts(tree.village)
    assert addresses(copy) == (
        "/test-home/north/valley-2/",
        "/test-home/north-es/valley-es-2/",
        "/test-home/north-fr/valley-fr-2/",
        "/test-home/north-ar/valley-ar-2/",
    )
    assert addresses(child)[3] == "/test-home/north-ar/valley-ar-2/village-ar/"
    assert (copy.live, child.live) == (live, live)


def test_copy_with_subtree_elsewhere(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    copy = editor.copy(tree.valley, tree.south, "valley")
    child = copy.get_children().get()
    assert without(before, copy, child) == {}
    assert addresses(copy)[:2] == ("/test-home/south/valley/", "/test-home/south-es/valley-es/")
    assert addresses(child)[2] == "/test-home/south-fr/valley-fr/village-fr/"


@pytest.mark.parametrize("place", ["north", "south"])
def test_copy_can_be_edited_published_and_taken_back(
    tree: SimpleNamespace, editor: Editor, place: str
) -> None:
    """Its revisions are the original's, but its addresses are its own."""
    older = tree.valley.get_latest_revision()
    copy = editor.copy(
        editor.publish(tree.valley, title_es="New title (es)"), getattr(tree, place), "valley-2"
    )
    mine = addresses(copy)
    copy = editor.publish(copy, title_fr="New title (fr)")
    assert (copy.live, copy.title_es, copy.title_fr) == (True, "New title (es)", "New title (fr)")
    assert addresses(copy) == mine
    first = copy.revisions.get(created_at=older.created_at)
    copy = editor.revert(copy, first)
    assert (copy.title_es, copy.title_fr) == ("Valley title (es)", "Valley title (fr)")
    assert addresses(copy) == mine


@pytest.mark.parametrize("place", ["north", "south"])
def test_alias_follows_its_original(tree: SimpleNamespace, editor: Editor, place: str) -> None:
    before, original = snapshots.take(), texts(tree.valley)
    alias = editor.copy(tree.valley, getattr(tree, place), "mirror", alias=True)
    child = alias.get_children().get()
    assert without(before, alias, child) == {}
    assert texts(alias) == original
    assert texts(child) == texts(tree.village)
    mine, ending = addresses(alias), "-2" if place == "north" else ""
    assert mine == (
        f"/test-home/{place}/mirror/",
        *(f"/test-home/{place}-{code}/valley-{code}{ending}/" for code in ("es", "fr", "ar")),
    )
    before = snapshots.take()
    editor.publish(tree.valley, **make.columns("New", ["ar"]), slug_ar="new-ar")
    assert texts(alias) == texts(tree.valley)
    assert texts(alias)["title_ar"] == "New title (ar)"
    assert addresses(alias) == mine
    changed = snapshots.difference(before, snapshots.take(BASE, OWN))
    assert {row[1] for row in changed if row[0] in (BASE, OWN)} == {tree.valley.pk, tree.village.pk, alias.pk}


def test_move_takes_the_subtree_along(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take(BASE, OWN)
    editor.move(tree.valley, tree.south)
    assert snapshots.difference(before, snapshots.take(BASE, OWN)) == {
        (BASE, tree.valley.pk): {
            "url_path": "/test-home/south/valley/",
            **{
                f"url_path_{code}": f"/test-home/south-{code}/valley-{code}/"
                for code in languages.translation_codes()
            },
        },
        (BASE, tree.village.pk): {
            "url_path": "/test-home/south/valley/village/",
            **{
                f"url_path_{code}": f"/test-home/south-{code}/valley-{code}/village-{code}/"
                for code in languages.translation_codes()
            },
        },
    }


def test_bulk_publish(tree: SimpleNamespace, editor: Editor) -> None:
    pages = [editor.save(page, title_fr="New title (fr)") for page in (tree.valley, tree.south)]
    before = snapshots.take()
    editor.bulk("publish", pages)
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, page.pk): {"title_fr": "New title (fr)"} for page in pages
    }


def test_bulk_unpublish(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.bulk("unpublish", [tree.village, tree.south])
    assert not now_stored(tree.village).live
    assert snapshots.difference(before, snapshots.take()) == {}


def test_bulk_move(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take(BASE, OWN)
    editor.bulk("move", [tree.village, tree.south], tree.north)
    changed = snapshots.difference(before, snapshots.take(BASE, OWN))
    assert {row: set(columns or ()) for row, columns in changed.items()} == {
        (BASE, tree.village.pk): set(PATHS),
        (BASE, tree.south.pk): set(PATHS),
    }
    assert addresses(tree.south)[3] == "/test-home/north-ar/south-ar/"


def test_bulk_delete(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.bulk("delete", [tree.village, tree.south])
    assert snapshots.difference(before, snapshots.take()) == {
        (table, page.pk): None for table in (BASE, OWN) for page in (tree.village, tree.south)
    }
    assert AboutPage.objects.filter(pk=tree.valley.pk).exists()
