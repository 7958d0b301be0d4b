"""Attempts on pages: in the editor, on a page as a whole, in moderation; see attempting.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from cicc_site import languages
from members.models import User
from pages.models import SitePage
from tests.editing import form_data, form_of
from tests.factories import pages as make
from tests.pages.attempting import (
    COMMENTS,
    EVERYBODY,
    MODERATION,
    PUBLISHER,
    WRITERS,
    World,
    attempt,
    post,
)

# ---- what is sent for a page: everything, changed in all languages


def everything(world: World, page: SitePage, **beside: Any) -> dict[str, Any]:
    """Return what a browser of somebody with all rights would send, with every text and fact changed."""
    if page.pk not in world.sent:  # no attempt begins with anything that another has changed
        form = offered(page)
        changed: dict[str, Any] = {
            name: value for name, value in make.columns("Forged").items() if name in form.fields
        }
        changed |= {name: value for name, value in make.slugs("forged").items() if name in form.fields}
        world.sent[page.pk] = form_data(form, **changed, show_in_menus="on")
    return {**world.sent[page.pk], **beside}


def offered(page: SitePage, parent: SitePage | None = None) -> Any:
    """Return the form as the administrator sees it."""
    return form_of(page, User.objects.get(username="amal"), parent)


def later() -> str:
    return (timezone.now() + dt.timedelta(days=30)).strftime("%Y-%m-%d %H:%M")


# ---- the editor


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def save_a_page(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], everything(world, world.valley))


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def save_a_page_that_is_not_public(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:edit", [world.hidden.pk], everything(world, world.hidden))


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def save_in_the_background(client: Client, world: World) -> None:
    data = everything(world, world.valley)
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
    data = everything(world, world.valley, **{"action-publish": "en es fr ar"})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def schedule(client: Client, world: World) -> None:
    data = everything(world, world.valley, go_live_at=later(), expire_at=later(), **{"action-publish": "1"})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY, beside=MODERATION)
def submit(client: Client, world: World) -> None:
    data = everything(world, world.valley, **{"action-submit": "en es fr ar"})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def declare_all_translations_valid(client: Client, world: World) -> None:
    declared = {f"declaration_{code}": "matches" for code in languages.translation_codes()}
    data = everything(world, world.valley, **declared, minor_edit="on", still_valid="es")
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=WRITERS)
def change_rows_of_a_page(client: Client, world: World) -> None:
    """The press contact is changed, another one added; no text is touched, so a translator changes nothing."""
    contact = world.release.contacts.get()
    rows = [{"id": contact.pk, "name": "Forged", "ORDER": 1}, {"name": "Added", "ORDER": 2}]
    form = offered(world.release)
    data = form_data(form) | nested_form_data({"contacts": inline_formset(rows, initial=1)})
    post(client, "wagtailadmin_pages:edit", [world.release.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY, beside=COMMENTS)
def comment(client: Client, world: World) -> None:
    form = offered(world.valley)
    row = {"text": "Is this right?", "contentpath": "title_en", "position": "", "deleted": "", "resolved": ""}
    replies = {"replies": inline_formset([])}
    data = form_data(form) | nested_form_data({"comments": inline_formset([{**row, **replies}])})
    post(client, "wagtailadmin_pages:edit", [world.valley.pk], data)


@attempt("wagtailadmin_pages:revisions_revert", works_for=EVERYBODY)
def return_to_an_older_version(client: Client, world: World) -> None:
    """The older version differs in every language; only the own one comes back."""
    address = reverse("wagtailadmin_pages:revisions_revert", args=[world.valley.pk, world.older.pk])
    response = client.get(address)
    shown = form_data(offered(world.older.as_object()))
    given = form_data(response.context["form"]) if response.status_code == 200 else {}
    client.post(address, {**shown, **given})


@attempt("wagtailadmin_pages:revisions_revert", works_for=EVERYBODY)
def return_to_an_older_version_of_a_hidden_page(client: Client, world: World) -> None:
    address = reverse("wagtailadmin_pages:revisions_revert", args=[world.hidden.pk, world.hidden_older.pk])
    shown = form_data(offered(world.hidden_older.as_object()))
    client.post(address, {**shown, "action-publish": "1"})


@attempt("wagtailadmin_pages:preview_on_edit")
def preview(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:preview_on_edit", [world.valley.pk], everything(world, world.valley))


@attempt("wagtailadmin_pages:edit", works_for={PUBLISHER})
def edit_what_is_locked(client: Client, world: World) -> None:
    """A lock of the administrator's; only who may unlock gets further, and not by saving."""
    post(client, "wagtailadmin_pages:edit", [world.locked.pk], everything(world, world.locked))
    post(client, "wagtailadmin_pages:unlock", [world.locked.pk])


@attempt("wagtailadmin_pages:edit", works_for=WRITERS)
def edit_an_alias(client: Client, world: World) -> None:
    post(client, "wagtailadmin_pages:edit", [world.alias.pk], everything(world, world.alias))
    post(client, "wagtailadmin_pages:convert_alias", [world.alias.pk])


# ---- the page as a whole


@attempt("wagtailadmin_pages:add", works_for=WRITERS)
def create(client: Client, world: World) -> None:
    new = type(world.valley)()
    form = offered(new, world.north)
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


@attempt("wagtailadmin_pages:collect_workflow_action_data", "wagtailadmin_pages:edit", works_for=EVERYBODY)
def approve_from_the_editor(client: Client, world: World) -> None:
    """While a page is under review everybody goes on writing; only who may decide decides."""
    state = world.submitted.current_workflow_task_state
    args = [world.submitted.pk, "approve", state.pk]
    post(client, "wagtailadmin_pages:collect_workflow_action_data", args, {"comment": "Fine."})
    data = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    post(client, "wagtailadmin_pages:edit", [world.submitted.pk], everything(world, world.submitted, **data))


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def cancel_moderation(client: Client, world: World) -> None:
    data = everything(world, world.submitted, **{"action-cancel-workflow": "1"})
    post(client, "wagtailadmin_pages:edit", [world.submitted.pk], data)


@attempt("wagtailadmin_pages:edit", works_for=EVERYBODY)
def add_another_language_to_the_review(client: Client, world: World) -> None:
    """The world's page is under review in French; neither translator may have it reviewed in English."""
    data = everything(world, world.submitted, **{"add-to-review": "en"})
    post(client, "wagtailadmin_pages:edit", [world.submitted.pk], data)
