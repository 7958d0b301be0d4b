"""What the media library adds to the first screen of the admin: pictures that wait for their description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from documents.uploads import waiting_uploads


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
