"""Texts never leak between languages while pages are written, saved, published and taken back.

Each scenario runs at a desk in one language (they take turns: turns.py) and in commands; see tests/editing.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Revision

from pages.models import AboutPage
from tests import snapshots
from tests.editing import Editor, now_stored
from tests.factories import pages as make
from tests.pages import turns

pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    turns.give(metafunc)


BASE, OWN = "pages_sitepage", "pages_aboutpage"


@pytest.fixture(autouse=True)
def _nothing_foreign(db: None) -> Iterator[None]:
    yield
    assert snapshots.foreign_texts() == []


def written(name: str, language: str) -> list[Any]:
    """Return a body of the factories as a snapshot shows it."""
    return [("text", f"<p>{make.text(name, 'body', language)}</p>")]


def edits(language: str) -> dict[str, Any]:
    """Return changes to every translated field of one language, for a form or a model."""
    return make.columns("New", [language])


def edited(language: str) -> dict[str, Any]:
    """Return what `edits` leave in the table all pages share."""
    fields = ("title", "summary", "seo_title", "search_description")
    return {f"{field}_{language}": make.text("New", field, language) for field in fields}


def copies_of_english() -> dict[str, str]:
    fields = ("title", "summary", "seo_title", "search_description")
    return {field: make.text("New", field, "en") for field in fields} | {"draft_title": "New title (en)"}


def test_create_draft(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    values = {**make.columns("New", ["en", "fr"]), **make.slugs("new", ["en", "fr"])}
    page = editor.create(AboutPage, tree.north, values)
    assert not page.live
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, page.pk): {
            **edited("en"),
            **edited("fr"),
            **copies_of_english(),
            "slug": "new",
            "slug_fr": "new-fr",
            "url_path": "/test-home/north/new/",
            "url_path_es": "/test-home/north-es/new/",
            "url_path_fr": "/test-home/north-fr/new-fr/",
            "url_path_ar": "/test-home/north-ar/new/",
        },
        (OWN, page.pk): {
            "body": written("New", "en"),
            "body_en": written("New", "en"),
            "body_fr": written("New", "fr"),
        },
    }


def test_create_and_publish_in_english_alone(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    page = editor.create(AboutPage, tree.home, {"title_en": "New title (en)", "slug": "new"}, "publish")
    assert page.live
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, page.pk): {
            "title": "New title (en)",
            "title_en": "New title (en)",
            "draft_title": "New title (en)",
            "slug": "new",
            **{f"url_path{ending}": "/test-home/new/" for ending in ("", "_es", "_fr", "_ar")},
        },
    }


@pytest.mark.parametrize("language", ["es", "ar"])
def test_save_draft_of_live_page(tree: SimpleNamespace, editor: Editor, language: str) -> None:
    before, draft = snapshots.take(), snapshots.newest_draft(tree.valley)
    editor.save(tree.valley, **edits(language))
    assert snapshots.difference(before, snapshots.take()) == {}
    assert snapshots.newest_draft(tree.valley) == {
        **draft,
        **edited(language),
        f"body_{language}": written("New", language),
    }


def test_save_draft_in_english(tree: SimpleNamespace, editor: Editor) -> None:
    before, draft = snapshots.take(), snapshots.newest_draft(tree.valley)
    editor.save(tree.valley, **edits("en"))
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): {"draft_title": "New title (en)"}
    }
    assert snapshots.newest_draft(tree.valley) == {
        **draft,
        **edited("en"),
        **copies_of_english(),
        "draft_title": draft["draft_title"],
        "body": written("New", "en"),
        "body_en": written("New", "en"),
    }


def test_save_draft_of_page_never_published(tree: SimpleNamespace, editor: Editor) -> None:
    page = make.about(tree.south, "Hidden", live=False)
    before = snapshots.take()
    page = editor.save(page, title_fr="New title (fr)", slug_fr="cache")
    now = {"title_fr": "New title (fr)", "slug_fr": "cache"}
    draft = snapshots.newest_draft(page)
    assert {name: draft[name] for name in now} == now
    # The admin writes a page that is not live at once, a command that saves a revision does not.
    row = {**now, "url_path_fr": "/test-home/south-fr/cache/"}
    assert snapshots.difference(before, snapshots.take()) == (
        {(BASE, page.pk): row} if editor.language else {}
    )


def test_autosave(tree: SimpleNamespace, editor: Editor) -> None:
    before, draft = snapshots.take(), snapshots.newest_draft(tree.valley)
    count = Revision.objects.count()
    editor.autosave(tree.valley, **edits("fr"))
    assert Revision.objects.count() == count + 1
    assert snapshots.difference(before, snapshots.take()) == {}
    assert snapshots.newest_draft(tree.valley) == {**draft, **edited("fr"), "body_fr": written("New", "fr")}


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_publish_a_translation(tree: SimpleNamespace, editor: Editor, language: str) -> None:
    before = snapshots.take()
    editor.publish(tree.valley, **edits(language))
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): edited(language),
        (OWN, tree.valley.pk): {f"body_{language}": written("New", language)},
    }


def test_publish_english(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.publish(tree.valley, **edits("en"))
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): {**edited("en"), **copies_of_english()},
        (OWN, tree.valley.pk): {"body": written("New", "en"), "body_en": written("New", "en")},
    }


def test_publish_what_takes_a_translation_away(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.publish(tree.valley, title_es="", summary_es="", body_es=[])
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): {"title_es": None, "summary_es": None},
        (OWN, tree.valley.pk): {"body_es": []},
    }


def test_publish_untouched(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.publish(tree.village)
    assert snapshots.difference(before, snapshots.take()) == {}


def test_scheduled_publishing(tree: SimpleNamespace, editor: Editor) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    before = snapshots.take()
    editor.publish(tree.valley, go_live_at=tomorrow, **edits("ar"))
    assert snapshots.difference(before, snapshots.take()) == {}
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now())
    for revision in tree.valley.revisions.filter(approved_go_live_at__isnull=False):
        revision.content["go_live_at"] = timezone.now().isoformat()
        revision.save()
    call_command("publish_scheduled")
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): edited("ar"),
        (OWN, tree.valley.pk): {"body_ar": written("New", "ar")},
    }


def test_scheduled_expiry(tree: SimpleNamespace, editor: Editor) -> None:
    editor.publish(tree.valley, expire_at=timezone.now() + dt.timedelta(days=1))
    AboutPage.objects.filter(pk=tree.valley.pk).update(expire_at=timezone.now())
    before = snapshots.take()
    call_command("publish_scheduled")
    assert not now_stored(tree.valley).live
    assert snapshots.difference(before, snapshots.take()) == {}


def test_revert_to_an_older_version(tree: SimpleNamespace, editor: Editor) -> None:
    original = snapshots.take()
    older = tree.valley.get_latest_revision()
    page = editor.publish(tree.valley, **edits("es"), slug_es="valle-nuevo")
    assert snapshots.difference(original, snapshots.take()) != {}
    before = snapshots.take(BASE, OWN)
    editor.revert(page, older)
    changed = snapshots.difference(before, snapshots.take(BASE, OWN))
    assert set(changed) == {(BASE, page.pk), (OWN, page.pk), (BASE, tree.village.pk)}
    assert snapshots.difference(original, {**snapshots.take(BASE, OWN)}) == {
        row: None for row in original if row[0] not in (BASE, OWN)
    }


def test_publish_version_older_than_a_language(tree: SimpleNamespace, editor: Editor) -> None:
    """A revision made before Arabic was added says nothing of Arabic: the database keeps its word."""
    revision = tree.valley.get_latest_revision()
    revision.content = {name: value for name, value in revision.content.items() if not name.endswith("_ar")}
    revision.content["title_es"] = "New title (es)"
    revision.save()
    AboutPage.objects.filter(pk=tree.valley.pk).update(has_unpublished_changes=True)
    before = snapshots.take()
    editor.publish(now_stored(tree.valley))
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): {"title_es": "New title (es)"}
    }


def test_publish_version_older_than_the_translations(tree: SimpleNamespace, editor: Editor) -> None:
    """A revision from the time of one language holds unsuffixed keys alone: they are the English text."""
    revision = tree.valley.get_latest_revision()
    endings = tuple(f"_{code}" for code in ("en", "es", "fr", "ar"))
    revision.content = {name: value for name, value in revision.content.items() if not name.endswith(endings)}
    revision.content["title"] = "New title (en)"
    revision.save()
    AboutPage.objects.filter(pk=tree.valley.pk).update(has_unpublished_changes=True)
    before = snapshots.take()
    editor.publish(now_stored(tree.valley))
    names = ("title", "title_en", "draft_title")
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): dict.fromkeys(names, "New title (en)")
    }


def test_publish_version_whose_plain_keys_are_in_another_language(
    tree: SimpleNamespace, editor: Editor
) -> None:
    """What a site without the guards would have written: the columns count, the keys without suffix do not."""
    revision = tree.valley.get_latest_revision()
    revision.content |= {
        "title": "Extraño (es)",
        "summary": "Extraño (es)",
        "seo_title": "",
        "title_fr": "New title (fr)",
    }
    revision.save()
    AboutPage.objects.filter(pk=tree.valley.pk).update(has_unpublished_changes=True)
    before = snapshots.take()
    editor.publish(now_stored(tree.valley))
    revision.delete()
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, tree.valley.pk): {"title_fr": "New title (fr)"}
    }


def test_unpublish(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    assert not editor.unpublish(tree.valley).live
    assert snapshots.difference(before, snapshots.take()) == {}


def test_lock_and_unlock(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.lock(tree.valley)
    assert now_stored(tree.valley).locked
    editor.unlock(tree.valley)
    assert not now_stored(tree.valley).locked
    assert snapshots.difference(before, snapshots.take()) == {}


def test_submit_and_approve(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    page = editor.submit(tree.valley, **edits("fr"))
    assert snapshots.difference(before, snapshots.take()) == {}
    editor.decide(page, "approve")
    assert snapshots.difference(before, snapshots.take()) == {
        (BASE, page.pk): edited("fr"),
        (OWN, page.pk): {"body_fr": written("New", "fr")},
    }


def test_submit_and_reject(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    page = editor.submit(tree.valley, **edits("fr"))
    editor.decide(page, "reject")
    assert snapshots.difference(before, snapshots.take()) == {}
    draft = snapshots.newest_draft(page)
    assert {name: draft[name] for name in edited("fr")} == edited("fr")


def test_delete(tree: SimpleNamespace, editor: Editor) -> None:
    before = snapshots.take()
    editor.delete(tree.valley)
    gone = [tree.valley.pk, tree.village.pk]
    assert snapshots.difference(before, snapshots.take()) == {
        (table, pk): None for table in (BASE, OWN) for pk in gone
    }
