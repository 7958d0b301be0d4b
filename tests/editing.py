"""The deeds of an editor, done in two ways: through the forms of the admin, and by a command in Python.

Every scenario about leaks is written once and runs both ways: at a desk whose menus are in each language, and in a
command or worker, where Django has no active language at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.blocks import StreamValue
from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cicc_site import languages
from members.models import User
from pages.blocks import RICH_TEXT
from pages.models import SitePage

P = TypeVar("P", bound=SitePage)

JSON = {"HTTP_ACCEPT": "application/json"}


def now_stored(page: P) -> P:
    """Return the page as the database has it."""
    found: P = type(page).objects.get(pk=page.pk)
    return found


def form_of(page: SitePage, user: User, parent: SitePage | None = None) -> Any:
    """Return the editing form as the edit view makes it for somebody: the newest draft of the page."""
    shown = page.get_latest_revision_as_object() if page.pk else page
    form_class = type(shown).get_edit_handler().get_form_class()
    return form_class(instance=shown, parent_page=parent or shown.get_parent(), for_user=user)


def form_data(form: Any, **changes: Any) -> dict[str, str]:
    """Return what a browser would send for a form as it stands, with some fields changed. Bodies: text blocks only."""
    data: dict[str, str] = {}
    for bound in form:
        value = changes.pop(bound.name) if bound.name in changes else bound.value()
        if isinstance(value, (StreamValue, list)):
            data.update(_stream_data(bound.name, value))
        elif value not in (None, False, ""):
            data[bound.name] = _field_data(value)
        else:
            data[bound.name] = ""
    for name in form.formsets:
        data.update({f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"})
    unknown = set(changes) - set(form.fields)
    assert not unknown, f"the form has no field {unknown}"
    return data


def _field_data(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return str(value)


def _stream_data(name: str, value: Any) -> dict[str, str]:
    blocks = [(block.block_type, block.value) for block in value] if isinstance(value, StreamValue) else value
    sent = [
        (kind, rich_text(str(getattr(text, "source", text)), features=RICH_TEXT)) for kind, text in blocks
    ]
    data: dict[str, str] = nested_form_data({name: streamfield(sent)})
    if isinstance(value, StreamValue):
        data.update({f"{name}-{number}-id": block.id or "" for number, block in enumerate(value)})
    return data


class Desk:
    """Somebody at the admin, whose menus are in one language."""

    def __init__(self, language: str, user: User) -> None:
        self.language = language
        self.user = user
        self.client = Client()
        self.client.force_login(user)

    def __repr__(self) -> str:
        return f"desk in {self.language}"

    # ---- forms

    def form(self, page: SitePage, parent: SitePage | None = None) -> Any:
        return form_of(page, self.user, parent)

    def post(
        self, name: str, args: Iterable[Any], data: dict[str, Any], status: int = 302, **extra: Any
    ) -> Any:
        """Send a form of the page editor and expect it to be taken."""
        response = self.client.post(reverse(f"wagtailadmin_pages:{name}", args=list(args)), data, **extra)
        assert response.status_code == status, complaint(response)
        return response

    def edit(self, page: P, action: str = "", **changes: Any) -> P:
        data = form_data(self.form(page), **changes)
        if action:
            data[f"action-{action}"] = action
        self.post("edit", [page.pk], data)
        return now_stored(page)

    # ---- deeds

    def create(self, model: type[P], parent: SitePage, values: dict[str, Any], action: str = "") -> P:
        known = set(SitePage.objects.values_list("pk", flat=True))
        data = form_data(self.form(model(), parent), **values)
        if action:
            data[f"action-{action}"] = action
        self.post("add", [model._meta.app_label, model._meta.model_name, parent.pk], data)
        return model.objects.exclude(pk__in=known).get()

    def save(self, page: P, **changes: Any) -> P:
        return self.edit(page, **changes)

    def autosave(self, page: P, **changes: Any) -> P:
        """Save in the background twice, as the editor does while somebody types: the second overwrites the first."""
        data = form_data(self.form(page), **changes)
        answer = self.post("edit", [page.pk], data, status=200, **JSON).json()
        self.post(
            "edit", [page.pk], {**data, "overwrite_revision_id": answer["revision_id"]}, status=200, **JSON
        ).json()
        return now_stored(page)

    def publish(self, page: P, **changes: Any) -> P:
        return self.edit(page, "publish", **changes)

    def revert(self, page: P, revision: Revision) -> P:
        """Open an older version and publish it."""
        address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])
        response = self.client.get(address)
        assert response.status_code == 200
        data = form_data(response.context["form"])
        self.post("edit", [page.pk], {**data, "revision": revision.pk, "action-publish": "1"})
        return now_stored(page)

    def copy(self, page: P, to: SitePage, slug: str, *, live: bool = False, alias: bool = False) -> P:
        data = {
            "new_title": page.title_en if alias else "Copied title (en)",
            "new_slug": slug,
            "new_parent_page": to.pk,
            "copy_subpages": "on",
            "publish_copies": "on" if live else "",
            "alias": "on" if alias else "",
        }
        known = set(SitePage.objects.values_list("pk", flat=True))
        self.post("copy", [page.pk], data)
        return type(page).objects.exclude(pk__in=known).order_by("depth")[0]

    def move(self, page: P, to: SitePage) -> P:
        self.post("move_confirm", [page.pk, to.pk], {})
        return now_stored(page)

    def unpublish(self, page: P) -> P:
        self.post("unpublish", [page.pk], {})
        return now_stored(page)

    def lock(self, page: SitePage) -> None:
        self.post("lock", [page.pk], {})

    def unlock(self, page: SitePage) -> None:
        self.post("unlock", [page.pk], {})

    def delete(self, page: SitePage) -> None:
        self.post("delete", [page.pk], {})

    def submit(self, page: P, **changes: Any) -> P:
        return self.edit(page, "submit", **changes)

    def decide(self, page: P, decision: str) -> P:
        """Approve or reject what was submitted."""
        state = page.current_workflow_task_state
        self.post("workflow_action", [page.pk, decision, state.pk], {"comment": "Seen."})
        return now_stored(page)

    def bulk(self, action: str, pages: list[SitePage], to: SitePage | None = None) -> None:
        chosen = "&".join(f"id={page.pk}" for page in pages)
        address = reverse("wagtail_bulk_action", args=["pages", "sitepage", action])
        data = {"chooser": to.pk} if to else {"include_descendants": "on"}
        response = self.client.post(f"{address}?{chosen}&next=/", data)
        assert response.status_code == 302, complaint(response)


class Command:
    """The same deeds in Python, as a management command or a worker does them: no language is active."""

    language = None

    def __repr__(self) -> str:
        return "command"

    def create(self, model: type[P], parent: SitePage, values: dict[str, Any], action: str = "") -> P:
        page = model(live=bool(action), **values)
        SitePage.objects.get(pk=parent.pk).add_child(instance=page)
        revision = page.save_revision()
        if action:
            revision.publish()
        return now_stored(page)

    def change(self, page: P, changes: dict[str, Any]) -> Revision:
        newest = page.get_latest_revision_as_object()
        for name, value in changes.items():
            setattr(newest, name, value)
        revision: Revision = newest.save_revision()
        return revision

    def save(self, page: P, **changes: Any) -> P:
        self.change(page, changes)
        return now_stored(page)

    def autosave(self, page: P, **changes: Any) -> P:
        revision = self.change(page, changes)
        newest = now_stored(page).get_latest_revision_as_object()
        newest.save_revision(overwrite_revision=revision)
        return now_stored(page)

    def publish(self, page: P, **changes: Any) -> P:
        self.change(page, changes).publish()
        return now_stored(page)

    def revert(self, page: P, revision: Revision) -> P:
        revision.as_object().save_revision(previous_revision=revision).publish()
        return now_stored(page)

    def copy(self, page: P, to: SitePage, slug: str, *, live: bool = False, alias: bool = False) -> P:
        fresh, parent = now_stored(page), SitePage.objects.get(pk=to.pk)
        made: P
        if alias:
            made = fresh.create_alias(recursive=True, parent=parent, update_slug=slug)
        else:
            attributes = {"title_en": "Copied title (en)", "slug": slug}
            made = fresh.copy(recursive=True, to=parent, update_attrs=attributes, keep_live=live)
        return now_stored(made)

    def move(self, page: P, to: SitePage) -> P:
        now_stored(page).move(SitePage.objects.get(pk=to.pk), pos="last-child")
        return now_stored(page)

    def unpublish(self, page: P) -> P:
        now_stored(page).unpublish()
        return now_stored(page)

    def lock(self, page: SitePage) -> None:
        self._set_lock(page, True)

    def unlock(self, page: SitePage) -> None:
        self._set_lock(page, False)

    def _set_lock(self, page: SitePage, locked: bool) -> None:
        fresh = now_stored(page)
        fresh.locked, fresh.locked_at = locked, timezone.now() if locked else None
        fresh.save()

    def delete(self, page: SitePage) -> None:
        now_stored(page).delete()

    def submit(self, page: P, **changes: Any) -> P:
        self.change(page, changes)
        fresh = now_stored(page)
        fresh.get_workflow().start(fresh, None)
        return now_stored(page)

    def decide(self, page: P, decision: str) -> P:
        state = page.current_workflow_task_state
        state.task.specific.on_action(state, None, decision)
        return now_stored(page)

    def bulk(self, action: str, pages: list[SitePage], to: SitePage | None = None) -> None:
        for page in pages:
            fresh = now_stored(page)
            if action == "publish":
                (fresh.get_latest_revision() or fresh.specific.save_revision()).publish()
            elif action == "unpublish":
                fresh.specific.unpublish()
            elif to is not None:
                fresh.move(SitePage.objects.get(pk=to.pk), pos="last-child")
            else:
                fresh.specific.delete()


Editor = Desk | Command


def complaint(response: Any) -> str:
    """Return what the admin did not like about a form."""
    context = getattr(response, "context", None)
    form = context.get("form") if context else None
    errors = dict(form.errors) if form is not None else {}
    return f"{response.status_code} {errors} {response.content[:2000].decode()}"


@contextmanager
def no_language() -> Iterator[None]:
    """Within, Django has no active language: how commands, workers and the scheduler run."""
    former: str | None = translation.get_language()
    translation.deactivate_all()
    try:
        yield
    finally:
        translation.activate(former or languages.DEFAULT_LANGUAGE)
