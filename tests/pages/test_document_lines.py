"""Documents in a list always say language, size and pages, for the reader's best version, in three queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cicc_site import numbers
from documents import formats
from documents.enums import Access
from pages.archive.lines import lines
from tests.factories import archive

pytestmark = [pytest.mark.content, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, ("0 bytes", "0 bytes", "0\xa0octet", "0 بايت")),
        (1500, ("1.5 kB", "1,5 kB", "1,5\u202fko", "1.5 كيلوبايت")),
        (34_000, ("34 kB", "34 kB", "34\u202fko", "34 كيلوبايت")),
        (999_500, ("1 MB", "1 MB", "1\u202fMo", "1 ميغابايت")),
        (2_500_000_000, ("2.5 GB", "2,5 GB", "2,5\u202fGo", "2.5 غيغابايت")),
    ],
)
def test_a_size_is_written_as_each_language_does(size: int, told: tuple[str, ...]) -> None:
    assert tuple(numbers.size(size, language) for language in ("en", "es", "fr", "ar")) == told


def test_a_format_that_is_not_known_is_called_by_its_ending() -> None:
    assert formats.label("application/pdf; x=y") == "PDF"
    assert formats.label("application/x-odd", "a.ODD") == "ODD"
    assert formats.label("application/x-odd", "a.<script>") == ""


def test_a_line_says_language_size_and_pages_of_the_readers_version() -> None:
    work = archive.work("Title", title_ar="عنوان", symbol="X/1")
    for code in ("fr", "ar", "sw"):
        archive.work_file(
            work, code, b"x" * 34_000 + code.encode(), name="a.pdf", media_type="application/pdf", pages=3
        )
    with translation.override("ar"):
        [line] = lines([work])
        html = render_to_string("components/document_line.html", {"line": line})
    assert f'<a href="/d/{work.pk}/ar" hreflang="ar" class="file-facts">العربية</a>' in html
    for told in ("<bdi>PDF</bdi>", "<bdi>34 كيلوبايت</bdi>", "<bdi>3 صفحات</bdi>", "<bdi>X/1</bdi>", "عنوان"):
        assert told in html
    assert "<bdi>السواحلية</bdi>، <bdi>الفرنسية</bdi>" in html
    with translation.override("es"):
        [line] = lines([work])
    assert (line.file.code, line.title.attrs) == ("ar", ' lang="en" dir="ltr"')  # type: ignore[union-attr]


def test_what_is_not_held_says_so_and_what_is_hidden_is_left_out() -> None:
    soon = timezone.now() + dt.timedelta(hours=1)
    works = [archive.work("A"), archive.work("B", access=Access.STAFF), archive.work("C", public_from=soon)]
    archive.work_file(works[0], "en", access=Access.STAFF)
    [line] = lines(works)
    html = render_to_string("components/document_line.html", {"line": line})
    assert "The archive does not hold this document." in html
    assert "/d/" not in html


def test_any_number_of_lines_costs_three_queries() -> None:
    works = [archive.work(f"Work {number}") for number in range(12)]
    for work in works:
        for code in ("en", "fr"):
            archive.work_file(work, code)
    lines(works[:1])
    for some in (works[:1], works):
        with CaptureQueriesContext(connection) as captured:
            assert [line.work for line in lines(some)] == some
        assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        assert lines([]) == []
    assert len(captured) == 0
