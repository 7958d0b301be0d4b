"""Works of the archive and their files: what the public may know of them, and the operations that answer with it.

Every row begins at `Work.objects.public(now)`, every file at `WorkFile.objects.open()` of such rows; the filters are
those of the archive's list, so that a question has one answer in both places.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from ninja import Query, Router
from pydantic import Field

from cicc_site import languages, world_languages
from cicc_site.dates import Precision
from cicc_site.multilingual.values import has_meaning, localized
from documents.enums import Origin, RelationKind, WorkKind
from documents.listing.choices import Choice, Choices, choices
from documents.listing.counting import matching
from documents.listing.page import order_of
from documents.listing.question import SUBJECTS, Question
from documents.models import Work, WorkFile
from documents.models.works import WorkQuerySet
from documents.showing import shown_work
from members.figures import today
from pages.api import schemas, terms
from pages.api.asking import Asked, AskedList, CountryCode, NotHere, WrongParameters, check_names
from pages.api.documents import COLUMNS, media_type, present_files, subjects_of
from pages.api.paging import listing
from pages.api.problems import PROBLEMS
from pages.api.terms import DataSet
from pages.api.values import Value, coded, name, name_of
from pages.archive.addresses import file_address, lasting_address, version_address, whole

router = Router(tags=["documents"])
NUMBER = re.compile(r"[1-9][0-9]{0,8}")


# --- What is told ----------------------------------------------------------------------------------------


def work_value(
    work: Work, subjects: Mapping[str, list[Choice]], files: Sequence[WorkFile], language: str
) -> Value:
    """work, subjects and files: public ones."""
    titles = {code: getattr(work, f"title_{code}") for code in languages.codes()}
    return {
        "id": work.pk,
        "symbol": work.symbol or None,
        "kind": coded(WorkKind, work.kind),
        "date": work.when.isoformat() if work.when else None,
        "precision": Precision(work.precision).value if work.when else None,
        "title": name_of(work, "title", language),
        "titles": {code: text for code, text in titles.items() if has_meaning(text)},
        "summary": name(localized(work, "summary", language)),
        "authors": list(work.authors),
        **{
            column: [{"id": each.code, "name": name(each.name(language))} for each in subjects.get(kind, [])]
            for kind, column in COLUMNS.items()
        },
        "files": [file_value(file, language) for file in files],
        "official_place": work.held_elsewhere or None,
        "url": whole(lasting_address(work.pk)),
        "is_demo": work.is_demo,
    }


def file_value(file: WorkFile, language: str) -> Value:
    return {
        "language": {"code": file.language, "label": world_languages.name(file.language, language)},
        "origin": coded(Origin, file.origin),
        "translator": file.translator or None,
        "title": file.title or None,
        "media_type": media_type(file),
        "bytes": file.size,
        "pages": file.pages,
        "sha256": file.sha256,
        "version": file.version,
        "url": whole(file_address(file)),
        "version_url": whole(version_address(file)),
    }


def relation_values(by_kind: Mapping[str, list[Work]]) -> list[Value]:
    return [
        {"kind": coded(RelationKind, kind), "id": other.pk, "url": whole(lasting_address(other.pk))}
        for kind, others in by_kind.items()
        for other in others
    ]


# --- Operations ------------------------------------------------------------------------------------------


class AskedDocuments(AskedList):
    q: str | None = Field(
        None,
        max_length=200,
        description=gettext_noop("A symbol, or words of titles and authors or their beginnings."),
    )
    kind: WorkKind | None = Field(None, description=gettext_noop("Only documents of this kind."))
    year: int | None = Field(None, ge=1000, le=2099, description=gettext_noop("Only documents of this year."))
    body: str | None = Field(
        None, max_length=255, description=gettext_noop("Code of the body the document comes from.")
    )
    country: CountryCode | None = Field(None, description=gettext_noop("Three-letter code of a country."))
    situation: str | None = Field(None, max_length=255, description=gettext_noop("Id of a situation."))
    case: str | None = Field(None, max_length=255, description=gettext_noop("Id of a case."))
    issue: str | None = Field(None, max_length=255, description=gettext_noop("Code of an issue."))
    session: str | None = Field(
        None, max_length=255, description=gettext_noop("Number of a session of the Assembly.")
    )
    language: str | None = Field(
        None,
        max_length=20,
        description=gettext_noop("Code of a language (BCP 47): documents the archive holds in it."),
    )
    sort: Literal["id", "-id", "date", "-date"] = Field(
        "id", description=gettext_noop("The order; “-” turns it round.")
    )


def question_of(asked: AskedDocuments, known: Choices) -> Question:
    """The question of the archive's list. Raises WrongParameters for a code that nothing bears."""
    wrong = {}
    values: dict[str, Any] = {kind: getattr(asked, kind) or "" for kind in SUBJECTS}
    for kind, value in values.items():
        if value and known.test(kind)(value) is None:
            wrong[kind] = gettext("Nothing bears this code.")
    if asked.language and not world_languages.is_known(asked.language):
        wrong["language"] = gettext("Nothing bears this code.")
    if wrong:
        raise WrongParameters(wrong)
    return Question(
        kind=asked.kind.value if asked.kind else "",
        year=str(asked.year or ""),
        language=asked.language or "",
        **values,
    )


def chosen(asked: AskedDocuments, known: Choices, now: dt.datetime) -> WorkQuerySet:
    """The public works a question is about. Words that are none find nothing, as everywhere."""
    found = matching(question_of(asked, known), known, now)
    if asked.q is not None:
        found = found.matching(asked.q)
    if asked.sort.endswith("date"):
        newest_first = found.order_by(*order_of("newest", asked.lang))
        return newest_first if asked.sort.startswith("-") else newest_first.reverse()
    return found.order_by("-pk" if asked.sort.startswith("-") else "pk")


@router.get(
    "/documents",
    response={200: schemas.DocumentList, **PROBLEMS},
    summary=gettext_noop("Documents of the archive with their files"),
)
def list_documents(request: HttpRequest, asked: Query[AskedDocuments]) -> Value:
    check_names(request, AskedDocuments)
    now, known = timezone.now(), choices(asked.lang)
    rows = chosen(asked, known, now).values_list("pk", flat=True)

    def show(some: Sequence[int]) -> list[Value]:
        """Texts, files and subjects are asked for those of this page alone."""
        return work_values(list(some), known, now)

    return listing(request, asked, rows, show, DataSet.DOCUMENTS, today())


def work_values(numbers: list[int], known: Choices, now: dt.datetime) -> list[Value]:
    """Of the works that are public, in the order of their numbers as given; three queries."""
    works = {work.pk: work for work in Work.objects.public(now).filter(pk__in=numbers).defer("staff_notes")}
    subjects, files = subjects_of(numbers, known), present_files(numbers)
    return [
        work_value(works[number], subjects[number], files[number], known.language)
        for number in numbers
        if number in works
    ]


@router.get(
    "/documents/{id}",
    response={200: schemas.DocumentOne, 404: schemas.Problem, **PROBLEMS},
    summary=gettext_noop("One document with its files and its relations to others"),
)
def one_document(request: HttpRequest, id: str, asked: Query[Asked]) -> Value:
    check_names(request, Asked)
    now = timezone.now()
    number = int(id) if NUMBER.fullmatch(id) else 0
    work = Work.objects.public(now).filter(pk=number).first()
    if work is None:
        raise NotHere
    relations = shown_work(work, asked.lang, now).relations
    told = work_values([number], choices(asked.lang), now)
    if not told:  # withdrawn in between
        raise NotHere
    data = {
        **told[0],
        "relations": relation_values(relations.of_this),
        "relations_of_others": relation_values(relations.of_others),
    }
    return {"meta": terms.meta(DataSet.DOCUMENTS, today()), "data": data}
