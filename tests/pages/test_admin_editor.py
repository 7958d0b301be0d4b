"""The page editor: one tab per language, English beside what is translated, preview in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield
from wagtail.users.models import UserProfile

from cicc_site import languages
from members.models import User
from pages.models import AboutPage, HomePage, SiteSettings
from tests.factories import members as make
from tests.pages.every_type import example
from tests.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The key of a published page, and an administrator whose menus are in Spanish: made once for all tests."""
    with standing(django_db_blocker):
        profile = UserProfile.get_for_user(make.amal())
        profile.preferred_language = "es"
        profile.save()
        yield example(AboutPage).pk


@pytest.fixture
def spanish_desk(furnished: int, client: Client) -> Client:
    client.force_login(User.objects.get(username="amal"))
    return client


@pytest.fixture
def page(furnished: int, db: None) -> AboutPage:
    return AboutPage.objects.get(pk=furnished)


def editor(client: Client, page: AboutPage) -> str:
    return client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def tab(html: str, code: str) -> str:
    """Return the part of the editor that belongs to a language."""
    parts = re.split(r'<section\s+id="tab-', html)
    return next(part for part in parts if part.startswith(f'language_{code}"'))


def form_of(page: AboutPage, **changes: Any) -> dict[str, Any]:
    """What the editor posts for a page: each language's texts, and a body of one part where there is one."""
    data: dict[str, Any] = {"slug": page.slug, "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}}
    data["comments"].update(MIN_NUM_FORMS=0, MAX_NUM_FORMS=1000)
    for code in languages.codes():
        for field in ("title", "summary", "seo_title", "search_description"):
            data[f"{field}_{code}"] = getattr(page, f"{field}_{code}") or ""
        data[f"body_{code}"] = streamfield([])
        if code != "en":
            data[f"slug_{code}"] = getattr(page, f"slug_{code}")
    return dict(nested_form_data({**data, **changes}))


def test_each_language_has_a_tab_in_its_direction(spanish_desk: Client, page: AboutPage) -> None:
    html = editor(spanish_desk, page)
    assert '<html lang="es" dir="ltr"' in html
    for language in languages.LANGUAGES:
        own = tab(html, language.code)
        assert f'dir="{language.direction}"' in own[: own.index("w-panel")]
        assert f'name="title_{language.code}"' in own
        assert f'name="summary_{language.code}"' in own
        slug = "slug" if language.code == "en" else f"slug_{language.code}"
        assert f'name="{slug}"' in own


def test_a_translation_has_the_english_beside_it(spanish_desk: Client, page: AboutPage) -> None:
    page.summary_en = "First line\nsecond <line>"
    page.save()
    page.save_revision().publish()
    arabic = tab(editor(spanish_desk, page), "ar")
    assert re.search(r'lang="en" dir="ltr" data-translation-source="title_en">\s*<p>AboutPage</p>', arabic)
    assert "<p>First line<br>second &lt;line&gt;</p>" in arabic
    assert "<p>English <b>words</b></p>" in arabic
    assert "Somebody" in arabic
    assert "data-translation-source" not in tab(editor(spanish_desk, page), "en")


def test_the_tabs_say_what_is_missing(client: Client, page: AboutPage) -> None:
    UserProfile.objects.update(preferred_language="")
    client.force_login(User.objects.get(username="amal"))
    html = editor(client, page)
    marks = dict(
        re.findall(
            r'data-language-tab="(..)">[^<]*</bdi>(?: <span class="language-state">([^<]*)</span>)?', html
        )
    )
    assert marks == {"en": "", "es": "1 text missing", "fr": "not translated", "ar": "1 text missing"}


def test_only_english_is_required(spanish_desk: Client, page: AboutPage) -> None:
    address = reverse("wagtailadmin_pages:add", args=["pages", "aboutpage", HomePage.objects.get().pk])
    new = AboutPage(title_en="Alone", slug="alone")
    sent = form_of(new, **{"action-publish": "1"})
    assert spanish_desk.post(address, sent).status_code == 302
    made = AboutPage.objects.get(slug="alone")
    assert made.live
    assert [made.title_es, made.title_fr, made.title_ar] == [None, None, None]


def test_a_mistake_is_shown_in_its_own_tab(spanish_desk: Client, page: AboutPage) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = spanish_desk.post(address, form_of(page, title_en="", **{"action-publish": "1"}))
    html = response.content.decode()
    assert "error-message" in tab(html, "en")
    assert "error-message" not in tab(html, "ar")
    assert AboutPage.objects.get(pk=page.pk).title_en == "AboutPage"


def test_an_address_taken_in_one_language_is_reported_in_that_tab(
    spanish_desk: Client, page: AboutPage
) -> None:
    other = AboutPage(title_en="Other", slug="other", slug_ar="آخر")
    page.get_parent().add_child(instance=other)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = spanish_desk.post(
        address, form_of(page, slug_ar="آخر", **{"action-publish": "1"})
    ).content.decode()
    assert "error-message" in tab(html, "ar")
    assert "error-message" not in tab(html, "en")


@pytest.mark.parametrize(
    ("code", "title"), [("en", "AboutPage"), ("es", "Nuevo"), ("fr", "AboutPage"), ("ar", "عنوان")]
)
def test_unsaved_words_are_previewed_in_their_language(
    spanish_desk: Client, page: AboutPage, code: str, title: str
) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    words = streamfield([("text", rich_text("<p>Palabras nuevas</p>"))])
    sent = form_of(page, title_es="Nuevo", body_es=words)
    assert spanish_desk.post(address, sent).json()["is_valid"]
    html = spanish_desk.get(address, {"mode": code}).content.decode()
    language = languages.by_code(code)
    assert re.search(f'<html[^>]* lang="{code}"[^>]* dir="{language.direction}"', html)
    assert re.search(rf"<h1[^>]*>\s*{title}\s*</h1>", html)
    assert ("Palabras nuevas" in html) == (code == "es")
    if code == "fr":
        assert re.search(r'<h1[^>]* lang="en" dir="ltr"', html), "English words say that they are English"
    assert AboutPage.objects.get(pk=page.pk).title_es == "Título"


def test_the_preview_offers_each_language_by_its_own_name(spanish_desk: Client, page: AboutPage) -> None:
    html = editor(spanish_desk, page)
    offered = re.findall(r'data-preview-language="(..)" lang="..">([^<]+)</button>', html)
    assert offered == languages.choices()


def test_view_live_leads_to_an_address_that_answers(spanish_desk: Client, page: AboutPage) -> None:
    page.slug_es = "acerca"
    page.save()
    page.save_revision().publish()
    with translation.override("es"):
        address = page.get_url()
    assert address == "/es/acerca/"
    assert f'href="http://localhost{address}"' in editor(spanish_desk, page) or f'href="{address}"' in editor(
        spanish_desk, page
    )
    assert spanish_desk.get(address).status_code == 200


def test_a_translation_keeps_its_own_blocks(spanish_desk: Client, page: AboutPage) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    bodies = {
        f"body_{code}": streamfield([("text", rich_text(f"<p>{code}</p>"))]) for code in languages.codes()
    }
    assert spanish_desk.post(address, form_of(page, **bodies, **{"action-publish": "1"})).status_code == 302
    saved = AboutPage.objects.get(pk=page.pk)
    ids = [block.id for code in languages.codes() for block in getattr(saved, f"body_{code}")]
    assert len(ids) == len(set(ids)) == 4


def test_settings_are_edited_in_each_language(spanish_desk: Client) -> None:
    settings = SiteSettings.load()
    address = reverse("wagtailsettings:edit", args=["pages", "sitesettings", settings.pk])
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    office = {
        **empty,
        "TOTAL_FORMS": 1,
        "0": {"name_en": "The Hague", "name_ar": "لاهاي", "lines": "", "ORDER": 1},
    }
    sent = nested_form_data(
        {
            "tagline_en": "Together for Justice",
            "tagline_ar": "معًا من أجل العدالة",
            "offices": office,
            "footer_links": empty,
            "social_links": empty,
        }
    )
    assert spanish_desk.post(address, sent).status_code == 302
    saved = SiteSettings.load()
    assert (saved.tagline_en, saved.tagline_es, saved.tagline_ar) == (
        "Together for Justice",
        None,
        "معًا من أجل العدالة",
    )
    assert [(row.name_en, row.name_es, row.name_ar) for row in saved.offices.all()] == [
        ("The Hague", None, "لاهاي")
    ]
