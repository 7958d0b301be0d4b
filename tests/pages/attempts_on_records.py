"""Attempts on many things at once and by machine, on pictures, files, settings and registers; see attempting.py."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import etree
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cicc_site import languages
from pages.models import SitePage
from pages.models.translation_tasks import TranslationTask
from tests import exchange
from tests.factories import documents as library
from tests.pages.attempting import (
    AR,
    ES,
    EVERYBODY,
    PUBLISHER,
    WRITERS,
    World,
    attempt,
    post,
)

# ---- many at once, and by machine


def bulk(client: Client, model: tuple[str, str], action: str, objects: list[Any], **data: Any) -> None:
    chosen = "&".join(f"id={chosen.pk}" for chosen in objects)
    post(client, "wagtail_bulk_action", [*model, action], data, query=f"?{chosen}&next=/")


PAGES, IMAGES, FILES = ("pages", "sitepage"), ("documents", "siteimage"), ("documents", "sitedocument")


@attempt("wagtail_bulk_action", works_for={PUBLISHER})
def bulk_publish(client: Client, world: World) -> None:
    bulk(client, PAGES, "publish", [world.hidden, world.valley], include_descendants="on")


@attempt("wagtail_bulk_action", works_for={PUBLISHER})
def bulk_unpublish(client: Client, world: World) -> None:
    bulk(client, PAGES, "unpublish", [world.village])


@attempt("wagtail_bulk_action", works_for={PUBLISHER})
def bulk_move(client: Client, world: World) -> None:
    bulk(client, PAGES, "move", [world.village], chooser=world.south.pk)


@attempt("wagtail_bulk_action", works_for={PUBLISHER})
def bulk_delete(client: Client, world: World) -> None:
    bulk(client, PAGES, "delete", [world.village])


@attempt("wagtail_bulk_action", works_for=WRITERS)
def bulk_tag_pictures(client: Client, world: World) -> None:
    bulk(client, IMAGES, "add_tags", [world.image], tags="forged")


@attempt("wagtail_bulk_action", works_for=WRITERS)
def bulk_move_pictures(client: Client, world: World) -> None:
    bulk(client, IMAGES, "add_to_collection", [world.image], collection=world.drawer.pk)


@attempt("wagtail_bulk_action", works_for=WRITERS)
def bulk_delete_pictures(client: Client, world: World) -> None:
    bulk(client, IMAGES, "delete", [world.image])


@attempt("wagtail_bulk_action", works_for=WRITERS)
def bulk_delete_files(client: Client, world: World) -> None:
    bulk(client, FILES, "delete", [world.document])


def by_machine(client: Client, page: SitePage, action: str, **data: Any) -> None:
    post(client, "wagtailadmin_api:pages:action", [page.pk, action], data)


@attempt("wagtailadmin_api:pages:action", works_for={PUBLISHER})
def api_publish(client: Client, world: World) -> None:
    by_machine(client, world.hidden, "publish")


@attempt("wagtailadmin_api:pages:action", works_for={PUBLISHER})
def api_unpublish_and_delete(client: Client, world: World) -> None:
    by_machine(client, world.village, "unpublish")
    by_machine(client, world.village, "delete")


@attempt("wagtailadmin_api:pages:action", works_for={PUBLISHER})
def api_move(client: Client, world: World) -> None:
    by_machine(client, world.village, "move", destination_page_id=world.south.pk, position="last-child")


@attempt("wagtailadmin_api:pages:action", works_for=WRITERS)
def api_copy(client: Client, world: World) -> None:
    by_machine(
        client, world.hidden, "copy", destination_page_id=world.north.pk, slug="by-machine", keep_live=False
    )


@attempt("wagtailadmin_api:pages:action", works_for={PUBLISHER})
def api_alias(client: Client, world: World) -> None:
    by_machine(client, world.village, "create_alias", destination_page_id=world.south.pk)


@attempt("wagtailadmin_api:pages:action", works_for=WRITERS)
def api_convert_alias(client: Client, world: World) -> None:
    by_machine(client, world.alias, "convert_alias")


@attempt("wagtailadmin_api:pages:action", works_for=WRITERS)
def api_return_to_an_older_version(client: Client, world: World) -> None:
    by_machine(client, world.valley, "revert_to_page_revision", revision_id=world.older.pk)


# ---- pictures and files


def picture_data(**changes: Any) -> dict[str, Any]:
    texts = {
        f"{name}_{code}": f"Forged ({code})" for name in ("title", "alt_text") for code in languages.codes()
    }
    facts = {"title": "Forged (en)", "credit": "Forged", "is_decorative": "on", "tags": "forged"}
    focus = {f"focal_point_{name}": "10" for name in ("x", "y", "width", "height")}
    return {**texts, **facts, **focus, **changes}


@attempt("wagtailimages:edit", works_for=EVERYBODY)
def describe_a_picture(client: Client, world: World) -> None:
    data = picture_data(collection=world.drawer.pk, file=library.picture_file("other.jpg", size=(20, 20)))
    post(client, "wagtailimages:edit", [world.image.pk], data)


@attempt("wagtailimages:edit_multiple", works_for=EVERYBODY)
def describe_a_picture_after_uploading(client: Client, world: World) -> None:
    prefix = f"image-{world.image.pk}"
    data = {f"{prefix}-{name}": value for name, value in picture_data(collection=world.drawer.pk).items()}
    post(client, "wagtailimages:edit_multiple", [world.image.pk], data)


@attempt("wagtailimages:add", works_for=WRITERS)
def add_a_picture(client: Client, world: World) -> None:
    post(
        client, "wagtailimages:add", [], picture_data(collection=world.drawer.pk, file=library.picture_file())
    )


@attempt("wagtailimages:add_multiple", works_for=WRITERS)
def add_pictures(client: Client, world: World) -> None:
    data = {"files[]": library.picture_file(), "collection": world.drawer.pk}
    post(client, "wagtailimages:add_multiple", [], data)


@attempt("wagtailimages_chooser:create", works_for=WRITERS)
def add_a_picture_while_choosing(client: Client, world: World) -> None:
    chosen = picture_data(collection=world.drawer.pk, file=library.picture_file())
    data = {f"image-chooser-upload-{name}": value for name, value in chosen.items()}
    post(client, "wagtailimages_chooser:create", [], data)


@attempt("wagtailimages:delete", works_for=WRITERS)
def delete_a_picture(client: Client, world: World) -> None:
    post(client, "wagtailimages:delete", [world.image.pk])


@attempt("wagtailimages:delete_multiple", works_for=WRITERS)
def delete_a_picture_after_uploading(client: Client, world: World) -> None:
    post(client, "wagtailimages:delete_multiple", [world.image.pk])


def file_data(**changes: Any) -> dict[str, Any]:
    texts = {f"title_{code}": f"Forged ({code})" for code in languages.codes()}
    return {**texts, "title": "Forged (en)", "tags": "forged", **changes}


def other_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("other.pdf", b"%PDF-1.4\nother\n%%EOF\n", content_type="application/pdf")


@attempt("wagtaildocs:edit", works_for=EVERYBODY)
def name_a_file(client: Client, world: World) -> None:
    data = file_data(collection=world.drawer.pk, file=other_file())
    post(client, "wagtaildocs:edit", [world.document.pk], data)


@attempt("wagtaildocs:edit_multiple", works_for=EVERYBODY)
def name_a_file_after_uploading(client: Client, world: World) -> None:
    prefix = f"doc-{world.document.pk}"
    data = {f"{prefix}-{name}": value for name, value in file_data(collection=world.drawer.pk).items()}
    post(client, "wagtaildocs:edit_multiple", [world.document.pk], data)


@attempt("wagtaildocs:add", works_for=WRITERS)
def add_a_file(client: Client, world: World) -> None:
    post(client, "wagtaildocs:add", [], file_data(collection=world.drawer.pk, file=other_file()))


@attempt("wagtaildocs:delete", works_for=WRITERS)
def delete_a_file(client: Client, world: World) -> None:
    post(client, "wagtaildocs:delete", [world.document.pk])


# ---- settings and registers: what is saved there is public at once


@attempt("wagtailsettings:edit", works_for={AR, ES, PUBLISHER})
def change_the_settings(client: Client, world: World) -> None:
    record, office = world.settings, world.settings.offices.get()
    texts = {name: f"Forged ({name[-2:]})" for name in record.language_columns()}
    row = {"id": office.pk, "lines": "Forged", **dict.fromkeys(office.language_columns(), "Forged")}
    rows = {"offices": inline_formset([row, {"name_en": "Added"}], initial=1)}
    rows |= {name: inline_formset([]) for name in ("footer_links", "social_links")}
    args = ["pages", "sitesettings", record.pk]
    post(client, "wagtailsettings:edit", args, {**texts, **nested_form_data(rows)})


@attempt("wagtailsettings:preview_on_edit")
def preview_the_settings(client: Client, world: World) -> None:
    post(client, "wagtailsettings:preview_on_edit", ["pages", "sitesettings", world.settings.pk])


# A country whose address changes is also found under its former one.
@attempt(
    "wagtailsnippets_members_country:edit",
    works_for={AR, ES, PUBLISHER},
    beside={"members_formercountryslug"},
)
def name_a_country(client: Client, world: World) -> None:
    country = world.country
    names = {f"name_{code}": f"Forged ({code})" for code in languages.codes()}
    slugs = {f"slug_{code}": f"forged-{code}" for code in languages.codes()}
    facts = {
        "alpha2": "QQ",
        "alpha3": "QQQ",
        "numeric": "998",
        "un_status": "observer",
        "staff_notes": "Forged",
    }
    act = {"id": country.treaty_acts.get().pk, "DELETE": "on"}
    rows = nested_form_data({"treaty_acts": inline_formset([act], initial=1)})
    post(client, "wagtailsnippets_members_country:edit", [country.pk], {**names, **slugs, **facts, **rows})


@attempt("wagtailsnippets_members_country:add", "wagtailsnippets_members_country:delete")
def add_and_delete_a_country(client: Client, world: World) -> None:
    """Nobody deletes one; adding needs a right of its own."""
    post(client, "wagtailsnippets_members_country:delete", [world.country.pk])
    data = {"name_en": "Forged", "alpha2": "QQ", "alpha3": "QQQ", "numeric": "998", "un_status": "member"}
    rows = nested_form_data({"treaty_acts": inline_formset([])})
    post(client, "wagtailsnippets_members_country:add", [], {**data, **rows})


@attempt("wagtailsnippets_members_issue:edit", works_for={AR, ES, PUBLISHER})
def name_an_issue(client: Client, world: World) -> None:
    names = {f"name_{code}": f"Forged ({code})" for code in languages.codes()}
    post(client, "wagtailsnippets_members_issue:edit", [world.issue.pk], {**names, "code": "forged"})


@attempt("wagtailsnippets_members_nationalcoalition:edit", works_for={AR, ES})
def name_a_coalition(client: Client, world: World) -> None:
    names = {f"name_{code}": f"Forged ({code})" for code in languages.codes()}
    facts = {"country": world.country.pk, "founded": "2001-01-01", "founded_precision": "day"}
    facts |= {"website": "https://forged.example", "coordinator": world.organization.pk}
    args = [world.coalition.pk]
    post(client, "wagtailsnippets_members_nationalcoalition:edit", args, {**names, **facts})


@attempt(
    "wagtailsnippets_members_organization:edit",
    "organization_hide",
    "organizations_bulk",
    "organization_note",
    "organization_filter_save",
)
def touch_an_organization(client: Client, world: World) -> None:
    """None of these groups has anything to do with members."""
    one = [world.organization.pk]
    post(client, "wagtailsnippets_members_organization:edit", one, {"legal_name": "Forged"})
    post(client, "organization_hide", one, {"reason": "Forged"})
    post(client, "organization_note", one, {"text": "Forged"})
    post(client, "organizations_bulk", [], {"deed": "tag", "tags": "forged"}, query=f"?id={one[0]}")
    post(client, "organization_filter_save", [], {"name": "Forged"}, query="?q=demo")


# What lists look words up in is made of all titles.
@attempt("wagtailsnippets_members_registerdate:edit", works_for={PUBLISHER})
def move_the_date_of_a_register(client: Client, world: World) -> None:
    args = [world.register_date.pk]
    post(client, "wagtailsnippets_members_registerdate:edit", args, {"as_of": "2026-11-01"})


# ---- files that come back from outside


def bring_back(client: Client, instance: Any, language: str) -> None:
    """Send a filled-in file and take it in, replacing whatever it says was changed meanwhile."""
    root = exchange.sent(instance, language, due_only=False)
    for unit in root.iter(exchange.NAME("trans-unit")):
        exchange.translate(unit, words="Forged")
    upload = SimpleUploadedFile("back.xlf", etree.tostring(root), content_type="application/xliff+xml")
    response = client.post(reverse("translations_import"), {"file": upload})
    assert response.status_code == 302, response.content.decode()[:2000]
    client.post(response["Location"], {"replace": "on"})


@attempt("translations_import", "translations_preview", works_for=EVERYBODY, beside={"pages_receivedfile"})
def take_in_a_page_in_every_language(client: Client, world: World) -> None:
    for code in languages.translation_codes():
        bring_back(client, world.valley, code)


@attempt("translations_import", "translations_preview", works_for={AR, ES, PUBLISHER})
def take_in_the_settings_in_every_language(client: Client, world: World) -> None:
    for code in languages.translation_codes():
        bring_back(client, world.settings, code)


@attempt("translations_import", "translations_preview", works_for=EVERYBODY)
def take_in_a_picture_in_every_language(client: Client, world: World) -> None:
    for code in languages.translation_codes():
        bring_back(client, world.image, code)


@attempt("wagtailsnippets_pages_glossaryterm:add", works_for=WRITERS)
def add_a_term(client: Client, world: World) -> None:
    data = {"term_en": "Forged", "term_ar": "Forged", "verified": "no"}
    post(client, "wagtailsnippets_pages_glossaryterm:add", [], data)


@attempt("wagtailsnippets_pages_redirect:add", works_for={PUBLISHER})
def add_a_redirect(client: Client, world: World) -> None:
    data = {"old_address": "/?mod=forged", "page": world.valley.pk}
    post(client, "wagtailsnippets_pages_redirect:add", [], data)


# ---- the board of translations


def on_the_board(client: Client, **data: Any) -> None:
    post(client, "translation_board_act", [], {"filters": "state=all", "everything": "on", **data})


@attempt("translation_board_act", works_for=EVERYBODY)
def take_all_the_work(client: Client, world: World) -> None:
    on_the_board(client, deed="take")


@attempt("translation_board_act", works_for=WRITERS)
def give_all_the_work_to_somebody(client: Client, world: World) -> None:
    on_the_board(client, deed="assign", owner=world.staff[PUBLISHER].pk, due="2027-01-31", note="Forged")


@attempt("translation_board_act", works_for=EVERYBODY)
def say_that_a_picture_is_still_described_right(client: Client, world: World) -> None:
    for task in TranslationTask.objects.of(world.image):
        on_the_board(client, deed=f"still-valid:{task.pk}")
