"""The board of translations as people use it: what it shows, what its filters let through, who may do what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cicc_site.multilingual.freshness import State
from members.models import User
from pages.board import interface, views
from pages.board.projection import refresh_all
from pages.board.views import PER_PAGE
from pages.models import AboutPage, TranslationTask
from tests.editing import Command
from tests.factories import documents as files
from tests.factories import members as people
from tests.factories import pages as make
from tests.standing import standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]

BOARD = "/admin/translations/"


@pytest.fixture(scope="module")
def drawn(planted: dict[str, int], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """North is outdated in three languages, South lacks Arabic; one catalogue, complete."""
    whole = interface.Catalogue("site", "ar", total=3, missing=0, doubtful=0, words=0, total_words=9)
    with pytest.MonkeyPatch.context() as patch, standing(django_db_blocker):
        patch.setattr(interface, "_seen", [])
        patch.setattr(interface, "all_catalogues", lambda: [whole])
        refresh_all()
        hand = Command()
        hand.publish(AboutPage.objects.get(pk=planted["north"]), summary_en="Another summary (en)")
        without_arabic = dict.fromkeys(make.columns("x", ["ar"])) | {"body_ar": []}
        hand.publish(AboutPage.objects.get(pk=planted["south"]), **without_arabic)
        yield


@pytest.fixture
def board(drawn: None, tree: SimpleNamespace) -> SimpleNamespace:
    """Amal at the board as it is drawn."""
    tree.client = Client()
    tree.client.force_login(tree.amal)
    return tree


def translator(code: str = "AR") -> User:
    user = User.objects.create_user(f"translator-{code}", password="a long test password")
    user.groups.add(Group.objects.get(name=f"Translator {code}"))
    UserProfile.objects.create(user=user)
    return user


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def row(page: AboutPage, language: str) -> TranslationTask:
    return TranslationTask.objects.of(page).get(language=language)


def shown(client: Client, **query: Any) -> list[str]:
    """The titles on the board, in their order."""
    response = client.get(BOARD, query)
    assert response.status_code == 200
    return [found.title for found in response.context["rows"]]


def send(client: Client, deed: str, *tasks: TranslationTask, follow: bool = True, **data: Any) -> Any:
    address = reverse("translation_board_act")
    return client.post(address, {"deed": deed, "task": [task.pk for task in tasks], **data}, follow=follow)


NORTH, SOUTH = "North title (en)", "South title (en)"


# --- What it shows ---------------------------------------------------------------------------------------


def test_a_row_says_how_each_language_stands_in_words(board: SimpleNamespace) -> None:
    html = board.client.get(BOARD).content.decode()
    cells = re.findall(r'class="state state--(\w+)" href="([^"]+)".*?</span>([^<]+)</a>', html)
    assert [(state, word.strip()) for state, _href, word in cells].count(("outdated", "outdated")) == 3
    edit = reverse("wagtailadmin_pages:edit", args=[board.north.pk])
    assert ("outdated", f"{edit}#tab-language_fr", "outdated") in cells
    assert "1 word" in html
    assert "waits less than a day" in html


def test_what_waits_longest_comes_first(board: SimpleNamespace) -> None:
    TranslationTask.objects.of(board.south).filter(language="ar").update(
        waiting_since=timezone.now() - dt.timedelta(days=21)
    )
    assert shown(board.client)[:2] == [SOUTH, NORTH]
    assert "waits 3\xa0weeks" in board.client.get(BOARD).content.decode()
    TranslationTask.objects.of(board.north).update(waiting_since=timezone.now() - dt.timedelta(days=40))
    assert shown(board.client)[:2] == [NORTH, SOUTH]
    assert shown(board.client, sort="title")[:2] == [NORTH, SOUTH]
    assert shown(board.client, sort="few", state="outdated") == [NORTH]
    row(board.south, "ar")
    TranslationTask.objects.of(board.south).filter(language="ar").update(due=dt.date(2030, 1, 1))
    assert shown(board.client, sort="due")[0] == SOUTH


def test_current_texts_show_where_they_are_asked_for(board: SimpleNamespace) -> None:
    assert "Valley title (en)" not in shown(board.client)
    assert "Valley title (en)" in shown(board.client, state="all")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, {NORTH, SOUTH}),
        ({"state": "outdated"}, {NORTH}),
        ({"state": "missing"}, {SOUTH}),
        ({"language": "fr"}, {NORTH}),
        ({"language": "ar"}, {NORTH, SOUTH}),
        ({"kind": "page"}, {NORTH, SOUTH}),
        ({"kind": "pages.aboutpage"}, {NORTH, SOUTH}),
        ({"kind": "pages.homepage"}, set()),
        ({"kind": "image"}, set()),
        ({"text": "orth"}, {NORTH}),
        ({"owner": "nobody", "state": "missing"}, {SOUTH}),
        ({"owner": "me"}, set()),
        ({"state": "overdue"}, set()),
        ({"state": "review"}, set()),
        ({"state": "incomplete"}, set()),
        ({"state": "hidden"}, set()),
        ({"state": "draft"}, set()),
        # Nonsense counts as not said.
        (
            {"state": "'", "language": "xx", "kind": "no.such", "owner": "-1", "section": "x", "p": "999"},
            {NORTH, SOUTH},
        ),
        ({"p": "abc", "sort": "?", "text": "\x00"}, {NORTH, SOUTH}),
    ],
)
def test_filters(board: SimpleNamespace, query: dict[str, str], titles: set[str]) -> None:
    assert set(shown(board.client, **query)) == titles


def test_the_section_is_a_filter(board: SimpleNamespace) -> None:
    Command().publish(board.village, title_en="Village renamed")
    assert set(shown(board.client, section=board.north.pk)) == {NORTH, "Village renamed"}
    assert shown(board.client, section=board.south.pk) == [SOUTH]


def test_what_is_not_public_is_a_filter_and_no_waiting_work(board: SimpleNamespace) -> None:
    Command().unpublish(board.south)
    assert SOUTH not in shown(board.client)
    assert shown(board.client, state="hidden") == [SOUTH]
    assert shown(board.client, state="draft") == [SOUTH]


def test_the_sum_is_of_what_is_filtered(board: SimpleNamespace) -> None:
    response = board.client.get(BOARD, {"language": "ar"})
    assert response.context["sums"] == {"rows": 2, "words": 1 + 15}
    assert "<strong>16</strong> English words to do" in response.content.decode()


def test_a_filtered_board_has_its_own_address(board: SimpleNamespace) -> None:
    for number in range(PER_PAGE):
        TranslationTask.objects.create(
            kind="page",
            content_type=row(board.north, "fr").content_type,
            object_id=9000 + number,
            language="ar",
            title_en=f"Page {number:02}",
            state=State.MISSING,
            words=1,
            total_words=1,
            waiting_since=timezone.now(),
        )
    html = board.client.get(BOARD, {"language": "ar", "sort": "title"}).content.decode()
    assert "Page 1 of 2" in html
    assert "language=ar&amp;sort=title&amp;p=2" in html
    assert shown(board.client, language="ar", sort="title", p="2") == ["Page 49", SOUTH]


def test_pictures_and_the_interface_are_on_it(board: SimpleNamespace) -> None:
    image = files.image()
    html = board.client.get(BOARD, {"kind": "image"}).content.decode()
    assert reverse("wagtailimages:edit", args=[image.pk]) in html
    html = board.client.get(BOARD, {"kind": "interface", "state": "all"}).content.decode()
    assert "This website" in html
    assert reverse("editors_guide", args=["translations"]) in html


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_it_speaks_the_language_of_the_menus(board: SimpleNamespace, language: str) -> None:
    profile = board.amal.wagtail_userprofile
    profile.preferred_language = language
    profile.save()
    html = board.client.get(BOARD).content.decode()
    with translation.override(language):
        word = str(State.OUTDATED.label)
    assert (word == "outdated") == (language == "en")
    assert f"</span>{word}</a>" in html


def test_it_is_for_staff(client: Client) -> None:
    assert client.get(BOARD).status_code == 302
    assert client.post(reverse("translation_board_act"), {"deed": "take"}).status_code == 302


# --- What can be done ------------------------------------------------------------------------------------


def test_work_is_given_with_a_due_date_and_a_note(board: SimpleNamespace) -> None:
    chosen = row(board.north, "fr"), row(board.south, "ar")
    due = timezone.localdate() - dt.timedelta(days=1)
    response = send(
        board.client,
        "assign",
        *chosen,
        owner=board.amal.pk,
        due=due,
        note="Before the session",
        filters="sort=title",
    )
    assert "2 rows were changed." in response.content.decode()
    assert response.redirect_chain == [(f"{BOARD}?sort=title", 302)]
    for task in TranslationTask.objects.filter(pk__in=[task.pk for task in chosen]):
        assert (task.owner, task.due, task.note) == (board.amal, due, "Before the session")
    assert row(board.north, "es").owner is None
    assert "overdue since" in response.content.decode()
    assert set(shown(board.client, state="overdue")) == set(shown(board.client, owner="me")) == {NORTH, SOUTH}
    # What is left empty stays; what is taken away goes.
    send(board.client, "assign", chosen[0], no_due="1")
    task = row(board.north, "fr")
    assert (task.owner, task.due, task.note) == (board.amal, None, "Before the session")
    send(board.client, "assign", chosen[0], owner="nobody", no_note="1")
    task = row(board.north, "fr")
    assert (task.owner, task.note) == (None, "")


def test_all_that_is_filtered_can_be_given_at_once(board: SimpleNamespace) -> None:
    send(board.client, "assign", everything="1", filters="language=ar", owner=board.amal.pk)
    owned = TranslationTask.objects.filter(owner=board.amal)
    assert {(task.title_en, task.language) for task in owned} == {(NORTH, "ar"), (SOUTH, "ar")}


def test_a_wrong_date_changes_nothing_and_says_so(board: SimpleNamespace) -> None:
    task = row(board.north, "fr")
    response = send(board.client, "assign", task, owner=board.amal.pk, due="31 February")
    assert response.status_code == 400
    assert "Enter a valid date" in response.content.decode()
    assert row(board.north, "fr").owner is None


def test_nothing_ticked_is_said(board: SimpleNamespace) -> None:
    for data in ({}, {"task": ["", "x", "99999999999999999999"]}):
        response = board.client.post(reverse("translation_board_act"), {"deed": "take", **data}, follow=True)
        assert "Tick at least one cell" in response.content.decode()


def test_a_translator_takes_work_of_the_own_language_and_gives_it_back(board: SimpleNamespace) -> None:
    user = translator("AR")
    client = at_desk(user)
    send(client, f"take:{row(board.north, 'ar').pk}")
    send(client, "take", row(board.south, "ar"), row(board.north, "fr"))
    assert {(t.title_en, t.language) for t in TranslationTask.objects.filter(owner=user)} == {
        (NORTH, "ar"),
        (SOUTH, "ar"),
    }
    assert set(shown(client, mine="1")) == {NORTH, SOUTH}
    TranslationTask.objects.of(board.north).filter(language="ar").update(owner=board.amal)
    assert set(shown(client, mine="1")) == {SOUTH}
    response = send(client, "give-back", row(board.south, "ar"), row(board.north, "ar"))
    assert "1 row has no owner now." in response.content.decode()
    assert row(board.north, "ar").owner == board.amal
    assert row(board.south, "ar").owner is None
    html = client.get(BOARD, {"mine": "1"}).content.decode()
    assert "Français" not in re.sub(r"<option.*?</option>", "", html)


def test_a_translator_cannot_give_work_to_others(board: SimpleNamespace) -> None:
    client = at_desk(translator("AR"))
    assert 'name="owner" id="id_owner"' in client.get(BOARD).content.decode()  # the filter
    assert 'name="note"' not in client.get(BOARD).content.decode()
    send(client, "assign", row(board.north, "ar"), note="Mine")
    assert row(board.north, "ar").note == ""


def test_work_goes_only_to_those_who_can_do_it(board: SimpleNamespace) -> None:
    user = translator("AR")
    response = send(board.client, "assign", row(board.north, "ar"), row(board.north, "fr"), owner=user.pk)
    assert "1 row was left as it was: this person cannot edit its language." in response.content.decode()
    assert row(board.north, "ar").owner == user
    assert row(board.north, "fr").owner is None


def test_still_valid_makes_a_picture_current(board: SimpleNamespace) -> None:
    image = files.image(
        title_fr="Réunion", alt_text_fr="Des gens autour d’une table", title_ar="اجتماع", alt_text_ar="أناس"
    )
    image.alt_text_en = "People round a table"
    image.save()
    task = TranslationTask.objects.of(image).get(language="fr")
    assert task.state == State.OUTDATED
    html = board.client.get(BOARD, {"kind": "image"}).content.decode()
    assert f"still-valid:{task.pk}" in html
    response = send(board.client, f"still-valid:{task.pk}")
    assert "is current in this language again: Français" in response.content.decode()
    task.refresh_from_db()
    assert (task.state, task.waiting_since) == (State.CURRENT, None)
    assert TranslationTask.objects.of(image).get(language="ar").state == State.OUTDATED
    assert ModelLogEntry.objects.filter(object_id=image.pk, action="wagtail.edit").exists()


def test_still_valid_asks_who_may(board: SimpleNamespace) -> None:
    country = people.country(name_fr="Pays", name_ar="بلد")
    country.name_en = "Another name"
    country.save()
    tasks = {task.language: task for task in TranslationTask.objects.of(country)}
    client = at_desk(translator("AR"))
    send(client, f"still-valid:{tasks['fr'].pk}")
    assert TranslationTask.objects.get(pk=tasks["fr"].pk).state == State.OUTDATED
    send(client, f"still-valid:{tasks['ar'].pk}")
    assert TranslationTask.objects.get(pk=tasks["ar"].pk).state == State.CURRENT
    # A page is declared beside its drafts, not here.
    send(board.client, f"still-valid:{row(board.north, 'fr').pk}")
    assert row(board.north, "fr").state == State.OUTDATED


def test_ticked_rows_go_to_the_export_by_name(board: SimpleNamespace) -> None:
    response = send(board.client, "export", row(board.north, "ar"), row(board.south, "ar"), follow=False)
    address = response["location"]
    assert address.startswith(reverse("translations_export"))
    page = board.client.get(address)
    assert page.status_code == 200
    assert {found[0].instance.pk for found in page.context["rows"]} == {board.north.pk, board.south.pk}
    response = send(board.client, "export", row(board.north, "ar"), row(board.north, "fr"))
    assert "one language" in response.content.decode()


def test_the_key_enter_presses_no_button_of_a_row(board: SimpleNamespace) -> None:
    html = board.client.get(BOARD).content.decode()
    form = html[html.index('<form method="post" action="/admin/translations/act/"') :]
    assert re.search(r'<button[^>]*name="deed" value="([^"]*)"', form)[1] == "assign"  # type: ignore[index]


# --- What it costs ---------------------------------------------------------------------------------------


def cost(client: Client) -> int:
    client.get(BOARD)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(BOARD).status_code == 200
    return len(captured)


def test_twenty_rows_cost_what_five_cost(board: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 20)
    image = files.image()
    for number in range(3):
        make.page(AboutPage, board.home, f"Few {number}", title_fr=None)
    few = cost(board.client)
    for number in range(20):
        page = make.page(AboutPage, board.home, f"Many {number}", title_fr=None)
        TranslationTask.objects.of(page).update(owner=board.amal)
    assert len(shown(board.client)) == 20
    assert cost(board.client) == few <= 30
    assert image.pk
