"""Publishing is per language: what goes live, what stays a draft, and what the states say of it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from cicc_site.multilingual.freshness import State
from pages.models import AboutPage
from pages.publishing import NotPublicYet
from tests.editing import now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


def draft(page: AboutPage, user: Any = None, **changes: Any) -> Revision:
    """Save a draft on top of the newest one."""
    newest = now_stored(page).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(newest, name, value)
    revision: Revision = newest.save_revision(user=user, log_action=True)
    return revision


def release(revision: Revision, *codes: str) -> None:
    revision.content = {**revision.content, "release": list(codes)}
    revision.save()
    revision.publish()


def states(page: AboutPage) -> dict[str, str]:
    return {found.language: str(found.state) for found in now_stored(page).translations()}


def newest(page: AboutPage) -> AboutPage:
    found: AboutPage = now_stored(page).get_latest_revision_as_object()
    return found


def test_only_the_chosen_language_goes_live(tree: SimpleNamespace) -> None:
    revision = draft(tree.north, title_en="New", title_fr="Nouveau", title_ar="جديد")
    release(revision, "fr")
    live = now_stored(tree.north)
    assert (live.title_en, live.title_fr, live.title_ar) == (
        "North title (en)",
        "Nouveau",
        "North title (ar)",
    )
    assert live.has_unpublished_changes
    assert live.pending == ["en", "ar"]
    waiting = newest(tree.north)
    assert (waiting.title_en, waiting.title_fr, waiting.title_ar) == ("New", "Nouveau", "جديد")
    assert live.live_revision.as_object().title_fr == "Nouveau"
    assert live.live_revision.as_object().title_en == "North title (en)"


def test_one_language_after_the_other_leaves_no_draft(tree: SimpleNamespace) -> None:
    release(draft(tree.north, title_en="New", title_fr="Nouveau", slug_fr="nouveau"), "fr")
    release(draft(tree.north), "en")
    live = now_stored(tree.north)
    assert (live.title_en, live.title_fr, live.slug_fr) == ("New", "Nouveau", "nouveau")
    assert live.url_path_fr.endswith("/nouveau/")
    assert live.pending == []
    assert not live.has_unpublished_changes


def test_without_a_choice_everything_goes_live(tree: SimpleNamespace) -> None:
    draft(tree.north, title_en="New", title_fr="Nouveau").publish()
    live = now_stored(tree.north)
    assert (live.title_en, live.title_fr, live.pending) == ("New", "Nouveau", [])


def test_facts_travel_with_english(tree: SimpleNamespace) -> None:
    revision = draft(tree.north, show_in_menus=True, title_fr="Nouveau")
    release(revision, "fr")
    assert not now_stored(tree.north).show_in_menus
    release(draft(tree.north), "en")
    assert now_stored(tree.north).show_in_menus


def test_a_translation_alone_cannot_make_a_page_public(tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Quiet", live=False)
    with pytest.raises(NotPublicYet):
        release(draft(page, title_fr="Calme"), "fr")
    assert not now_stored(page).live


def test_first_publication_leaves_the_other_languages_drafts(tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Quiet", live=False)
    release(draft(page, title_fr="Calme"), "en", "fr")
    live = now_stored(page)
    assert live.live
    assert (live.title_fr, live.title_es, live.title_ar) == ("Calme", None, None)
    assert list(live.body_es) == []
    assert newest(page).title_es == "Quiet title (es)"
    assert states(page) == {"en": "current", "es": "draft", "fr": "current", "ar": "draft"}


def test_a_schedule_releases_its_language_and_leaves_the_page_open(tree: SimpleNamespace) -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    release(draft(tree.north, title_fr="Nouveau", go_live_at=soon), "fr")
    later = soon + dt.timedelta(hours=1)
    release(draft(tree.north, title_ar="جديد", go_live_at=later), "ar")
    live = now_stored(tree.north)
    assert live.title_fr == "North title (fr)"
    assert live.live
    assert live.get_lock() is None
    assert live.revisions.filter(approved_go_live_at__isnull=False).count() == 2
    draft(tree.north, title_es="Nuevo", go_live_at=None)
    past = timezone.now() - dt.timedelta(minutes=1)
    first = live.revisions.filter(approved_go_live_at=soon).get()
    Revision.objects.filter(pk=first.pk).update(
        approved_go_live_at=past, content={**first.content, "go_live_at": past.isoformat()}
    )
    call_command("publish_scheduled")
    live = now_stored(tree.north)
    assert (live.title_fr, live.title_ar) == ("Nouveau", "North title (ar)")
    assert live.revisions.filter(approved_go_live_at=later).exists()
    assert newest(tree.north).title_es == "Nuevo"
    assert set(live.pending) >= {"es", "ar"}


def test_publishing_part_of_a_schedule_leaves_the_rest_scheduled(tree: SimpleNamespace) -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    release(draft(tree.north, title_fr="Nouveau", title_es="Nuevo", go_live_at=soon), "es", "fr")
    release(draft(tree.north, title_fr="Plus nouveau", go_live_at=None), "fr")
    scheduled = now_stored(tree.north).revisions.get(approved_go_live_at__isnull=False)
    assert scheduled.content["release"] == ["es"]
    assert now_stored(tree.north).title_fr == "Plus nouveau"


def test_scheduling_never_takes_a_public_page_offline(tree: SimpleNamespace) -> None:
    page = make.page(AboutPage, tree.home, "Loaded")  # as the starting content: public, without a version
    assert page.live_revision_id is None
    draft(page, title_en="New", go_live_at=timezone.now() + dt.timedelta(hours=1)).publish()
    stored = now_stored(page)
    assert stored.live
    assert stored.title_en == "Loaded title (en)"


def test_an_older_version_published_again_leaves_no_pending_work(tree: SimpleNamespace) -> None:
    old = now_stored(tree.north).latest_revision
    draft(tree.north, title_en="New", title_fr="Nouveau").publish()
    old.publish()
    live = now_stored(tree.north)
    assert (live.title_en, live.title_fr) == ("North title (en)", "North title (fr)")
    assert (live.pending, live.has_unpublished_changes) == ([], False)


def test_english_outdates_translations_until_they_are_declared(tree: SimpleNamespace) -> None:
    assert states(tree.north) == dict.fromkeys(("en", "es", "fr", "ar"), "current")
    draft(tree.north, title_en="New")
    assert states(tree.north)["fr"] == "current", "a draft outdates nothing"
    release(draft(tree.north), "en")
    assert states(tree.north) == {"en": "current", "es": "outdated", "fr": "outdated", "ar": "outdated"}
    renewed = newest(tree.north)
    renewed.title_fr = "Nouveau"
    renewed.declare_current(["fr"])
    release(renewed.save_revision(), "fr")
    assert states(tree.north) == {"en": "current", "es": "outdated", "fr": "current", "ar": "outdated"}


def test_going_back_to_the_old_english_makes_translations_current_again(tree: SimpleNamespace) -> None:
    old = now_stored(tree.north).latest_revision
    draft(tree.north, title_en="New").publish()
    assert states(tree.north)["ar"] == "outdated"
    release(old, "en")
    assert states(tree.north)["ar"] == "current"


def test_publishing_again_and_reordering_outdate_nothing(tree: SimpleNamespace) -> None:
    draft(tree.north).publish()
    now_stored(tree.north).move(tree.home, pos="last-child")
    blocks = [*make.body("One", "en"), *make.body("Two", "en")]
    draft(tree.south, body_en=blocks).publish()
    renewed = newest(tree.south)
    renewed.declare_current(["es", "fr", "ar"])
    renewed.save_revision().publish()
    draft(tree.south, body_en=blocks[::-1]).publish()
    for page in (tree.north, tree.south):
        assert set(states(page).values()) == {"current"}


def test_a_minor_edit_keeps_what_was_current_and_the_day_of_the_source(tree: SimpleNamespace) -> None:
    draft(tree.north, title_en="New").publish()
    renewed = newest(tree.north)
    renewed.declare_current(["fr"])
    release(renewed.save_revision(), "fr")
    stamps = {**now_stored(tree.north).stamps}
    stamps["en"] = {**stamps["en"], "on": "2026-01-12T00:00:00+00:00"}
    AboutPage.objects.filter(pk=tree.north.pk).update(stamps=stamps)
    release(draft(tree.north, title_en="New!", minor_edit=True), "en")
    assert states(tree.north) == {"en": "current", "es": "outdated", "fr": "current", "ar": "outdated"}
    live = now_stored(tree.north)
    assert live.stamps["en"]["on"] == "2026-01-12T00:00:00+00:00"
    assert not live.minor_edit
    draft(tree.north, title_en="Newer").publish()
    assert states(tree.north)["fr"] == "outdated", "a minor edit is minor once"


def test_the_log_says_which_languages(tree: SimpleNamespace) -> None:
    release(draft(tree.north, tree.amal, title_fr="Nouveau"), "fr")
    said = {
        entry.action: entry.data.get("languages")
        for entry in PageLogEntry.objects.filter(page=tree.north.pk).order_by("timestamp")
    }
    assert said["wagtail.edit"] == ["fr"]
    assert said["wagtail.publish"] == ["fr"]


def test_unfinished_work_is_outdated_and_a_missing_text_missing(tree: SimpleNamespace) -> None:
    renewed = newest(tree.north)
    renewed.title_fr = "À moitié"
    renewed.declare_unfinished(["fr"])
    release(renewed.save_revision(), "fr")
    assert states(tree.north)["fr"] == State.OUTDATED
    empty = {name: None for name in make.columns("x", ["ar"]) if not name.startswith("body")}
    release(draft(tree.north, **empty, body_ar=[]), "ar")
    assert states(tree.north)["ar"] == State.MISSING
    assert "ar" not in now_stored(tree.north).stamps
