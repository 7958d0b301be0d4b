"""The page of one work, in the language of the reader, whatever languages its files are in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cicc_site import languages
from cicc_site.dates import PartialDate
from cicc_site.multilingual.values import Localized, has_meaning, localized
from documents import citations
from documents.enums import RelationKind, SubjectKind
from documents.models import Work, WorkFile
from documents.showing import Relations, ShownWork, Version, shown_work
from pages.archive import wishing
from pages.archive.addresses import (
    archive_index,
    lasting_address,
    reading_address,
    version_address,
    whole,
    work_address,
)
from pages.archive.lines import FileFacts, facts
from pages.archive.of_pages import shop_window
from pages.entries import Entry

if TYPE_CHECKING:
    from pages.models.base import SitePage

TEMPLATE = "pages/work.html"
REGISTER = "works"
SEPARATOR = " · "
LONGEST_DESCRIPTION = 300

SUBJECT_LABELS: Mapping[str, str | Promise] = {
    SubjectKind.BODY: pgettext_lazy("the body a document comes from", "From"),
    SubjectKind.SESSION: pgettext_lazy("of the Assembly", "Session"),
    SubjectKind.SITUATION: _("Situation"),
    SubjectKind.CASE: pgettext_lazy("before the Court", "Case"),
    SubjectKind.COUNTRY: _("Country"),
    SubjectKind.ISSUE: _("Issues"),
}
OF_THIS: Mapping[str, str | Promise] = {
    RelationKind.CORRIGENDUM: _("Corrigendum to"),
    RelationKind.REVISION: _("Revision of"),
    RelationKind.ADDENDUM: _("Addendum to"),
    RelationKind.SUPERSEDES: _("Supersedes"),
}
OF_OTHERS: Mapping[str, str | Promise] = {
    RelationKind.ADDENDUM: pgettext_lazy("later works that add to this one", "Addenda"),
}
# Who quotes this one has to know of these: they stand above everything else.
NOTICES: Mapping[str, str | Promise] = {
    RelationKind.SUPERSEDES: _("This document has been superseded by:"),
    RelationKind.REVISION: _("There is a later revision of this document:"),
    RelationKind.CORRIGENDUM: _("This document has been corrected by:"),
}


@dataclass(frozen=True)
class NamedWork:
    """Another work in a line of this page."""

    title: Localized
    symbol: str
    when: PartialDate | None
    address: str


@dataclass(frozen=True)
class Labelled:
    """A label with what it is said of: works, or subjects."""

    label: str | Promise
    items: list[Any]


@dataclass(frozen=True)
class ShownVersion:
    """A language version as the page shows it. text: the address of its reading view, empty where there is none."""

    file: WorkFile
    facts: FileFacts
    origin: str
    text: str
    lasting: str
    earlier: list[tuple[WorkFile, FileFacts, str]]


def response(
    request: HttpRequest, index: SitePage, context: dict[str, Any], *, number: int, slug: str
) -> HttpResponse:
    """context: of the archive as Wagtail makes it. A slug that is not the present one leads to the right address."""
    now, language = timezone.now(), languages.active()
    work = Work.objects.public(now).filter(pk=number).first()
    if work is None:
        raise Http404
    if slug != work.slug_in(language):
        return HttpResponsePermanentRedirect(work_address(work, language, index))
    shown = shown_work(work, language, now)
    wish = wishing.form(request, work.pk, shown.file_languages)
    return TemplateResponse(
        request,
        TEMPLATE,
        {**context, **page_context(shown, index), "wish": wish, "publication": shop_window(work)},
    )


def page_context(shown: ShownWork, index: SitePage) -> dict[str, Any]:
    """What the template needs, in the active language. Asks for nothing."""
    work, language = shown.work, shown.language
    return {
        "entry": entry(shown, index),
        "work": work,
        "summary": shown.summary,
        "versions": [_version(version, work, language, index) for version in shown.versions],
        "has_own_language": language in shown.file_languages,
        "facts": [
            Labelled(SUBJECT_LABELS[kind], shown.subjects[kind])
            for kind in SUBJECT_LABELS
            if kind in shown.subjects
        ],
        "notices": _related(NOTICES, shown.relations.of_others, language, index),
        "relations": [
            *_related(OF_THIS, shown.relations.of_this, language, index),
            *_related(OF_OTHERS, shown.relations.of_others, language, index),
        ],
        "official_host": (urlsplit(work.held_elsewhere).hostname or "").removeprefix("www."),
        "lasting_address": whole(lasting_address(work.pk)),
        "citations": _citations(shown),
        "exports": [
            (label, f"{lasting_address(work.pk)}cite.{ending}?language={language}")
            for label, ending in (("BibTeX", "bib"), ("RIS", "ris"))
        ],
    }


def _related(
    labels: Mapping[str, str | Promise], by_kind: Mapping[str, list[Work]], language: str, index: SitePage
) -> list[Labelled]:
    return [
        Labelled(label, [named(work, language, index) for work in by_kind[kind]])
        for kind, label in labels.items()
        if kind in by_kind
    ]


def named(work: Work, language: str, index: SitePage) -> NamedWork:
    return NamedWork(
        localized(work, "title", language), work.symbol, work.when, work_address(work, language, index)
    )


def _version(version: Version, work: Work, language: str, index: SitePage) -> ShownVersion:
    file = version.file
    return ShownVersion(
        file=file,
        facts=facts(file, language),
        origin=str(file.get_origin_display()),
        text=reading_address(work, file.language, language, index) if version.is_readable else "",
        lasting=whole(version_address(file)),
        earlier=[(each, facts(each, language), version_address(each)) for each in version.earlier],
    )


def _citations(shown: ShownWork) -> list[citations.Citation]:
    """In the reader's language first, then in the others."""
    address = whole(lasting_address(shown.work.pk))
    order = sorted(languages.codes(), key=lambda code: code != shown.language)
    return [
        citations.citation(citations.source(shown.work, shown.bodies, code, address, shown.file_languages))
        for code in order
    ]


# --- What stands around it -------------------------------------------------------------------------------


def entry(shown: ShownWork, index: SitePage) -> Entry:
    """For breadcrumbs, language switch and head. An invented work says nothing to machines."""
    work = shown.work
    return Entry(
        register=REGISTER,
        key=str(work.pk),
        title=shown.title,
        addresses={code: work_address(work, code, index) for code in languages.codes()},
        languages=tuple(code for code in languages.codes() if has_meaning(getattr(work, f"title_{code}"))),
        description=_description(shown),
        line=_line(work, shown.language, demo=True),
        edit_address=reverse("wagtailsnippets_documents_work:edit", args=[work.pk]),
        edit_permission="documents.change_work",
        subject=None if work.is_demo else shown,
    )


def _line(work: Work, language: str, *, demo: bool = False) -> str:
    parts = [
        str(_("Demonstration")) if demo and work.is_demo else "",
        str(work.get_kind_display()),
        work.symbol,
        work.when.text(language) if work.when else "",
    ]
    return SEPARATOR.join(part for part in parts if part)


def _description(shown: ShownWork) -> str:
    """The summary where there is one for the reader, else what the document is."""
    text = str(shown.summary) if shown.summary else _line(shown.work, shown.language)
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    return text[: LONGEST_DESCRIPTION - 1].rsplit(" ", 1)[0] + "\N{HORIZONTAL ELLIPSIS}"


def entry_of_number(key: str) -> Entry | None:
    """The entry of a work that anybody may know, by its number, in the active language: for its picture."""
    index = archive_index()
    if index is None or not key.isascii() or not key.isdecimal() or len(key) > 9:
        return None
    work = Work.objects.public().filter(pk=int(key)).first()
    if work is None:
        return None
    return entry(ShownWork(work, languages.active(), [], {}, [], Relations()), index)
