"""The table can be thrown away and made anew, at any time, and comes out as the changes have kept it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from pages.models import SearchEntry, SearchText
from pages.search import rebuild
from pages.search.things import Family
from tests.pages.search.finding import answer

pytestmark = [pytest.mark.django_db, pytest.mark.content]


def everything() -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT thing, language, part, kind, config, digest, tsv::text, date, title, body, slug, label "
            f"FROM {SearchEntry._meta.db_table} JOIN {SearchText._meta.db_table} ON entry_id = id ORDER BY 1, 2, 3"
        )
        return list(cursor.fetchall())


def test_the_loading_of_the_content_leaves_a_full_table_that_a_rebuild_does_not_change() -> None:
    before = everything()
    assert len(before) > 1000
    assert rebuild() == 0
    assert everything() == before


def test_an_empty_table_comes_back_as_it_was() -> None:
    before = everything()
    out = StringIO()
    call_command("rebuild_search", "--empty", stdout=out)
    assert everything() == before
    assert str(len(before)) in out.getvalue()


def test_what_was_written_past_the_site_is_found_after_a_rebuild() -> None:
    entry = SearchEntry.objects.filter(kind="page", language="en").first()
    assert entry is not None
    SearchEntry.objects.filter(pk=entry.pk).update(digest="")
    SearchText.objects.filter(pk=entry.pk).update(title="zqxwrong")
    told: list[tuple[Family, int, int]] = []
    assert rebuild(lambda *each: told.append(each)) == 1
    assert not SearchText.objects.filter(title="zqxwrong").exists()
    assert {family for family, done, total in told if done == total} >= {Family.PAGE, Family.COUNTRY}


def test_every_public_page_of_the_content_is_found_by_its_title() -> None:
    from pages.models import SitePage

    for page in SitePage.objects.live().filter(depth__gt=2):
        for language in page.languages_available:
            title = getattr(page, f"title_{language}")
            told = answer(f'"{title}"', language, per_page=100)
            assert any(hit.kind not in ("member", "document") and hit.key == page.pk for hit in told.hits), (
                title
            )
