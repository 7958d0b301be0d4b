"""Wishes for a language: one letter however the file comes to be public, and no address kept longer than needed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from documents import wishes
from documents.enums import Access
from documents.models import LanguageWish, Work
from members.applications import erasure, persons
from members.models import MailState, OutboxMessage
from tests.factories import archive

pytestmark = pytest.mark.django_db
EMAIL = "reader@example.org"


@pytest.fixture
def work() -> Work:
    return archive.work("A resolution", title_ar="قرار", symbol="ICC-ASP/2/Res.8")


def token_of(message: OutboxMessage) -> str:
    return message.revealed()["link"].rstrip("/").rpartition("/")[2]


def asked(work: Work, language: str = "ar", email: str = EMAIL, letter: str = "en") -> str:
    wishes.ask(work, language, email, letter)
    return token_of(OutboxMessage.objects.latest("pk"))


def confirmed(work: Work, language: str = "ar", email: str = EMAIL, letter: str = "en") -> LanguageWish:
    wish = wishes.find(asked(work, language, email, letter))
    assert wish is not None
    assert wishes.confirm(wish)
    return wish


def letters() -> list[str]:
    return list(OutboxMessage.objects.filter(occasion=wishes.THERE).values_list("to", flat=True))


def test_the_table_knows_no_token_and_the_letter_has_it_sealed(work: Work) -> None:
    token = asked(work)
    wish = LanguageWish.objects.get()
    assert token not in (wish.token_digest, OutboxMessage.objects.get().text)
    assert wishes.find(token) == wish
    assert wishes.find(token[:-1]) is None
    assert wishes.find("") is None


def test_nobody_is_told_who_did_not_confirm(work: Work) -> None:
    asked(work)
    archive.work_file(work, "ar")
    assert wishes.tell() == 0
    assert letters() == []


def test_who_confirmed_is_told_once_in_their_language_and_then_forgotten(work: Work) -> None:
    wish = confirmed(work, letter="ar")
    assert wishes.tell() == 0
    archive.work_file(work, "ar")
    assert (wishes.tell(), wishes.tell()) == (1, 0)
    letter = OutboxMessage.objects.get(occasion=wishes.THERE)
    assert (letter.to, letter.language) == (EMAIL, "ar")
    assert "قرار" in letter.text
    assert f"/d/{work.pk}/ar\n" in letter.text
    wish.refresh_from_db()
    assert (wish.email, wish.told_at is not None) == ("", True)


@pytest.mark.parametrize("hidden_by", ["file", "work", "embargo", "language", "replaced"])
def test_nobody_is_told_of_what_they_may_not_have_and_everybody_as_soon_as_they_may(
    work: Work, hidden_by: str
) -> None:
    confirmed(work)
    file = archive.work_file(work, "fr" if hidden_by == "language" else "ar")
    changes: dict[str, tuple[Any, dict[str, Any], dict[str, Any]]] = {
        "file": (file, {"access": Access.STAFF}, {"access": Access.PUBLIC}),
        "work": (work, {"access": Access.STAFF}, {"access": Access.PUBLIC}),
        "embargo": (
            work,
            {"public_from": timezone.now() + dt.timedelta(days=1)},
            {"public_from": timezone.now()},
        ),
        "language": (file, {}, {"language": "ar"}),
        "replaced": (file, {"is_current": False}, {"is_current": True}),
    }
    row, hide, show = changes[hidden_by]
    if hide:
        type(row).objects.filter(pk=row.pk).update(**hide)
    assert wishes.tell() == 0
    type(row).objects.filter(pk=row.pk).update(**show)
    assert wishes.tell() == 1


def test_asking_again_makes_no_second_wish_and_the_newest_link_opens_it(work: Work) -> None:
    old, new = asked(work), asked(work, letter="fr")
    assert LanguageWish.objects.get().letter_language == "fr"
    assert wishes.find(old) is None
    assert wishes.find(new) is not None
    confirmed(work)
    asked(work)
    newest = OutboxMessage.objects.latest("pk")
    assert newest.occasion == wishes.STANDING
    assert LanguageWish.objects.get().confirmed_at is not None


def test_a_wish_taken_back_leaves_no_address_and_one_counted(work: Work) -> None:
    wish = confirmed(work)
    wishes.take_back(wish)
    assert not persons.find(EMAIL).is_known
    assert OutboxMessage.objects.get().state == MailState.FAILED, "the letter is not sent any more"
    assert [row["count"] for row in wishes.most_wanted()] == [1]
    archive.work_file(work, "ar")
    assert wishes.tell() == 0
    unconfirmed = wishes.find(asked(work, "fr"))
    assert unconfirmed is not None
    wishes.take_back(unconfirmed)
    assert not LanguageWish.objects.filter(language="fr").exists()


def test_what_nobody_confirmed_goes_after_some_days_and_letters_forget_their_address(work: Work) -> None:
    asked(work)
    confirmed(work, "fr", "other@example.org")
    OutboxMessage.objects.update(state=MailState.FAILED, created=timezone.now() - dt.timedelta(days=8))
    assert wishes.tidy_up() == 0
    assert set(OutboxMessage.objects.values_list("to", flat=True)) == {""}
    LanguageWish.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    assert wishes.tidy_up() == 1
    assert LanguageWish.objects.get().email == "other@example.org"


def test_a_person_who_asks_is_found_and_erased_without_a_letter_to_nobody(work: Work) -> None:
    confirmed(work)
    person = persons.find(EMAIL.upper())
    assert {held.model for held in person.held} == {LanguageWish, OutboxMessage}
    erasure.erase_person(person)
    assert LanguageWish.objects.get().email == ""
    assert not persons.find(EMAIL).is_known
    archive.work_file(work, "ar")
    assert wishes.tell() == 0


def test_what_is_wanted_most_and_missing_comes_first(work: Work, django_assert_num_queries: Any) -> None:
    other = archive.work("Another")
    for number in range(3):
        confirmed(work, "ar", f"{number}@example.org")
    for number in range(2):
        confirmed(other, "sw", f"{number}@example.org")
    asked(other, "sw", "unconfirmed@example.org")
    confirmed(other, "fr")
    confirmed(work, "fr")

    def told(language: str = "") -> list[tuple[Work, str, int]]:
        with django_assert_num_queries(2):
            found = wishes.with_works(wishes.most_wanted(language))
        return [(each.work, each.language, each.count) for each in found]

    assert told() == [(work, "ar", 3), (other, "sw", 2), (work, "fr", 1), (other, "fr", 1)]
    assert told("fr") == [(work, "fr", 1), (other, "fr", 1)]
    assert wishes.wanted_languages() == ["ar", "fr", "sw"]
    archive.work_file(work, "ar")
    wishes.tell()
    assert told()[0] == (other, "sw", 2)
    assert wishes.wanted_languages() == ["fr", "sw"]
