"""The list of works, of many: each number is that of the works its filter leaves, and nothing hidden is in one.

Apart from the other tests of the list, which begin with none: these forty works are dear to make, so all share them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from documents.enums import Access, SubjectKind, WorkKind
from documents.listing import page
from documents.listing.choices import choices
from documents.listing.counting import matching, tally
from documents.listing.question import FILTERS, SUBJECTS, read
from documents.models import Work
from tests.documents.test_archive_list import NOW, shown
from tests.factories import archive
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def forty(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """Forty works of every kind, year, subject and language, some hidden; always the same.

    Made once for this module and taken away after it, for they are dear to make; gives their keys.
    """
    with standing(django_db_blocker):
        yield [work.pk for work in _made()]


@pytest.fixture
def some_works(forty: list[int], db: None) -> list[Work]:
    """The forty works, read anew for each test, in the order they were made."""
    return list(Work.objects.filter(pk__in=forty).order_by("pk"))


def _made() -> list[Work]:
    chance = Random(6)  # noqa: S311
    subjects = [
        archive.subject(SubjectKind(kind), code, name_en=f"{kind} {code}", order=number)
        for kind in SUBJECTS
        for number, code in enumerate(("ken", "uga", "cod"))
    ]
    for subject in subjects:
        if subject.kind == SubjectKind.COUNTRY:
            subject.code = subject.code.upper()
            subject.save()
    works = []
    for number in range(40):
        work = archive.work(
            f"Report {number} on {chance.choice(['victims', 'witnesses'])}",
            kind=chance.choice(WorkKind.values[:4]),
            date=chance.choice([None, dt.date(2001, 1, 1), dt.date(2001, 12, 31), dt.date(2012, 6, 1)]),
            access=Access.STAFF if number % 10 == 9 else Access.PUBLIC,
            is_demo=number % 3 == 0,
        )
        work.subjects.set(chance.sample(subjects, chance.randint(0, 5)))
        for language in chance.sample(["en", "fr", "ar", "sw"], chance.randint(0, 3)):
            access = Access.STAFF if chance.random() < 0.2 else Access.PUBLIC
            archive.work_file(work, language, access=access)
        works.append(work)
    return works


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=victims",
        "kind=treaty",
        "year=2001&language=fr",
        "country=KEN",
        "country=KEN&case=uga",
        "q=witnesses&body=cod&year=2012",
        "kind=declaration&country=UGA",
    ],
)
def test_each_number_is_that_of_the_works_its_filter_leaves(some_works: list[Work], query: str) -> None:
    known, moment = choices("en"), NOW()
    question = read(QueryDict(query), known).question
    with CaptureQueriesContext(connection) as captured:
        counted = tally(question, known, moment)
    assert len(captured) == 1
    public = matching(question, known, moment)
    assert counted.total == public.count()
    assert counted.demo == public.filter(is_demo=True).count()
    seen = 0
    for name in FILTERS[1:]:
        for value, count in counted.of(name).items():
            seen += 1
            assert matching(question.with_(**{name: value}), known, moment).count() == count, (name, value)
    # What is not counted leaves nothing.
    for kind in set(WorkKind.values) - counted.of("kind").keys():
        assert not matching(question.with_(kind=kind), known, moment).exists()
    assert seen


def test_hidden_is_what_public_leaves_out(some_works: list[Work]) -> None:
    """Or numbers that are counted by taking the hidden ones away would be wrong."""
    moment = NOW()
    for number, work in enumerate(some_works):
        until = [None, moment, moment + dt.timedelta(days=1), moment - dt.timedelta(days=1)][number % 4]
        Work.objects.filter(pk=work.pk).update(public_from=until)
    public, hidden = (
        set(found.values_list("pk", flat=True))
        for found in (Work.objects.public(moment), Work.objects.hidden(moment))
    )
    assert (public | hidden, public & hidden) == (set(Work.objects.values_list("pk", flat=True)), set())
    assert hidden
    assert public


@pytest.mark.parametrize(
    "query", ["", "q=report", "kind=treaty", "sort=symbol", "sort=added", "language=fr&sort=title"]
)
def test_few_works_and_many_come_in_the_same_order(
    some_works: list[Work], query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few are found first and sorted then, many are read along their order."""
    few = [each.work.pk for each in shown(query)[1].works]
    monkeypatch.setattr(page, "FEW", 0)
    assert [each.work.pk for each in shown(query)[1].works] == few
    assert few


def test_what_nobody_may_know_is_in_no_number(some_works: list[Work]) -> None:
    counted, _page = shown("")
    assert counted.total == Work.objects.public().count() == 36
    hidden = archive.subject(SubjectKind.CASE, "hidden-case", name_en="Hidden", is_public=False)
    for work in some_works:
        work.subjects.add(hidden)
    counted, _page = shown("")
    assert "hidden-case" not in counted.of("case")
    assert read(QueryDict("case=hidden-case"), choices("en")).unknown == [("case", "hidden-case")]


def test_an_address_says_a_question_in_one_way(some_works: list[Work]) -> None:
    known = choices("en")
    asked = read(QueryDict("sort=newest&page=1&language=fr&kind=treaty&country=ken&q=&year="), known)
    assert not asked.is_canonical
    assert asked.question.query == "?kind=treaty&country=KEN&language=fr"
    assert read(QueryDict(asked.question.query[1:]), known).is_canonical
    assert read(QueryDict(asked.question.query[1:]), known).question == asked.question
