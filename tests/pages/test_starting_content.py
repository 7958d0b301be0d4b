"""The starting content as it stands in the database and on the site: whole, in four languages, safe to load again."""

import json
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client

from cicc_site import languages
from cicc_site.multilingual.freshness import State
from cicc_site.multilingual.models import TranslatedModel
from members.models import Country, Issue, User
from pages.directory.lists import CHOICES
from pages.loading import files, store, tree
from pages.loading.store import Outcome
from pages.models import AboutPage, HomePage, SitePage, SiteSettings, TranslationTask
from pages.models.translation_tasks import Kind

pytestmark = [pytest.mark.content, pytest.mark.django_db]

# product.md, "Map of the site": the English addresses are the contract.
CONTRACT = [
    "about-the-court",
    "about-the-court/updates",
    "about-the-court/situations-and-cases",
    "about-the-court/how-the-icc-works",
    "about-the-court/assembly-of-states-parties",
    "about-the-court/history",
    "countries",
    "issues-and-campaigns",
    "documents",
    "publications",
    "press",
    "membership",
    "membership/national-coalitions",
    "membership/directory",
    "membership/apply",
    "get-involved",
    "get-involved/employment",
    "about-the-coalition",
    "about-the-coalition/steering-committee",
    "about-the-coalition/secretariat",
    "about-the-coalition/contact",
    "open-data",
    "privacy",
    "accessibility",
    "data-notice",
]


def texts_of(value: object) -> list[str]:
    """The strings a reader would see in a column: of a body, those of its blocks without ids and kinds."""
    if isinstance(value, str):
        try:
            parsed = json.loads(value)
        except ValueError:
            return [value]
        return texts_of(parsed) if isinstance(parsed, (list, dict)) else [value]
    if isinstance(value, dict):
        return [
            text
            for key, item in value.items()
            if key not in {"id", "type", "date"}
            for text in texts_of(item)
        ]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return []


def raw_texts(model: type[TranslatedModel], field: str) -> list[dict[str, list[str]]]:
    """Every row's texts of one field per language, read past all model code."""
    columns = {code: f"{field}_{code}" for code in languages.codes()}
    with connection.cursor() as cursor:
        names = ", ".join(columns.values())
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}"')
        return [dict(zip(columns, map(texts_of, row), strict=True)) for row in cursor.fetchall()]


def translated_columns() -> list[tuple[type[TranslatedModel], str]]:
    from django.apps import apps

    return [
        (model, field)
        for model in apps.get_models()
        if issubclass(model, TranslatedModel)
        for field in model.translated_fields()
        if f"{field}_en" in {column.name for column in model._meta.local_fields}
    ]


def test_no_translation_repeats_the_english_text() -> None:
    names = {*files.read(files.CONTENT / "names.yaml")["names"], *dict(CHOICES)}
    compared = 0
    repeated = []
    for model, field in translated_columns():
        for row in raw_texts(model, field):
            english = {text.strip() for text in row["en"] if re.search(r"[A-Za-z]{3}", text)}
            for text in row["ar"]:
                compared += 1
                if text.strip() in english and text.strip() not in names:
                    repeated.append(f"{model.__name__}.{field}_ar: {text[:80]}")
    assert compared > 700
    assert repeated == []


def test_every_page_of_the_map_has_texts_in_all_languages() -> None:
    pages = [store.find(SitePage, tree.key(path)) for path, _folder, _values in tree.folders()]
    assert len(pages) >= 30
    for page in pages:
        assert page is not None
        assert page.languages_available == languages.codes(), page
        specific = page.specific
        for field, columns in specific.translated_fields().items():
            if field in {"seo_title", "search_description"} or not getattr(specific, f"{field}_en"):
                continue
            assert all(getattr(specific, column) for column in columns), (page, field)


@pytest.mark.parametrize("language", languages.codes())
def test_the_addresses_of_the_contract_answer(client: Client, language: str) -> None:
    for path in CONTRACT:
        page = store.find(SitePage, tree.key(path))
        assert page is not None, path
        assert page.address_in("en") == f"/en/{path}/"
        response = client.get(page.address_in(language))
        assert response.status_code == 200, (path, language)


def test_loading_again_changes_nothing() -> None:
    before = SitePage.objects.count()
    assert set(tree.load_pages()) == {Outcome.UNCHANGED}
    assert set(tree.load_bodies()) == {Outcome.UNCHANGED}
    call_command("load_content", verbosity=0)
    assert SitePage.objects.count() == before


def test_what_staff_edited_stays() -> None:
    page = store.find(AboutPage, tree.key("membership"))
    assert page is not None
    amal = User.objects.create_superuser("amal", "amal@example.org", "x")
    page.title_fr = "Devenir membre"
    page.save_revision(user=amal).publish(user=amal)
    assert tree.load_pages()[Outcome.KEPT] == 1
    page.refresh_from_db()
    assert page.title_fr == "Devenir membre"


def test_a_changed_file_refreshes_a_page_nobody_edited(monkeypatch: pytest.MonkeyPatch) -> None:
    page = store.find(AboutPage, tree.key("membership"))
    assert page is not None
    AboutPage.objects.filter(pk=page.pk).update(title_fr="Autre")
    assert tree.load_pages()[Outcome.UPDATED] == 1
    page.refresh_from_db()
    assert page.title_fr != "Autre"
    assert page.latest_revision.user is None


def test_a_wrong_file_is_named_and_nothing_is_half_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tree.TYPES, "home", None)
    with pytest.raises(CommandError, match=r"pages/content/tree/page.yaml: type must be one of"):
        call_command("load_content", verbosity=0)


def test_the_site_begins_at_our_home_page() -> None:
    assert HomePage.objects.count() == 1
    assert not SitePage.objects.filter(title_en__startswith="Welcome to your new Wagtail").exists()
    offices = SiteSettings.load().offices.all()
    assert [office.name_en for office in offices] == ["New York", "The Hague"]
    assert offices[1].lines == ""


def test_demo_items_load_in_four_languages_say_so_and_go_away(client: Client) -> None:
    call_command("load_demo")
    demo = [page for page in SitePage.objects.live().specific() if getattr(page, "is_demo", False)]
    assert len(demo) == 4
    for page in demo:
        for language in languages.codes():
            response = client.get(page.address_in(language))
            assert response.status_code == 200
            assert b"kind--demo" in response.content
    call_command("load_demo", "--remove")
    assert not any(getattr(page, "is_demo", False) for page in SitePage.objects.specific())


def test_it_is_on_the_board_of_translations_and_none_of_it_is_outdated() -> None:
    rows = len(languages.translation_codes())
    tasks = TranslationTask.objects
    assert tasks.filter(kind=Kind.PAGE).count() == rows * SitePage.objects.filter(depth__gt=1).count()
    assert tasks.filter(kind=Kind.SNIPPET).count() == rows * (Country.objects.count() + Issue.objects.count())
    assert tasks.filter(kind=Kind.INTERFACE, language="ar", title_en="site").exists()
    assert not tasks.exclude(kind=Kind.INTERFACE).filter(state=State.OUTDATED).exists()
