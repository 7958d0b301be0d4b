"""The one chooser of works: at the desk and in pages, archivists see all works, others those that are public."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.choosers import work_chooser
from documents.models import Work, WorkRelation
from tests.documents.desk.conftest import SignIn, at
from tests.factories import archive as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]
NAMES = ("choose", "choose_results", "chosen", "chosen_multiple")


@pytest.fixture
def hidden(db: None) -> list[Work]:
    return [
        make.work("Secret one", access="staff"),
        make.work("Secret two", public_from=timezone.now() + dt.timedelta(days=1)),
    ]


def answers(client: Client, works: list[Work]) -> str:
    """All that the chooser says of some works."""
    said = [client.get(reverse(f"choose_work:{name}")) for name in ("choose", "choose_results")]
    said += [client.get(reverse("choose_work:chosen", args=[work.pk])) for work in works]
    said.append(client.get(reverse("choose_work:chosen_multiple"), {"id": [work.pk for work in works]}))
    return " ".join(answer.content.decode() for answer in said)


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("Archivist", True),
        ("Translator FR", True),
        ("Editor", False),
        ("Publisher", False),
        ("Press officer", False),
    ],
)
def test_who_sees_what_the_public_may_not_know(
    sign_in: SignIn, hidden: list[Work], role: str, sees: bool
) -> None:
    public = make.work("Open one")
    make.work_file(public, "sw")
    make.work_file(public, "ka", access="staff")
    said = answers(sign_in(role), [*hidden, public])
    assert "Open one" in said
    assert "Swahili" in said
    assert ("Secret" in said) is sees
    assert ("Georgian" in said) is sees


def test_an_anonymous_visitor_is_sent_to_sign_in(client: Client, work: Work) -> None:
    for name in NAMES:
        answer: Any = client.get(reverse(f"choose_work:{name}", args=[work.pk] if name == "chosen" else []))
        assert answer.status_code == 302, name
        assert "/login/" in answer["Location"], name


def test_relations_of_works_use_the_chooser_of_pages(archivist: Client, work: Work) -> None:
    other = make.work("Older")
    WorkRelation.objects.create(work=work, other=other, kind="corrects")
    page = archivist.get(at("edit", work.pk)).content.decode()
    assert reverse("choose_work:choose") in page
    assert Work.snippet_viewset.chooser_viewset is work_chooser


@pytest.mark.parametrize("asked", ["abc", "9" * 40, "-1", "²", "٣"])
def test_numbers_that_are_none_choose_nothing(archivist: Client, asked: str) -> None:
    assert archivist.get(reverse("choose_work:chosen", args=[asked])).status_code == 404
    assert archivist.get(reverse("choose_work:chosen_multiple"), {"id": asked}).status_code == 200
    assert archivist.post(reverse("choose_work:create")).status_code == 404


def test_what_is_newest_comes_first_and_what_has_no_date_last(archivist: Client) -> None:
    make.work("Undated")
    make.work("Old", date=dt.date(1998, 7, 17))
    make.work("New", date=dt.date(2024, 1, 1))
    page = archivist.get(reverse("choose_work:choose_results")).content.decode()
    assert page.index("New") < page.index("Old") < page.index("Undated")
