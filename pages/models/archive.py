"""The page of the archive: a thin place in the tree. What stands below it is made in pages/archive."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from pages.archive import listing, routing
from pages.models.base import BodyMixin, SitePage


class ArchivePage(BodyMixin, SitePage):
    """The archive of documents. Each public work has its page below it."""

    max_count = 1
    has_feed: ClassVar[bool] = True
    subpage_types: ClassVar[list[str]] = []
    page_description = _("The archive of documents. The documents themselves are entered as works.")

    class Meta:
        verbose_name = _("document archive")

    def route_below(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Answer what pages/archive/routing.py knows below the page."""
        if not self.live:
            raise Http404
        return RouteResult(self, kwargs={"below": routing.below(path_components)})

    def serve(
        self, request: HttpRequest, *args: Any, below: routing.Below | None = None, **kwargs: Any
    ) -> HttpResponseBase:
        context = self.get_context(request)
        if below is not None:
            return below.answer(request, self, context)
        return listing.response(request, context, self)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """A preview is not served: what `serve` adds belongs to it, too."""
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, **listing.context(request, self)}
