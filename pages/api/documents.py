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
from documents.enums import Origin, SubjectKind
from documents.models import Subject, Work, WorkFile
from documents.models.work_columns import DERIVED
from documents.models.works import WorkQuerySet
from pages.archive.addresses import lasting_address, whole

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
        subjects, files = subjects_of(chunk), files_of(chunk)
        for work in shown.defer(*UNTOLD):
            yield row(work, subjects[work.pk], files[work.pk])


def in_chunks(numbers: Any) -> Iterator[list[int]]:
    rest = numbers.iterator(CHUNK)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def subjects_of(numbers: list[int]) -> defaultdict[int, defaultdict[str, list[str]]]:
    """{work: {kind: codes}} of public subjects."""
    found: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    public = {each.pk: each for each in Subject.objects.public()}
    links = Work.subjects.through.objects.filter(work__in=numbers).values_list("work", "subject")
    told = [(work, public[key]) for work, key in links if key in public]
    for work, subject in sorted(told, key=lambda pair: (pair[1].order, pair[1].code)):
        found[work][subject.kind].append(subject.code)
    return found


def files_of(numbers: list[int]) -> defaultdict[int, list[tuple[str, str]]]:
    """{work: [(language, origin)]} of the present files anybody may have. numbers: of public works."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    files = WorkFile.objects.open().current().filter(work__in=numbers).order_by("work", "language")
    for work, language, origin in files.values_list("work", "language", "origin"):
        found[work].append((language, origin))
    return found


def row(work: Work, subjects: defaultdict[str, list[str]], files: list[tuple[str, str]]) -> Row:
    titles = {code: getattr(work, f"title_{code}") for code in languages.codes()}
    return {
        "id": work.pk,
        "symbol": work.symbol,
        "kind": work.kind,
        "date": work.when.isoformat() if work.when else None,
        "precision": work.precision if work.when else None,
        **{f"title_{code}": text if has_meaning(text) else None for code, text in titles.items()},
        "authors": list(work.authors),
        **{column: subjects[kind] for kind, column in COLUMNS.items()},
        "languages": [language for language, _origin in files],
        "original_languages": [language for language, origin in files if origin == Origin.ORIGINAL],
        "official_place": work.held_elsewhere,
        "url": whole(lasting_address(work.pk)),
        "is_demo": work.is_demo,
    }
