"""The reviewable list of addresses of the former website: pages/content/legacy_addresses.yaml."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from cicc_site import languages
from pages.loading.files import CONTENT, ContentError, read
from pages.models.addresses import PathHistory
from pages.models.base import SitePage
from pages.old_addresses.asked import Asked

FILE = CONTENT / "legacy_addresses.yaml"
ANY = "any"

# What kind of thing an address named, where the thing itself was not brought over.
KINDS: dict[str, Promise] = {
    "news": _("This address of our former website led to a news item that was not brought over to this one."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern of parameters: the page it leads to, or, without one, its kind and the pages that help."""

    mod: str
    ids: dict[str, str] = field(default_factory=dict)
    page: str | None = None
    kind: str = ""
    see: tuple[str, ...] = ()

    def fits(self, asked: Asked) -> bool:
        return self.mod == asked.mod and all(
            name in asked.ids and value in (ANY, asked.ids[name]) for name, value in self.ids.items()
        )


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Return the entries of the file; raises ContentError for one that cannot be meant."""
    return tuple(_entry(row) for row in read(FILE)["addresses"])


def _entry(row: dict[str, Any]) -> Entry:
    unknown = set(row) - {"mod", "ids", "page", "kind", "see", "why"}
    if unknown or not row.get("mod") or bool(row.get("page")) == bool(row.get("kind")):
        raise ContentError(FILE, f"needs mod, why, and either page or kind with see: {row!r}")
    if row.get("kind") and (row["kind"] not in KINDS or not row.get("see")):
        raise ContentError(FILE, f"kind must be one of {', '.join(KINDS)}, with pages to see: {row!r}")
    return Entry(
        mod=str(row["mod"]),
        ids={name: str(value) for name, value in (row.get("ids") or {}).items()},
        page=row.get("page"),
        kind=row.get("kind", ""),
        see=tuple(row.get("see", ())),
    )


def find(asked: Asked) -> Entry | None:
    """Return the entry that fits best: the one that names most."""
    fitting = [entry for entry in entries() if entry.fits(asked)]
    return max(
        fitting, key=lambda entry: sum(1 + (value != ANY) for value in entry.ids.values()), default=None
    )


def page_at(request: HttpRequest | None, path: str) -> SitePage | None:
    """Return the live page at an English path below the home page, or the one that answered there formerly."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    address = f"{site.root_page.url_path}{path.strip('/')}/" if path.strip("/") else site.root_page.url_path
    page: SitePage | None = SitePage.objects.live().filter(url_path=address).first()
    if page is not None:
        return page
    former = PathHistory.objects.filter(
        language=languages.DEFAULT_LANGUAGE, path=address, page__live=True
    ).select_related("page")
    row = former.first()
    return row.page if row else None
