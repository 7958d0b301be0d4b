"""The list of works: what is found, in which order, and each number that of the works its filter leaves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from cicc_site import languages
from documents import keeping
from documents.enums import Access, SubjectKind
from documents.listing.choices import choices
from documents.listing.counting import Tally, language_counts, matching, tally
from documents.listing.page import PAGE_SIZE, ListPage, list_page, newest, order_of
from documents.listing.question import SORTS, read
from documents.models import Work, WorkFile
from documents.models.work_columns import DERIVED, derived, symbol_order
from tests.factories import archive

pytestmark = pytest.mark.django_db

NOW = timezone.now


def shown(query: str, language: str = "en", now: dt.datetime | None = None) -> tuple[Tally, ListPage]:
    known, moment = choices(language), now or NOW()
    question = read(QueryDict(query), known).question
    counted = tally(question, known, moment)
    return counted, list_page(matching(question, known, moment), counted)


def titles(query: str, language: str = "en") -> list[str]:
    return [each.work.title or "" for each in shown(query, language)[1].works]


@pytest.mark.parametrize("language", languages.codes())
@pytest.mark.parametrize("sort", SORTS)
def test_a_page_in_any_order_is_read_along_an_index(sort: str, language: str) -> None:
    """A hundred thousand works are not sorted for twenty-five of them. Small tables are; it is forbidden here."""
    rows = Work.objects.public(NOW()).order_by(*order_of(sort, language)).values("pk")[25:50]
    name = f"work_title_{language}" if sort == "title" else f"work_{sort}"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off")
    plan = rows.explain()
    assert f"using {name} " in plan
    assert "Sort" not in plan


def test_an_embargo_ends_at_its_moment_in_rows_numbers_and_languages() -> None:
    until = NOW() + dt.timedelta(days=3)
    work = archive.work("Canary", public_from=until, date=dt.date(2011, 2, 3))
    work.subjects.set([archive.subject(SubjectKind.ISSUE, "gender")])
    archive.work_file(work, "sw")
    before = until - dt.timedelta(microseconds=1)
    for moment, expected in ((before, 0), (until, 1)):
        counted, page = shown("", now=moment)
        assert (counted.total, len(page.works)) == (expected, expected)
        for name, value in (
            ("kind", "resolution"),
            ("year", "2011"),
            ("issue", "gender"),
            ("language", "sw"),
        ):
            assert counted.of(name).get(value, 0) == expected, name
        assert language_counts(moment).get("sw", 0) == expected
        assert shown("q=canary&language=sw", now=moment)[0].total == expected


def test_a_file_for_staff_only_makes_no_language() -> None:
    work = archive.work("Open")
    archive.work_file(work, "sw", access=Access.STAFF)
    assert shown("")[0].of("language") == {}
    assert language_counts(NOW()) == {}
    assert shown("language=sw")[0].total == 0


def test_an_earlier_version_makes_no_work_count_twice() -> None:
    work = archive.work("Open")
    archive.work_file(work, "sw", b"one")
    archive.work_file(work, "sw", b"two")
    assert shown("")[0].of("language") == language_counts(NOW()) == {"sw": 1}


@pytest.mark.parametrize(
    "words",
    [
        "reparaciones",
        "REPARACION",
        "victimas",
        "réparat",
        "جبر الضرر",
        "الضحايا",
        "ضحايا",
        "icc-asp/3/res.7",
        "diaz",
    ],
)
def test_words_are_found_in_every_title_the_symbol_and_the_authors(words: str) -> None:
    archive.work("Nothing of it", symbol="ICC-ASP/3/Res.1")
    archive.work(
        "Reparations",
        title_es="Reparaciones para las víctimas",
        title_fr="Réparations",
        title_ar="جبر الضرر وحقوق الضحايا",
        symbol="ICC-ASP/3/Res.7",
        authors=["María Díaz"],
    )
    assert titles(f"q={words}") == ["Reparations"]


def test_a_symbol_finds_its_document_first_however_it_is_written() -> None:
    archive.work("Corrigendum", symbol="ICC-ASP/2/Res.8/Corr.1", date=dt.date(2020, 1, 1))
    archive.work("Meant", symbol="ICC-ASP/2/Res.8", date=dt.date(2003, 9, 11))
    archive.work("About ICC ASP 2 Res 8", date=dt.date(2021, 1, 1))
    assert titles("q=ICC-ASP/2/Res.8") == ["Meant", "About ICC ASP 2 Res 8", "Corrigendum"]
    assert titles("q=iccasp2res8") == ["Meant"]
    assert titles("q=icc asp 2 res 8&sort=title")[0] == "Meant"
    assert titles("q=%2F%2F") == []


def test_orders() -> None:
    first = archive.work("Ärger", symbol="X/10", date=dt.date(2003, 1, 1), title_fr="Zygote")
    second = archive.work("Zoo", symbol="X/9", date=dt.date(2009, 1, 1))
    third = archive.work("apple")
    Work.objects.filter(pk=third.pk).update(created_at=NOW() - dt.timedelta(days=9))
    Work.objects.filter(pk=first.pk).update(
        created_at=NOW() - dt.timedelta(days=20), public_from=NOW() - dt.timedelta(minutes=1)
    )
    Work.objects.filter(pk=second.pk).update(created_at=NOW() - dt.timedelta(days=2))
    assert titles("") == ["Zoo", "Ärger", "apple"]
    assert titles("sort=oldest") == ["Ärger", "Zoo", "apple"]
    assert titles("sort=title") == ["apple", "Ärger", "Zoo"]
    assert titles("sort=title", "fr") == ["apple", "Zoo", "Ärger"]  # Zygote
    assert titles("sort=symbol") == ["Zoo", "Ärger", "apple"]
    # What was under embargo is as new as its end.
    assert titles("sort=added") == ["Ärger", "Zoo", "apple"]
    known = choices("en")
    found = matching(read(QueryDict(""), known).question, known, NOW())
    assert [work.pk for work in newest(found, "en", 2)] == [first.pk, second.pk]


def test_a_symbol_is_sorted_by_its_numbers() -> None:
    symbols = ["ICC-ASP/10/Res.1", "ICC-ASP/2/Res.10", "ICC-ASP/2/Res.8"]
    assert sorted(symbols, key=symbol_order) == symbols[::-1]


def test_pages_never_overlap() -> None:
    for _each in range(PAGE_SIZE + 5):
        archive.work("Same", date=dt.date(2003, 1, 1))
    for sort in ("newest", "oldest", "title", "symbol", "added"):
        pages = [shown(f"sort={sort}&page={number}")[1] for number in (1, 2, 9)]
        assert [page.number for page in pages] == [1, 2, 2]
        assert len({each.work.pk for page in pages[:2] for each in page.works}) == PAGE_SIZE + 5


def test_what_is_derived_follows_each_save() -> None:
    work = archive.work("Old title", symbol="A/1")
    work.title_en = "New title"
    work.save(update_fields=["title_en"])
    assert titles("q=new") == ["New title"]
    assert titles("q=old") == []
    work.refresh_from_db()
    assert {name: getattr(work, name) for name in DERIVED} == derived(work)
    work.symbol, work.authors = "B/2", ["Somebody"]
    work.save(update_fields=["symbol", "authors"])
    assert titles("q=b/2") == titles("q=somebody") == ["New title"]


# --- Titles of files --------------------------------------------------------------------------------------


def test_a_work_is_found_by_the_title_of_a_file() -> None:
    work = archive.work("Victims before the Court", symbol="ICC-ASP/99/1")
    archive.work("Victims of another sort")
    archive.work_file(work, "sw", title="Waathiriwa mbele ya Mahakama")
    archive.work_file(work, "es", title="Las víctimas ante la Corte")
    for query in (
        "q=waathiriwa",
        "q=WAATH",
        "q=victimas+corte",
        "q=victims+waathiriwa",
        "q=waathiriwa&language=es",
    ):
        assert titles(query) == ["Victims before the Court"], query
    counted, page = shown("q=victims")
    assert (counted.total, len(page.works)) == (2, 2), "found twice, shown once"
    assert titles("q=waathiriwa+víctimas") == [], "no text has both"


def test_the_title_of_a_file_follows_what_becomes_of_it() -> None:
    work = archive.work("Victims before the Court")
    file = archive.work_file(work, "sw", title="Waathiriwa")
    keeping.change_file(file, title="Mashahidi")
    assert (titles("q=waathiriwa"), titles("q=mashahidi")) == ([], ["Victims before the Court"])
    work.title_en = "Witnesses"
    work.save()
    assert titles("q=witnesses+mashahidi") == ["Witnesses"]
    assert titles("q=victims+mashahidi") == []
    archive.work_file(work, "sw", b"newer", title="Ushahidi")
    assert titles("q=mashahidi") == [], "an earlier version is not what the list offers"
    keeping.remove_file(WorkFile.objects.get(title="Ushahidi"))
    assert titles("q=mashahidi") == ["Witnesses"]


@pytest.mark.parametrize("hidden", ["file", "work", "embargo"])
def test_a_hidden_title_finds_nothing(hidden: str) -> None:
    work = archive.work("Victims before the Court")
    archive.work_file(work, "sw", title="Canarybird")
    assert titles("q=canarybird") == ["Victims before the Court"]
    # Past every save: what is public is asked when the list is read.
    if hidden == "file":
        WorkFile.objects.update(access=Access.STAFF)
    elif hidden == "work":
        Work.objects.update(access=Access.STAFF)
    else:
        Work.objects.update(public_from=NOW() + dt.timedelta(hours=1))
    counted, page = shown("q=canarybird")
    assert (counted.total, page.works, counted.counts) == (0, [], {})
    assert titles("q=victims") == (["Victims before the Court"] if hidden == "file" else [])
