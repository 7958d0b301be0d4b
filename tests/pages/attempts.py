"""Every way the admin has of changing something, each as one real request with more in it than the form offers.

An attempt gets a client signed in as somebody and the small world of the test; it may be refused or taken. What it
may change for whom is said beside it and proved in test_limits.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cicc_site import languages
from members.models import User
from pages.models import SitePage
from tests.editing import Desk, form_data
from tests.factories import documents as library
from tests.factories import pages as make

World = SimpleNamespace
AR, ES, EDITOR, PUBLISHER = "Translator AR", "Translator ES", "Editor", "Publisher"
TRANSLATORS, WRITERS = {AR: "ar", ES: "es"}, {EDITOR, PUBLISHER}
EVERYBODY = {AR, ES, EDITOR, PUBLISHER}
MODERATION = {"wagtailcore_workflowstate", "wagtailcore_taskstate", "wagtailcore_workflowstate_tasks"}
COMMENTS = {"wagtailcore_comment", "wagtailcore_commentreply"}


@dataclass(frozen=True)
class Attempt:
    """names: addresses of the admin it uses; works_for: groups for which it changes anything at all;
    beside: tables a translator may change by it beside the texts of the own language."""

    do: Callable[[Client, World], Any]
    names: tuple[str, ...]
    works_for: frozenset[str]
    beside: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.do.__name__


ATTEMPTS: list[Attempt] = []


def attempt(*names: str, works_for: Iterable[str] = (), beside: Iterable[str] = ()) -> Callable[[Any], Any]:
    def register(do: Callable[[Client, World], Any]) -> Callable[[Client, World], Any]:
        ATTEMPTS.append(Attempt(do, names, frozenset(works_for), frozenset(beside)))
        return do

    return register


def post(
    client: Client, name: str, args: Iterable[Any], data: Any = None, query: str = "", **extra: Any
) -> Any:
    return client.post(reverse(name, args=list(args)) + query, data or {}, **extra)


# ---- what is sent for a page: everything, changed in all languages


def everything(page: SitePage, **beside: Any) -> dict[str, Any]:
    """Return what a browser of somebody with all rights would send, with every text and fact changed."""
    form = Desk("en", User.objects.get(username="amal")).form(page)
    changed: dict[str, Any] = {
        name: value for name, value in make.columns("Forged").items() if name in form.fields
    }
    changed |= {name: value for name, value in make.slugs("forged").items() if name in form.fields}
    return {**form_data(form, **changed, show_in_menus="on"), **beside}


def later() -> str:
    return (timezone.now() + dt.timedelta(days=30)).strftime("%Y-%m-%d %H:%M")


# ---- the editor


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def save_a_page(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], everything(world.valley))


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def save_a_page_that_is_not_public(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:edit", [world.hidden.pk], everything(world.hidden))


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def save_in_the_background(client: Client, world: World) -> None:
    data = everything(world.valley)
    json = {"HTTP_ACCEPT": "application/json"}
    answer = post(client, "wagtailadmin_pages:edit", [world.valley.pk], data, **json).json()
    post(
        client,
        "wagtailadmin_pages:edit",
        [world.valley.pk],
        {**data, "overwrite_revision_id": answer["revision_id"]},
        **json,
    )


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def publish_with_the_button(client: Client, world: World) -> None:
    data = everything(world.valley, **{"action-publish": "en es fr ar"})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def schedule(client: Client, world: World) -> None:
    data = everything(world.valley, go_live_at=later(), expire_at=later(), **{"action-publish": "1"})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY, beside=MODERATION)
def submit(client: Client, world: World) -> None:
    data = everything(world.valley, **{"action-submit": "en es fr ar"})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def declare_all_translations_valid(client: Client, world: World) -> None:
    declared = {f"declaration_{code}": "matches" for code in languages.translation_codes()}
    data = everything(world.valley, **declared, minor_edit="on", still_valid="es")
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=WRITERS)
def change_rows_of_a_page(client: Client, world: World) -> None:
    """The press contact is changed, another one added; no text is touched, so a translator changes nothing."""
    contact = world.release.contacts.get()
    rows = [{"id": contact.pk, "name": "Forged", "ORDER": 1}, {"name": "Added", "ORDER": 2}]
    form = Desk("en", User.objects.get(username="amal")).form(world.release)
    data = form_data(form) | nested_form_data({"contacts": inline_formset(rows, initial=1)})
    post(client, "wagtailadmin_pages:edit", [world.release.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY, beside=COMMENTS)
def comment(client: Client, world: World) -> None:
    form = Desk("en", User.objects.get(username="amal")).form(world.valley)
    row = {"text": "Is this right?", "contentpath": "title_en", "position": "", "deleted": "", "resolved": ""}
    replies = {"replies": inline_formset([])}
    data = form_data(form) | nested_form_data({"comments": inline_formset([{**row, **replies}])})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:revisions_revert", works_for=EVERYBODY)
def return_to_an_older_version(client: Client, world: World) -> None:
    """The older version differs in every language; only the own one comes back."""
    address = reverse("wagtailadmin_pages:revisions_revert", args=[world.valley.pk, world.older.pk])
    response = client.get(address)
    shown = form_data(Desk("en", User.objects.get(username="amal")).form(world.older.as_object()))
    offered = form_data(response.context["form"]) if response.status_code == 200 else {}
    client.post(address, {**shown, **offered})


@attempt("wagtailadmin_pages:revisions_revert", works_for=EVERYBODY)
def return_to_an_older_version_of_a_hidden_page(client: Client, world: World) -> None:
    address = reverse("wagtailadmin_pages:revisions_revert", args=[world.hidden.pk, world.hidden_older.pk])
    shown = form_data(Desk("en", User.objects.get(username="amal")).form(world.hidden_older.as_object()))
    client.post(address, {**shown, "action-publish": "1"})


@attempt("wagtailadmin_pages:preview_on_edit")
def preview(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:preview_on_edit", [world.valley.pk], everything(world.valley))


@attempt("wagtailadmin_pages:edit", works_for={PUBLISHER})
def edit_what_is_locked(client: Client, world: World) -> None:
    """A lock of the administrator's; only who may unlock gets further, and not by saving."""
    post(client, "wagtailadmin_pages:edit", [world.locked.pk], everything(world.locked))
    post(client, "wagtailadmin_pages:unlock", [world.locked.pk])


@attempt("wagtailadmin_pages:edit", works_for=WRITERS)
def edit_an_alias(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:edit", [world.alias.pk], everything(world.alias))
    post(client, "wagtailadmin_pages:convert_alias", [world.alias.pk])


# ---- the page as a whole


@attempt("wagtailadmin_pages:add", works_for=WRITERS)
def create(client: Client, world: World) -> None:
    new = type(world.valley)()
    form = Desk("en", User.objects.get(username="amal")).form(new, world.north)
    data = form_data(form, **make.columns("New"), **make.slugs("new"))
    post(client, "wagtailadmin_pages:add", ["pages", "aboutpage", world.north.pk], data)


@attempt("wagtailadmin_pages:copy", works_for=WRITERS)
def copy(client: Client, world: World) -> None:
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": world.north.pk}
    post(client, "wagtailadmin_pages:copy", [world.valley.pk], data)


@attempt("wagtailadmin_pages:copy", works_for={PUBLISHER})
def make_an_alias(client: Client, world: World) -> None:
    data = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": world.south.pk, "alias": "on"}
    if "Editor" in world.groups:
        return  # for an editor this makes an ordinary copy, see above
    post(client, "wagtailadmin_pages:copy", [world.valley.pk], data)


@attempt("wagtailadmin_pages:move_confirm", works_for={PUBLISHER})
def move(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:move_confirm", [world.valley.pk, world.south.pk])


@attempt("wagtailadmin_pages:set_page_position", works_for={PUBLISHER})
def reorder(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:set_page_position", [world.south.pk], query="?position=0")


@attempt("wagtailadmin_pages:delete", works_for={PUBLISHER})
def delete(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:delete", [world.village.pk])


@attempt("wagtailadmin_pages:unpublish", works_for={PUBLISHER})
def unpublish(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:unpublish", [world.village.pk])


@attempt("wagtailadmin_pages:set_privacy", works_for={PUBLISHER})
def hide_behind_a_password(client: Client, world: World) -> None:
    data = {"restriction_type": "password", "password": "secret", "groups": []}
    post(client, "wagtailadmin_pages:set_privacy", [world.valley.pk], data)


@attempt("wagtailadmin_pages:lock", works_for={PUBLISHER})
def lock(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:lock", [world.valley.pk])


@attempt("wagtailadmin_pages:unlock", works_for={PUBLISHER})
def unlock(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:unlock", [world.locked.pk])


@attempt("wagtailadmin_pages:convert_alias", works_for=WRITERS)
def make_an_alias_a_page(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:convert_alias", [world.alias.pk])


@attempt("wagtailadmin_pages:revisions_unschedule", works_for={PUBLISHER})
def cancel_a_schedule(client: Client, world: World) -> None:
    args = [world.scheduled.pk, world.scheduled_version.pk]
    post(client, "wagtailadmin_pages:revisions_unschedule", args)
    world.scheduled_version.refresh_from_db()
    if world.scheduled_version.approved_go_live_at is None:
        # Versions are compared by what they say; this one is told by a row of another table.
        User.objects.filter(username="amal").update(first_name="Unscheduled")


@attempt("wagtailadmin_pages:workflow_action", works_for={PUBLISHER})
def approve(client: Client, world: World) -> None:
    state = world.submitted.current_workflow_task_state
    args = [world.submitted.pk, "approve", state.pk]
    post(client, "wagtailadmin_pages:workflow_action", args, {"comment": "Fine."})


@attempt("wagtailadmin_pages:workflow_action", works_for={PUBLISHER})
def reject(client: Client, world: World) -> None:
    state = world.submitted.current_workflow_task_state
    args = [world.submitted.pk, "reject", state.pk]
    post(client, "wagtailadmin_pages:workflow_action", args, {"comment": "No."})


@attempt("wagtailadmin_pages:collect_workflow_action_data", "wagtailadmin_pages:edit", works_for={PUBLISHER})
def approve_from_the_editor(client: Client, world: World) -> None:
    state = world.submitted.current_workflow_task_state
    args = [world.submitted.pk, "approve", state.pk]
    post(client, "wagtailadmin_pages:collect_workflow_action_data", args, {"comment": "Fine."})
    data = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    post(client, "wagtailadmin_pages:edit", [world.submitted.pk], everything(world.submitted, **data))


@attempt("wagtailadmin_pages:edit", works_for={PUBLISHER})
def cancel_moderation(client: Client, world: World) -> None:
    data = everything(world.submitted, **{"action-cancel-workflow": "1"})
    post(client, "wagtailadmin_pages:edit", [world.submitted.pk], data)


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


@attempt("wagtailsnippets_members_country:edit", works_for={AR, ES, PUBLISHER})
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


@attempt("wagtailsnippets_members_registerdate:edit", works_for={PUBLISHER})
def move_the_date_of_a_register(client: Client, world: World) -> None:
    args = [world.register_date.pk]
    post(client, "wagtailsnippets_members_registerdate:edit", args, {"as_of": "2026-11-01"})
