"""What the archivists and translators look at: files that not everybody can read, and languages readers asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from cicc_site import world_languages
from cicc_site.countries import sort_key
from cicc_site.languages import active
from documents import wishes
from documents.desk import listing, rights
from documents.desk.editing import edit_address
from documents.desk.sending import table
from documents.enums import TextState
from documents.models import WorkFile

PER_PAGE = 50
SCANNED, NO_TITLE, NO_LANGUAGE, NO_TAGS, UNREADABLE = "scanned", "title", "language", "tags", "unreadable"
PROBLEMS: dict[str, tuple[Any, Q]] = {
    SCANNED: (_("Scanned, without text"), Q(text_state=TextState.EMPTY)),
    UNREADABLE: (_("Cannot be read"), Q(text_state=TextState.FAILED)),
    NO_TAGS: (_("No tags: a screen reader finds no headings"), Q(is_tagged=False)),
    NO_LANGUAGE: (_("Does not say its language"), Q(has_language=False)),
    NO_TITLE: (_("Does not say its title"), Q(has_title=False)),
}


def problems_of(file: WorkFile) -> list[str]:
    """What is wrong with a file, in the order of how much it is in the way; in words of the active language."""
    found = {
        SCANNED: file.text_state == TextState.EMPTY,
        UNREADABLE: file.text_state == TextState.FAILED,
        NO_TAGS: file.is_tagged is False,
        NO_LANGUAGE: file.has_language is False,
        NO_TITLE: file.has_title is False,
    }
    return [str(PROBLEMS[name][0]) for name, holds in found.items() if holds]


def faulty(problem: str = "") -> QuerySet[WorkFile]:
    """The present files with any problem, or one; the newest works first."""
    wanted = Q()
    for name, (_label, condition) in PROBLEMS.items():
        if problem in ("", name):
            wanted |= condition
    found = WorkFile.objects.current().filter(wanted).select_related("work").defer("work__staff_notes")
    return found.order_by("-work__date", "work", "language")


def counts() -> list[tuple[str, str, int]]:
    """(code, label, number of files) of each problem, in one query."""
    asked = {name: Count("pk", filter=condition) for name, (_label, condition) in PROBLEMS.items()}
    found = WorkFile.objects.current().aggregate(**asked)
    return [(name, str(label), found[name]) for name, (label, _condition) in PROBLEMS.items()]


@rights.only_for(rights.may_read_files)
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("problem", "")
    chosen = chosen if chosen in PROBLEMS else ""
    page = Paginator(faulty(chosen), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "counts": counts(),
        "chosen": chosen,
        "page": page,
        "rows": [
            {"file": file, "work": file.work, "problems": problems_of(file), "edit": edit_address(file.work)}
            for file in page
        ],
        "files": WorkFile.objects.current().count(),
        "query": f"problem={chosen}" if chosen else "",
    }
    return render(request, "wagtailadmin/archive/accessibility.html", context)


@rights.only_for(rights.may_read_files)
@require_GET
def accessibility_csv(request: HttpRequest) -> StreamingHttpResponse:
    chosen = request.GET.get("problem", "")
    rows = faulty(chosen if chosen in PROBLEMS else "")
    head = [capfirst(gettext("work")), gettext("Symbol"), gettext("Title"), gettext("Language"), gettext("File name"),
            gettext("Problems")]  # fmt: skip
    cells = (
        [str(file.work_id), file.work.symbol, str(file.work.local_title or ""), file.language, file.name,
         "; ".join(problems_of(file))]
        for file in rows.iterator(200)
    )  # fmt: skip
    return table("archive-accessibility.csv", head, cells)


# --- languages that readers asked for


def _wanted_languages() -> list[tuple[str, str]]:
    here = active()
    found = ((code, world_languages.name(code, here)) for code in wishes.wanted_languages())
    return sorted(found, key=lambda row: sort_key(row[1], here))


def _in_words(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    here = active()
    for wanted in wishes.with_works(rows):
        yield {
            "work": wanted.work,
            "title": listing.title(wanted.work),
            "language": world_languages.name(wanted.language, here),
            "code": wanted.language,
            "count": wanted.count,
            "edit": edit_address(wanted.work),
        }


@rights.only_for(rights.may_see_wishes)
@require_GET
def asked_for(request: HttpRequest) -> HttpResponse:
    offered = _wanted_languages()
    chosen = request.GET.get("language", "")
    chosen = chosen if chosen in dict(offered) else ""
    page = Paginator(wishes.most_wanted(chosen), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "languages": offered,
        "chosen": chosen,
        "page": page,
        "rows": list(_in_words(page.object_list)),
        "query": f"language={chosen}" if chosen else "",
    }
    return render(request, "wagtailadmin/archive/wishes.html", context)


@rights.only_for(rights.may_see_wishes)
@require_GET
def asked_for_csv(request: HttpRequest) -> StreamingHttpResponse:
    chosen = request.GET.get("language", "")
    chosen = chosen if chosen in wishes.wanted_languages() else ""
    head = [
        capfirst(gettext("work")),
        gettext("Symbol"),
        gettext("Title"),
        gettext("Wanted language"),
        gettext("Readers"),
    ]
    cells = (
        [str(row["work"].pk), row["work"].symbol, str(row["work"].local_title or ""), row["code"], str(row["count"])]
        for row in _in_words(wishes.most_wanted(chosen))
    )  # fmt: skip
    return table("archive-wishes.csv", head, cells)


addresses: list[URLPattern] = [
    path("reports/archive-accessibility/", accessibility, name="archive_accessibility"),
    path("reports/archive-accessibility.csv", accessibility_csv, name="archive_accessibility_csv"),
    path("reports/archive-wishes/", asked_for, name="archive_wishes"),
    path("reports/archive-wishes.csv", asked_for_csv, name="archive_wishes_csv"),
]
