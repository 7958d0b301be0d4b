"""While the bucket of the archive does not answer, the desk says so in words, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from documents.models import WaitingFile, Work, WorkFile
from tests.documents.desk.test_upload import ENGLISH, confirmed, send, told
from tests.documents.desk.test_waiting import form_of
from tests.object_storage import Store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("furnished")]


def test_what_is_sent_meanwhile_is_refused_in_words(archivist: Client, bucket: Store) -> None:
    bucket.stop()
    assert "does not answer. Nothing was changed" in told(send(archivist, ("a.txt", ENGLISH)))
    assert not WaitingFile.objects.exists()


def test_a_form_with_a_file_keeps_what_was_typed(
    archivist: Client,
    work: Work,
    bucket: Store,
) -> None:
    bucket.stop()
    data: dict[str, Any] = {
        "language": "en",
        "origin": "original",
        "access": "public",
        "title": "Typed",
        "translator": "",
    }
    data["file"] = SimpleUploadedFile("a.txt", ENGLISH)
    response = archivist.post(reverse("archive_file_add", args=[work.pk]), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "does not answer. Nothing was changed" in page
    assert 'value="Typed"' in page
    assert not WorkFile.objects.exists()


def test_what_waits_goes_on_waiting_and_is_confirmed_later(archivist: Client, bucket: Store) -> None:
    send(archivist, ("a.txt", ENGLISH))
    bucket.failing = (503, "SlowDown")
    response = archivist.post(reverse("archive_confirm"), form_of(archivist, a__title="As it was typed"))
    assert response.status_code == 200
    assert "does not answer. Nothing was changed" in response.content.decode()
    assert (WaitingFile.objects.count(), Work.objects.count(), WorkFile.objects.count()) == (1, 0, 0)
    bucket.failing = None
    confirmed(archivist, a__title="As it was typed")
    assert bucket.kept[WorkFile.objects.get().stored_as].data == ENGLISH
