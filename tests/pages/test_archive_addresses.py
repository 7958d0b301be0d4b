"""The addresses of works that never break: of the page, of files and their versions, of citations as data."""

from __future__ import annotations

import pytest
from django.test import Client

from cicc_site import languages
from documents.models import Work
from pages.archive.addresses import work_address
from pages.models import ArchivePage
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]


@pytest.fixture
def work() -> Work:
    return archive.work("Lasting", title_ar="دائم", symbol="X/1")


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_the_lasting_address_leads_to_the_language_of_the_browser(client: Client, work: Work) -> None:
    index = ArchivePage.objects.get()
    for asked, language in (("ar-EG,en;q=0.2", "ar"), ("", "en"), ("de,fr;q=0.5", "fr")):
        response = client.get(f"/d/{work.pk}/", headers={"accept-language": asked})
        assert response.status_code == 302
        assert response["Location"] == work_address(work, language, index)
        assert "Accept-Language" in response["Vary"]
        assert "s-maxage=0" in response["Cache-Control"]
        assert client.get(response["Location"]).status_code == 200
    assert client.get(f"/d/{work.pk}").status_code == 301  # a slash that was lost


def test_a_new_title_changes_no_lasting_address(client: Client, work: Work) -> None:
    archive.work_file(work, "en", b"bytes")
    work.title_en, work.symbol = "Another", "Y/2"
    work.save()
    assert client.get(f"/d/{work.pk}/", follow=True).status_code == 200
    assert body(client.get(f"/d/{work.pk}/en")) == b"bytes"


def test_each_version_keeps_its_address(client: Client, work: Work) -> None:
    for data in (b"one", b"two", b"three"):
        archive.work_file(work, "sr-Latn", data)
    assert body(client.get(f"/d/{work.pk}/sr-Latn")) == b"three"
    for number, data in enumerate((b"one", b"two", b"three"), start=1):
        assert body(client.get(f"/d/{work.pk}/sr-Latn/{number}")) == data
    assert body(client.get(f"/d/{work.pk}/sr-Latn/")) == b"three"
    for wrong in ("sr", "sr-Latn/4", "sr-Latn/0", "sr-latn", "sr-Latn/1/2", "xx", "english"):
        assert client.get(f"/d/{work.pk}/{wrong}").status_code == 404, wrong


def test_a_language_that_is_missing_leads_to_the_others(client: Client, work: Work) -> None:
    archive.work_file(work, "en")
    response = client.get(f"/d/{work.pk}/de", headers={"accept-language": "ar"})
    text = response.content.decode()
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in text
    assert "الألمانية" in text
    assert f'<a href="{work_address(work, "ar", ArchivePage.objects.get())}">دائم</a>' in text
    # A file that only staff may have is, to everybody else, no file.
    archive.work_file(work, "de", access="staff")
    assert client.get(f"/d/{work.pk}/de", headers={"accept-language": "ar"}).content.decode() == text


@pytest.mark.parametrize("kind", ["bib", "ris"])
def test_citations_come_as_files_in_the_language_asked_for(client: Client, work: Work, kind: str) -> None:
    for code in languages.codes():
        response = client.get(f"/d/{work.pk}/cite.{kind}?language={code}", headers={"accept-language": "ar"})
        text = response.content.decode()
        assert ("دائم" in text) == (code == "ar")
        assert response["Content-Language"] == ("ar" if code == "ar" else "en")
        assert "Vary" not in response or "Accept-Language" not in response["Vary"]
        assert response["Content-Disposition"] == f'attachment; filename="cicc-{work.pk}.{kind}"'
    negotiated = client.get(f"/d/{work.pk}/cite.{kind}?language=xx", headers={"accept-language": "ar"})
    assert "دائم" in negotiated.content.decode()
    assert "Accept-Language" in negotiated["Vary"]
    assert response["Content-Type"].endswith("; charset=utf-8")
    assert client.get(f"/d/{work.pk}/cite.xml").status_code == 404


def test_addresses_of_works_outlive_the_page_of_the_archive(client: Client, work: Work) -> None:
    archive.work_file(work, "en", b"bytes")
    page = ArchivePage.objects.get()
    page.live = False
    page.save(update_fields=["live"])
    assert body(client.get(f"/d/{work.pk}/en")) == b"bytes"
    assert client.get(f"/d/{work.pk}/cite.ris").status_code == 200
    assert client.get(f"/d/{work.pk}/").status_code == 404
