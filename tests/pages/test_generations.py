"""What is kept between requests is never older than the rows it was made of, however these were written."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from cicc_site import kept as store
from pages import generations
from pages.models import Change, SiteNotice, SitePage, SiteSettings
from pages.models.settings import FooterLink, Office, SocialLink
from tests.editing import now_stored
from tests.factories import members


def generation() -> int:
    return generations.mixed(generations.look()[1], generations.FRAME)


def shown(language: str = "en") -> str:
    return Client().get(f"/{language}/").content.decode()


def by_saving(page: SitePage) -> None:
    page.title_en, page.title_ar = "Renamed", "اسم جديد"
    page.save()


def by_an_update(page: SitePage) -> None:
    SitePage.objects.filter(pk=page.pk).update(title_en="Renamed", title_ar="اسم جديد")


def by_hand(page: SitePage) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pages_sitepage SET title_en = 'Renamed', title_ar = 'اسم جديد' WHERE id = %s", [page.pk]
        )


@pytest.mark.django_db
@pytest.mark.parametrize("change", [by_saving, by_an_update, by_hand])
def test_a_menu_has_the_new_name_with_the_next_request(
    tree: SimpleNamespace, change: Callable[[SitePage], None]
) -> None:
    SitePage.objects.filter(pk=tree.north.pk).update(show_in_menus=True)
    assert "North title (en)" in shown()
    assert "Renamed" not in shown()
    change(now_stored(tree.north))
    assert "Renamed" in shown()
    assert "North title (en)" not in shown()
    assert "اسم جديد" in shown("ar")


@pytest.mark.django_db
def test_every_language_is_kept_apart(tree: SimpleNamespace) -> None:
    SitePage.objects.filter(pk=tree.north.pk).update(show_in_menus=True)
    for _ in range(2):
        for language in ("en", "es", "fr", "ar"):
            assert f"North title ({language})" in shown(language)
            assert now_stored(tree.north).address_in(language) in shown(language)


@pytest.mark.django_db
def test_whatever_stands_around_a_page_is_a_new_generation(tree: SimpleNamespace) -> None:
    settings = SiteSettings.load()
    notice, _made = SiteNotice.objects.get_or_create()
    site = Site.objects.get()
    seen = {generation()}
    for change in (
        settings.save,
        notice.save,
        site.save,
        lambda: Office.objects.create(settings=settings, name_en="New York"),
        lambda: SocialLink.objects.create(settings=settings, url="https://social.example.org/cicc"),
        lambda: FooterLink.objects.create(settings=settings, page=tree.north),
        FooterLink.objects.all().delete,
        tree.south.delete,
    ):
        change()
        assert generation() not in seen, change
        seen.add(generation())


@pytest.mark.django_db
def test_what_was_taken_back_changed_nothing(tree: SimpleNamespace) -> None:
    before = generation()
    with transaction.atomic():
        by_an_update(tree.north)
        assert generation() != before
        transaction.set_rollback(True)
    assert generation() == before


@pytest.mark.django_db
def test_a_second_request_asks_only_whether_anything_changed(
    tree: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    calls: list[str] = []

    def make_it() -> str:
        calls.append("made")
        return "kept"

    def request() -> str:
        _moment, now = generations.look()
        with generations.at_hand(now):
            return generations.kept("test of what is kept", make_it)

    with django_assert_num_queries(3):
        assert [request() for _ in range(3)] == ["kept"] * 3
    assert len(calls) == 1
    by_an_update(tree.north)
    assert request() == "kept"
    assert len(calls) == 2
    assert generations.kept("test of what is kept", make_it) == "kept"  # outside a request nothing is kept
    assert len(calls) == 3


@pytest.mark.django_db
def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "MOST", 5)
    with generations.at_hand({}):
        for number in range(20):
            generations.kept(("test", number), lambda: "kept")
    assert len(store._kept) <= 5


def test_what_was_asked_for_lately_stays_and_no_request_disturbs_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "MOST", 3)
    made: list[object] = []

    def ask(key: object) -> None:
        with generations.at_hand({}):
            generations.kept(("side by side", key), lambda: made.append(key))

    for key in ("menu", 1, "menu", 2, "menu", 3, "menu"):
        ask(key)
    assert made.count("menu") == 1
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, [number % 7 for number in range(4_000)]))
    assert len(store._kept) <= 3


@pytest.mark.django_db
def test_pruning_makes_a_generation_nobody_has_seen(tree: SimpleNamespace) -> None:
    by_an_update(tree.north)
    before = generation()
    generations.prune()
    assert Change.objects.count() == Change.objects.values("topic").distinct().count()
    assert generation() != before
    assert "Home title (en)" in shown()


@pytest.mark.django_db
def test_a_draft_is_no_change_and_what_is_published_is_one(tree: SimpleNamespace) -> None:
    before = generation()
    draft = now_stored(tree.north)
    draft.title_en = "A draft"
    revision = draft.save_revision()
    assert generation() == before
    revision.publish()
    assert generation() != before


@pytest.mark.django_db
def test_each_table_has_its_own(tree: SimpleNamespace) -> None:
    _moment, before = generations.look()
    members.country("XYA")
    _moment, after = generations.look()
    written = {table for table in after if after[table] != before.get(table)}
    assert "members_country" in written
    assert "pages_sitepage" not in written
    assert generations.mixed(before, ["members_country"]) != generations.mixed(after, ["members_country"])
    # One transaction writes two tables: together they are as new as each of them.
    assert generations.mixed(after, ["members_country", "pages_sitepage"]) not in {
        0,
        generations.mixed(before, ["pages_sitepage"]),
    }
