"""Every main screen of the admin opens, for each page type, with the menus in each language.

The languages take turns: all screens are opened in Arabic, and each in one of the others.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker
from wagtail.users.models import UserProfile

from cicc_site import languages
from documents.models import ArchiveImport
from members.models import User
from pages.models import SitePage
from tests.factories import archive
from tests.factories import members as make
from tests.pages.every_type import PAGE_TYPES, example
from tests.standing import standing

# What shows the fields of a type is opened for each; of the others, which are the same for all, two for each.
OF_EVERY_TYPE = ("wagtailadmin_explore", "wagtailadmin_pages:edit")
ALIKE_FOR_ALL = (
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:workflow_history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:set_privacy",
)

OTHER_SCREENS = (
    "wagtailadmin_home",
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailadmin_account",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_workflows:index",
    "wagtailadmin_workflows:add",
    "wagtailadmin_collections:index",
    "wagtailadmin_collections:add",
    "wagtailimages:index",
    "wagtailimages:add",
    "wagtailimages:add_multiple",
    "wagtailimages_chooser:choose",
    "wagtaildocs:index",
    "wagtaildocs:add",
    "wagtaildocs:add_multiple",
    "wagtaildocs_chooser:choose",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailusers_groups:index",
    "wagtailusers_groups:add",
    "wagtailsites:index",
    "figures_report",
    "figure_choices",
    "archive_upload",
    "archive_imports",
    "archive_accessibility",
    "archive_wishes",
    "unanswered_queries",
    "choose_work:choose",
    "wagtailsnippets_documents_work:list",
    "wagtailsnippets_documents_work:add",
    "wagtailsnippets_documents_subject:list",
    "wagtailsnippets_documents_subject:add",
)
SCREENS_OF_A_FILE = (
    "archive_file_change",
    "archive_file_replace",
    "archive_file_read_again",
    "archive_file_remove",
)


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A page of every type, published, with a newer draft of another title; and Amal, who may do everything."""
    with standing(django_db_blocker):
        amal = make.amal()
        for model in PAGE_TYPES:
            page = example(model)
            page.title_es = "Otro título"
            page.save_revision(user=amal)
        yield


@pytest.fixture
def amal(furnished: None, db: None) -> User:
    return User.objects.get(username="amal")


@pytest.fixture
def desk(language: str, amal: User, client: Client) -> Client:
    """A signed-in administrator whose menus are in a language: parametrized by the test."""
    profile = UserProfile.get_for_user(amal)
    profile.preferred_language = language
    profile.save()
    client.force_login(amal)
    return client


RIGHT_TO_LEFT = "ar"
every_language = pytest.mark.parametrize("language", languages.codes())


def turns(shift: int = 0) -> pytest.MarkDecorator:
    """Each type with the language whose turn it is; shifted, with another one."""
    codes = languages.codes()
    pairs = [(model, codes[(number + shift) % len(codes)]) for number, model in enumerate(PAGE_TYPES)]
    names = [f"{model.__name__}-{code}" for model, code in pairs]
    return pytest.mark.parametrize(("model", "language"), pairs, ids=names)


def share(screens: tuple[str, ...], language: str) -> list[str]:
    """The screens that are opened in this language: all of them from the right to the left, where most can go wrong;
    in the others they take turns."""
    codes = languages.codes()
    return list(screens) if language == RIGHT_TO_LEFT else list(screens[codes.index(language) :: len(codes)])


def opened(client: Client, address: str, language: str) -> str:
    """Return the screen at an address, in the language and direction asked for."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    if response["Content-Type"].startswith("text/html") and "<html" in text:
        opening = text[: text.index(">", text.index("<html"))]
        assert f'lang="{language}"' in opening, address
        assert f'dir="{languages.by_code(language).direction}"' in opening, address
    return text


@turns()
def test_every_screen_of_a_page_opens(model: type[SitePage], language: str, desk: Client) -> None:
    page = example(model)
    number = PAGE_TYPES.index(model)
    # Two for each round of the languages, so that each of them is opened in each language.
    first = 2 * (number // len(languages.codes())) % len(ALIKE_FOR_ALL)
    for name in (*OF_EVERY_TYPE, *ALIKE_FOR_ALL[first : first + 2]):
        opened(desk, reverse(name, args=[page.pk]), language)
    older, newer = page.revisions.order_by("pk").values_list("pk", flat=True)[:2]
    pair = ((older, newer), ("earliest", "latest"), ("live", newer))[number % 3]
    opened(desk, reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, *pair]), language)
    opened(desk, reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older]), language)
    # The draft as visitors will read it: in English until another language is chosen in the preview.
    opened(desk, reverse("wagtailadmin_pages:view_draft", args=[page.pk]), "en")


@pytest.mark.parametrize("language", [RIGHT_TO_LEFT])
def test_every_page_is_edited_from_the_right_to_the_left(language: str, desk: Client) -> None:
    for model in PAGE_TYPES:
        opened(desk, reverse("wagtailadmin_pages:edit", args=[example(model).pk]), language)


@turns(shift=2)
def test_every_page_type_can_be_begun(model: type[SitePage], language: str, desk: Client) -> None:
    parent = example(model).get_parent().specific
    address = reverse(
        "wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
    )
    if model.max_count == 1:
        assert desk.get(address).status_code == 302, "there is one already"
        model.objects.all().delete()
    opened(desk, address, language)


@every_language
def test_every_other_screen_opens(language: str, desk: Client) -> None:
    for name in share(OTHER_SCREENS, language):
        opened(desk, reverse(name), language)


@every_language
def test_every_screen_about_a_work_opens(language: str, desk: Client) -> None:
    work = archive.work("Resolution", symbol="A/1", title_ar="قرار")
    file, record = archive.work_file(work), ArchiveImport.objects.create(manifest="list.csv")
    addresses = (
        *(reverse(name, args=[file.pk]) for name in SCREENS_OF_A_FILE),
        reverse("archive_file_add", args=[work.pk]),
        reverse("archive_import", args=[record.pk]),
        *(
            reverse(f"wagtailsnippets_documents_work:{name}", args=[work.pk])
            for name in ("edit", "history", "usage")
        ),
    )
    for address in share(addresses, language):
        opened(desk, address, language)


@pytest.mark.parametrize("language", ["ar"])
def test_what_was_uploaded_waits_on_a_screen(desk: Client) -> None:
    desk.post(
        reverse("archive_upload"), {"files": SimpleUploadedFile("a.txt", b"Words of a file that waits.")}
    )
    assert 'name="file-' in opened(desk, reverse("archive_confirm"), "ar")


@pytest.mark.parametrize("language", ["fr"])
def test_settings_open(desk: Client) -> None:
    response = desk.get(reverse("wagtailsettings:edit", args=["pages", "sitesettings"]), follow=True)
    assert response.status_code == 200
    assert "tagline_ar" in response.content.decode()
