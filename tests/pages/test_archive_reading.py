"""The text of a document as a page: escaped, in its language and direction, in parts a slow line can carry."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cicc_site import languages
from documents.models import FileText, Work
from pages.archive.addresses import reading_address, work_address
from pages.models import ArchivePage
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]


@pytest.fixture
def work() -> Work:
    return archive.work("A long text", title_ar="نص طويل", symbol="X/1")


def put(work: Work, language: str, text: str, *, readable: bool = True) -> None:
    file = archive.work_file(work, language, name="a.pdf", media_type="application/pdf", pages=2)
    FileText.objects.create(file=file, text=text, is_readable=readable)


def address(work: Work, file_language: str, language: str = "en") -> str:
    return reading_address(work, file_language, language, ArchivePage.objects.get())


def page(client: Client, work: Work, file_language: str, language: str = "en", query: str = "") -> str:
    response = client.get(address(work, file_language, language) + query)
    assert response.status_code == 200
    return str(response.content.decode())


def test_paragraphs_and_pages_in_the_direction_of_the_document(client: Client, work: Work) -> None:
    put(work, "ar", "فقرة أولى\nتتواصل.\n\nفقرة <b>ثانية</b> & تمت.\fالصفحة الثانية.")
    text = page(client, work, "ar", "en")
    assert '<div class="reading" lang="ar" dir="rtl">' in text
    assert "<p>فقرة أولى تتواصل.</p>" in text
    assert "<p>فقرة &lt;b&gt;ثانية&lt;/b&gt; &amp; تمت.</p>" in text
    # Where a page begins is said in the language of the site.
    assert '<p class="reading__page" lang="en" dir="ltr" id="p2">Page 2</p>' in text
    assert "taken from the file automatically" in text
    assert f'href="/d/{work.pk}/ar"' in text
    index = ArchivePage.objects.get()
    assert f'<a href="{work_address(work, "en", index)}">' in text
    arabic = page(client, work, "ar", "ar")
    assert '<p class="reading__page" lang="ar" dir="rtl" id="p2">الصفحة 2</p>' in arabic


def test_search_engines_are_kept_to_the_work_and_the_switch_to_the_text(client: Client, work: Work) -> None:
    put(work, "fr", "Texte")
    text = page(client, work, "fr")
    head = text[: text.index("<body")]
    assert '<meta name="robots" content="noindex, follow">' in head
    assert "canonical" not in head
    for code in languages.codes():
        assert f'href="{address(work, "fr", code)}" lang="{code}"' in text
    crumbs = text[text.index('class="breadcrumbs__list"') : text.index("</ol>")]
    assert re.search(rf'href="{work_address(work, "en", ArchivePage.objects.get())}">A long text</a>', crumbs)
    assert "Text (French)" in crumbs


def test_a_long_text_is_read_in_parts_that_a_slow_line_carries(client: Client, work: Work) -> None:
    put(work, "ar", "\f".join(f"صفحة {number} <&> " + "كلمة " * 800 for number in range(1, 61)))
    seen, number = [], 1
    while True:
        text = page(client, work, "ar", "ar", f"?page={number}")
        assert len(text.encode()) < 100_000
        seen += re.findall(r'id="p(\d+)"', text)
        if f"?page={number + 1}" not in text:
            break
        number += 1
    assert number > 3
    assert [int(found) for found in seen] == list(range(1, 61))
    for nonsense in ("0", "x", "99999999999999999999", "-1"):
        assert client.get(f"{address(work, 'ar')}?page={nonsense}").status_code == 200


@pytest.mark.parametrize("rest", ["{number}/text/en/", "{number}/x/text/en/", "{number}/text/text/en/"])
def test_another_slug_leads_to_the_present_one(client: Client, work: Work, rest: str) -> None:
    put(work, "en", "Text")
    response = client.get(ArchivePage.objects.get().address_in("ar") + rest.format(number=work.pk))
    assert (response.status_code, response["Location"]) == (301, address(work, "en", "ar"))


def test_only_a_good_text_of_the_present_file_is_shown(client: Client, work: Work) -> None:
    put(work, "fr", "T#xt", readable=False)
    put(work, "en", "Old")
    archive.work_file(work, "en", b"newer, not read yet")
    for language in ("fr", "en", "de", "xx", "EN"):
        assert client.get(address(work, language)).status_code == 404, language


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_long_text_costs_as_many_queries_as_a_short_one(client: Client, work: Work, language: str) -> None:
    put(work, "en", "Short")
    put(work, "fr", "Long\f" * 500)
    counts = []
    for file_language in ("en", "fr"):
        page(client, work, file_language, language)
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            page(client, work, file_language, language)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 11
