"""The board says after every deed of an editor what it would say if it were made anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Revision

from cicc_site.multilingual import changes
from cicc_site.multilingual.freshness import State
from documents.models import SiteImage
from members.models import Country
from pages.board import projection
from pages.board.projection import STATES, refresh_all
from pages.models import AboutPage, HomePage, SitePage, SiteSettings, TranslationTask
from pages.models.settings import Office
from pages.models.translation_tasks import Kind
from tests.editing import Command, Desk, Editor, form_data, now_stored
from tests.factories import documents as files
from tests.factories import members as people
from tests.factories import pages as make
from tests.standing import standing

pytestmark = pytest.mark.django_db

Board = dict[tuple[Any, ...], dict[str, Any]]


@pytest.fixture(scope="module")
def drawn(planted: dict[str, int], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The board of the planted pages, all of it made once."""
    with standing(django_db_blocker):
        refresh_all()
        yield


@pytest.fixture(params=["desk", "command"])
def hand(request: pytest.FixtureRequest, drawn: None, tree: SimpleNamespace) -> Editor:
    return Desk("en", tree.amal) if request.param == "desk" else Command()


def board(*without: str) -> Board:
    return {
        (task.content_type_id, task.object_id, task.language): {
            name: getattr(task, name) for name in STATES if name not in without
        }
        for task in TranslationTask.objects.all()
    }


def assert_true() -> None:
    """The board as it stands is the board made anew, on top of it and from nothing."""
    kept = board()
    refresh_all()
    assert board() == kept
    TranslationTask.objects.all().delete()
    refresh_all()
    assert board("waiting_since") == {
        key: {name: value for name, value in row.items() if name != "waiting_since"}
        for key, row in kept.items()
    }
    assert {key for key, row in board().items() if row["waiting_since"]} == {
        key for key, row in kept.items() if row["waiting_since"]
    }


def row(page: SitePage, language: str) -> TranslationTask:
    return TranslationTask.objects.of(page.specific).get(language=language)


def _publish_french(hand: Editor, page: AboutPage) -> None:
    if isinstance(hand, Desk):
        data = form_data(hand.form(page), title_fr="Nouveau", title_en="New")
        hand.post("edit", [page.pk], {**data, "action-publish": "fr"})
        return
    revision = hand.change(page, {"title_fr": "Nouveau", "title_en": "New"})
    revision.content = {**revision.content, "release": ["fr"]}
    revision.save()
    revision.publish()


def _minor(hand: Editor, page: AboutPage) -> None:
    hand.publish(page, title_en="North, corrected", minor_edit="on" if isinstance(hand, Desk) else True)


def _create(hand: Editor, page: AboutPage) -> None:
    values = {"title_en": "Budget", "slug": "budget", "title_fr": "Le budget"}
    hand.create(AboutPage, page, values)
    hand.create(AboutPage, page, {**values, "slug": "other"}, action="publish")


def _schedule(hand: Editor, page: AboutPage) -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    if isinstance(hand, Desk):
        hand.publish(page, title_fr="Plus tard", go_live_at=soon.strftime("%Y-%m-%d %H:%M"))
    else:
        hand.publish(page, title_fr="Plus tard", go_live_at=soon)
    scheduled = Revision.objects.get(approved_go_live_at__isnull=False)
    past = (timezone.now() - dt.timedelta(minutes=1)).isoformat()
    Revision.objects.filter(pk=scheduled.pk).update(
        approved_go_live_at=past, content={**scheduled.content, "go_live_at": past}
    )
    call_command("publish_scheduled")
    assert now_stored(page).title_fr == "Plus tard"


def _expire(hand: Editor, page: AboutPage) -> None:
    AboutPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled")
    assert not now_stored(page).live


def _revert(hand: Editor, page: AboutPage) -> None:
    old = now_stored(page).latest_revision
    hand.publish(page, title_en="New")
    hand.revert(now_stored(page), old)


def _unalias(hand: Editor, page: AboutPage) -> None:
    alias = hand.copy(page, page.get_parent(), "alias", alias=True)
    assert not TranslationTask.objects.of(alias).exists()
    ConvertAliasPageAction(now_stored(alias)).execute(skip_permission_checks=True)
    assert TranslationTask.objects.of(alias).exists()


def _home(page: AboutPage) -> HomePage:
    return HomePage.objects.get()


DEEDS: dict[str, Callable[[Editor, AboutPage], Any]] = {
    "create": _create,
    "draft": lambda hand, page: hand.save(page, title_en="New", title_fr="Nouveau"),
    "autosave": lambda hand, page: hand.autosave(page, title_fr="Nouveau"),
    "publish": lambda hand, page: hand.publish(page, title_en="New and longer"),
    "publish one language": _publish_french,
    "minor edit": _minor,
    "empty a language": lambda hand, page: hand.publish(
        page, title_ar="", summary_ar="", seo_title_ar="", search_description_ar="", body_ar=[]
    ),
    "empty a field": lambda hand, page: hand.publish(page, body_ar=[]),
    "schedule": _schedule,
    "expire": _expire,
    "revert": _revert,
    "unpublish": lambda hand, page: hand.unpublish(page),
    "unpublish and publish": lambda hand, page: hand.publish(hand.unpublish(page)),
    "draft of an unpublished page": lambda hand, page: hand.save(
        hand.unpublish(page), title_en="Other", title_fr=""
    ),
    "move": lambda hand, page: hand.move(page, AboutPage.objects.get(title_en="South title (en)")),
    "copy": lambda hand, page: hand.copy(page, _home(page), "copied"),
    "copy live": lambda hand, page: hand.copy(page, _home(page), "copied", live=True),
    "alias": _unalias,
    "delete": lambda hand, page: hand.delete(page),
    "bulk publish": lambda hand, page: hand.bulk("publish", [hand.save(page, title_en="New")]),
    "bulk unpublish": lambda hand, page: hand.bulk("unpublish", [page]),
    "bulk move": lambda hand, page: hand.bulk(
        "move", [page], AboutPage.objects.get(title_en="South title (en)")
    ),
    "bulk delete": lambda hand, page: hand.bulk("delete", [page]),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_after_every_deed_the_board_is_what_it_would_be_made_anew(
    deed: str, hand: Editor, tree: SimpleNamespace
) -> None:
    assert TranslationTask.objects.of(tree.north).count() == 3
    DEEDS[deed](hand, tree.north)
    assert_true()


def test_what_is_deleted_leaves_no_row(hand: Editor, tree: SimpleNamespace) -> None:
    pages = [tree.north, tree.valley, tree.village]
    hand.delete(tree.north)
    for page in pages:
        assert not TranslationTask.objects.of(page).exists()
    assert TranslationTask.objects.of(tree.south).count() == 3


# --- What the rows say -----------------------------------------------------------------------------------


def test_an_outdated_translation_asks_for_the_words_that_changed(tree: SimpleNamespace) -> None:
    hand = Command()
    hand.publish(tree.north, summary_en="North summary (en) with four new words")
    asked = row(tree.north, "fr")
    assert (asked.state, asked.words) == (State.OUTDATED, 4)
    assert asked.total_words == 15 + 4
    assert asked.waiting_since is not None
    renewed = now_stored(tree.north).get_latest_revision_as_object()
    renewed.declare_current(["fr"], review_owed=True)
    renewed.save_revision().publish()
    asked = row(tree.north, "fr")
    assert (asked.state, asked.words, asked.review_owed) == (State.CURRENT, 0, True)
    assert row(tree.north, "ar").state == State.OUTDATED


def test_unfinished_work_asks_for_the_whole_text(tree: SimpleNamespace) -> None:
    renewed = now_stored(tree.north).get_latest_revision_as_object()
    renewed.declare_unfinished(["fr"])
    renewed.save_revision().publish()
    assert (row(tree.north, "fr").state, row(tree.north, "fr").words) == (State.OUTDATED, 15)


def test_what_is_missing_in_part_waits_although_it_is_current(tree: SimpleNamespace) -> None:
    Command().publish(tree.north, body_fr=[])
    asked = row(tree.north, "fr")
    assert (asked.state, asked.words) == (State.CURRENT, 3)
    assert asked.is_incomplete
    assert asked.waiting_since is not None


def test_a_draft_asks_for_what_it_lacks_itself(tree: SimpleNamespace) -> None:
    page = make.page(
        AboutPage, tree.home, "Bare", **dict.fromkeys(make.columns("x", ["fr"])) | {"body_fr": []}
    )
    assert (row(page, "fr").state, row(page, "fr").words) == (State.MISSING, 15)
    Command().save(page, title_fr="Le titre", summary_fr="Le sommaire")
    asked = row(page, "fr")
    assert (asked.state, asked.words, asked.draft_waits) == (State.DRAFT, 9, True)


def test_waiting_survives_refreshes_and_ends_when_nothing_is_left(tree: SimpleNamespace) -> None:
    hand = Command()
    hand.publish(tree.north, title_en="New")
    long_ago = timezone.now() - dt.timedelta(days=40)
    TranslationTask.objects.of(tree.north).update(waiting_since=long_ago)
    hand.publish(tree.north, title_en="Newer")
    hand.save(tree.north, title_fr="Plus nouveau")
    refresh_all()
    assert row(tree.north, "fr").waiting_since == long_ago
    renewed = now_stored(tree.north).get_latest_revision_as_object()
    renewed.declare_current(["fr"])
    renewed.save_revision().publish()
    assert row(tree.north, "fr").waiting_since is None
    assert row(tree.north, "es").waiting_since == long_ago
    hand.publish(tree.north, title_en="Newest")
    waits = row(tree.north, "fr").waiting_since
    assert waits is not None
    assert waits > long_ago + dt.timedelta(days=39)


def test_a_page_waits_from_when_it_becomes_public(tree: SimpleNamespace) -> None:
    page = make.page(AboutPage, tree.home, "Quiet", live=False, title_fr=None, summary_fr=None)
    page.save_revision()
    asked = row(page, "fr")
    assert (asked.is_public, asked.waiting_since) == (False, None)
    before = timezone.now()
    Command().publish(page, body_fr=[], seo_title_fr="", search_description_fr="")
    asked = row(page, "fr")
    assert (asked.is_public, asked.state) == (True, State.MISSING)
    assert asked.waiting_since is not None
    assert asked.waiting_since >= before


def test_what_people_wrote_survives(tree: SimpleNamespace) -> None:
    TranslationTask.objects.of(tree.north).update(owner=tree.amal, due=dt.date(2026, 12, 1), note="Soon")
    Command().publish(tree.north, title_en="New")
    refresh_all()
    asked = row(tree.north, "fr")
    assert (asked.owner, asked.due, asked.note) == (tree.amal, dt.date(2026, 12, 1), "Soon")
    tree.amal.delete()
    assert row(tree.north, "fr").owner is None


def test_pictures_files_registers_and_settings_are_there(tree: SimpleNamespace) -> None:
    image = files.image()
    country = people.country()
    settings = SiteSettings.load()
    settings.tagline_en = "For justice"
    settings.offices = [Office(name_en="The Hague", name_fr="La Haye")]
    settings.save()
    asked = {
        task.kind: task for task in TranslationTask.objects.filter(language="fr").exclude(kind=Kind.PAGE)
    }
    assert (asked[Kind.SETTING].state, asked[Kind.SETTING].words, asked[Kind.SETTING].total_words) == (
        State.MISSING,
        2,
        4,
    )
    assert asked[Kind.IMAGE].object_id == image.pk
    assert asked[Kind.SNIPPET].title_en == country.name_en
    settings = SiteSettings.objects.get()
    settings.tagline_fr = "Pour la justice"
    settings.save()
    assert TranslationTask.objects.of(settings).get(language="fr").state == State.CURRENT
    SiteImage.objects.filter(pk=image.pk).delete()
    Country.objects.filter(pk=country.pk).delete()
    settings.delete()
    assert not TranslationTask.objects.exclude(kind__in=[Kind.PAGE, Kind.INTERFACE]).exists()


def test_what_was_loaded_in_bulk_grows_old_as_everything_else() -> None:
    loaded = people.country(name_fr="Pays")
    Country.objects.filter(pk=loaded.pk).update(stamps={})  # as bulk_create leaves it
    country = Country.objects.get(pk=loaded.pk)
    country.name_en = "Another name"
    country.save()
    assert TranslationTask.objects.of(country).get(language="fr").state == State.OUTDATED


def test_what_says_nothing_in_english_is_not_there() -> None:
    SiteSettings.load()
    assert not TranslationTask.objects.filter(kind=Kind.SETTING).exists()


def _fail_in_the_middle(page: AboutPage) -> None:
    with changes.together():
        page.save()
        _ = 1 / 0


def test_a_block_of_changes_is_told_of_once(tree: SimpleNamespace) -> None:
    told: list[Any] = []
    changes.subscribe(told.append)
    try:
        with changes.together():
            tree.north.save()
            with changes.together():
                tree.north.save()
            assert told == []
        assert told == [[(AboutPage, tree.north.pk)]]
        with pytest.raises(ZeroDivisionError):
            _fail_in_the_middle(tree.north)
        assert len(told) == 1
    finally:
        changes._listeners.remove(told.append)


def test_a_list_read_in_part_knows_of_the_texts_it_left_out(tree: SimpleNamespace) -> None:
    columns = dict.fromkeys(make.columns("x", ["fr"])) | {"body_fr": make.body("North", "fr")}
    Command().publish(tree.north, **columns)
    whole = AboutPage.objects.get(pk=tree.north.pk).translation("fr").state
    listed = SitePage.objects.filter(pk=tree.north.pk).specific(defer=True).get()
    assert whole == listed.translation("fr").state == State.CURRENT
    assert SitePage.objects.get(pk=tree.north.pk).translation("fr").state == State.CURRENT


# --- What it costs ---------------------------------------------------------------------------------------


def test_a_save_costs_the_board_a_few_queries_however_large_it_is(
    tree: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            now_stored(tree.north).save()
        return len(captured)

    with_board = cost()
    others = [listener for listener in changes._listeners if listener is not projection.refresh]
    assert len(others) == len(changes._listeners) - 1
    monkeypatch.setattr(changes, "_listeners", others)
    assert with_board - cost() <= 4
    monkeypatch.undo()
    for number in range(4):
        make.about(tree.north, f"Page {number}")
    assert cost() == with_board


def test_the_command_makes_it_anew(tree: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    TranslationTask.objects.all().delete()
    call_command("refresh_board")
    assert str(TranslationTask.objects.count()) in capsys.readouterr().out
    assert TranslationTask.objects.of(tree.north).count() == 3
    before = TranslationTask.objects.count()
    call_command("refresh_board")
    assert TranslationTask.objects.count() == before
