"""Works as rows of the archive's list: each with the languages it can be had in, those of the reader first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from cicc_site import languages
from cicc_site.multilingual.values import Localized, localized
from documents.listing.page import ListedWork
from documents.models import Work
from documents.versions import in_reading_order
from pages.archive.lines import FileFacts, facts


@dataclass(frozen=True)
class Row:
    """files: of the languages it can be had in, the best for the reader first; none where the archive holds none."""

    work: Work
    title: Localized
    address: str
    files: list[FileFacts]


def rows(listed: Iterable[ListedWork], base: str) -> list[Row]:
    """In the active language; asks for nothing. base: the path of the archive."""
    language = languages.active()
    return [
        Row(
            work=each.work,
            title=localized(each.work, "title", language),
            address=f"{base}{each.work.pk}/{quote(each.work.slug_in(language))}/",
            files=[facts(file, language) for file in in_reading_order(each.files, language)],
        )
        for each in listed
    ]
