"""The files of a work at the desk: added, replaced, changed, read again, deleted; and why one has no text."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cicc_site import languages
from documents.enums import Access, TextState
from documents.extraction import findings, words
from documents.models import Work, WorkFile
from documents.storage import archive
from tests.documents.desk.conftest import at
from tests.factories import archive as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]
FACTS = {"origin": "original", "translator": "", "title": "", "access": "public", "pages": ""}


def upload(name: str = "text.txt", data: bytes = b"The words of a document.\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def add(client: Client, work: Work, language: str = "en", **changes: Any) -> Any:
    data = {**FACTS, "language": language, "file": upload(), **changes}
    return client.post(reverse("archive_file_add", args=[work.pk]), data)


def test_a_file_is_added(archivist: Client, work: Work) -> None:
    answer = add(archivist, work, "sw", title="Hati", origin="unofficial", translator="A. Body", pages="3")
    assert answer.headers["Location"] == f"{at('edit', work.pk)}#tab-files"
    file = WorkFile.objects.get()
    assert (file.language, file.title, file.translator, file.pages) == ("sw", "Hati", "A. Body", 3)
    assert (file.media_type, file.added_by) == ("text/plain", archivist.user)  # type: ignore[attr-defined]
    assert ModelLogEntry.objects.get(action="documents.file_added").data["language"] == "sw"
    page = archivist.get(at("edit", work.pk)).content.decode()
    assert reverse("archive_file", args=[file.pk]) in page


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.zip", b"PK\x03\x04 something", "archive"),
        ("a.pdf", b"PK\x03\x04 something", "archive"),
        ("a.txt", b"%PDF-1.7 not a text", "rename it to .pdf"),
        ("a.exe", b"MZ\x90\x00", "not taken"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOCX"),
        ("a.docx", b"PK\x03\x04 word/document.xml word/vbaProject.bin", "macros"),
        ("a.txt", b"", "empty"),
        ("a.txt", b"a\0b", "not taken"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(
    archivist: Client, work: Work, name: str, data: bytes, why: str
) -> None:
    answer = add(archivist, work, file=upload(name, data))
    assert why in answer.content.decode()
    assert not WorkFile.objects.exists()


def test_a_file_too_large_is_refused(archivist: Client, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.desk.signatures.LARGEST", 3)
    assert "larger than" in add(archivist, work).content.decode()
    assert not WorkFile.objects.exists()


def test_the_same_bytes_are_caught_with_the_way_to_the_work(archivist: Client, work: Work) -> None:
    add(archivist, work)
    other = make.work("Another")
    page = add(archivist, other).content.decode()
    assert at("edit", work.pk) in page
    assert not other.files.exists()


def test_a_language_that_is_held_is_replaced_not_added(archivist: Client, work: Work) -> None:
    add(archivist, work)
    answer = add(archivist, work, file=upload(data=b"Other words."))
    assert "replace that one" in answer.content.decode()
    first = WorkFile.objects.get()
    data = {**FACTS, "file": upload("second.txt", b"Better words.")}
    archivist.post(reverse("archive_file_replace", args=[first.pk]), data)
    assert [(f.version, f.is_current, f.name) for f in WorkFile.objects.order_by("version")] == [
        (1, False, "text.txt"), (2, True, "second.txt"),
    ]  # fmt: skip
    assert "1 earlier version" in archivist.get(at("edit", work.pk)).content.decode()
    assert archivist.get(reverse("archive_file_replace", args=[first.pk])).status_code == 404


def change(client: Client, file: WorkFile, **changes: Any) -> Any:
    data = {**FACTS, "language": file.language, "name": file.name, **changes}
    return client.post(reverse("archive_file_change", args=[file.pk]), data)


def test_what_is_said_of_a_file_is_changed(archivist: Client, work: Work) -> None:
    file = make.work_file(work, "fr")
    change(archivist, file, language="ar", access="staff", origin="official", name="other name.txt")
    file.refresh_from_db()
    assert (file.language, file.access, file.origin, file.name) == (
        "ar",
        "staff",
        "official",
        "other name.txt",
    )
    assert ModelLogEntry.objects.filter(action="documents.file_changed").count() == 1


def test_a_file_does_not_move_over_another(archivist: Client, work: Work) -> None:
    file = make.work_file(work, "fr")
    make.work_file(work, "ar")
    assert "another file" in change(archivist, file, language="ar").content.decode()
    assert "has to stay" in change(archivist, file, name="evil.exe").content.decode()
    file.refresh_from_db()
    assert (file.language, file.name.endswith(".txt")) == ("fr", True)


def test_a_file_is_read_again_when_asked_twice(archivist: Client, work: Work) -> None:
    file = make.work_file(work)
    WorkFile.objects.update(text_state=TextState.FAILED, text_problem=findings.ENCRYPTED)
    page = archivist.get(at("edit", work.pk)).content.decode()
    assert str(words.PROBLEMS[findings.ENCRYPTED]) in page
    address = reverse("archive_file_read_again", args=[file.pk])
    archivist.get(address)
    assert WorkFile.objects.get().text_state == TextState.FAILED
    archivist.post(address)
    file.refresh_from_db()
    assert (file.text_state, file.text_problem) == (TextState.WAITING, "")


def test_a_deleted_file_leaves_the_version_before_it(
    archivist: Client, work: Work, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = make.work_file(work, "fr"), make.work_file(work, "fr", b"Better.")
    place, address = second.stored_as, reverse("archive_file_remove", args=[second.pk])
    archivist.get(address)
    assert WorkFile.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        archivist.post(address)
    first.refresh_from_db()
    assert first.is_current
    assert archive().exists(first.stored_as)
    assert not archive().exists(place)


def test_an_earlier_version_can_be_withdrawn_alone(archivist: Client, work: Work) -> None:
    first, second = make.work_file(work, "fr"), make.work_file(work, "fr", b"Better.")
    change(archivist, first, access="staff")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.access, first.is_current, second.access) == (Access.STAFF, False, Access.PUBLIC)


@pytest.mark.parametrize("language", languages.codes())
def test_the_way_back_to_the_files_opens_their_tab_in_every_language_of_the_menus(
    archivist: Client, work: Work, language: str
) -> None:
    profile = UserProfile.get_for_user(archivist.user)  # type: ignore[attr-defined]
    profile.preferred_language = language
    profile.save()
    file = make.work_file(work)
    answer = archivist.post(reverse("archive_file_read_again", args=[file.pk]))
    tab = answer.headers["Location"].rpartition("#")[2]
    assert f'id="{tab}"' in archivist.get(at("edit", work.pk)).content.decode()


def test_a_file_with_earlier_versions_keeps_its_language_and_says_why(archivist: Client, work: Work) -> None:
    make.work_file(work, "en", b"First.")
    newer = make.work_file(work, "en", b"Second.")
    said = {"origin": "original", "access": "public", "name": newer.name, "language": "fr"}
    answer = archivist.post(reverse("archive_file_change", args=[newer.pk]), said)
    assert "has earlier versions" in answer.content.decode()
    newer.refresh_from_db()
    assert newer.language == "en"
