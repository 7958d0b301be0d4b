"""A file enters the archive, replaces an earlier version, and is public only when its work is."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cicc_site import indexing
from documents import keeping
from documents.enums import Access
from documents.models import Work, WorkFile
from tests.factories import archive

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_with_its_checksum_and_size() -> None:
    file = archive.work_file(archive.work(), "sw", b"Haki kwa wote.\n")
    assert file.sha256 == "2aa608c7c7be56826d3b51180481a18e6e5f2fe1cccb76c0ba1b7ec7d6ef933a"
    assert (file.size, file.version, file.is_current) == (15, 1, True)
    with file.file.open("rb") as stored:
        assert stored.read() == b"Haki kwa wote.\n"


def test_a_newer_file_leaves_the_earlier_version_where_it_was() -> None:
    work = archive.work()
    first = archive.work_file(work, "es", b"primera")
    second = archive.work_file(work, "es", b"segunda")
    first.refresh_from_db()
    assert (first.is_current, first.version, second.is_current, second.version) == (False, 1, True, 2)
    assert first.file.read() == b"primera"
    assert list(WorkFile.objects.current().filter(work=work)) == [second]


def test_the_same_bytes_are_refused_until_they_are_meant() -> None:
    work = archive.work()
    first = archive.work_file(work, "fr", b"texte")
    with pytest.raises(keeping.SameBytes) as refused:
        archive.work_file(archive.work("Another"), "fr", b"texte")
    assert refused.value.file == first
    assert archive.work_file(archive.work("Another"), "fr", b"texte", same_allowed=True).pk


def test_a_language_nobody_knows_is_refused_and_leaves_the_present_file() -> None:
    work = archive.work()
    with pytest.raises(ValidationError, match="xx-nowhere"):
        archive.work_file(work, "xx-nowhere", b"?")
    assert not WorkFile.objects.filter(work=work).exists()


def test_only_public_works_and_files_are_public_at_a_moment() -> None:
    now = timezone.now()
    soon = now + dt.timedelta(hours=1)
    shown, later = archive.work("Shown"), archive.work("Later", public_from=soon)
    staff = archive.work("Staff", access=Access.STAFF)
    for work in (shown, later, staff):
        archive.work_file(work, "en")
        archive.work_file(work, "ar", access=Access.STAFF)
    assert list(Work.objects.public(now)) == [shown]
    assert {work.pk for work in Work.objects.public(soon)} == {shown.pk, later.pk}
    assert [(file.work_id, file.language) for file in WorkFile.objects.public(now)] == [(shown.pk, "en")]
    for work in Work.objects.all():
        assert work.is_public_at(now) == (work == shown)


def test_keepers_hear_of_each_change_once_in_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(indexing, "_listeners", [])
    indexing.subscribe(Work, lambda model, keys: heard.append((model.__name__, list(keys))))
    work = archive.work()
    assert heard == [("Work", [work.pk])]
    heard.clear()
    with indexing.together():
        work.save()
        keeping.add_file(work, BytesIO(b"one"), language="en", name="one.txt", media_type="text/plain")
        assert heard == []
    assert heard == [("Work", [work.pk])]
