"""Documents in a list of another page: each a line with its language, size and pages, best for the reader.

The template is templates/components/document_line.html; `lines` fetches what it shows, in two queries for any number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import ngettext

from cicc_site import languages, numbers, world_languages
from cicc_site.multilingual.values import Localized, localized
from documents import formats
from documents.models import Work, WorkFile
from documents.versions import in_reading_order
from pages.archive.addresses import archive_index, file_address, work_address

if TYPE_CHECKING:
    from pages.models.base import SitePage


@dataclass(frozen=True)
class FileFacts:
    """What is always said of a file. All in the language of the page; `code` and `direction` are those of the file."""

    code: str
    name: str
    own_name: str
    direction: str
    format: str
    size: str
    pages: int | None
    address: str

    @property
    def pages_text(self) -> str:
        return pages_text(self.pages)

    @property
    def has_other_name(self) -> bool:
        """Whether the own name says something that the name in the reader's language does not."""
        return self.own_name.casefold() != self.name.casefold()


@dataclass(frozen=True)
class DocumentLine:
    """A work in a list. file: the best one for the reader, None where the archive holds none; others: the names of
    the languages it exists in besides."""

    work: Work
    title: Localized
    address: str
    file: FileFacts | None
    others: list[str] = field(default_factory=list)


def pages_text(pages: int | None) -> str:
    """`12 pages` in the active language; nothing where the number is not known."""
    if not pages:
        return ""
    return ngettext("%(count)s page", "%(count)s pages", pages) % {
        "count": numbers.whole(pages, languages.active())
    }


def facts(file: WorkFile, language: str | None = None) -> FileFacts:
    """Asks for nothing. language: that of the reader; default the active one."""
    reader = language or languages.active()
    return FileFacts(
        code=file.language,
        name=world_languages.name(file.language, reader),
        own_name=file.own_language_name,
        direction=file.direction,
        format=formats.label(file.media_type, file.name),
        size=numbers.size(file.size, reader),
        pages=file.pages,
        address=file_address(file),
    )


def lines(works: Iterable[Work], index: SitePage | None = None) -> list[DocumentLine]:
    """Lines for works in their order, in the active language. Only public works of them are shown, with public files.

    index: the page of the archive, if it is at hand; without it, one query more.
    """
    language, now = languages.active(), timezone.now()
    shown = [work for work in works if work.is_public_at(now)]
    if not shown:
        return []
    page = index or archive_index()
    files = public_files(shown, now)
    return [_line(work, files[work.pk], language, page) for work in shown]


def public_files(works: Iterable[Work], now: dt.datetime) -> defaultdict[int, list[WorkFile]]:
    """The present files of works that anybody may have at a moment, by the number of the work; one query."""
    files: defaultdict[int, list[WorkFile]] = defaultdict(list)
    for file in WorkFile.objects.public(now).current().filter(work__in=[work.pk for work in works]):
        files[file.work_id].append(file)
    return files


def _line(work: Work, files: list[WorkFile], language: str, index: SitePage | None) -> DocumentLine:
    ordered = in_reading_order(files, language)
    return DocumentLine(
        work=work,
        title=localized(work, "title", language),
        address=work_address(work, language, index) if index else "",
        file=facts(ordered[0], language) if ordered else None,
        others=[world_languages.name(file.language, language) for file in ordered[1:]],
    )
