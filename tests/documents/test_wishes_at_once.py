"""Wishes when much happens at once: one letter to each, and none to who has asked to be forgotten."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from documents import keeping, wishes
from documents.enums import Access
from documents.models import LanguageWish, Work, WorkFile
from members.applications import erasure, persons
from members.models import OutboxMessage
from tests.factories import archive

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "reader@example.org"
SECONDS = 30


@pytest.fixture
def work() -> Work:
    return archive.work("A resolution", symbol="ICC-ASP/2/Res.8")


def asked(work: Work, email: str = EMAIL, language: str = "ar") -> LanguageWish:
    wishes.ask(work, language, email, "en")
    token = OutboxMessage.objects.latest("pk").revealed()["link"].rstrip("/").rpartition("/")[2]
    found = wishes.find(token)
    assert found is not None
    return found


def confirmed(work: Work, email: str = EMAIL) -> LanguageWish:
    wish = asked(work, email)
    assert wishes.confirm(wish)
    return wish


def letters() -> list[str]:
    return sorted(OutboxMessage.objects.filter(occasion=wishes.THERE).values_list("to", flat=True))


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same moment, each with a connection of its own; returns what came of each."""
    ready, came = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place: int) -> None:
        try:
            ready.wait(SECONDS)
            came[place] = deeds[place]()
        except Exception as error:
            came[place] = error  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return came


class Held:
    """A deed that stops in the middle of its transaction, at the end of a function of `wishes`, until it may go on."""

    def __init__(self, deed: Callable[[], Any], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached, self.may_go_on = threading.Event(), threading.Event()
        whole = getattr(wishes, name)

        def stopping(*args: Any, **options: Any) -> Any:
            came = whole(*args, **options)
            if threading.current_thread() is self.thread:
                self.reached.set()
                assert self.may_go_on.wait(SECONDS)
            return came

        def run() -> None:
            try:
                deed()
            finally:
                connection.close()

        monkeypatch.setattr(wishes, name, stopping)
        self.thread = threading.Thread(target=run)
        self.thread.start()
        assert self.reached.wait(SECONDS)

    def end(self) -> None:
        self.may_go_on.set()
        self.thread.join(SECONDS)


def meanwhile(deed: Callable[[], Any]) -> threading.Thread:
    """Begin something else; it may have to wait."""

    def run() -> None:
        try:
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(1)
    return thread


def test_asked_by_a_double_click_it_is_one_wish(work: Work) -> None:
    came = at_once(*[lambda: wishes.ask(work, "ar", EMAIL, "en")] * 4)
    assert came == [None] * 4
    assert LanguageWish.objects.count() == 1


def test_confirmed_by_two_windows_and_told_by_three_workers_it_is_one_letter(work: Work) -> None:
    wish = asked(work)
    assert at_once(*[lambda: wishes.confirm(wish)] * 4) == [True] * 4
    archive.work_file(work, "ar")
    assert sorted(at_once(*[wishes.tell] * 3)) == [0, 0, 1]
    assert letters() == [EMAIL]


def test_a_file_that_comes_twice_while_letters_are_written_is_one_letter_to_each(work: Work) -> None:
    readers = [f"{number}@example.org" for number in range(5)]
    for email in readers:
        confirmed(work, email)
    file = archive.work_file(work, "ar", b"one")
    at_once(
        wishes.tell,
        lambda: archive.work_file(work, "ar", b"two"),
        wishes.tell,
        lambda: archive.work_file(work, "ar", b"three"),
        wishes.tell,
    )
    keeping.remove_file(WorkFile.objects.filter(work=work).current().get())
    wishes.tell()
    file.refresh_from_db()
    assert letters() == readers
    assert OutboxMessage.objects.filter(occasion=wishes.THERE).count() == len(readers)


def test_the_end_of_an_embargo_is_one_letter_to_each(work: Work) -> None:
    Work.objects.filter(pk=work.pk).update(public_from=timezone.now() + dt.timedelta(hours=1))
    archive.work_file(work, "ar")
    readers = [f"{number}@example.org" for number in range(4)]
    for email in readers:
        confirmed(work, email)
    assert at_once(wishes.tell, wishes.tell) == [0, 0]
    Work.objects.filter(pk=work.pk).update(public_from=timezone.now())
    assert sum(at_once(*[wishes.tell] * 3)) + wishes.tell() == len(readers)
    assert letters() == readers


def test_put_under_embargo_again_nobody_more_is_told(work: Work) -> None:
    confirmed(work)
    archive.work_file(work, "ar")
    Work.objects.filter(pk=work.pk).update(access=Access.STAFF)
    assert at_once(*[wishes.tell] * 2) == [0, 0]
    assert letters() == []


def test_taken_back_while_its_letter_is_written_nothing_is_sent(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = confirmed(work)
    archive.work_file(work, "ar")
    telling = Held(wishes.tell, "_write", monkeypatch)
    other = meanwhile(lambda: wishes.take_back(wish))
    telling.end()
    other.join(SECONDS)
    assert letters() == [""]
    assert not persons.find(EMAIL).is_known


def test_taken_back_first_there_is_no_letter(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = confirmed(work)
    archive.work_file(work, "ar")
    taking_back = Held(lambda: wishes.take_back(wish), "_forget_letters", monkeypatch)
    assert wishes.tell() == 0
    taking_back.end()
    assert wishes.tell() == 0
    assert letters() == []


def test_erased_while_its_letter_is_written_nothing_is_sent(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(work)
    archive.work_file(work, "ar")
    telling = Held(wishes.tell, "_write", monkeypatch)
    person = persons.find(EMAIL)
    other = meanwhile(lambda: erasure.erase_person(person))
    telling.end()
    other.join(SECONDS)
    assert letters() == [""]
    assert not persons.find(EMAIL).is_known


def test_confirmed_at_the_last_moment_it_is_not_tidied_away(work: Work) -> None:
    wish = asked(work)
    LanguageWish.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    with transaction.atomic():
        assert wishes.confirm(wish)
        other = meanwhile(wishes.tidy_up)
    other.join(SECONDS)
    assert LanguageWish.objects.get().confirmed_at is not None


def test_tidied_away_at_the_last_moment_it_says_so(work: Work) -> None:
    wish = asked(work)
    LanguageWish.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    assert wishes.tidy_up() == 1
    assert not wishes.confirm(wish)
