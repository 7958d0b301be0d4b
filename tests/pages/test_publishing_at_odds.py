"""Where publishing meets something else: an alias, a copy, an embargo, a newer draft, a version of another time."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Revision

from pages import due
from pages.models import AboutPage
from tests.editing import Desk, form_data, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
CURRENT = dict.fromkeys(("en", "es", "fr", "ar"), "current")


@pytest.fixture
def desk(tree: SimpleNamespace) -> Desk:
    return Desk("en", tree.amal)


def newest(page: AboutPage) -> AboutPage:
    found: AboutPage = now_stored(page).get_latest_revision_as_object()
    return found


def draft(page: AboutPage, user: object = None, **changes: object) -> Revision:
    """Save a draft on top of the newest one."""
    shown = newest(page)
    for name, value in changes.items():
        setattr(shown, name, value)
    revision: Revision = shown.save_revision(user=user)
    return revision


def release(revision: Revision, *codes: str) -> Revision:
    stored = Revision.objects.get(pk=revision.pk)
    stored.content = {**stored.content, "release": list(codes)}
    stored.save()
    stored.publish()
    return stored


def time_passes(revision: Revision) -> None:
    past = timezone.now() - HOUR
    content = {**Revision.objects.get(pk=revision.pk).content, "go_live_at": past.isoformat()}
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=past, content=content)
    due.act()


def states(page: AboutPage) -> dict[str, str]:
    return {found.language: str(found.state) for found in now_stored(page).translations()}


def publish_in_bulk(desk: Desk, page: AboutPage) -> AboutPage:
    address = reverse("wagtail_bulk_action", args=["pages", "sitepage", "publish"])
    assert desk.client.post(f"{address}?id={page.pk}&next=/", {}).status_code == 302
    return now_stored(page)


# ---- aliases and copies


def test_an_embargo_holds_for_the_aliases_of_a_page(tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Embargo", live=False)
    alias = page.create_alias(parent=tree.north, update_slug="alias")
    revision = draft(page, title_en="Secret", go_live_at=timezone.now() + HOUR)
    revision.publish()
    assert not now_stored(alias).live
    time_passes(revision)
    assert (now_stored(alias).live, now_stored(alias).title_en) == (True, "Secret")


def test_an_alias_shows_what_was_published_and_no_draft(tree: SimpleNamespace) -> None:
    alias = now_stored(tree.south).create_alias(parent=tree.north, update_slug="alias")
    release(draft(tree.south, title_en="New", title_fr="Nouveau"), "fr")
    shown = now_stored(alias)
    assert (shown.title_en, shown.title_fr, shown.pending) == ("South title (en)", "Nouveau", [])
    release(draft(tree.south), "en")
    assert (now_stored(alias).title_en, states(alias)["ar"]) == ("New", "outdated")


def test_what_is_declared_of_a_text_holds_for_its_aliases(desk: Desk, tree: SimpleNamespace) -> None:
    alias = now_stored(tree.south).create_alias(parent=tree.north, update_slug="alias")
    release(draft(tree.south, title_en="New"), "en")
    data = form_data(desk.form(now_stored(tree.south)))
    desk.post("edit", [tree.south.pk], {**data, "still_valid": "ar"})
    assert (states(tree.south)["ar"], states(alias)["ar"]) == ("current", "current")


def test_a_copy_is_to_release_nothing_in_particular(desk: Desk, tree: SimpleNamespace) -> None:
    draft(tree.north, title_ar="جديد", release=["ar"])
    live = desk.copy(tree.north, tree.south, "public", live=True)
    assert (live.title_ar, live.pending) == ("North title (ar)", ["en", "ar"])
    hidden = desk.copy(tree.north, tree.south, "hidden")
    assert publish_in_bulk(desk, hidden).live


# ---- schedules and drafts


def test_a_schedule_made_of_an_older_version_forgets_no_draft(tree: SimpleNamespace) -> None:
    old = draft(tree.north, title_fr="Nouveau", go_live_at=timezone.now() + HOUR)
    draft(tree.north, title_es="Nuevo", go_live_at=None)
    release(old, "fr")
    assert now_stored(tree.north).pending == ["es", "fr"]


def test_a_background_save_does_not_reach_what_was_scheduled(tree: SimpleNamespace) -> None:
    scheduled = release(
        draft(tree.north, tree.amal, title_fr="Nouveau", go_live_at=timezone.now() + HOUR), "fr"
    )
    typing = newest(tree.north)
    typing.title_fr, typing.go_live_at = "Half a sen", None
    typing.save_revision(user=tree.amal, overwrite_revision=Revision.objects.get(pk=scheduled.pk))
    time_passes(scheduled)
    assert now_stored(tree.north).title_fr == "Nouveau"
    assert newest(tree.north).title_fr == "Half a sen"


def test_a_background_save_does_not_reach_the_version_that_is_public(tree: SimpleNamespace) -> None:
    public = draft(tree.north, tree.amal, title_fr="Nouveau")
    public.publish()
    typing = newest(tree.north)
    typing.title_fr = "Half a sen"
    typing.save_revision(user=tree.amal, overwrite_revision=Revision.objects.get(pk=public.pk))
    live = now_stored(tree.north)
    assert (live.live_revision.content["title_fr"], live.title_fr) == ("Nouveau", "Nouveau")
    assert newest(tree.north).title_fr == "Half a sen"


def test_a_text_that_was_taken_back_while_it_was_scheduled(tree: SimpleNamespace) -> None:
    scheduled = release(draft(tree.north, title_fr="Nouveau", go_live_at=timezone.now() + HOUR), "fr")
    draft(tree.north, title_fr="North title (fr)", go_live_at=None)
    time_passes(scheduled)
    live = now_stored(tree.north)
    assert live.title_fr == "Nouveau"
    assert ("fr" in live.pending) == (newest(tree.north).title_fr != live.title_fr)


def test_an_expiry_set_in_a_draft_waits_for_the_facts(tree: SimpleNamespace) -> None:
    over = timezone.now() - HOUR
    release(draft(tree.north, title_fr="Nouveau", expire_at=over), "fr")
    due.act()
    live = now_stored(tree.north)
    assert (live.live, live.title_fr, live.expire_at) == (True, "Nouveau", None)
    release(draft(tree.north), "en")
    due.act()
    assert not now_stored(tree.north).live


# ---- states


def test_a_declaration_about_a_draft_waits_for_that_draft(tree: SimpleNamespace) -> None:
    shown = newest(tree.north)
    shown.title_en, shown.title_es = "New", "Nuevo"
    shown.refresh_stamps()
    shown.declare_current(["fr"])
    shown.save_revision()
    release(draft(tree.north), "es")
    assert (states(tree.north)["fr"], states(tree.north)["ar"]) == ("current", "current")
    release(draft(tree.north), "en")
    assert (states(tree.north)["fr"], states(tree.north)["ar"]) == ("current", "outdated")


def test_a_version_from_before_the_stamps_can_come_back(desk: Desk, tree: SimpleNamespace) -> None:
    old = now_stored(tree.north).latest_revision
    later = ("stamps", "release", "pending", "minor_edit")
    content = {name: value for name, value in old.content.items() if name not in later}
    Revision.objects.filter(pk=old.pk).update(content=content)
    draft(tree.north, title_en="New").publish()
    assert states(desk.revert(tree.north, Revision.objects.get(pk=old.pk))) == CURRENT
    Revision.objects.get(pk=old.pk).publish()
    assert states(tree.north) == CURRENT


def test_comments_outlive_the_publication_of_one_language(tree: SimpleNamespace) -> None:
    shown = newest(tree.north)
    shown.title_fr = "Nouveau"
    shown.wagtail_admin_comments.add(Comment(user=tree.amal, text="Really?", contentpath="title_fr"))
    release(shown.save_revision(), "fr")
    assert [comment.text for comment in newest(tree.north).wagtail_admin_comments.all()] == ["Really?"]
    assert Comment.objects.filter(page=tree.north.pk).count() == 1
