"""What the sitemap says of the archive: the page of each public work in each language, and the list of the languages.

A work that is not public at the moment of asking is in no row. Invented works are left out: they say nothing to
machines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest

from cicc_site import languages
from documents.listing.counting import open_files
from documents.models import Work
from pages.archive.addresses import archive_index, whole, work_address
from pages.archive.listing import LANGUAGES
from pages.models.base import SitePage

# (address, last change, alternates)
Entry = tuple[str, datetime | None, list[tuple[str, str]]]
# What an address is made of.
COLUMNS = ("symbol", *(f"title_{code}" for code in languages.codes()))


def works(request: HttpRequest) -> QuerySet[Any]:
    """While anybody may read the archive; in the lasting order of their numbers."""
    if archive_index() is None:
        return Work.objects.none()
    found: QuerySet[Any] = Work.objects.public().filter(is_demo=False).order_by("pk").only(*COLUMNS)
    return found


def work_entries(request: HttpRequest, rows: list[Work]) -> Iterator[Entry]:
    """In every language of the site: whatever a title is written in, the page around it is in that of the reader."""
    index = archive_index()
    if index is None:
        return
    changes = last_changes([work.pk for work in rows])
    for work in rows:
        addresses = [(code, whole(work_address(work, code, index))) for code in languages.codes()]
        yield from entries(addresses, changes.get(work.pk))


def last_changes(numbers: list[int]) -> dict[int, datetime]:
    """{number: when a work came before the public, was changed, or got its newest file that anybody may have}."""
    files = open_files().filter(work=OuterRef("pk")).order_by("-added_at")
    newest = Subquery(files.values("added_at")[:1])
    rows = Work.objects.public().filter(pk__in=numbers)
    return dict(rows.values_list("pk", Greatest("created_at", "public_from", "changed_at", newest)))


def language_entries(request: HttpRequest, index: SitePage) -> Iterator[Entry]:
    """The page of the languages there are documents in. index: the page of the archive."""
    codes = languages.codes()
    yield from entries(
        [(code, whole(f"{index.address_in(code, request)}{LANGUAGES}/")) for code in codes], None
    )


def entries(addresses: list[tuple[str, str]], changed: datetime | None) -> Iterator[Entry]:
    default = dict(addresses)[languages.DEFAULT_LANGUAGE]
    for _code, address in addresses:
        yield address, changed, [*addresses, ("x-default", default)]
