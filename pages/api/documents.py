"""The works of the archive as rows of a table: what the list of the archive tells of them, for everybody the same."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils import timezone

from cicc_site import languages
from cicc_site.multilingual.values import has_meaning
from documents import formats
from documents.enums import Origin, SubjectKind
from documents.listing.choices import Choice, Choices, choices
from documents.models import Work, WorkFile
from documents.models.work_columns import DERIVED
from documents.models.works import WorkQuerySet
from pages.archive.addresses import file_address, lasting_address, whole

# Works that are read together; memory does not grow with the archive.
CHUNK = 1_000
# Wide columns of a work that no table tells: without them a row is read in half the time.
UNTOLD = (
    "staff_notes",
    "imported",
    "list_vector",
    *DERIVED,
    *(f"summary_{code}" for code in languages.codes()),
)
Row = dict[str, Any]
COLUMNS = {
    SubjectKind.BODY: "bodies",
    SubjectKind.COUNTRY: "countries",
    SubjectKind.SITUATION: "situations",
    SubjectKind.CASE: "cases",
    SubjectKind.ISSUE: "issues",
    SubjectKind.SESSION: "sessions",
}


def public_works() -> WorkQuerySet:
    found: WorkQuerySet = Work.objects.public()
    return found


def document_rows(found: WorkQuerySet | None = None, now: dt.datetime | None = None) -> Iterator[Row]:
    """In the order of their numbers. found: works that are public at `now`; without it all of them."""
    moment = now or timezone.now()
    works = Work.objects.public(moment) if found is None else found
    numbers = works.order_by("pk").values_list("pk", flat=True)
    for chunk in in_chunks(numbers):
        # Asked again: what was withdrawn while the file was being written is left out.
        shown = Work.objects.public(moment).filter(pk__in=chunk).order_by("pk")
        subjects, files = subjects_of(chunk, choices(languages.DEFAULT_LANGUAGE)), present_files(chunk)
        for work in shown.defer(*UNTOLD):
            yield row(work, subjects[work.pk], files[work.pk])


def in_chunks(numbers: Any) -> Iterator[list[int]]:
    rest = numbers.iterator(CHUNK)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def subjects_of(numbers: list[int], known: Choices) -> defaultdict[int, defaultdict[str, list[Choice]]]:
    """{work: {kind: subjects}} of those that are known, which are public; in their order."""
    found: defaultdict[int, defaultdict[str, list[Choice]]] = defaultdict(lambda: defaultdict(list))
    links = Work.subjects.through.objects.filter(work__in=numbers).values_list("work", "subject")
    told = [(work, known.by_key[key]) for work, key in links if key in known.by_key]
    for work, subject in sorted(told, key=lambda pair: (pair[1].order, pair[1].code)):
        found[work][subject.kind].append(subject)
    return found


def present_files(numbers: list[int]) -> defaultdict[int, list[WorkFile]]:
    """The present files anybody may have, by work and in the order of their languages. numbers: of public works."""
    found: defaultdict[int, list[WorkFile]] = defaultdict(list)
    for file in WorkFile.objects.open().current().filter(work__in=numbers).order_by("work", "language"):
        found[file.work_id].append(file)
    return found


def row(work: Work, subjects: defaultdict[str, list[Choice]], files: list[WorkFile]) -> Row:
    """Each column of the table, and besides, for JSON, what there is to know of each file."""
    titles = {code: getattr(work, f"title_{code}") for code in languages.codes()}
    return {
        "id": work.pk,
        "symbol": work.symbol,
        "kind": work.kind,
        "date": work.when.isoformat() if work.when else None,
        "precision": work.precision if work.when else None,
        **{f"title_{code}": text if has_meaning(text) else None for code, text in titles.items()},
        "authors": list(work.authors),
        **{column: [each.code for each in subjects[kind]] for kind, column in COLUMNS.items()},
        "languages": [file.language for file in files],
        "original_languages": [file.language for file in files if file.origin == Origin.ORIGINAL],
        "official_place": work.held_elsewhere,
        "url": whole(lasting_address(work.pk)),
        "is_demo": work.is_demo,
        "files": [file_row(file) for file in files],
    }


def file_row(file: WorkFile) -> Row:
    return {
        "language": file.language,
        "origin": file.origin,
        "media_type": media_type(file),
        "bytes": file.size,
        "pages": file.pages,
        "sha256": file.sha256,
        "url": whole(file_address(file)),
    }


def media_type(file: WorkFile) -> str:
    """As it is handed out, without parameters."""
    return formats.content_type(file.media_type).partition(";")[0]
