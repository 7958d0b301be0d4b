"""What was searched without result: counted without a person, readable when two days saw it, forgotten in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pages.models import UnansweredQuery
from pages.search_page import unanswered
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(db: None) -> None:
    make.about(make.home(), "Budget of the Court")


def search(client: Client, query: str, language: str = "en", **asked: str) -> None:
    assert client.get(f"/{language}/search/", {"q": query, **asked}).status_code == 200


def a_day_passes() -> None:
    for row in UnansweredQuery.objects.all():
        row.first_day -= dt.timedelta(days=1)
        row.last_day -= dt.timedelta(days=1)
        row.save()


def readable() -> list[tuple[str, str, int, int]]:
    return list(UnansweredQuery.objects.readable().values_list("query", "language", "times", "days"))


def test_words_are_kept_only_when_a_second_day_sees_them(client: Client) -> None:
    for query in ("Zqxnothing", "ZQXNOTHING"):
        search(client, query)
    [row] = UnansweredQuery.objects.all()
    assert (row.query, row.times, row.days) == ("", 2, 1)
    assert b"zqx" not in bytes(row.key)
    assert readable() == []
    a_day_passes()
    search(client, "zqxnothing")
    assert readable() == [("zqxnothing", "en", 3, 2)]
    search(client, "zqxnothing", "fr")
    assert len(readable()) == 1  # readers of another language are counted apart


def test_what_finds_something_or_is_narrowed_is_not_counted(client: Client) -> None:
    search(client, "budget")
    search(client, "zqxnothing", kind="member")
    search(client, '""')
    search(client, "")
    client.head("/en/search/?q=zqxnothing")
    assert not UnansweredQuery.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "amal@zqxexample.org",
        "zqxamal at zqx.org",
        "+31 70 123 4567",
        "zqx 0701234567",
        "zqx70123a4567bcd8",
        "https://zqx/",
        "zqx " * 30,
        "a whole zqx sentence that somebody pasted here",
    ],
)
def test_what_may_be_somebodys_is_not_even_counted(client: Client, query: str) -> None:
    search(client, query)
    assert not UnansweredQuery.objects.exists()


def test_symbols_and_short_questions_are_counted(client: Client) -> None:
    for query in ("ICC-ASP/99/Res.77", "zqxpalabra zqxotra", "زقخكلمة"):
        search(client, query)
    assert UnansweredQuery.objects.count() == 3


def test_the_table_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unanswered, "MOST_NEW_A_DAY", 2)
    for word in ("zqxone", "zqxtwo", "zqxthree", "zqxone"):
        search(client, word)
    assert sorted(UnansweredQuery.objects.values_list("times", flat=True)) == [1, 2]


def test_old_ones_are_forgotten() -> None:
    today = timezone.now().date()
    for number, (ago, query) in enumerate([(91, "old"), (89, "kept"), (31, ""), (29, "")]):
        day = today - dt.timedelta(days=ago)
        UnansweredQuery.objects.create(key=bytes([number]), query=query, first_day=day, last_day=day)
    assert unanswered.forget(today) == 2
    assert sorted(UnansweredQuery.objects.values_list("query", flat=True)) == ["", "kept"]


def test_the_report_shows_what_is_readable_and_is_exported(client: Client) -> None:
    day = timezone.now().date()
    UnansweredQuery.objects.create(
        key=b"1", query="zqxseen", language="es", days=3, first_day=day, last_day=day
    )
    UnansweredQuery.objects.create(key=b"2", query="", first_day=day, last_day=day)
    client.force_login(people.amal())
    page = client.get(reverse("unanswered_queries") + "?days=7&language=es")
    assert [row.query for row in page.context["object_list"]] == ["zqxseen"]
    assert not client.get(reverse("unanswered_queries") + "?language=fr").context["object_list"]
    exported = client.get(reverse("unanswered_queries") + "?export=csv")
    lines = b"".join(exported.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 2
    assert lines[1].startswith("zqxseen,es,3,1,")
