"""Where hits are read: read from the tree at the moment of the search, so that no move has to be told to the index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from pages.models import ArchivePage, CountryIndexPage, DirectoryPage, SitePage
from pages.search.things import Family, taken_apart

PORTALS: dict[Family, type[SitePage]] = {
    Family.WORK: ArchivePage,
    Family.ORGANIZATION: DirectoryPage,
    Family.COUNTRY: CountryIndexPage,
}
COLUMNS = ("id", "slug", "url_path", "content_type_id", "depth", "path")


class Addresses:
    """The addresses of the things of some rows, in the languages of the site; one statement."""

    def __init__(self, rows: Iterable[dict[str, Any]], language: str) -> None:
        self.language = language
        self._known: dict[tuple[Family, str], str] = {}
        things = [taken_apart(row["thing"]) for row in rows]
        pages = [key for family, key in things if family == Family.PAGE]
        portals = {
            family: _type(PORTALS[family])
            for family in {family for family, _key in things}
            if family in PORTALS
        }
        wanted = Q(pk__in=pages) | Q(content_type_id__in=portals.values(), live=True)
        columns = [
            field.name
            for field in SitePage._meta.concrete_fields
            if field.name.startswith(("slug", "url_path"))
        ]
        found = SitePage.objects.filter(wanted).only("id", "content_type", "depth", "path", "live", *columns)
        self.pages = {page.pk: page for page in found}
        by_type = {page.content_type_id: page for page in self.pages.values()}
        self.portals = {family: by_type.get(type_id) for family, type_id in portals.items()}

    def of(self, family: Family, key: int, slug: str, language: str = "") -> str:
        """The path of a thing, in this language of the site or the one asked for; empty where the page that shows such
        things is not published."""
        if family == Family.PAGE:
            return self._address(self.pages.get(key), language or self.language)
        base = self._portal(family, language or self.language)
        if not base:
            return ""
        end = f"{quote(slug)}/" if slug else ""
        return f"{base}{end}" if family == Family.COUNTRY else f"{base}{key}/{end}"

    def _portal(self, family: Family, language: str) -> str:
        """The address of the page below which all things of a family are read: asked for once for each language."""
        if (family, language) not in self._known:
            self._known[family, language] = self._address(self.portals.get(family), language)
        return self._known[family, language]

    @staticmethod
    def _address(page: SitePage | None, language: str) -> str:
        return page.address_in(language) if page is not None else ""


@cache
def _type(model: type[SitePage]) -> int:
    return int(ContentType.objects.get_for_model(model).pk)
