"""Texts never leak between languages in what is no page: pictures, files, settings and their rows, registers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings
from wagtail.models import UploadedFile
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.users.models import UserProfile

from cicc_site import languages
from cicc_site.multilingual.reader import as_reader
from documents.models import SiteDocument, SiteImage
from members.models import Country
from pages.models import AboutPage, SiteSettings
from pages.models.settings import Office
from tests import snapshots
from tests.editing import Desk, no_language
from tests.factories import documents as library
from tests.factories import members as people
from tests.factories import pages as make
from tests.pages import turns

pytestmark = pytest.mark.django_db


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    turns.give(metafunc)


IMAGES, FILES, SETTINGS, OFFICES = (
    "documents_siteimage",
    "documents_sitedocument",
    "pages_sitesettings",
    "pages_office",
)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield
    assert snapshots.foreign_texts() == []


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> Iterator[Client]:
    profile = UserProfile.get_for_user(people.amal())
    profile.preferred_language = request.param
    profile.save()
    with translation.override(request.param):
        yield Desk(request.param, profile.user).client


def send(
    desk: Client, name: str, data: dict[str, Any], args: list[Any] | None = None, status: int = 302
) -> Any:
    response = desk.post(reverse(name, args=args or []), data)
    assert response.status_code == status, response.content.decode()[:3000]
    return response


# ---- pictures and files


def test_picture(desk: Client) -> None:
    before = snapshots.take()
    texts = {"title": "Meeting (en)", "alt_text_en": "People (en)", "alt_text_fr": "Des gens (fr)"}
    send(desk, "wagtailimages:add", {**texts, "file": library.picture_file(), "collection": 1, "tags": ""})
    image = SiteImage.objects.get()
    row = {
        "title": "Meeting (en)",
        "title_en": "Meeting (en)",
        "alt_text": "People (en)",
        "alt_text_en": "People (en)",
        "alt_text_fr": "Des gens (fr)",
    }
    assert snapshots.difference(before, snapshots.take()) == {(IMAGES, image.pk): row}
    before = snapshots.take()
    changed = {**texts, "title_ar": "New (ar)", "alt_text_fr": "", "collection": 1, "tags": ""}
    send(desk, "wagtailimages:edit", changed, [image.pk])
    assert snapshots.difference(before, snapshots.take()) == {
        (IMAGES, image.pk): {"title_ar": "New (ar)", "alt_text_fr": None}
    }
    send(desk, "wagtailimages:delete", {}, [image.pk])
    assert snapshots.difference(before, snapshots.take()) == {(IMAGES, image.pk): None}


def test_pictures_sent_together(desk: Client) -> None:
    before = snapshots.take()
    assert desk.get(reverse("wagtailimages:add_multiple")).status_code == 200
    send(desk, "wagtailimages:add_multiple", {"files[]": library.picture_file()}, status=200)
    upload = UploadedFile.objects.get()
    prefix = f"uploaded-image-{upload.pk}"
    fields = {
        "title": "Meeting (en)",
        "alt_text_en": "People (en)",
        "title_es": "Sala (es)",
        "collection": 1,
        "tags": "",
    }
    data = {f"{prefix}-{name}": value for name, value in fields.items()}
    answer = send(desk, "wagtailimages:create_multiple_from_uploaded_image", data, [upload.pk], status=200)
    assert answer.json()["success"]
    raw = snapshots.difference(before, snapshots.take())[IMAGES, SiteImage.objects.get().pk]
    assert raw == {
        "title": "Meeting (en)",
        "title_en": "Meeting (en)",
        "title_es": "Sala (es)",
        "alt_text": "People (en)",
        "alt_text_en": "People (en)",
    }


def test_file(desk: Client) -> None:
    before = snapshots.take()
    upload = SimpleUploadedFile("report.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    data = {"title": "Report (en)", "title_ar": "New (ar)", "file": upload, "collection": 1, "tags": ""}
    send(desk, "wagtaildocs:add", data)
    document = SiteDocument.objects.get()
    assert snapshots.difference(before, snapshots.take()) == {
        (FILES, document.pk): {"title": "Report (en)", "title_en": "Report (en)", "title_ar": "New (ar)"}
    }
    before = snapshots.take()
    data = {
        "title": "Second (en)",
        "title_ar": "New (ar)",
        "title_es": "Otro (es)",
        "collection": 1,
        "tags": "",
    }
    send(desk, "wagtaildocs:edit", data, [document.pk])
    assert snapshots.difference(before, snapshots.take()) == {
        (FILES, document.pk): {"title": "Second (en)", "title_en": "Second (en)", "title_es": "Otro (es)"}
    }


@pytest.mark.parametrize("language", [*languages.codes(), None])
def test_library_in_python(language: str | None) -> None:
    """A command sets the plain field: it means English, whatever language is active, and even for a reader."""
    with translation.override(language) if language else no_language():
        image = library.image(title_en="", title="Plain (en)", alt_text_en="", alt_text="Text (en)")
        image = SiteImage.objects.get(pk=image.pk)
        image.title = "Changed (en)"
        image.save(update_fields=["title"])
        with as_reader():
            SiteImage.objects.get(pk=image.pk).save()
    raw = snapshots.take(IMAGES)[IMAGES, image.pk]
    assert (raw["title"], raw["title_en"], raw["title_es"], raw["title_ar"]) == (
        "Changed (en)",
        "Changed (en)",
        None,
        None,
    )


# ---- settings and the rows that hang on them


@pytest.fixture
def words() -> SiteSettings:
    with translation.override("en"):
        record = SiteSettings.load()
        for code in languages.codes():
            setattr(record, f"tagline_{code}", f"Tagline ({code})")
        record.offices = [
            Office(
                sort_order=0,
                lines="1 Street",
                **{f"name_{code}": f"City ({code})" for code in languages.codes()},
            )
        ]
        record.save()
    return SiteSettings.objects.get(pk=record.pk)


def sent(record: SiteSettings, offices: list[dict[str, Any]], **changes: str) -> dict[str, Any]:
    texts = {name: getattr(record, name) or "" for name in record.language_columns()}
    rows = {"offices": inline_formset(offices, initial=sum("id" in office for office in offices))}
    rows |= {name: inline_formset([]) for name in ("footer_links", "social_links")}
    return {**texts, **changes, **nested_form_data(rows)}


def row_of(office: Office, **changes: str) -> dict[str, Any]:
    texts = {name: getattr(office, name) or "" for name in office.language_columns()}
    return {"id": office.pk, "lines": office.lines, **texts, **changes}


def test_settings_and_a_translation_of_an_office(desk: Client, words: SiteSettings) -> None:
    before, office = snapshots.take(), words.offices.get()
    data = sent(words, [row_of(office, name_fr="Ville nouvelle (fr)")], tagline_ar="New (ar)")
    send(desk, "wagtailsettings:edit", data, ["pages", "sitesettings", words.pk])
    assert snapshots.difference(before, snapshots.take()) == {
        (SETTINGS, words.pk): {"tagline_ar": "New (ar)"},
        (OFFICES, office.pk): {"name_fr": "Ville nouvelle (fr)"},
    }


def test_new_and_deleted_office(desk: Client, words: SiteSettings) -> None:
    before, office = snapshots.take(), words.offices.get()
    new = {"name_en": "Town (en)", "name_es": "Pueblo (es)", "period_en": "about 2009 (en)", "lines": ""}
    send(
        desk,
        "wagtailsettings:edit",
        sent(words, [row_of(office, DELETE="on"), new]),
        ["pages", "sitesettings", words.pk],
    )
    added = Office.objects.get(name_en="Town (en)")
    assert snapshots.difference(before, snapshots.take()) == {
        (OFFICES, office.pk): None,
        (OFFICES, added.pk): {
            "name": "Town (en)",
            "name_en": "Town (en)",
            "name_es": "Pueblo (es)",
            "period": "about 2009 (en)",
            "period_en": "about 2009 (en)",
        },
    }


@pytest.mark.parametrize("language", [*languages.codes(), None])
def test_settings_in_python(words: SiteSettings, language: str | None) -> None:
    before = snapshots.take()
    with translation.override(language) if language else no_language():
        words.tagline = "Plain (en)"
        words.save()
        office = words.offices.get()
        office.name = "Plain city (en)"
        office.save()
    assert snapshots.difference(before, snapshots.take()) == {
        (SETTINGS, words.pk): {"tagline": "Plain (en)", "tagline_en": "Plain (en)"},
        (OFFICES, office.pk): {"name": "Plain city (en)", "name_en": "Plain city (en)"},
    }


# ---- a register


def test_country(desk: Client) -> None:
    names: dict[str, Any] = {f"name_{code}": f"Land ({code})" for code in languages.codes()}
    country = people.country("ZZQ", **names)
    country.refresh_from_db()
    before = snapshots.take()
    form = desk.get(reverse("wagtailsnippets_members_country:edit", args=[country.pk])).context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form if bound.value() is not None}
    data |= {f"{name}-{part}": "0" for name in form.formsets for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data["name_es"] = "Nuevo (es)"
    send(desk, "wagtailsnippets_members_country:edit", data, [country.pk])
    assert snapshots.difference(before, snapshots.take()) == {
        ("members_country", country.pk): {"name_es": "Nuevo (es)"}
    }
    assert Country.objects.get(pk=country.pk).name_en == "Land (en)"


# ---- out and in again


@pytest.mark.parametrize(
    ("language", "natural"),
    zip([*languages.codes(), None, None], itertools.cycle([False, True]), strict=False),
)
def test_dumped_and_loaded_again(
    tmp_path: Path, words: SiteSettings, language: str | None, natural: bool
) -> None:
    home = make.home()
    make.about(make.about(home, "First", title_fr=None, body_ar=None), "Second", slug_es="")
    library.image(title_es="Sala (es)", title_en="Room (en)")
    before = snapshots.take()
    file = tmp_path / "dump.json"
    with translation.override(language) if language else no_language():
        call_command(
            "dumpdata",
            "pages",
            "documents",
            output=str(file),
            verbosity=0,
            use_natural_foreign_keys=natural,
        )
        for model in (AboutPage, SiteImage, SiteSettings):
            columns = {name: None for name in model.language_columns() if not name.startswith("slug")}
            own = {field.name for field in model._meta.local_fields}
            model.objects.update(**{name: value for name, value in columns.items() if name in own})
        assert snapshots.difference(before, snapshots.take()) != {}
        call_command("loaddata", str(file), verbosity=0)
    assert snapshots.difference(before, snapshots.take()) == {}
