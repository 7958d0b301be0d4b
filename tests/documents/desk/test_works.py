"""Works at the desk: the list, its filters and search, the form, what is announced, what cannot be deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from cicc_site import indexing
from documents.enums import Access, RelationKind, SubjectKind, TextState
from documents.models import Subject, Work, WorkFile, WorkRelation
from tests.documents.desk.conftest import SignIn, at, sent
from tests.factories import archive as make
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


def listed(client: Client, **query: Any) -> list[str]:
    page = lxml.html.fromstring(client.get(at("list"), query).content)
    return [
        " ".join(cell.text_content().split()) for cell in page.xpath("//*[contains(@class, 'title-wrapper')]")
    ]


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


# ---- the list


def test_the_list_says_what_is_held_and_who_may_know(archivist: Client, work: Work) -> None:
    make.work_file(work, "fr")
    make.work_file(work, "sw", access=Access.STAFF)
    make.work("Under embargo", public_from=timezone.now() + dt.timedelta(days=9))
    text = lxml.html.fromstring(archivist.get(at("list")).content).text_content()
    for words in ("ICC-ASP/2/Res.8", "French, Swahili staff only", "no file", "Embargo until"):
        assert words in " ".join(text.split()), words


def test_the_list_asks_as_often_for_many_works_as_for_one(
    archivist: Client, work: Work, django_assert_max_num_queries: Any
) -> None:
    make.work_file(work, "fr")
    archivist.get(at("list"))
    for number in range(12):
        make.work_file(make.work(f"Number {number}"), "es")
    with django_assert_max_num_queries(22):
        archivist.get(at("list"))


@pytest.mark.parametrize("words", ["coordinating role", "rôle", "iccasp2res8", "ICC-ASP/2/Res.8", "list-77"])
def test_a_work_is_found_by_any_title_symbol_or_key(archivist: Client, work: Work, words: str) -> None:
    Work.objects.filter(pk=work.pk).update(key="list-77")
    make.work("Another one", symbol="RC/Res.6")
    assert listed(archivist, q=words) == ["Recognition of the coordinating role"]


def test_filters(archivist: Client, work: Work) -> None:
    body = make.subject()
    other = make.work("Law", kind="legislation", date=dt.date(2010, 1, 1), precision="year", is_demo=True)
    other.subjects.add(body)
    bare = make.work("Not held", access=Access.STAFF)
    make.work_file(work, "fr")
    file = make.work_file(other, "ar")
    WorkFile.objects.filter(pk=file.pk).update(text_state=TextState.EMPTY)
    assert listed(archivist, kind="legislation") == ["Law"]
    assert listed(archivist, year="2010") == ["Law"]
    assert listed(archivist, body="asp") == ["Law"]
    assert listed(archivist, language="fr") == [str(work.title_en)]
    assert listed(archivist, access="staff") == ["Not held"]
    assert listed(archivist, lacking="no_file") == ["Not held"]
    assert listed(archivist, lacking="no_text") == ["Law"]
    assert listed(archivist, demo="yes") == ["Law"]
    Work.objects.filter(pk=bare.pk).update(access="public", public_from=timezone.now() + dt.timedelta(days=1))
    assert listed(archivist, access="embargo") == ["Not held"]
    assert (
        len(listed(archivist, year="1800000000000", kind="nothing")) == 3
    )  # a filter that says nonsense says nothing


# ---- the form


def test_a_work_is_made_with_its_subjects_and_relations(archivist: Client, work: Work) -> None:
    body, kenya = make.subject(), make.subject(SubjectKind.COUNTRY, "KEN", name_en="Kenya")
    data = sent(
        title_en="A correction", title_ar="تصويب", symbol=" ICC-ASP/2/Res.8/Corr.1 ", date="2003-09-12",
        authors="Pat Writer\n\n  A. N.  Other \n", subjects_body=[body.pk], subjects_country=[kenya.pk],
        relations=[{"kind": RelationKind.CORRIGENDUM, "other": work.pk}],
    )  # fmt: skip
    answer = archivist.post(at("add"), data, follow=True)
    made = Work.objects.get(symbol="ICC-ASP/2/Res.8/Corr.1")
    assert answer.redirect_chain[-1][0] == at("edit", made.pk)
    assert made.authors == ["Pat Writer", "A. N. Other"]
    assert set(made.subjects.all()) == {body, kenya}
    assert [(row.kind, row.other) for row in made.relations.all()] == [("corrigendum", work)]
    assert made.title_ar == "تصويب"


def test_a_save_is_announced_once_with_everything_in_place(
    archivist: Client, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[Any], int]] = []

    def listen(model: type[Any], keys: Collection[Any]) -> None:
        seen.append((list(keys), Subject.objects.filter(works=work).count()))

    monkeypatch.setattr(indexing, "_listeners", [(Work, listen)])
    body = make.subject()
    archivist.post(at("edit", work.pk), sent(work, subjects_body=[body.pk], symbol="RC/Res.6"))
    assert seen == [([work.pk], 1)]


def test_what_is_not_in_the_form_stays(archivist: Client, work: Work) -> None:
    body = make.subject()
    work.subjects.add(body)
    archivist.post(at("edit", work.pk), sent(work, title_en="Another title"))
    work.refresh_from_db()
    assert work.title_en == "Another title"
    assert list(work.subjects.all()) == [body]
    entry = ModelLogEntry.objects.filter(action="wagtail.edit").latest("pk")
    assert entry.data["languages"] == ["en"]


def test_the_same_symbol_is_said_and_not_refused(archivist: Client, work: Work) -> None:
    answer = archivist.post(at("add"), sent(title_en="The same again", symbol="icc-asp/2/res 8"), follow=True)
    assert Work.objects.count() == 2
    assert "Another work has the symbol icc-asp/2/res 8" in told(answer)
    assert at("edit", work.pk) in told(answer)


def test_a_work_has_no_relation_to_itself(archivist: Client, work: Work) -> None:
    rows = [{"kind": RelationKind.REVISION, "other": work.pk}]
    answer = archivist.post(at("edit", work.pk), sent(work, relations=rows))
    assert answer.status_code == 200
    assert "no relation to itself" in answer.content.decode()
    assert not work.relations.exists()


def test_a_date_of_a_month_is_kept_as_its_first_day(archivist: Client, work: Work) -> None:
    archivist.post(at("edit", work.pk), sent(work, date="2003-09-12", precision="year"))
    assert Work.objects.get(pk=work.pk).date == dt.date(2003, 1, 1)


def test_two_works_without_a_key_are_no_duplicates(archivist: Client) -> None:
    for title in ("One", "Two"):
        archivist.post(at("add"), sent(title_en=title))
    assert [work.key for work in Work.objects.all()] == [None, None]


@pytest.mark.parametrize("name", ["history", "usage"])
def test_history_and_usage_open(archivist: Client, work: Work, name: str) -> None:
    assert archivist.get(at(name, work.pk)).status_code == 200


# ---- a translator


def test_a_translator_changes_the_texts_of_one_language(sign_in: SignIn, work: Work) -> None:
    client = sign_in("Translator AR")
    body = make.subject()
    work.subjects.add(body)
    page = client.get(at("edit", work.pk)).content.decode()
    assert 'name="title_ar"' in page
    for name in ("title_en", "title_fr", "symbol", "subjects_body", "relations-TOTAL_FORMS", "staff_notes"):
        assert f'name="{name}"' not in page, name
    forged = sent(work, title_ar="الاعتراف", title_en="Forged", symbol="X", access="staff", subjects_body=[])
    client.post(at("edit", work.pk), forged)
    work.refresh_from_db()
    assert (work.title_ar, work.symbol, work.access) == ("الاعتراف", "ICC-ASP/2/Res.8", "public")
    assert work.title_en == "Recognition of the coordinating role"
    assert list(work.subjects.all()) == [body]


# ---- deleting


def test_a_work_with_files_is_not_deleted(client: Client, work: Work) -> None:
    client.force_login(members.amal())
    file = make.work_file(work)
    answer = client.post(at("delete", work.pk), follow=True)
    assert "This work has 1 file" in told(answer)
    assert Work.objects.get() == work
    WorkFile.objects.filter(pk=file.pk).delete()
    later = make.work("Later")
    WorkRelation.objects.create(work=later, kind=RelationKind.SUPERSEDES, other=work)
    assert "Other works refer to it" in told(client.post(at("delete", work.pk), follow=True))
    later.delete()
    client.post(at("delete", work.pk))
    assert not Work.objects.filter(pk=work.pk).exists()


def test_an_archivist_deletes_no_work(archivist: Client, work: Work) -> None:
    archivist.post(at("delete", work.pk))
    assert Work.objects.get() == work


def test_works_are_not_deleted_in_bulk(client: Client, work: Work) -> None:
    from django.urls import reverse

    client.force_login(members.amal())
    make.work_file(work)
    address = reverse("wagtail_bulk_action", args=["documents", "work", "delete"])
    answer = client.post(f"{address}?id={work.pk}&next=/", follow=True)
    assert "one by one" in told(answer)
    assert Work.objects.get() == work
