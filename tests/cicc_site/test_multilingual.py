"""The translation layer itself: what a field without suffix means, what is registered, and that the seam is watched."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.utils import translation
from modeltranslation import utils as modeltranslation_utils
from modeltranslation.utils import get_language

from cicc_site import languages
from cicc_site.checks import content_language_seam, languages_agree
from cicc_site.multilingual import diff
from cicc_site.multilingual.freshness import stored_lines
from cicc_site.multilingual.models import TranslatedModel
from cicc_site.multilingual.reader import as_editor, as_reader, content_language, install
from pages.models import AboutPage, SiteSettings, VacancyPage
from tests.editing import no_language

TRANSLATED = [model for model in apps.get_models() if issubclass(model, TranslatedModel)]


@pytest.mark.parametrize("code", [*languages.codes(), "es-mx", "de"])
def test_field_without_suffix_is_english_unless_a_reader_is_served(code: str) -> None:
    record = SiteSettings(**{f"tagline_{known}": known for known in languages.codes()})
    served = code[:2] if code[:2] in languages.codes() else "en"
    with translation.override(code):
        assert (content_language(), get_language(), record.tagline) == ("en", "en", "en")
        with as_reader():
            assert (content_language(), get_language(), record.tagline) == (served, served, served)
            with as_editor():
                assert record.tagline == "en"
            assert record.tagline == served
        assert record.tagline == "en"


def test_no_language_at_all_is_english() -> None:
    record = SiteSettings(tagline_en="en", tagline_es="es")
    with no_language(), as_reader():
        assert record.tagline == "en"


def test_reader_falls_back() -> None:
    record = SiteSettings(tagline_en="en", tagline_ar="")
    with translation.override("ar"), as_reader():
        assert record.tagline == "en"


def test_error_while_a_page_is_made_does_not_leave_the_reader_behind() -> None:
    with pytest.raises(ZeroDivisionError), translation.override("ar"), as_reader():
        raise ZeroDivisionError
    with translation.override("ar"):
        assert content_language() == "en"


def test_a_reader_in_one_thread_is_none_in_another() -> None:
    seen = []

    def work() -> None:
        with translation.override("ar"):
            seen.append(content_language())

    with translation.override("ar"), as_reader():
        worker = threading.Thread(target=work)
        worker.start()
        worker.join()
    assert seen == ["en"]


def test_setting_a_field_without_suffix_sets_the_english_one() -> None:
    record = SiteSettings(tagline_es="es")
    with translation.override("es"):
        record.tagline = "new"
    assert (record.tagline_en, record.tagline_es) == ("new", "es")


# ---- what is registered


@pytest.mark.parametrize("model", TRANSLATED, ids=lambda model: model._meta.label)
def test_every_declared_field_has_a_column_per_language(model: type[TranslatedModel]) -> None:
    fields = model.translated_fields()
    for name, columns in fields.items():
        assert columns == [f"{name}_{code}" for code in languages.codes()]
        for code, column in zip(languages.codes(), columns, strict=True):
            field: Any = model._meta.get_field(column)
            original: Any = model._meta.get_field(name)
            assert type(field).__mro__[1] is type(original) or isinstance(field, type(original))
            # Only English may be required, and no other language ever is.
            assert field.blank == (original.blank if code == languages.DEFAULT_LANGUAGE else True)
    declared = {name for base in model.__mro__ for name in base.__dict__.get("translated", [])}
    assert set(fields) == declared


@pytest.mark.parametrize("model", TRANSLATED, ids=lambda model: model._meta.label)
def test_references_are_counted_once(model: type[TranslatedModel]) -> None:
    """The plain column repeats the English one: links in it must not be indexed a second time."""
    for name in model.translated_fields():
        field: Any = model._meta.get_field(name)
        assert field.wagtail_reference_index_ignore is True


# A term in each language is data for translators: none stands in for another, so there is nothing to fall back to.
# And the board repeats the English title of every record for its staff, whatever language the row is about.
PARALLEL = {
    "members.ApplicationAnswers",
    "members.Organization",
    "pages.GlossaryTerm",
    "pages.TranslationTask",
}


def test_models_with_texts_for_readers_are_of_the_translated_kind() -> None:
    """A column that ends in a language code belongs to the layer, or is a slug, a path or a country's address."""
    for model in apps.get_models():
        suffixed = {
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.Field) and field.name.rpartition("_")[2] in languages.codes()
        }
        if not suffixed or model._meta.label in PARALLEL:
            continue
        assert issubclass(model, TranslatedModel), model
        known = {column for columns in model.translated_fields().values() for column in columns}
        # Addresses, and what lists are sorted by: made of the texts, never translated.
    assert {name.partition("_")[0] for name in suffixed - known} <= {"slug", "url", "sort"}, model


# ---- the checks at every start


def test_checks_are_silent() -> None:
    assert content_language_seam() == []
    assert languages_agree() == []
    assert not [message for message in run_checks() if str(message.id).startswith("cicc_site")]


def test_check_sees_when_the_seam_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modeltranslation_utils, "_get_language", translation.get_language)
    assert [message.id for message in content_language_seam()] == ["cicc_site.E001"]
    install()
    assert content_language_seam() == []


def test_check_sees_when_modeltranslation_stops_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modeltranslation_utils, "get_language", lambda: "es")
    assert [message.id for message in content_language_seam()] == ["cicc_site.E001"]


def test_check_sees_languages_that_disagree(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("es", "Español")]
    assert [message.id for message in languages_agree()] == ["cicc_site.E002"]


def test_editing_form_has_a_tab_per_language_in_its_direction() -> None:
    for menus in languages.codes():
        with translation.override(menus):
            tabs = AboutPage.get_edit_handler().children
            shown = [(str(tab.heading), tab.attrs["dir"]) for tab in tabs[: len(languages.codes())]]
        assert shown == [(entry.name, entry.direction) for entry in languages.LANGUAGES]


def test_fields_stand_in_the_order_they_are_declared_in() -> None:
    """modeltranslation keeps them in a set: the editing form would change its order from start to start."""
    assert list(VacancyPage.translated_fields()) == [
        *("title", "summary", "seo_title", "search_description"),
        *("body", "duty_station"),
    ]


def test_a_text_of_blocks_reads_the_same_however_its_keys_are_ordered() -> None:
    block = {"type": "timeline", "value": {"date": "1948", "title": "A step", "text": "<p>It began.</p>"}}
    stored = {"type": "timeline", "value": {"date": "1948", "text": "<p>It began.</p>", "title": "A step"}}
    assert stored_lines([block]) == stored_lines([stored]) == ["1948", "It began.", "A step"]


def test_changed_words_are_those_that_came_or_went() -> None:
    before = ["the", "court", "sits", "in", "the", "hague"]
    assert diff.changed_words(before, before) == 0
    assert diff.changed_words(before, ["the", "court", "sits", "today", "in", "the", "hague"]) == 1
    assert diff.changed_words(before, ["the", "court", "sits"]) == 3
    assert diff.changed_words(before, ["the", "chamber", "meets", "in", "the", "hague"]) == 2
