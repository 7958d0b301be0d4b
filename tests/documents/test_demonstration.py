"""The demonstration of the archive: labelled everywhere, readable, loaded once, and gone without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from cicc_site import confined
from documents import demonstration, demonstration_files
from documents.enums import Access, RelationKind
from documents.extraction import calling
from documents.models import Work, WorkFile, WorkRelation
from documents.storage import archive as storage
from members.loading import load_issues
from tests.factories import archive
from tests.standing import standing

pytestmark = pytest.mark.django_db

TEXTS = demonstration._content("texts")


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with standing(django_db_blocker):
        load_issues()
        demonstration.load()
        yield


def test_without_issues_nothing_is_loaded() -> None:
    with pytest.raises(CommandError, match="load_content"):
        call_command("load_demo_documents")


class TestLoaded:
    """Loaded once for both."""

    def test_what_it_shows(self, loaded: None) -> None:
        what_is_particular()
        every_language_says_that_it_is_a_demonstration_and_its_words_come_back()
        the_scan_has_no_text()

    def test_it_is_there_once_and_goes_as_a_whole(
        self, loaded: None, django_capture_on_commit_callbacks: Any
    ) -> None:
        own = archive.work("Kept")
        kept = archive.work_file(own)
        demo = Work.objects.filter(is_demo=True)
        assert demo.count() == 40
        output = StringIO()
        call_command("load_demo_documents", stdout=output)
        assert "already" in output.getvalue()
        names = [file.stored_as for file in WorkFile.objects.exclude(pk=kept.pk)]
        used = WorkRelation.objects.create(work=own, kind=RelationKind.ADDENDUM, other=demo[0])
        with pytest.raises(CommandError, match=str(own.pk)):
            call_command("load_demo_documents", "--remove")
        assert demo.count() == 40
        used.delete()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("load_demo_documents", "--remove", stdout=output)
        assert list(Work.objects.all()) == [own]
        assert list(WorkFile.objects.all()) == [kept]
        assert not [name for name in names if storage().exists(name)]
        assert storage().exists(kept.stored_as)


def what_is_particular() -> None:
    works = {int(str(work.key).rpartition("/")[2]): work for work in Work.objects.filter(is_demo=True)}
    assert works[5].symbol.endswith("/Corr.1")
    assert works[5].symbol.removesuffix("/Corr.1") == works[4].symbol
    assert {(line.kind, line.other_id) for line in works[20].relations.all()} == {
        ("supersedes", works[19].pk)
    }
    assert works[30].public_from is not None
    assert works[30].public_from > timezone.now()
    assert works[31].access == Access.STAFF
    assert not Work.objects.public().filter(pk__in=[works[30].pk, works[31].pk]).exists()
    assert not works[7].files.exists()
    assert works[33].files.filter(is_current=False).exists()
    assert {file.media_type for file in WorkFile.objects.all()} == set(
        demonstration_files.MEDIA_TYPES.values()
    )
    assert len(set(WorkFile.objects.values_list("language", flat=True))) == len(TEXTS)
    assert works[6].title_es is None


def every_language_says_that_it_is_a_demonstration_and_its_words_come_back() -> None:
    for language, text in TEXTS.items():
        files = WorkFile.objects.current().filter(language=language).exclude(work__key="demonstration/32")
        file = files.order_by("pk").first()
        assert file is not None
        kind = calling.kind_of(file.media_type, file.name)
        assert kind
        found = calling.extract(
            kind, confined.in_memory(file.file.read()), right_to_left=file.direction == "rtl"
        )
        said = " ".join(found.text.split())
        assert " ".join(text["label"].split()) in said
        assert " ".join(text["paragraphs"][0].split()) in said
        assert " ".join(text["paragraphs"][-1].split()) in said
        assert found.is_readable, language


def the_scan_has_no_text() -> None:
    files = WorkFile.objects.filter(work__key="demonstration/32", media_type="application/pdf")
    scans = [file for file in files if file.direction == "ltr"]
    assert len(scans) >= 3
    for file in scans:
        with file.file.open("rb") as opened:
            assert not PdfReader(opened).pages[0].extract_text().strip()
