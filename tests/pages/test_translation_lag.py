"""Readers are told, in their language and calmly, when a translation is behind the English text."""

from __future__ import annotations

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from pages.models import AboutPage, SitePage
from tests.editing import Command, now_stored
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

ENGLISH_DAY, OWN_DAY = "2026-05-03T10:00:00+00:00", "2026-01-12T10:00:00+00:00"


@pytest.fixture
def aged(tree: SimpleNamespace) -> SimpleNamespace:
    """North: its English text is of 3 May, the translations are of 12 January."""
    Command().publish(tree.north, summary_en="Another summary (en)")
    stamps = {code: {**stamp, "on": OWN_DAY} for code, stamp in now_stored(tree.north).stamps.items()}
    stamps["en"]["on"] = ENGLISH_DAY
    SitePage.objects.filter(pk=tree.north.pk).update(stamps=stamps)
    tree.north = now_stored(tree.north)
    return tree


def read(client: Client, page: AboutPage, language: str) -> str:
    html = client.get(page.address_in(language)).content.decode()
    return re.sub(r"\s+", " ", html.replace("\xa0", " "))


def notices(html: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", found) for found in re.findall(r'<p class="notice">(.*?)</p>', html)]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "es",
            "El texto inglés se actualizó el 3 de mayo de 2026; esta traducción es del 12 de enero de 2026.",
        ),
        ("fr", "Le texte anglais a été mis à jour le 3 mai 2026 ; cette traduction date du 12 janvier 2026."),
        (
            "ar",
            "حُدِّث النص الإنكليزي في 3 أيار/مايو 2026؛ وهذه الترجمة مؤرخة 12 كانون الثاني/يناير 2026.",
        ),
    ],
)
def test_an_outdated_translation_says_the_days_of_both_texts(
    client: Client, aged: SimpleNamespace, language: str, words: str
) -> None:
    html = read(client, aged.north, language)
    (notice,) = notices(html)
    assert notice.startswith(words)
    assert '<time datetime="2026-05-03">' in html
    assert f'<a href="{aged.north.address_in("en")}" hreflang="en">' in html


def test_english_and_what_is_current_say_nothing(client: Client, aged: SimpleNamespace) -> None:
    assert notices(read(client, aged.north, "en")) == []
    for language in ("en", "fr", "ar"):
        assert notices(read(client, aged.south, language)) == []


def test_a_fallback_says_that_it_is_english_and_not_that_it_is_old(
    client: Client, aged: SimpleNamespace
) -> None:
    columns = dict.fromkeys(make.columns("x", ["fr"])) | {"body_fr": []}
    Command().publish(aged.north, **{**columns, "title_fr": "Nord"})
    html = read(client, aged.north, "fr")
    (notice,) = notices(html)
    assert "anglais" in notice
    assert "mis à jour le" not in notice


def test_a_title_in_english_hides_no_age_of_the_text(client: Client, aged: SimpleNamespace) -> None:
    newest = aged.north.get_latest_revision_as_object()
    newest.title_fr = None
    newest.save_revision().publish()
    assert len(notices(read(client, aged.north, "fr"))) == 2


def test_days_that_are_not_known_are_not_made_up(client: Client, aged: SimpleNamespace) -> None:
    stamps: dict[str, Any] = {code: {"digest": stamp["digest"]} for code, stamp in aged.north.stamps.items()}
    SitePage.objects.filter(pk=aged.north.pk).update(stamps=stamps)
    (notice,) = notices(read(client, aged.north, "fr"))
    assert notice.startswith("Cette traduction est antérieure au texte anglais actuel.")


def test_the_foot_of_a_page_bears_the_day_of_the_text_that_is_shown(
    client: Client, aged: SimpleNamespace
) -> None:
    assert 'Last updated: <time datetime="2026-05-03">' in read(client, aged.north, "en")
    assert 'jour : <time datetime="2026-01-12">' in read(client, aged.north, "fr")
    Command().publish(aged.north, **dict.fromkeys(make.columns("x", ["fr"])) | {"body_fr": []})
    today = now_stored(aged.north).last_published_at.astimezone(dt.UTC).date()
    html = read(client, aged.north, "fr")
    assert 'jour : <time datetime="2026-05-03">' in html
    assert f'jour : <time datetime="{today.isoformat()}">' not in html


def test_it_costs_no_query(client: Client, aged: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    def cost(page: AboutPage) -> int:
        client.get(page.address_in("fr"))
        with django_assert_max_num_queries(100) as captured:
            client.get(page.address_in("fr"))
        return len(captured)

    assert cost(aged.north) == cost(aged.south)
