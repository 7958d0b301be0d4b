"""An address that means something of which there is no page: why, and where to look instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from pages.models.base import SitePage


@dataclass(frozen=True)
class Way:
    """A link to what is no page of the tree. attrs: the language of its label."""

    label: str
    url: str
    attrs: SafeString | str = ""


class NothingToShow(Http404):
    """Raised where there is nothing at an address that means something; the page for missing pages tells the reason,
    in the reader's language, and links to `see` and `ways`."""

    def __init__(self, reason: str, see: list[SitePage], ways: Sequence[Way] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.see = see
        self.ways = list(ways)
