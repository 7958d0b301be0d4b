"""Documents on the pages of the site: what is filed under a situation, case, session or country, and publications.

A page pays one query when there is nothing, three when there is something, however much.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F
from django.utils import timezone

from cicc_site import languages, world_languages
from cicc_site.multilingual.values import Localized
from cicc_site.prepared import Slot, question
from documents.enums import SubjectKind
from documents.models import Work, WorkFile
from documents.versions import in_reading_order
from members.models import Country
from pages.archive.addresses import archive_index, filtered, work_address
from pages.archive.lines import DocumentLine, FileFacts, facts, lines
from pages.readable import for_everybody

if TYPE_CHECKING:
    from pages.models.base import SitePage
    from pages.models.publications import PublicationPage

AT_ONCE = 5


@dataclass(frozen=True)
class FiledDocuments:
    """The newest documents of a subject. more: whether there are others; address: the list of all of them in the
    archive, empty while nobody may read that."""

    lines: list[DocumentLine]
    more: bool
    address: str


def filed_under(kind: str, code: str, most: int = AT_ONCE) -> FiledDocuments | None:
    """None where the public may know of no document, or not of the subject."""
    if not code:
        return None
    newest = _newest().ask(rows=slice(most + 1), now=timezone.now(), kind=kind, code=code)
    if not newest:
        return None
    index = archive_index()
    address = filtered(index, languages.active(), kind, code) if index else ""
    return FiledDocuments(lines(newest[:most], index), len(newest) > most, address)


@question
def _newest() -> Any:
    """Slots: now; kind and code, of the subject."""
    subject = {"subjects__kind": Slot("kind"), "subjects__code": Slot("code"), "subjects__is_public": True}
    works = Work.objects.public(Slot("now")).filter(**subject)
    return works.order_by(F("date").desc(nulls_last=True), "-pk")


def documents_of(about: SitePage | Country) -> FiledDocuments | None:
    """What is filed under the subject that a page or a country stands for."""
    if isinstance(about, Country):
        return filed_under(SubjectKind.COUNTRY, about.alpha3)
    from pages.subjects import PAGES, code_of  # which knows the pages that show what this makes

    kind = next((kind for kind, model in PAGES.items() if isinstance(about, model)), None)
    return filed_under(kind, code_of(about)) if kind else None


# ---- publications: works with a page of their own


@dataclass(frozen=True)
class PublishedWork:
    """The work of a publication: its files, best first for the reader. address: of its page in the archive, where it
    is cited; empty while there is none."""

    work: Work
    files: list[FileFacts]
    address: str


def published(page: PublicationPage) -> PublishedWork | None:
    """None where the publication names no work, or one the public may not know."""
    work, now = page.work, timezone.now()
    if work is None or not work.is_public_at(now):
        return None
    language, index = languages.active(), archive_index()
    files = WorkFile.objects.public(now).current().filter(work=work)
    told = [facts(file, language) for file in in_reading_order(files, language)]
    return PublishedWork(work, told, work_address(work, language, index) if index else "")


def languages_of(works: Iterable[int]) -> dict[int, list[str]]:
    """{number of a work: names of the languages anybody may have it in}, best first for the reader; one query."""
    reader = languages.active()
    files: dict[int, list[WorkFile]] = defaultdict(list)
    for file in WorkFile.objects.public().current().filter(work__in=list(works)):
        files[file.work_id].append(file)
    return {
        number: [world_languages.name(file.language, reader) for file in in_reading_order(found, reader)]
        for number, found in files.items()
    }


def shop_window(work: Work) -> tuple[Localized, str] | None:
    """Title and address of the publication that presents a work, if anybody may read it; one query."""
    # By name: the page itself shows what this module makes.
    model = apps.get_model("pages", "PublicationPage")
    bodies = ("body", *model.translated_fields()["body"])

    page = for_everybody(model.objects.live()).filter(work=work).defer(*bodies).order_by("path").first()
    return (page.text("title"), page.address_in(languages.active())) if page else None
