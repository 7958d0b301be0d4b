"""What is set for a moment happens with the first request after it, with or without a scheduler."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from pages import due, generations
from pages.models import AboutPage
from tests import sitemap
from tests.editing import now_stored
from tests.factories import pages as make

PAST = dt.timedelta(minutes=-1)
SOON = dt.timedelta(hours=1)


def address(page: AboutPage, code: str = "en") -> str:
    return now_stored(page).address_in(code)


def schedule(page: AboutPage, *codes: str, within: dt.timedelta = SOON, **changes: Any) -> Revision:
    draft = now_stored(page).get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.go_live_at = timezone.now() + within
    draft.release = list(codes)
    revision: Revision = draft.save_revision()
    revision.publish()
    return revision


def time_passes(revision: Revision) -> None:
    """Move the moment of a schedule into the past."""
    moment = timezone.now() + PAST
    stored = Revision.objects.get(pk=revision.pk)
    Revision.objects.filter(pk=revision.pk).update(
        approved_go_live_at=moment, content={**stored.content, "go_live_at": moment.isoformat()}
    )


@pytest.mark.django_db
def test_an_embargo_ends_with_the_first_request_after_it(tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Embargo", live=False)
    revision = schedule(page)
    client = Client()
    assert client.get(address(page)).status_code == 404
    assert "/embargo" not in sitemap.whole(client)
    time_passes(revision)
    assert client.get(address(page, "ar")).status_code == 200
    assert now_stored(page).live
    actions = PageLogEntry.objects.filter(page=page.pk).values_list("action", flat=True)
    assert "wagtail.publish.scheduled" in actions


@pytest.mark.django_db
def test_a_translation_goes_live_at_its_hour_alone(tree: SimpleNamespace) -> None:
    revision = schedule(tree.north, "fr", title_fr="Nouveau", title_en="New")
    assert b"Nouveau" not in Client().get(address(tree.north, "fr")).content
    time_passes(revision)
    assert b"Nouveau" in Client().get(address(tree.north, "fr")).content
    assert now_stored(tree.north).title_en == "North title (en)"
    # It is done once: nothing is due any more, and the next visitors publish nothing.
    assert due.next_moment() is None
    versions = tree.north.revisions.count()
    Client().get(address(tree.north, "fr"))
    assert tree.north.revisions.count() == versions


@pytest.mark.django_db
def test_two_translations_go_live_each_at_its_hour(tree: SimpleNamespace) -> None:
    first = schedule(tree.north, "fr", title_fr="Nouveau")
    second = schedule(tree.north, "es", within=2 * SOON, title_es="Nuevo")
    time_passes(first)
    assert b"Nouveau" in Client().get(address(tree.north, "fr")).content
    assert b"Nuevo" not in Client().get(address(tree.north, "es")).content
    assert due.next_moment() == Revision.objects.get(pk=second.pk).approved_go_live_at
    time_passes(second)
    assert b"Nuevo" in Client().get(address(tree.north, "es")).content
    assert due.next_moment() is None


@pytest.mark.django_db
def test_a_page_is_over_with_the_first_request_after_its_expiry(tree: SimpleNamespace) -> None:
    where = address(tree.south)
    AboutPage.objects.filter(pk=tree.south.pk).update(expire_at=timezone.now() + SOON)
    assert Client().get(where).status_code == 200
    AboutPage.objects.filter(pk=tree.south.pk).update(expire_at=timezone.now() + PAST)
    listing = sitemap.whole(Client())
    assert "/south" not in listing
    assert Client().get(where).status_code == 404
    assert now_stored(tree.south).expired


@pytest.mark.django_db
def test_what_goes_live_and_is_over_in_between_is_never_seen(tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Brief", live=False)
    time_passes(schedule(page, expire_at=timezone.now() + dt.timedelta(seconds=-30)))
    assert Client().get(address(page)).status_code == 404
    stored = now_stored(page)
    assert (stored.live, stored.expired) == (False, True)


@pytest.mark.django_db
def test_the_command_does_the_same_without_a_visitor(tree: SimpleNamespace) -> None:
    page = make.about(tree.home, "Embargo", live=False)
    time_passes(schedule(page))
    call_command("publish_scheduled", verbosity=0)
    assert now_stored(page).live
    assert due.act() == 0


@pytest.mark.django_db
def test_a_failure_is_logged_and_neither_repeated_nor_shown(
    tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = make.about(tree.home, "Embargo", live=False)
    time_passes(schedule(page))
    tries = []

    def broken(self: Any, *args: Any, **kwargs: Any) -> None:
        tries.append(self)
        raise RuntimeError("no room")

    monkeypatch.setattr(AboutPage, "publish", broken)
    monkeypatch.setattr(due, "_failed", {})
    for _ in range(3):
        assert Client().get(address(tree.south)).status_code == 200
    assert len(tries) == 1
    assert "What was due could not be done" in caplog.text
    assert not now_stored(page).live


@pytest.mark.django_db
def test_nothing_due_costs_one_query(tree: SimpleNamespace, django_assert_num_queries: Any) -> None:
    schedule(tree.north, "fr", title_fr="Nouveau")
    with django_assert_num_queries(1):
        moment, _generation = generations.look()
    assert moment == due.next_moment()
    assert not due.is_due(moment)
