"""An address that means something of which there is no page: why, and where to look instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from pages.models.base import SitePage


class NothingToShow(Http404):
    """Raised by `route_below`; the page for missing pages tells the reason, in the reader's language."""

    def __init__(self, reason: str, see: list[SitePage]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.see = see
