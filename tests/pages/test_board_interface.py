"""The words of the interface on the board: counted in the catalogues, refreshed when these change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cicc_site import catalogues
from cicc_site.multilingual.freshness import State
from pages.board import interface
from pages.board.rows import title_of
from pages.models import TranslationTask
from pages.models.translation_tasks import Kind

pytestmark = pytest.mark.django_db

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: fr\\n"\n\n'


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(interface, "_seen", [])
    return tmp_path


def write(locale: Path, place: str, *messages: str, moment: int = 1_000_000_000) -> None:
    path = locale / place / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + "\n\n".join(messages) + "\n", encoding="utf-8")
    os.utime(path, (moment, moment))


def message(text: str, translation: str, *, fuzzy: bool = False) -> str:
    return ("#, fuzzy\n" if fuzzy else "") + f'msgid "{text}"\nmsgstr "{translation}"'


def task(language: str = "fr", title: str = "site") -> TranslationTask:
    return TranslationTask.objects.get(kind=Kind.INTERFACE, language=language, title_en=title)


def test_a_catalogue_is_a_row_that_counts_what_is_missing_and_doubtful(locale: Path) -> None:
    write(
        locale,
        "fr",
        message("One two", "Un deux"),
        message("Three four five", ""),
        message("Six", "Six", fuzzy=True),
    )
    write(locale, "wagtail/ar", message("Only this", ""))
    write(locale, "xx", message("No language of ours", ""))
    interface.keep_true()
    assert TranslationTask.objects.filter(kind=Kind.INTERFACE).count() == 2
    assert (task().state, task().words, task().total_words) == (State.OUTDATED, 4, 6)
    assert task().waiting_since is not None
    assert task("ar", "wagtail").state == State.MISSING
    found = {(each.group, each.language): each for each in interface.all_catalogues()}[("site", "fr")]
    assert (found.missing, found.doubtful) == (1, 1)


def test_it_is_true_again_when_a_file_changed_and_costs_nothing_else(locale: Path) -> None:
    write(locale, "fr", message("One", ""))
    interface.keep_true()
    TranslationTask.objects.update(note="Ask a contributor")
    with CaptureQueriesContext(connection) as captured:
        interface.keep_true()
    assert len(captured) == 0
    write(locale, "fr", message("One", "Un"), moment=1_000_000_500)
    interface.keep_true()
    assert (task().state, task().waiting_since, task().note) == (State.CURRENT, None, "Ask a contributor")
    (locale / "fr" / "LC_MESSAGES" / "django.po").unlink()
    interface.keep_true()
    assert not TranslationTask.objects.exists()


def test_doubtful_words_are_owed_a_review(locale: Path) -> None:
    write(locale, "fr", message("One", "Un", fuzzy=True))
    interface.keep_true()
    assert (task().state, task().review_owed) == (State.CURRENT, True)


def test_the_catalogues_of_the_site_are_found() -> None:
    found = {(each.group, each.language) for each in interface.all_catalogues()}
    assert {("site", "es"), ("site", "fr"), ("site", "ar"), ("wagtail", "ar")} <= found
    row = TranslationTask(kind=Kind.INTERFACE, title_en="wagtail", language="ar")
    assert title_of(row) == "Completion of Wagtail"
