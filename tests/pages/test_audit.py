"""The audit log says which languages an edit or a publication touched, in the reader's words, and is sifted by them."""

from __future__ import annotations

import csv
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook
from wagtail.log_actions import log, registry
from wagtail.models import ModelLogEntry, PageLogEntry

from cicc_site import languages
from members.models import User
from pages.audit import line, log_data, touched
from pages.models import AboutPage, SiteSettings
from tests.editing import Desk, form_data
from tests.factories import documents as library
from tests.factories import members as people
from tests.factories import pages as make

pytestmark = pytest.mark.django_db

ARABIC = "\u2068العربية\u2069"


@pytest.fixture
def amal() -> User:
    return people.amal()


@pytest.fixture
def desk(amal: User) -> Desk:
    return Desk("en", amal)


@pytest.fixture
def page() -> AboutPage:
    return make.about(make.home(), "Text")


def entry(**wanted: Any) -> PageLogEntry:
    return PageLogEntry.objects.filter(**wanted).order_by("-timestamp", "-pk")[0]


def test_a_draft_in_arabic(desk: Desk, page: AboutPage) -> None:
    desk.save(page, title_ar="New title (ar)")
    saved = entry(action="wagtail.edit", page=page)
    assert touched(saved) == ["ar"]
    assert line(saved) == f"Draft saved: {ARABIC}"
    with translation.override("fr"):
        assert line(entry(pk=saved.pk)).endswith(f"\u00a0: {ARABIC}")


def test_a_publication_in_two_languages(desk: Desk, page: AboutPage) -> None:
    data = {"title_en": "New title (en)", "title_fr": "New title (fr)"}
    desk.post("edit", [page.pk], {**form_data(desk.form(page), **data), "action-publish": "en fr"})
    published = entry(action="wagtail.publish", page=page)
    assert (
        line(published)
        == "Published: \u2068English\u2069, \u2068Français\u2069, \u2068facts for all languages\u2069"
    )
    with translation.override("ar"):
        assert "،" in line(entry(pk=published.pk))


def test_entries_without_languages_read_as_before(page: AboutPage) -> None:
    unknown: list[Any] = [None, {}, {"languages": []}, {"languages": "ar"}, {"languages": ["xx", 3]}]
    for data in unknown:
        entry_ = log(instance=page, action="wagtail.publish", data=data)
        assert line(PageLogEntry.objects.get(pk=entry_.pk)) == "Published"


def test_data_in_the_order_of_the_site() -> None:
    assert log_data({"facts", "ar", "en"}) == {"languages": ["en", "ar", "facts"]}


def test_every_action_keeps_its_place_in_the_filter() -> None:
    names = [name for name, _label in registry.get_choices()]
    assert len(names) == len(set(names))


# ---- what is no page


def test_a_picture_a_setting_and_a_country(amal: User) -> None:
    client = Desk("en", amal).client
    picture, record = library.image(), SiteSettings.load()
    country = people.country("ZZQ", name_ar="Land (ar)")
    data = {"title": picture.title_en, "alt_text_en": picture.alt_text_en, "title_fr": "Salle", "tags": ""}
    client.post(reverse("wagtailimages:edit", args=[picture.pk]), data)
    client.post(
        reverse("wagtailimages:edit", args=[picture.pk]), {**data, "credit": "Somebody", "tags": "hall"}
    )
    rows = {f"{name}-{part}": 0 for name in ("offices", "footer_links", "social_links") for part in COUNTS}
    address = reverse("wagtailsettings:edit", args=["pages", "sitesettings", record.pk])
    client.post(address, {"tagline_es": "Lema", "tagline_ar": "شعار", **rows})
    form = client.get(reverse("wagtailsnippets_members_country:edit", args=[country.pk])).context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    sent |= {f"treaty_acts-{part}": 0 for part in COUNTS} | {"name_ar": "New (ar)"}
    client.post(reverse("wagtailsnippets_members_country:edit", args=[country.pk]), sent)
    entries = ModelLogEntry.objects.filter(action="wagtail.edit").order_by("pk")
    assert [touched(entry) for entry in entries] == [["fr"], ["facts"], ["es", "ar"], ["ar"]]
    assert line(entries[3]) == f"Edited: {ARABIC}"


COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS")

# ---- sifted and taken away


@pytest.fixture
def history(desk: Desk, page: AboutPage) -> Client:
    desk.save(desk.save(page, title_ar="New title (ar)"), title_fr="New title (fr)")
    desk.client.post(
        reverse("wagtailimages:edit", args=[library.image().pk]),
        {"title": "Meeting", "alt_text_en": "People around a table", "title_ar": "اجتماع", "tags": ""},
    )
    return desk.client


SITE_HISTORY = "/admin/reports/site-history/"
EDITS = {"action": "wagtail.edit"}


def test_history_of_the_site_by_language(history: Client) -> None:
    assert reverse("wagtailadmin_reports:site_history") == SITE_HISTORY
    entries = history.get(SITE_HISTORY, {**EDITS, "language": "ar"}).context["object_list"]
    assert sorted(str(entry.message) for entry in entries) == [f"Draft saved: {ARABIC}", f"Edited: {ARABIC}"]
    entries = history.get(SITE_HISTORY, {**EDITS, "language": ["ar", "fr"]}).context["object_list"]
    assert len(entries) == 3
    assert len(history.get(SITE_HISTORY).context["object_list"]) > 3
    assert history.get(f"{SITE_HISTORY}results/", {"language": "ar"}).status_code == 200


def test_history_of_a_page_by_language(history: Client, page: AboutPage) -> None:
    address = reverse("wagtailadmin_pages:history", args=[page.pk])
    text = history.get(address, {**EDITS, "language": "fr"}).content.decode()
    assert "Draft saved: \u2068Français\u2069" in text
    assert ARABIC not in text
    assert history.get(reverse("wagtailadmin_pages:history_results", args=[page.pk])).status_code == 200


def test_history_as_a_table(history: Client) -> None:
    answer = history.get(SITE_HISTORY, {**EDITS, "language": "fr", "export": "csv"})
    rows = list(csv.DictReader(b"".join(answer).decode().splitlines()))
    assert [row["Languages"] for row in rows] == ["fr"]
    answer = history.get(SITE_HISTORY, {**EDITS, "language": "ar", "export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    assert sheet is not None
    header, *rows_ = sheet.iter_rows(values_only=True)
    assert [row[header.index("Languages")] for row in rows_] == ["ar", "ar"]


def test_history_is_for_the_staff() -> None:
    answer = Client().get(SITE_HISTORY)
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_every_language_can_be_asked_for(history: Client) -> None:
    form = history.get(SITE_HISTORY).context["filters"].form
    assert [value for value, _label in form.fields["language"].choices] == [*languages.codes(), "facts"]
