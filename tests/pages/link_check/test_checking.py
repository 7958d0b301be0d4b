"""Links that lead nowhere are found on whichever page and in whichever language, and good ones are left alone."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.rich_text import RichText

from cicc_site import periodic
from members.models import User
from pages import condition
from pages.link_check import checking
from pages.link_check.asking import Asked
from pages.link_check.checking import Round
from pages.link_check.reading import links_of, targets
from pages.models import AboutPage, BrokenLink, LinkCheck, MissedAddress, SitePage

pytestmark = pytest.mark.django_db


def linking(page: AboutPage, language: str, *links: str) -> None:
    """Let a text of a page hold links, as editors write them."""
    text = "".join(f'<p><a href="{link}">x</a></p>' for link in links)
    setattr(page, f"body_{language}", [("text", RichText(text))])
    page.save()


def found() -> set[tuple[str, str, int]]:
    return {(row.language, row.target, row.status) for row in BrokenLink.objects.all()}


def test_it_finds_what_leads_nowhere_and_nothing_else(tree: SimpleNamespace) -> None:
    own = tree.valley.address_in("fr")
    linking(
        tree.north,
        "en",
        "/en/no-such-page/",
        own,
        "https://elsewhere.example.org/x/",
        "mailto:a@b.org",
        "#part",
    )
    linking(tree.north, "ar", f"{site.SITE_URL}/ar/nothing/", "/admin/", "/en/search/?q=x")
    checking.run()
    assert found() == {("en", "/en/no-such-page/", 404), ("ar", "/ar/nothing/", 404)}
    assert {row.page_id for row in BrokenLink.objects.all()} == {tree.north.pk}
    assert LinkCheck.objects.count() == SitePage.objects.live().filter(depth__gt=1).count()


def test_what_was_corrected_is_forgotten_and_what_stays_keeps_its_day(tree: SimpleNamespace) -> None:
    linking(tree.south, "es", "/es/uno/", "/es/dos/")
    checking.run()
    BrokenLink.objects.update(since=timezone.now() - dt.timedelta(days=9))
    linking(tree.south, "es", "/es/uno/")
    checking.run()
    assert len(found()) == 2, "it was looked at a moment ago"
    LinkCheck.objects.update(at=timezone.now() - dt.timedelta(hours=21))
    checking.run()
    assert found() == {("es", "/es/uno/", 404)}
    assert BrokenLink.objects.get().since < timezone.now() - dt.timedelta(days=8)


def test_pages_that_are_no_longer_shown_are_no_longer_asked(tree: SimpleNamespace) -> None:
    linking(tree.south, "en", "/en/no-such-page/")
    checking.run()
    assert found()
    tree.south.refresh_from_db()
    tree.south.live = False
    tree.south.save()
    LinkCheck.objects.update(at=timezone.now() - dt.timedelta(hours=21))
    checking.run()
    assert found() == set()
    assert not LinkCheck.objects.filter(page_id=tree.south.pk).exists()


def test_a_draft_that_is_linked_is_a_link_that_leads_nowhere(tree: SimpleNamespace) -> None:
    address = tree.village.address_in("en")
    linking(tree.south, "en", address)
    checking.run()
    assert found() == set()
    AboutPage.objects.filter(pk=tree.village.pk).update(live=False)
    LinkCheck.objects.update(at=timezone.now() - dt.timedelta(hours=21))
    checking.run()
    assert ("en", address, 404) in found()


def test_pictures_and_redirects_are_followed(tree: SimpleNamespace) -> None:
    name = storages["default"].save("original_images/here.png", ContentFile(b"x"))
    try:
        asked = Round()
        assert asked.status_of(f"/media/{name}") == 200
        assert asked.status_of("/media/original_images/gone.png") == 404
        # An address that lacks its last slash, and that of another language, lead on.
        assert asked.status_of(tree.north.address_in("en").rstrip("/")) == 200
        assert asked.status_of("/") == 200
    finally:
        storages["default"].delete(name)


def test_nobody_counts_it_as_a_visit(tree: SimpleNamespace, settings: Settings) -> None:
    settings.SEARCH_LIMIT = settings.FILES_LIMIT = 1
    linking(
        tree.north,
        "en",
        "/en/no-such-page/",
        "/en/search/",
        "/en/feed/",
        "/sitemap.xml",
        "/es/search/",
        "/ar/feed/",
    )
    checking.run()
    assert found() == {("en", "/en/no-such-page/", 404)}
    assert not MissedAddress.objects.exists()


def test_a_visitor_cannot_pass_for_it(client: Client, tree: SimpleNamespace) -> None:
    sent: dict[str, Any] = {"HTTP_CICC.CHECKING": "1", "HTTP_CICC_CHECKING": "1"}
    client.get("/en/no-such-page/", **sent)
    assert MissedAddress.objects.count() == 1


def test_a_round_ends_and_the_next_goes_on_where_it_ended(
    tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = SitePage.objects.live().filter(depth__gt=1).count()
    assert Round(seconds=-1).run() == 0
    seen: list[int] = []

    def look_at(self: Round, page: SitePage) -> None:
        seen.append(page.pk)
        checking.keep(page, [])

    monkeypatch.setattr(Round, "look_at", look_at)
    LinkCheck.objects.create(page_id=tree.north.pk, at=timezone.now() - dt.timedelta(days=3))
    LinkCheck.objects.create(page_id=tree.valley.pk, at=timezone.now() - dt.timedelta(days=2))
    assert Round().run() == pages
    assert seen[-2:] == [tree.north.pk, tree.valley.pk], "those never looked at first"
    assert Round().run() == 0


def test_a_round_ends_when_the_worker_is_asked_to_stop(
    tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(periodic, "is_ending", lambda: next(answers))
    assert Round().run() == 1
    assert LinkCheck.objects.count() == 1


def test_a_view_that_fails_is_told_as_such(tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Asked, address: str) -> Any:
        raise ValueError(address)

    monkeypatch.setattr(Asked, "ask", failing)
    assert Round().status_of("/en/whatever/") == 500


def test_links_are_read_as_browsers_read_them() -> None:
    links = links_of(
        '<header><a href="/a/">x</a></header><main><a href=" /b/ ">x</a><img src="c.png"></main><a href>'
    )
    assert (links.own, links.around) == ({"/b/", "c.png"}, {"/a/"})
    written = {
        "/b/#x",
        "/b/",
        "c.png",
        "//elsewhere.org/x",
        "javascript:x",
        "http://[",
        "/ar/عن/",
        "?page=2",
        "/?mod=drc",
    }
    assert set(targets(written, "/en/x/")) == {
        "/b/",
        "/en/x/c.png",
        "/ar/%D8%B9%D9%86/",
        "/en/x/",
        "/?mod=drc",
    }


def test_the_staff_is_told_where_with_both_ways(client: Client, tree: SimpleNamespace) -> None:
    linking(tree.south, "ar", "/ar/nothing/<x>/")
    checking.run()
    row = condition.links()
    [detail] = row.details
    assert detail.address == reverse("wagtailadmin_pages:edit", args=[tree.south.pk])
    client.force_login(User.objects.get(username="amal"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("condition")).content.decode()
    assert f'href="{tree.south.address_in("ar")}"' in page
    assert f'href="{detail.address}"' in page
    assert "<x>" not in page
