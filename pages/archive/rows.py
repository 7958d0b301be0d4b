"""Works as rows of the archive's list: each with the languages it can be had in, those of the reader first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cicc_site import languages
from cicc_site.multilingual.values import Localized, localized
from documents.models import Work
from documents.versions import in_reading_order
from pages.archive.addresses import work_address
from pages.archive.lines import FileFacts, facts, public_files

if TYPE_CHECKING:
    from pages.models.base import SitePage


@dataclass(frozen=True)
class Row:
    """files: of the languages it can be had in, the best for the reader first; none where the archive holds none."""

    work: Work
    title: Localized
    address: str
    files: list[FileFacts]


def rows(works: Collection[Work], index: SitePage, now: dt.datetime) -> list[Row]:
    """works: public at `now`. index: the page of the archive. One query for any number."""
    language = languages.active()
    files = public_files(works, now)
    return [
        Row(
            work=work,
            title=localized(work, "title", language),
            address=work_address(work, language, index),
            files=[facts(file, language) for file in in_reading_order(files[work.pk], language)],
        )
        for work in works
    ]
