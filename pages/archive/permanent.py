"""The addresses that never break: `/d/<id>/` of a work, `/d/<id>/<language>` of its files, its citation as data.

They bear numbers and codes only, so that a new title, slug or language version changes none of them. A work that is
hidden, not yet public or was never there is answered by the same questions and the same page.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from cicc_site import languages, world_languages
from cicc_site.middleware import accepted_language
from cicc_site.multilingual.values import localized
from documents import citations, exported_citations
from documents.enums import SubjectKind
from documents.models import Subject, Work, WorkFile
from documents.serving import answers
from documents.serving.names import disposition
from pages.archive.addresses import archive_index, lasting_address, whole, work_address
from pages.missing import NothingToShow, Way
from pages.models.base import SitePage


@require_safe
def permanent(request: HttpRequest, number: str) -> HttpResponse:
    """`/d/<id>/`: to the page of the work in the language the browser asks for."""
    index = archive_index()
    work = Work.objects.public().filter(pk=int(number)).first()
    if index is None or work is None:
        raise Http404
    response = HttpResponseRedirect(work_address(work, accepted_language(request), index))
    patch_vary_headers(response, ("Accept-Language",))
    return response


@require_safe
def file(request: HttpRequest, number: str, language: str, version: str = "") -> HttpResponseBase:
    """`/d/<id>/<language>`: the present file; with a version that one, whether or not a newer one has come since."""
    index = archive_index()
    files = WorkFile.objects.public().filter(work_id=int(number), language=language).select_related("work")
    wanted = files.filter(version=int(version)) if version else files.current()
    found = wanted.first()
    work = found.work if found else Work.objects.public().filter(pk=int(number)).first()
    if found is None:
        raise _no_such_file(request, work, language, index)
    page_language = language if language in languages.codes() else languages.DEFAULT_LANGUAGE
    canonical = whole(work_address(found.work, page_language, index)) if index else ""
    return answers.public_answer(request, found, canonical)


def _no_such_file(request: HttpRequest, work: Work | None, language: str, index: SitePage | None) -> Http404:
    """Of a work that anybody may know, the page for missing pages leads to what there is of it. Nothing is said of
    whether there is a file that nobody may read."""
    if work is None or index is None:
        return Http404()
    reader = accepted_language(request)
    with translation.override(reader):
        title = localized(work, "title", reader)
        name = world_languages.name(language, reader) if world_languages.is_known(language) else language
        reason = gettext("The archive has no file of this document at this address (language: %(language)s).")
        way = Way(str(title), work_address(work, reader, index), title.attrs)
        return NothingToShow(reason % {"language": name}, [], ways=[way])


@require_safe
def citation(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """`/d/<id>/cite.bib` and `cite.ris`, in the language asked for with `?language=`, else that of the browser."""
    work = Work.objects.public().filter(pk=int(number)).first()
    if work is None:
        raise Http404
    asked = request.GET.get("language", "")
    language = asked if asked in languages.codes() else accepted_language(request)
    bodies = list(Subject.objects.public().of_kind(SubjectKind.BODY).filter(works=work))
    files = WorkFile.objects.public().current().filter(work=work).values_list("language", flat=True)
    source = citations.source(work, bodies, language, whole(lasting_address(work.pk)), sorted(files))
    known = exported_citations.KINDS[kind]
    response = HttpResponse(known.write(source), content_type=f"{known.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = disposition(f"cicc-{work.pk}.{kind}", attachment=True)
    response.headers["Content-Language"] = source.title.language or language
    response.headers["Cache-Control"] = answers.ASK_ANEW
    response.headers["X-Robots-Tag"] = "noindex"
    if asked not in languages.codes():
        patch_vary_headers(response, ("Accept-Language",))
    return response
