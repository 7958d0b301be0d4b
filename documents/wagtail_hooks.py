"""What the media library adds to the admin: pictures that wait for their description, and edits that name languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.ui.components import Component

from documents.desk import hooks as desk
from documents.file_views import staff_file
from documents.models import SiteDocument, SiteImage
from documents.uploads import waiting_uploads
from members.audit import LoggedEditAction

desk.register()


class WaitingPicturesPanel(Component):
    """Shown only to somebody who left pictures unfinished."""

    name = "waiting_pictures"
    template_name = "wagtailadmin/home/waiting_pictures.html"
    order = 60

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return {"count": self.count}


@hooks.register("construct_homepage_panels")
def waiting_pictures(request: HttpRequest, panels: list[Any]) -> None:
    if count := waiting_uploads(request.user).count():  # type: ignore[arg-type]  # the admin knows nobody else
        panels.append(WaitingPicturesPanel(count))


@hooks.register("register_actions")
def edits_that_name_their_languages(actions: ActionRegistry) -> None:
    actions.register(SiteImage, LoggedEditAction)
    actions.register(SiteDocument, LoggedEditAction)


@hooks.register("register_admin_urls")
def files_of_the_archive() -> list[URLPattern]:
    return [path("archive/files/<int:number>/", staff_file, name="archive_file")]
