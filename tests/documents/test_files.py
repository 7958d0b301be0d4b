"""Files editors link to: their titles in each language, their kinds, the collections they lie in."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, UploadedFile

from documents.loading import load_collections
from documents.models import SiteDocument
from members.models import User
from tests.factories import documents as make


def test_a_file_sent_under_spanish_menus_has_an_english_title(spanish_desk: Client) -> None:
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.4\n%%EOF\n")
    spanish_desk.post(
        reverse("wagtaildocs:add"),
        {"title": "Report", "title_es": "Informe", "file": file, "collection": 1, "tags": ""},
    )
    document = SiteDocument.objects.get()
    assert (document.title_en, document.title_es, document.title_ar) == ("Report", "Informe", None)


def test_several_files_at_once(spanish_desk: Client) -> None:
    answer = spanish_desk.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "report", "files[]": SimpleUploadedFile("report.pdf", b"%PDF-1.4\n%%EOF\n")},
    ).json()
    assert answer["success"]
    document = SiteDocument.objects.get()
    assert (document.title_en, document.title_es) == ("report", None)


def test_programs_and_web_pages_are_refused(spanish_desk: Client) -> None:
    for name in ("setup.exe", "page.html", "drawing.svg"):
        response = spanish_desk.post(
            reverse("wagtaildocs:add"),
            {"title": "File", "file": SimpleUploadedFile(name, b"content"), "collection": 1, "tags": ""},
        )
        assert "file" in response.context["form"].errors
    assert not SiteDocument.objects.exists()


@pytest.mark.django_db
def test_a_file_is_read_in_the_language_of_its_reader() -> None:
    document = make.document(title_fr="Rapport")
    assert (document.title_en, document.title_fr) == ("Report", "Rapport")


@pytest.mark.django_db
def test_the_library_begins_with_drawers_that_stay_as_staff_leave_them() -> None:
    assert load_collections() == 3
    Collection.objects.get(name="Press").delete()
    assert load_collections() == 0
    names = Collection.objects.filter(depth=2).values_list("name", flat=True)
    assert sorted(names) == ["Pages", "Publications"]


@pytest.mark.django_db
def test_a_file_that_waits_for_its_title_is_completed(client: Client) -> None:
    """Wagtail's model asks for the ending of the file's name before it has the file."""
    officer = User.objects.create_superuser("officer", password="a long test password")
    client.force_login(officer)
    kind = ContentType.objects.get_for_model(SiteDocument)
    upload = UploadedFile.objects.create(
        for_content_type=kind, file=ContentFile(b"Words.", name="notes.txt"), uploaded_by_user=officer
    )
    address = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[upload.pk])
    prefix = f"uploaded-document-{upload.pk}"
    fields = {f"{prefix}-title": "", f"{prefix}-collection": 1, f"{prefix}-tags": ""}
    assert not client.post(address, fields).json()["success"]
    assert client.post(address, {**fields, f"{prefix}-title": "Notes"}).json()["success"]
    made = SiteDocument.objects.get()
    assert (made.title_en, made.file.read()) == ("Notes", b"Words.")
    assert not UploadedFile.objects.exists()
